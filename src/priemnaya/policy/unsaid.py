"""What a body's order leaves unsaid about the body: a name, a region and a zone are enough to work."""

from __future__ import annotations

from typing import Any

from .connection import lacking
from .contact_points import NEEDS_OURS, POINT_KINDS, Function, title_of

NAMES = {"portal": "Приёмная на сайте"}
ACCENT = "#234a84"
SCHEDULE = {"mon-fri": ["09:00-13:00", "14:00-18:00"]}
"""Monday to Friday from 9 to 18 with a lunch."""
NEEDS = (
    "Получить услугу или документ",
    "Получить разъяснение",
    "Узнать, что с моим сообщением",
    "Сообщить о нарушении",
    "Пожаловаться на решение или на сотрудника",
    "Предложить улучшение",
)
CLIENT_KINDS = ("citizen", "legal_entity", "sole_entrepreneur")
SHORT = 100
"""Signs of the short name that the database holds."""
AROUND_THE_CLOCK = "круглосуточно"
EVERYTHING: tuple[Function, ...] = ("inform", "intake", "register", "notify", "deliver", "rate", "complain")
GIVEN_POINTS: dict[str, tuple[str, tuple[Function, ...]]] = {
    "email": ("email", ("inform", "intake", "register", "notify", "deliver", "complain")),
    "phone": ("phone", ("inform", "notify")),
    "post": ("address", ("intake", "notify", "deliver", "complain")),
    "in_person": ("address", ("inform", "intake", "deliver", "complain")),
    "site": ("site", ("inform",)),
}
"""Kinds of points, each with the requisite of the body that is its address, and what it is for unless a clause says
so. One that is given makes a point; of the site only a clause does: `portal` is its page for clients."""
REQUISITES = ("email", "phone", "post", "in_person")


def with_defaults(raw: Any) -> Any:
    """The body with what it did not say; what is said is left as it is, what is no mapping goes on to be refused."""
    if not isinstance(raw, dict):
        return raw
    said = {key: value for key, value in raw.items() if value is not None}
    defaults = {
        "short": str(said.get("name") or "Орган")[:SHORT],
        "genitive": str(said.get("name", "")),
        "accent": ACCENT,
        "schedule": SCHEDULE,
        "needs": NEEDS,
        "client_kinds": CLIENT_KINDS,
    }
    return {**said, **{key: value for key, value in defaults.items() if not said.get(key)}}


def points_of(order: Any) -> list[Any]:
    """The points of a body: those its header lists; else the product's own page, one for each requisite that is given,
    and each that a clause gives functions to."""
    from .order import Point

    body = order.body
    if body.points:
        return list(body.points)
    functions = {
        rule.latest.point: rule.latest.functions
        for _, rule in order.by_kind.get("point_serves", ())
        if rule.latest and rule.latest.point in POINT_KINDS
    }
    kinds = ["portal", *(kind for kind in REQUISITES if getattr(body, GIVEN_POINTS[kind][0])), *functions]
    made = []
    for kind in dict.fromkeys(kinds):
        given, usual = GIVEN_POINTS.get(kind, ("", EVERYTHING if kind == "portal" else ()))
        made.append(
            Point(
                kind=kind,
                name=NAMES.get(kind) or title_of(kind)[:1].upper() + title_of(kind)[1:],
                address=getattr(body, given) if given else "",
                functions=functions.get(kind, usual),
                hours=AROUND_THE_CLOCK if kind == "portal" else "",
            )
        )
    return made


def lack_of(order: Any) -> dict[str, str]:
    """Kinds of points by which nobody reaches the body of an order, and why, as far as its file and the settings of
    the installation say. A layer of law has no points of its own."""
    if order.body is None:
        return {}
    points = points_of(order)
    return lacking(order.slug, {p.kind for p in points}, {p.kind for p in points if p.address})


def unaddressed(order: Any) -> frozenset[str]:
    """Kinds of points that a clause gives functions to while the body has no address there: people can't come by
    them."""
    if order.body is None:
        return frozenset()
    named = {
        rule.latest.point
        for clause, rule in order.by_kind.get("point_serves", ())
        if rule.latest and not clause.closed_by(order.today)
    }
    return frozenset(named & NEEDS_OURS - {point.kind for point in points_of(order) if point.address})
