"""review_every: something is reviewed at least once a period; the fulfilled obligation opens its successor."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.owed import ReviewName

from .base import Kind, Values

PERIODS = {"month": 1, "quarter": 3, "year": 12}


class ReviewEvery(Values):
    what: ReviewName
    every: Literal["month", "quarter", "year"]


class KIND(Kind):
    name = "review_every"
    values = ReviewEvery
    doc = "Пересматривается не реже раза в период."
    example = "{what: knowledge, every: month}"

    @classmethod
    def tighter(cls, a: ReviewEvery, b: ReviewEvery) -> ReviewEvery:
        return min(a, b, key=lambda v: PERIODS[v.every])
