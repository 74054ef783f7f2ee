"""The kinds of interaction points: what each is called, what family of texts it takes, and who carries a message there.

A body's order says which of them it has and what each may be used for; nothing here is particular to a body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

Way = Literal["channel", "page", "person"]
Address = Literal["", "email", "account", "number", "phone", "postal"]
"""Which address of the client: a mailbox, an account of a messenger, the number of the matter in a state system, a
telephone, a place."""
Carried = Literal["answer", "notice", "status"]
"""An answer on the substance with its files; a notice or a question about a matter; the state of a matter as a code for
a system."""
CARRIED: frozenset[Carried] = frozenset(get_args(Carried))
LETTERS: frozenset[Carried] = frozenset({"answer", "notice"})
Function = Literal["inform", "intake", "register", "notify", "deliver", "rate", "complain"]


@dataclass(frozen=True)
class PointKind:
    """title: for people, in Russian; family: which rules of text hold there; way: a channel sends by itself, the page
    of the case shows, or a person acts (prints, calls, hands over); address: which address of the client it needs,
    empty: none; carries: what may go there at all. What a body uses its point for, its register and its order narrow
    further."""

    title: str
    family: str
    way: Way
    address: Address
    carries: frozenset[Carried]
    electronic: bool = True
    icon: str = "letter"

    @property
    def needs_address(self) -> bool:
        return bool(self.address)


POINT_KINDS: dict[str, PointKind] = {
    "portal": PointKind("сайт", "site", "page", "", LETTERS, icon="globe"),
    "site": PointKind("сайт органа", "site", "page", "", LETTERS, icon="globe"),
    "chat": PointKind("чат на сайте", "messenger", "page", "", frozenset({"notice"}), icon="talk"),
    "email": PointKind("электронная почта", "mail", "channel", "email", LETTERS, icon="letter"),
    "epgu": PointKind("портал госуслуг", "site", "channel", "number", CARRIED, icon="house"),
    "pos": PointKind("платформа обратной связи", "site", "channel", "number", CARRIED, icon="house"),
    "max": PointKind("MAX", "messenger", "channel", "account", LETTERS, icon="talk"),
    "vk": PointKind("ВКонтакте", "social", "channel", "account", LETTERS, icon="talk"),
    "telegram": PointKind("Telegram", "messenger", "channel", "account", LETTERS, icon="talk"),
    "post": PointKind("почта", "paper", "person", "postal", LETTERS, electronic=False, icon="letter"),
    "phone": PointKind("телефон", "voice", "person", "phone", LETTERS, electronic=False, icon="phone"),
    "in_person": PointKind("личный приём", "paper", "person", "", LETTERS, electronic=False, icon="person"),
}
SERVED_AS: dict[Carried, tuple[Function, ...]] = {
    "answer": ("deliver",),
    "notice": ("notify", "deliver"),
    "status": ("notify",),
}
"""Which functions of a body's point let it carry what."""
ELECTRONIC = frozenset(k for k, p in POINT_KINDS.items() if p.electronic)
CHANNELS = tuple(k for k, p in POINT_KINDS.items() if p.way == "channel")
PAGES = tuple(k for k, p in POINT_KINDS.items() if p.way == "page")
PEOPLE = tuple(k for k, p in POINT_KINDS.items() if p.way == "person")
PORTALS = ("epgu", "pos")
"""State systems where a matter has its own number: that number is the address there."""
SOCIAL = ("vk", "max", "telegram")
"""Where people write to a body's page or bot: what comes is a message from a social network, not an обращение."""
FUNCTION_TITLES: dict[str, str] = {
    "inform": "ответим на вопрос",
    "intake": "примем сообщение",
    "register": "зарегистрируем сообщение",
    "notify": "сообщим, как идёт дело",
    "deliver": "передадим ответ",
    "rate": "примем оценку",
    "complain": "примем жалобу",
}
FILED_AS = {"service_application": "intake", "service_complaint": "complain"}
"""Which function of a point a client needs to file a matter of this kind there. Other kinds may come by any point."""
BY_WORD_OF_MOUTH = {("appeal_complaint", "phone"): "complain"}
"""What no law takes there: only a point that the body has given the function to. On paper, in person and with a proved
identity the law takes a complaint whatever a body says."""


def filed_as(kind: str, point: str) -> str:
    """The function that a matter of this kind needs at this point; empty when it may come there anyhow."""
    return FILED_AS.get(kind, "") or BY_WORD_OF_MOUTH.get((kind, point), "")


NEEDS_OURS = frozenset({"email", "phone", "post", "in_person", "site", *SOCIAL})
"""Points that nobody can use without knowing the body's own address there."""
BETWEEN_BODIES = {"docflow": "система документооборота"}
"""Channels that no client is reached by: letters to other bodies go there."""


SMS = "sms"
LINKS_ONLY = {SMS: "SMS"}
"""Ways by which short notices and links go, and no letter."""


def place_at(address: str, point: str) -> str:
    """The address as people read it: a bare number says what it is a number of."""
    if is_public(point, address):
        return "(под комментарием, видно всем)"
    return f"(номер там: {address})" if address and point in PORTALS else address


WALL = re.compile(r"wall(-?\d{1,18})_(\d{1,18})_(\d{1,18})", re.ASCII)
"""The address of a comment under a post: whose wall, which post, which comment."""


def wall_place(owner: int, post: int, comment: int) -> str:
    return f"wall{owner}_{post}_{comment}"


def is_public(point: str, address: str) -> bool:
    """Whether everybody reads what goes there: an answer under a comment."""
    return point == "vk" and WALL.fullmatch(address) is not None


def title_of(kind: str) -> str:
    if kind in POINT_KINDS:
        return POINT_KINDS[kind].title
    return LINKS_ONLY.get(kind) or BETWEEN_BODIES.get(kind, kind or "—")


def family_of(kind: str) -> str:
    return POINT_KINDS[kind].family if kind in POINT_KINDS else ""
