"""Figures in a strip: each a number, what it says, how it went, what it was before, and the way to what it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from priemnaya.people.models import Organisation
from priemnaya.programme.compliance import over
from priemnaya.programme.happened import Span
from priemnaya.programme.indicators import INDICATORS, Indicator
from priemnaya.programme.models import IndicatorFigure

SAME_AS_SPEED = "client_costs"
"""Its whole is the days to the answer once more: one number stands on the board once, its parts on its own page."""


@dataclass(frozen=True)
class Tile:
    """trend: by month, from 0 to 1, of those months that are enough to judge."""

    about: Indicator
    figure: IndicatorFigure
    before: IndicatorFigure | None
    trend: list[float | None]

    @property
    def told(self) -> str:
        return self.about.told(self.figure.value)

    @property
    def told_before(self) -> str:
        """Empty where there was none, or too few to judge by."""
        return self.about.told(self.before.value) if self.before and not self.before.few else ""


def tiles(
    body: Organisation, span: Span, *, names: Iterable[str] = INDICATORS, trend: Span | None = None
) -> list[Tile]:
    """Each indicator over the days, with what it was in the days before. trend: over which days it is drawn, where
    those are others."""
    drawn = trend or span
    months = {*span.before.months, *span.months, *drawn.months}
    rows = list(IndicatorFigure.objects.filter(organisation=body, month__in=months, part="").order_by("month"))
    found = []
    for name in names:
        mine = [f for f in rows if f.indicator == name]
        if name != SAME_AS_SPEED and (figure := over(mine, span)) is not None:
            values = [None if x.few else x.value for x in mine if x.month in drawn.months]
            found.append(Tile(INDICATORS[name], figure, over(mine, span.before), _of_one(values)))
    return found


def _of_one(values: list[float | None]) -> list[float | None]:
    top = max((v for v in values if v is not None), default=0)
    return [v / top if top and v is not None else None for v in values]
