"""Special needs of clients: what a card may say. Whom a reception takes first: `priorities`."""

from __future__ import annotations

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
