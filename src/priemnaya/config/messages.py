"""Translations: `python -m priemnaya.config.messages` compiles them (`make setup`), `… tidy` cleans what makemessages
has collected (`make messages`): one line a text, no guesses of gettext, and the list of what still has no English."""

from __future__ import annotations

import sys
from pathlib import Path

import polib

from priemnaya.config.languages import LOCALE, OURS


def compile_messages() -> int:
    """Write a .mo beside each .po that is newer; returns how many were written."""
    written = 0
    for path in LOCALE.rglob("*.po"):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(target))
            written += 1
    return written


def tidy(path: Path) -> list[str]:
    """Take gettext's guesses (fuzzy entries) back and write every text on a line of its own; returns the texts without
    English."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    for entry in catalogue:
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = None
    catalogue.metadata_is_fuzzy = False
    catalogue.save(str(path))
    return [entry.msgid for entry in catalogue.untranslated_entries()]


if __name__ == "__main__":
    if sys.argv[1:] == ["tidy"]:
        for catalogue in (path for path in LOCALE.rglob("*.po") if path.parts[-3] in dict(OURS)):
            for text in tidy(catalogue):
                sys.stdout.write(f"{catalogue.parts[-3]}: нет перевода: {text}\n")
    compile_messages()
