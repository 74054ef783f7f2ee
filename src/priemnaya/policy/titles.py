"""Numbers of clauses as the act has them, with titles of their named parts. Pages show these, never the key."""

from __future__ import annotations

import re

PARTS: dict[str, str] = {
    "client": "клиент",
    "control": "надзор",
    "satisfaction": "удовлетворённость",
    "service": "услуга",
    "effect1": "первый эффект",
    "effect2": "второй эффект",
    "experience": "клиентский опыт",
    "journey": "путь клиента",
    "journeymap": "карта пути клиента",
    "level": "уровень",
    "lifesituation": "жизненная ситуация",
    "need": "потребность",
    "noapplication": "без заявления",
    "points": "точки взаимодействия",
    "proactive": "проактивность",
    "profile": "профиль клиента",
    "redesign": "переделка услуги",
    "scenario": "сценарий",
    "segment": "группа клиентов",
}
"""Named parts of numbers: where an act gives no number (a definition, an item of a list), the file names it."""
ACT = "order"
"""The first part of the number of a clause that stands in the order itself, not in what it approves."""
LATIN = re.compile(r"[A-Za-z]")


def act_number(number: str) -> str:
    """A clause's number as the act has it: «3.5», «приказ, п. 2», «2, «клиент»». A named part that has no title is left
    out: the number before it is the act's."""
    parts = number.split(".")
    of_act = parts[0] == ACT
    own = [p for p in parts[of_act:] if not LATIN.search(p)]
    named = [PARTS[p] for p in parts[of_act:] if p in PARTS]
    shown = ", ".join([*([".".join(own)] if own else []), *(f"«{name}»" for name in named)])
    if of_act:
        return f"приказ, п. {shown}" if own else f"приказ, {shown}" if shown else "приказ"
    return shown or number


def clause_title(number: str) -> str:
    """«п. 3.5», «приказ, п. 2»."""
    shown = act_number(number)
    return shown if number.split(".")[0] == ACT else f"п. {shown}"
