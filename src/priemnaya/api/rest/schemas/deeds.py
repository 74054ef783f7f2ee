"""What is given with each deed on a case."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, StringConstraints, WithJsonSchema

from priemnaya.api.body import readable
from priemnaya.cases.kinds import MOST_SIGNED

from ..fields import GroundOfKind, Kind, OptionalDay, Point, Short, Way, Words, whole
from .common import Strict


class QuestionIn(Strict):
    text: Short = ""
    topic: Annotated[str, StringConstraints(max_length=24), BeforeValidator(readable)] | None = None
    need: Annotated[str, StringConstraints(max_length=200), BeforeValidator(readable)] = ""


class ClassifyIn(Strict):
    questions: list[QuestionIn] = Field(max_length=20)


class UrgencyIn(Strict):
    urgent: StrictBool
    reason: Annotated[str, StringConstraints(max_length=250), BeforeValidator(readable)] = ""


class AssignIn(Strict):
    login: Annotated[str, StringConstraints(max_length=60), BeforeValidator(readable)]
    task: Short = ""


class TextIn(Strict):
    text: Words


Heard = Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(readable)]
"""What of the client's messages was read (`CaseFull.heard`)."""


class RejectIn(TextIn):
    heard: Heard = ""


class ForwardIn(Strict):
    """to_body: names or codes of bodies of the directory, one a line; way: how, if not the first way each takes.
    not_against: the complaint was read and is not about these bodies, though it names them."""

    to_body: Words
    reason: Words
    keeps: StrictBool = False
    way: Way = ""
    not_against: StrictBool = False
    heard: Heard = ""


class ExtendIn(Strict):
    days: Annotated[int, BeforeValidator(whole), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 365})]
    reason: Words


class CloseIn(Strict):
    outcome: Annotated[str, StringConstraints(max_length=40), BeforeValidator(readable)]
    reason: Short = ""
    site_address: Short = ""
    notice: Annotated[str, StringConstraints(max_length=10_000), BeforeValidator(readable)] = ""
    crime: Literal["", "no", "yes"] = ""
    no_new_arguments: bool = False
    client_asked: bool = False
    heard: Heard = ""


class KindIn(Strict):
    kind: Kind
    grounds: list[GroundOfKind] = Field(default_factory=list)
    signatories: Annotated[
        int | None, BeforeValidator(whole), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_SIGNED})
    ] = Field(None, description="how many people signed it; not sent: as it stands")


class WaysIn(Strict):
    kind: Kind


class PointIn(Strict):
    point: Point
    address: Annotated[str, StringConstraints(max_length=320), BeforeValidator(readable)] = ""
    second_point: Point | None = None
    second_address: Annotated[str, StringConstraints(max_length=320), BeforeValidator(readable)] = ""


class OtherIn(Strict):
    number: Annotated[str, StringConstraints(max_length=30), BeforeValidator(readable)]


class NthIn(Strict):
    question: Annotated[int, Field(ge=1, le=20), BeforeValidator(whole)]


class ComplainedIn(Strict):
    login: Annotated[str, StringConstraints(max_length=60), BeforeValidator(readable)] = ""
    typed: Annotated[str, StringConstraints(max_length=300), BeforeValidator(readable)] = ""


class NamedIn(Strict):
    """`was`: the state that was read; decided otherwise meanwhile, the call is refused."""

    state: Literal["confirmed", "dismissed"]
    was: Literal["", "suspected", "confirmed"] = ""
    why: Annotated[str, StringConstraints(max_length=300), BeforeValidator(readable)] = ""


class RequestIn(Strict):
    body: Words
    what: Words


class DeliveryIn(Strict):
    delivery_id: Annotated[int, Field(ge=1, le=2**63 - 1), BeforeValidator(whole)]


class SendAgainIn(DeliveryIn):
    point: Words
    address: Annotated[str, StringConstraints(max_length=320), BeforeValidator(readable)] = ""
    why: Annotated[str, StringConstraints(max_length=500), BeforeValidator(readable)] = ""


class MeasureIn(Strict):
    text: Words
    owner: Annotated[str, StringConstraints(max_length=60), BeforeValidator(readable)]
    due_on: OptionalDay = None
