"""How sure we are who wrote, and how we came to be sure (docs/trust.md).

What somebody typed proves nothing. Each address and each message has a level of its own, given by the way it was shown
(HOW) and by nothing else; a level never falls and never spreads to another address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """What is proved of an address or of who wrote a message; the higher one includes the lower."""

    CLAIMED = 0, _("не подтверждено")
    REACHABLE = 1, _("адрес подтверждён")
    IDENTIFIED = 2, _("личность подтверждена")


HOW: dict[str, tuple[Level, Any]] = {
    "typed": (Level.CLAIMED, _("набрано в форме")),
    "letter": (Level.CLAIMED, _("стоит в поле «От» письма")),
    "told": (Level.CLAIMED, _("записано сотрудником со слов или с бумаги")),
    "relayed": (Level.CLAIMED, _("передано другой системой")),
    "dmarc": (Level.REACHABLE, _("письмо с этого ящика: его домен это подтвердил")),
    "link": (Level.REACHABLE, _("открыта ссылка из письма на этот адрес")),
    "messenger": (Level.REACHABLE, _("сообщение из этого мессенджера")),
    "provider": (Level.IDENTIFIED, _("вход через сервис подтверждения личности")),
    "state_portal": (Level.IDENTIFIED, _("подано через портал, который подтвердил личность")),
    "document": (Level.IDENTIFIED, _("документ показан сотруднику")),
}
"""Each way of proof with the level it gives and the words for staff."""
HOW_CHOICES = [(name, title) for name, (_level, title) in HOW.items()]


def level_of(how: str) -> Level:
    """The level a way of proof gives."""
    return HOW[how][0]


@dataclass(frozen=True)
class Address:
    """An address as it came with a message, and how. channel: a kind of point; address: as it was given."""

    channel: str
    address: str
    how: str = "typed"

    @property
    def level(self) -> Level:
        return level_of(self.how)


class Proved(models.Model):
    """An address with its level, how it came and since when; the base of a card's addresses and of a case's."""

    channel = models.CharField(max_length=12)
    address = models.CharField(max_length=320)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.CLAIMED)
    how = models.CharField(max_length=12, choices=HOW_CHOICES, default="typed")
    proved_at = models.DateTimeField(null=True, help_text="when its level was shown; empty while it is only claimed")

    class Meta:
        abstract = True
