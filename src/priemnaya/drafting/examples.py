"""Clauses that are encoded already, with the words they were encoded from where these are known: what a new clause is
compared with. Kinds and values are read as they stand in the order files of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from priemnaya.policy.kinds import KINDS
from priemnaya.policy.titles import clause_title
from priemnaya.policy.vocabulary import own
from priemnaya.policy.yaml_lines import OrderError, load

from .acts import matched, slugs

Values = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """source: the order it is of, empty for what belongs to none; text: the words of the act, or what it demands in
    plain words; rules: (kind, latest values), empty for a clause that demands nothing; act: whose order it is, or the
    norm of the law itself."""

    source: str
    clause: str
    text: str
    rules: tuple[tuple[str, Values], ...]
    lead: str = ""
    under: tuple[str, ...] = ()
    defines: bool = False
    act: str = ""

    @property
    def cited(self) -> str:
        """As people call it: whose order, which clause."""
        return f"{self.act}, {clause_title(self.clause)}" if self.source else f"{self.act or 'закон'}"

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.rules)


def examples(folders: Sequence[Path]) -> list[Example]:
    """Of the orders in these folders (the first folder that has a slug prevails), of the layers beside them, and of the
    kinds themselves."""
    found: list[Example] = []
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*/order.yaml")):
            files.setdefault(path.parent.name, path)
        for path in sorted((folder / "base").glob("*.yaml")):
            files.setdefault(f"base/{path.stem}", path)
    for slug, path in files.items():
        found += _of_order(slug, path)
    found += [Example("", kind, KINDS[kind].doc, ((kind, {}),)) for kind in KINDS]
    return found


def _of_order(slug: str, path: Path) -> Iterable[Example]:
    """The words of the act, cut, and what each clause demands."""
    known, norms, name = _encoded(path)
    source = "" if slug.startswith("base/") else slug
    for clause, (demand, rules) in known.items():
        if demand and rules:
            yield Example(source, clause, demand, rules, act=name if source else norms[clause])
    if slug not in slugs():
        return
    for cut, pieces in matched(slug):
        if not pieces or (cut.demands and cut.number not in known):
            continue
        if not cut.demands and pieces[0].opens:
            continue
        rules = known[cut.number][1] if cut.demands else ()
        text = "\n".join(p.text for p in pieces)
        first = pieces[0]
        yield Example(source, cut.number, text, rules, first.lead, first.under, bool(first.defines), name)


Encoded = dict[str, tuple[str, tuple[tuple[str, Values], ...]]]


def encoded(path: Path) -> Encoded:
    """Number -> (demand, (kind, latest values)…) of an order file."""
    return _encoded(path)[0]


def _encoded(path: Path) -> tuple[Encoded, dict[str, str], str]:
    """(number -> (demand, rules), number -> the norm it cites, the short name of the body) of a file; kinds that the
    grammar does not know any more are left out, and a file that can't be read teaches nothing."""
    try:
        raw = load(path)
    except (OrderError, OSError, UnicodeDecodeError):
        return {}, {}, ""
    found, norms = {}, {}
    for clause in (raw.get("clauses") if isinstance(raw, dict) else None) or ():
        if isinstance(clause, dict) and isinstance(clause.get("clause"), str):
            rules = tuple(r for r in map(_rule, clause.get("rules") or ()) if r is not None)
            found[clause["clause"]] = (str(clause.get("demand", "")), rules)
            norms[clause["clause"]] = ", ".join(str(clause[k]) for k in ("act", "source") if clause.get(k))
    body = raw.get("body") if isinstance(raw, dict) else None
    name = next((str(body[k]) for k in ("short", "name") if body.get(k)), "") if isinstance(body, dict) else ""
    return found, norms, name or path.parent.name


def _rule(raw: Any) -> tuple[str, Values] | None:
    if not isinstance(raw, dict) or raw.get("kind") not in KINDS or not isinstance(raw.get("values"), dict):
        return None
    dated = [
        (day, value) for day, value in raw["values"].items() if isinstance(day, dt.date) and isinstance(value, dict)
    ]
    return (raw["kind"], _plain(max(dated, key=lambda row: row[0])[1])) if dated else None


def _plain(value: Any) -> Any:
    """Without the lines it came from, and without kinds of clients, departments and posts that only its own body
    has."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if not (k in ("who", "person") and own(v, "person"))}
    return [_plain(v) for v in value if not own(v)] if isinstance(value, list) else value
