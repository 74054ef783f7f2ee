"""Whom an order serves out of turn: a closed list, for a word that nobody can choose would never act."""

from __future__ import annotations

from typing import Annotated

from . import Of, Word, define

PRIORITIES: dict[str, str] = {
    "chronic": "хроническая болезнь",
    "sight": "стойкое нарушение зрения",
    "hearing": "стойкое нарушение слуха",
    "movement": "стойкое нарушение движения",
    "disabled": "инвалид",
    "disabled_1": "инвалид первой группы",
    "disabled_2": "инвалид второй группы",
    "disabled_child": "ребёнок-инвалид и его родители",
    "veteran": "ветеран",
    "combatant": "участник боевых действий и его семья",
    "pregnant": "беременная",
    "with_small_child": "родитель с ребёнком до трёх лет",
    "large_family": "многодетный родитель",
    "pensioner": "пенсионер",
    "over_70": "старше семидесяти лет",
    "disaster": "пострадавший от аварии или стихийного бедствия",
    "helped": "тот, кому трудно с техникой или русским языком",
}
define(*(Word("priority", name, title, about="visit") for name, title in PRIORITIES.items()))
Priority = Annotated[str, Of("priority")]
