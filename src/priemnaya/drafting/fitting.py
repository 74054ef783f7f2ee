"""Values in the fields of a kind: in the form that the grammar of today takes, or not at all."""

from __future__ import annotations

import datetime as dt
import re
from itertools import chain
from typing import Any

import yaml
from pydantic import ValidationError

from priemnaya.policy.kinds import KINDS

from .examples import Values
from .numerals import whole
from .taking import Taken

EITHER = frozenset({"within", "by"})
"""Fields of which a rule has one."""


def with_one(kind: str, values: Values, name: str, one: Taken) -> Values | None:
    """The values with what was found in one of their fields; what stood beside and does not go with it (a roll of
    calendar days beside working ones) is left out. None when the grammar takes it nowhere."""
    others = {k: v for k, v in values.items() if not (name in EITHER and k in EITHER - {name} and _a_time(v))}
    for form in _forms(one, values.get(name)):
        for dropped in ((), *((k,) for k in others if k != name)):
            changed = {**{k: v for k, v in others.items() if k not in dropped}, name: form}
            if sound(kind, changed) is not None:
                return changed
    return None


def _a_time(value: Any) -> bool:
    return isinstance(value, dict | dt.date) or whole(str(value)[:1]) is not None


def _forms(one: Taken, now: Any) -> list[Any]:
    """A value in the forms that a field may want."""
    number = whole(one.value)
    if one.sort == "day":
        following = {"next": True} if "следующ" in one.words or "отч" in one.words else {}
        return [{"day": number}, {"of": "month", **following, "day": number}]
    if one.sort == "yearday":
        place = dict(zip(("month", "day"), map(int, one.value.split("-")), strict=True))
        return [place, {"of": "year", **place}]
    if one.sort == "weekday":
        name, _, nth = one.value.partition(" ")
        return [
            {"weekday": name, "nth": int(nth)},
            {"of": "month", "weekday": name, "nth": int(nth)},
            {"weekday": name},
        ]
    if one.sort == "until":
        return [dt.date.fromisoformat(one.value)]
    decimal = [float(one.value)] if re.fullmatch(r"\d+\.\d+", one.value) else []
    forms = [*([number] if number is not None else decimal), one.value, [one.value]]
    if isinstance(now, list) and now and one.sort == "ahead":
        forms.insert(0, [one.value])
    return forms


def sound(kind: str, values: Values) -> Values | None:
    """The values, when the grammar of today takes them and each has an effect."""
    try:
        sound = KINDS[kind].values.model_validate(values)
    except (ValidationError, ValueError, TypeError):
        return None
    return values if next(chain(sound.amiss(), sound.doubts()), None) is None else None


def sample(kind: str) -> Values:
    """The example that a kind itself gives."""
    try:
        found = yaml.safe_load(KINDS[kind].example.replace("«", '"').replace("»", '"'))
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}
