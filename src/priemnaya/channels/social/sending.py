"""Out to a messenger: the text in pieces, files uploaded, buttons under the last piece. A retry goes on where it
stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from priemnaya.cases.actions.points import choices_for, may_answer_at
from priemnaya.cases.models import Case
from priemnaya.channels.base import Away, NotSetUp
from priemnaya.core.models import Delivery, StoredFile
from priemnaya.people.interaction import points_of
from priemnaya.people.models import Organisation
from priemnaya.policy.contact_points import POINT_KINDS
from priemnaya.policy.owed import PRIMARY_REPLY

from .bots import BARRED, LAW, Bot, bot_of
from .splitting import split_text

RATES = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Button:
    label: str
    payload: str


class Messenger(Protocol):
    """What a messenger's client offers; ids are its own strings."""

    def upload(self, name: str, content: bytes, content_type: str, to: str) -> str: ...
    def say(self, to: str, text: str, files: list[str], buttons: list[list[Button]], once: int) -> None: ...


def bot_for(delivery: Delivery) -> Bot:
    """The bot of the delivery's body. Raises Away while none is set up."""
    body = Organisation.objects.select_related("parent").get(pk=delivery.organisation_id)
    owner = body.parent if body.parent_id else body
    assert owner is not None
    bot = bot_of(delivery.channel, owner.slug)
    if bot is None:
        if delivery.channel == BARRED:
            raise Away(LAW)
        raise NotSetUp(f"В {POINT_KINDS[delivery.channel].title} сейчас не отправляется")
    return bot


def send_by(messenger: Messenger, delivery: Delivery) -> None:
    """All pieces of a delivery. How many have gone is saved after each, so that a killed worker does not repeat them
    all."""
    payload = delivery.payload
    pieces = split_text(str(payload["text"])) or ["Файлы"]
    files = [
        messenger.upload(str(name), StoredFile.objects.get(pk=file_id).read(), str(kind), delivery.address)
        for name, file_id, kind in payload.get("files", ())
    ]
    done = int(payload.get("pieces_sent", 0))
    for n, piece in enumerate(pieces[done:], done):
        last = n == len(pieces) - 1
        once = (delivery.pk * 64 + n) % 2**31
        messenger.say(delivery.address, piece, files if last else [], buttons_of(delivery) if last else [], once)
        payload["pieces_sent"] = n + 1
        delivery.save(update_fields=["payload"])


def buttons_of(delivery: Delivery) -> list[list[Button]]:
    """The survey's five marks under an answer; the choice of a point under the first letter of a case."""
    if token := delivery.payload.get("survey"):
        return [[Button(str(n), f"rate:{token}:{n}") for n in RATES]]
    if delivery.payload.get("fulfils") == PRIMARY_REPLY:
        case = Case.objects.select_related("organisation__parent", "client").get(pk=delivery.subject_id)
        points = points_of(case.organisation)
        may = may_answer_at(case, points)
        offered = [(p, t) for p, t, a in choices_for(case, points) if p in may and (a or p == "portal")]
        if len(offered) > 1:
            return [[Button(f"Отвечать: {title}", f"point:{case.pk}:{point}")] for point, title in offered[:6]]
    return []
