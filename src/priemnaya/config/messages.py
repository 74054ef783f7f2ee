"""Compile the translations (`make setup` runs it): `python -m priemnaya.config.messages`."""

from __future__ import annotations

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_messages() -> int:
    """Write a .mo beside each .po that is newer; returns how many were written."""
    written = 0
    for path in LOCALE.rglob("*.po"):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(target))
            written += 1
    return written


if __name__ == "__main__":
    compile_messages()
