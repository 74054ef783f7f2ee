"""Special needs of clients that orders name: what a card may say, and whom a reception takes first."""

from __future__ import annotations

from typing import Annotated

from .things import one_of

TITLES: dict[str, str] = {
    "sight": "нарушение зрения",
    "hearing": "нарушение слуха",
    "movement": "нарушение движения",
    "chronic": "хроническая болезнь",
    "disabled_1": "инвалидность I группы",
    "disabled_2": "инвалидность II группы",
    "veteran": "ветеран",
    "language": "трудно с русским языком",
    "technology": "трудно с техникой",
}
SpecialNeed = Annotated[str, one_of(TITLES)]
