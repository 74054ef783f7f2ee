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
    "large_print": "письма крупным шрифтом",
    "call": "звонить, а не только писать",
}
HEALTH = frozenset({"sight", "hearing", "movement", "chronic", "disabled_1", "disabled_2"})
"""Of these the law lets a body keep only what the client has agreed to in writing (152-ФЗ ст. 10 ч. 2 п. 1)."""
