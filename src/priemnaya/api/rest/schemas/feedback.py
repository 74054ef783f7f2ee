"""What clients think, and whether the order is kept."""

from __future__ import annotations

import datetime as dt

from ninja import Schema


class RatingOut(Schema):
    id: int
    source: str
    case: str | None
    score: int
    comment: str
    at: dt.datetime


class RatingPage(Schema):
    items: list[RatingOut]
    next: str | None


class FigureOut(Schema):
    """clause: the key of the order's file; title: as people cite it; state: what the system does about it; went: how
    that has gone, in words; share: per cent, none while fewer than five are decided."""

    clause: str
    title: str
    demand: str
    state: str
    share: float | None
    went: list[str]
