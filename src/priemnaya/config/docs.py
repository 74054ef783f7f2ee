"""Pages of docs/ that are drawn from the code: `python -m priemnaya.config.docs` (`make docs`) writes them, a test
compares."""

from __future__ import annotations

import os
from pathlib import Path


def write(folder: Path) -> None:
    """The states of cases and replies; who may what; kinds and words of orders."""
    from django.utils import translation

    from priemnaya.cases.states import page
    from priemnaya.config.vocabulary_page import page as vocabulary
    from priemnaya.people.roles import page as rights

    with translation.override("ru"):
        (folder / "states.md").write_text(page(), encoding="utf-8")
        (folder / "rights.md").write_text(rights(), encoding="utf-8")
        (folder / "vocabulary.md").write_text(vocabulary(), encoding="utf-8")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "priemnaya.config.settings")
    django.setup()
    write(Path(__file__).resolve().parents[3] / "docs")
