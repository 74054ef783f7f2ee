"""Catalogues of other languages: prepared with the texts of the client's pages, offered only when they say so."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
import pytest

from priemnaya.config.languages import LOCALE, OURS, client_texts, gather, head_of, is_ready, offered

pytestmark = pytest.mark.unit
PREPARED = ("alt", "ce", "udm")


def of(code: str, locale: Path = LOCALE) -> Path:
    return locale / code / "LC_MESSAGES" / "django.po"


def test_the_languages_of_the_regions_are_prepared_and_not_offered_before_they_are_ready() -> None:
    texts = {text.msgid for text in client_texts()}
    assert "Напишите своими словами" in texts and len(texts) > 500
    for code in PREPARED:
        catalogue = polib.pofile(str(of(code)))
        assert catalogue.metadata["Language"] == code and catalogue.metadata["X-Name"]
        assert all(entry.comment.startswith("English: ") for entry in catalogue)
    assert [code for code, _name in offered()][:2] == [code for code, _name in OURS]


def test_what_is_offered_is_whole() -> None:
    """One that says it is ready has every text of the client's pages, and no guess of gettext."""
    texts = {text.msgid for text in client_texts()}
    assert texts and offered()
    for code, _name in offered():
        if code not in dict(OURS):
            catalogue = polib.pofile(str(of(code)))
            assert not texts - {entry.msgid for entry in catalogue.translated_entries()}, code


@pytest.mark.parametrize(
    ("change", "ready"),
    [
        ({}, False),
        ({"X-Ready": "yes"}, False),  # nobody answers for the words, and the plurals are not told
        ({"X-Ready": "yes", "Last-Translator": "А. Иванова"}, False),
        (
            {
                "X-Ready": "yes",
                "Last-Translator": "А. Иванова",
                "Plural-Forms": "nplurals=2; plural=(n != 1);",
            },
            True,
        ),
    ],
)
def test_a_catalogue_is_offered_when_it_is_ready(tmp_path: Path, change: dict[str, str], ready: bool) -> None:
    path = of("udm", tmp_path)
    path.parent.mkdir(parents=True)
    shutil.copy(of("udm"), path)
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue.metadata.update(change)
    catalogue.save(str(path))
    assert is_ready(head_of(path)) is ready
    assert (dict(offered(tmp_path)).get("udm") == "Удмурт кыл") is ready


def test_gathering_anew_keeps_what_is_translated(tmp_path: Path) -> None:
    path, texts = tmp_path / "django.po", client_texts()
    shutil.copy(of("ce"), path)
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue[0].msgstr = "…"
    catalogue.save(str(path))
    before = len(catalogue.untranslated_entries())
    assert gather(path, texts) <= before + len(texts) - len(catalogue)
    assert polib.pofile(str(path)).find(catalogue[0].msgid).msgstr == "…"
