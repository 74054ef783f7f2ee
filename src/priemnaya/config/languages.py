"""Languages of the client's pages. Russian is that of the texts, English is complete; a catalogue of another language
is offered when its own header says that it is ready, and it can be: nobody gets half a page in two languages.

`python -m priemnaya.config.languages` puts the texts of the client's pages into each catalogue that is being prepared,
keeps what is translated, and says how much is left (CONTRIBUTING, «Add a language»)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
OURS = (("ru", "Русский"), ("en", "English"))
READY, NAME, PLURALS, WHO = "X-Ready", "X-Name", "Plural-Forms", "Last-Translator"
OF_CLIENTS = ("portal", "ui")
"""Packages whose pages clients read."""
_TRANS = re.compile(r"""(?:{%\s*trans\s+|_\()(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(r"{%\s*blocktrans(?:late)?[^%]*%}(.*?){%\s*endblocktrans", re.DOTALL)
_HEAD = re.compile(r'^"(X-Ready|X-Name|Plural-Forms|Last-Translator): (.*)\\n"$', re.MULTILINE)
_NAMES = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})


def head_of(path: Path) -> dict[str, str]:
    """What the header says, read without a library: settings ask at each start."""
    return dict(_HEAD.findall(path.read_text("utf-8")[:3000]))


def is_ready(head: dict[str, str]) -> bool:
    """Its people say so, and it has what a page needs: its name, its plurals, who answers for the words."""
    named = head.get(NAME, "").strip() and head.get(WHO, "").strip()
    return head.get(READY) == "yes" and bool(named) and "EXPRESSION" not in head.get(PLURALS, "EXPRESSION")


def offered(locale: Path = LOCALE) -> list[tuple[str, str]]:
    """Code and own name of each language that the pages have."""
    known = dict(OURS)
    for path in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        if path.parts[-3] not in known and is_ready(head := head_of(path)):
            known[path.parts[-3]] = head[NAME].strip()
    return list(known.items())


def client_texts() -> list[polib.POEntry]:
    """The texts of the client's pages, as the English catalogue has them, in its sequence."""
    said = {text for package in OF_CLIENTS for text in _said(ROOT / package)}
    return [entry for entry in polib.pofile(str(LOCALE / "en/LC_MESSAGES/django.po")) if entry.msgid in said]


def _said(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.html"):
        page = path.read_text("utf-8")
        yield from (one or other for one, other in _TRANS.findall(page))
        for block in _BLOCK.findall(page):
            yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", re.split(r"{%\s*plural", block)[0])
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES and node.args:
                text = node.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value


def gather(path: Path, texts: list[polib.POEntry]) -> int:
    """Put the texts into a catalogue, with the English beside each; what was translated stays. Returns how many still
    have no translation."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    known = {entry.msgid: entry for entry in catalogue}
    del catalogue[:]
    for text in texts:
        entry = known.get(text.msgid) or polib.POEntry(msgid=text.msgid, msgid_plural=text.msgid_plural)
        entry.msgid_plural, entry.flags = text.msgid_plural, list(text.flags)
        entry.comment = f"English: {text.msgstr or text.msgstr_plural.get(0, '')}"
        if text.msgid_plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        catalogue.append(entry)
    catalogue.save(str(path))
    return len(catalogue.untranslated_entries())


def main() -> None:
    texts = client_texts()
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        if path.parts[-3] not in dict(OURS):
            left = gather(path, texts)
            ready = "предлагается" if is_ready(head_of(path)) else "не предлагается"
            sys.stdout.write(f"{path.parts[-3]}: {ready}, без перевода {left} из {len(texts)}\n")


if __name__ == "__main__":
    main()
