import re
from typing import Any

from django.db import migrations

FIGURES = re.compile(r"\d(?:[\d\s.,/–№-]*\d)?")
YEAR = re.compile(r"(?:19|20)\d\d")
IS_YEAR = re.compile(r"\s?(?:г\b|год)")
END_OF_WORD = re.compile(r"[^\W\d]{0,3}(?!\w)")
FEW, HIDDEN = 2, "•••"


def without_number(typed: str) -> str:
    """Its other words as they were: no law asks for the number (59-ФЗ ст. 13 ч. 1 asks that the document be shown).
    Never longer than it was: the column has an end."""
    return FIGURES.sub(_hidden, typed) if len(re.findall(r"\d", typed)) > FEW else typed


def _hidden(run: re.Match[str]) -> str:
    """A year said to be one and the one figure of a word («форма 2-П») are of no number and stay."""
    before, figures, after = run.string[: run.start()], run[0], run.string[run.end() :]
    lone = len(figures) == 1 and END_OF_WORD.match(after) and not re.search(r"\w\Z", before)
    return figures if lone or (YEAR.fullmatch(figures) and IS_YEAR.match(after)) else HIDDEN[: len(figures)]



def hide_numbers(apps: Any, schema_editor: Any) -> None:
    """Numbers of identity documents that were typed before they were refused; the rest of the words stays. Only rows
    with figures are touched, and only they are locked."""
    rows = apps.get_model("people", "DocumentSeen").objects.filter(sort__regex=r"\d")
    for row in rows.only("pk", "sort").iterator(chunk_size=500):
        if (kept := without_number(row.sort)) != row.sort:
            row.sort = kept
            row.save(update_fields=["sort"])


class Migration(migrations.Migration):
    dependencies = [("people", "0006_d")]

    operations = [migrations.RunPython(hide_numbers, migrations.RunPython.noop, elidable=True)]
