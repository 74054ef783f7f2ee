"""Expressions of queries are copied plainly (core/copying.py): the copies are those that Django's own way makes."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import BaseExpression

from priemnaya.cases.models import Case as Matter
from priemnaya.core.copying import copied

pytestmark = [pytest.mark.unit]


def by_django(expression: Any) -> Any:
    """Through __reduce_ex__, as copy.copy goes where there is no __copy__."""
    return copy._reconstruct(expression, None, *expression.__reduce_ex__(4))  # type: ignore[attr-defined]


def expressions() -> list[Any]:
    rows: QuerySet[Any] = Matter.objects.filter(Q(state="new") | Q(number__contains="5"), client__name="x")
    counted = rows.annotate(n=Count("pk")).query
    return [
        *(child for child in counted.where.children if isinstance(child, BaseExpression)),
        *counted.annotations.values(),
        counted,
        Value(5) + F("level"),
        Case(When(state="new", then=Value(1)), default=Value(2)),
        Exists(Matter.objects.filter(pk=OuterRef("pk"))),
    ]


def test_a_plain_copy_is_the_one_django_makes() -> None:
    """With what it worked out before (output_field) and without the converter of values, which belongs to the original."""
    for one in expressions():
        one.__dict__.setdefault("convert_value", "of the original")
        made, known = copied(one), by_django(one)
        assert type(made) is type(known) is type(one)
        assert made is not one
        assert made.__dict__ == known.__dict__
        assert "convert_value" not in made.__dict__
        assert copy.copy(one).__dict__ == made.__dict__
    assert BaseExpression.__copy__ is copied  # type: ignore[attr-defined]
