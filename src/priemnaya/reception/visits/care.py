"""What a desk prepares for whoever has needs on their card: deeds in words, no illness. The help that a client asks for
at a visit is ticked from the same needs, and may be unticked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from priemnaya.people.models import Client
from priemnaya.reception.models import Visit

HELP_FOR = {
    "movement": "wheelchair",
    "hearing": "sign",
    "language": "interpreter",
    "sight": "reading",
    "technology": "reading",
}
"""A need of a card -> the help at a visit that answers it."""
PREPARE = {
    "sight": _("бумаги крупным шрифтом, прочитать вслух"),
    "hearing": _("жестовый язык или писать на листе"),
    "movement": _("принять там, куда можно проехать"),
    "chronic": _("не заставлять ждать и стоять"),
    "language": _("переводчик или простые слова"),
    "technology": _("помочь заполнить и отправить"),
    "large_print": _("бумаги крупным шрифтом"),
}


def helps_of(client: Client | None) -> list[str]:
    needs = client.needs if client else []
    return list(dict.fromkeys(HELP_FOR[need] for need in needs if need in HELP_FOR))


def prepare_for(visit: Visit) -> list[str]:
    """What to have ready before this visitor comes up."""
    card = visit.client.living if visit.client else None
    return [str(PREPARE[need]) for need in (card.needs if card else []) if need in PREPARE]
