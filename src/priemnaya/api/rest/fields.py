"""Fields of the API's schemas. A field says its shape; what a value means is said by the action, in the words of the
screen: so a list of the domain (kinds, points, grounds) is told to callers in openapi.json and checked by the action.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from priemnaya.api.body import readable
from priemnaya.cases.kinds import GROUNDS_OF_KIND
from priemnaya.cases.letter_text import REASONS
from priemnaya.cases.models import CASE_KINDS, DECISIONS, STATES
from priemnaya.cases.substance import HERE, STATED
from priemnaya.people.actions.consents import purposes_at_start
from priemnaya.policy.contact_points import POINT_KINDS

if TYPE_CHECKING:
    CaseState: TypeAlias = str
else:
    CaseState = Literal[("open", "all", *STATES)]


def one_of(values: Iterable[str]) -> WithJsonSchema:
    """The list that openapi.json tells; another word reaches the action, and its Objection reaches the caller."""
    return WithJsonSchema({"type": "string", "enum": list(values)})


Kind = Annotated[str, BeforeValidator(readable), one_of(CASE_KINDS)]
Point = Annotated[str, BeforeValidator(readable), one_of(POINT_KINDS)]
Decision = Annotated[str, BeforeValidator(readable), one_of(DECISIONS)]
GroundOfKind = Annotated[
    str,
    BeforeValidator(readable),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "enum": sorted(GROUNDS_OF_KIND)}, {"type": "string", "maxLength": 30}],
            "description": "one of the list, or a sign of the body's own, as its order declares it (body.signs)",
        }
    ),
]
Way = Annotated[str, BeforeValidator(readable), one_of(("", "docflow", "email", "post"))]
HowAnswered = Annotated[str, BeforeValidator(readable), one_of(("", HERE, STATED, *REASONS))]
Purpose = Annotated[str, BeforeValidator(readable), one_of(purposes_at_start())]
HowConsented = Annotated[str, BeforeValidator(readable), one_of(("in_person", "phone", "post"))]

SEEN = r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]"
"""At least one sign that a person sees; written out, because engines differ in what they call a space."""
Words = Annotated[
    str,
    StringConstraints(max_length=100_000, strip_whitespace=True),
    BeforeValidator(readable),
]
Filter = Annotated[str, StringConstraints(max_length=200), BeforeValidator(readable)]
Short = Annotated[str, StringConstraints(max_length=500), BeforeValidator(readable)]


def iso(value: Any) -> Any:
    """Only ISO 8601 text is an instant: a bare number would be guessed at."""
    if isinstance(value, dt.datetime) or (isinstance(value, str) and re.match(YEARS, value)):
        return value
    raise ValueError(_("Нужны день и время так: %s.") % "2026-11-23T10:00:00+03:00")


def whole(value: Any) -> Any:
    """315 and 315.0 are the same number of JSON; true and "315" are no numbers."""
    if isinstance(value, bool | str):
        raise ValueError(_("Нужно целое число."))
    return value


Whole = Annotated[int, BeforeValidator(whole)]
YEARS = r"^(?:19|20|21)\d\d-\d\d-\d\d"
Moment = Annotated[
    dt.datetime, BeforeValidator(iso), WithJsonSchema({"type": "string", "format": "date-time", "pattern": YEARS})
]


def day(value: Any) -> Any:
    """Only ISO 8601 text is a day."""
    if isinstance(value, dt.date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return value
    raise ValueError(_("Нужен день так: %s.") % "2026-11-23")


OptionalDay = Annotated[
    dt.date | None,
    BeforeValidator(lambda value: None if value is None else day(value)),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date", "pattern": YEARS + "$"}, {"type": "null"}]}),
]
BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
