"""`python -m priemnaya.plain.eval.declining [firstnames.tsv]`: how many names are put right in the dative, and whether
any is put wrong.

`names/tuned.tsv` was looked at while the endings were written, `names/held.tsv` was labelled before its first run. A
line: the name, a tab, what is right (several with «|»; «-»: nobody can be sure, so that no form may be written). With
the file of first names of petrovich-eval (CC BY-SA 3.0, not shipped here) that is measured too.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ..names import declined, declined_parts

HERE = Path(__file__).parent / "names"
SETS = ("tuned", "held")


def labelled(name: str) -> list[tuple[str, frozenset[str]]]:
    """Names of one set with the forms that are right."""
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(full, frozenset(right.split("|"))) for full, right in (line.split("\t") for line in lines)]


def judged(got: str | None, right: frozenset[str]) -> str:
    """right, refused (where a form was wanted) or wrong."""
    if got is None:
        return "right" if "-" in right else "refused"
    return "right" if got in right else "wrong"


def measured(name: str) -> list[tuple[str, str, str | None]]:
    """What became of each name of a set, the name, what was made of it."""
    return [(judged(got := declined(full, "datv"), right), full, got) for full, right in labelled(name)]


def first_names(path: Path) -> list[tuple[str, str, str | None]]:
    """The datives of the singular in a file of petrovich-eval: lemma, form, grammemes."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines())
    genders = {"мр": "masc", "жр": "femn"}
    found = []
    for lemma, form, grammemes in (r for r in rows if len(r) == 3 and r[2].endswith("ед,дт")):
        got = declined_parts("", lemma, "", "datv", genders[grammemes[:2]])  # type: ignore[arg-type]
        found.append((judged(got and got.lower(), frozenset({form.lower()})), lemma, got))
    return found


def told(title: str, rows: Iterable[tuple[str, str, str | None]]) -> str:
    rows = list(rows)
    count = Counter(kind for kind, _, _ in rows)
    lines = [f"{title}: {count['right']} right, {count['refused']} refused, {count['wrong']} wrong of {len(rows)}"]
    lines += [f"  {kind}: {full} -> {got}" for kind, full, got in rows if kind == "wrong"]
    return "\n".join(lines)


def main() -> None:
    for name in SETS:
        sys.stdout.write(told(f"Dative, {name} set", measured(name)) + "\n")
    for path in sys.argv[1:]:
        sys.stdout.write(told("Dative, first names of petrovich-eval", first_names(Path(path))) + "\n")


if __name__ == "__main__":
    main()
