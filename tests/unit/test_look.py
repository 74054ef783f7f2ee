"""Colours can be read: tokens by day and by night, and what is made of any accent a body may choose; icons exist."""

from __future__ import annotations

import re
from pathlib import Path

import lucide
import pytest
from django.template.base import tag_re
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.ui.accents import accents, contrast
from priemnaya.ui.icons import icon

SOURCE = Path(__file__).parents[2] / "src" / "priemnaya"
TOKENS = (SOURCE / "ui" / "static" / "ui" / "tokens.css").read_text()
DAY, NIGHT = (
    TOKENS.split("@media (prefers-color-scheme:dark)")[0],
    TOKENS.split("@media (prefers-color-scheme:dark)")[1],
)
READ = (  # (words, ground, least ratio): text 4.5, borders of fields 3
    ("ink", "surface", 7),
    ("ink", "bg", 7),
    ("ink", "client", 7),
    ("ink", "note", 7),
    ("ink-2", "surface", 7),
    ("ink-2", "bg", 7),
    ("ink-3", "surface", 4.5),
    ("ink-3", "bg", 4.5),
    ("ink-3", "sunk", 4.5),
    ("stop", "stop-t", 4.5),
    ("warn", "warn-t", 4.5),
    ("ok", "ok-t", 4.5),
    ("stop", "surface", 4.5),
    ("warn", "surface", 4.5),
    ("field", "surface", 3),
)


def colour(name: str, sheet: str) -> str:
    found = re.search(rf"--{name}:(#[0-9a-f]{{3,6}})\b", sheet)
    assert found, name
    value = found[1]
    return value if len(value) == 7 else "#" + "".join(2 * c for c in value[1:])


@pytest.mark.parametrize(("words", "ground", "least"), READ)
@pytest.mark.parametrize("sheet", [DAY, NIGHT], ids=["day", "night"])
def test_words_can_be_read_on_their_ground(words: str, ground: str, least: float, sheet: str) -> None:
    assert contrast(colour(words, sheet), colour(ground, sheet)) >= least


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_can_be_read(number: int) -> None:
    made = accents(f"#{number:06x}")
    assert contrast(made.text, colour("surface", DAY)) >= 7
    assert contrast(made.text, made.tint) >= 4.5
    assert contrast(made.fill, "#ffffff") >= 4.5
    assert contrast(made.night_text, colour("surface", NIGHT)) >= 7
    assert contrast(made.night_text, made.night_tint) >= 4.5
    assert contrast(made.night_fill, "#ffffff") >= 4.5
    assert contrast(made.night_fill, colour("surface", NIGHT)) >= 2.9


def test_a_readable_accent_stays_what_the_body_chose() -> None:
    assert accents("#8a1f3d").text == accents("#8a1f3d").fill == "#8a1f3d"


def test_an_icon_is_silent_and_takes_the_colour_of_words() -> None:
    drawn = icon("sun")
    assert 'aria-hidden="true"' in drawn
    assert 'stroke="currentColor"' in drawn


def test_every_icon_of_the_templates_and_the_menu_is_there() -> None:
    asked = {name for file in SOURCE.rglob("*.html") for name in re.findall(r'\{% icon "([\w-]+)"', file.read_text())}
    assert len(asked) > 10
    for name in asked:
        icon(name)
    with pytest.raises(lucide.IconDoesNotExist):
        icon("no-such-icon")


def test_a_sheet_asks_only_for_tokens_that_are_there() -> None:
    folder = SOURCE / "ui" / "static" / "ui"
    defined = set(re.findall(r"--([\w-]+):", "".join(f.read_text() for f in folder.glob("*.css"))))
    sheets = sorted(folder.glob("*.css"))
    assert {"tokens.css", "base.css", "parts.css", "workspace.css"} <= {sheet.name for sheet in sheets}
    for sheet in sheets:
        assert set(re.findall(r"var\(--([\w-]+)", sheet.read_text())) <= defined, sheet.name


def test_what_a_template_computes_is_never_shown_as_its_code() -> None:
    """A tag that is broken over two lines is no tag to Django: its code stands on the page instead of the words."""
    broken = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("templates/**/*.*")
        if re.search(r"\{[{%#]", tag_re.sub("", path.read_text(encoding="utf-8")))
    }
    assert broken == set()
