"""The only door to the journal of settings, and what tells two pages of one setting apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from priemnaya.errors import Stale

from .models import SettingChange

Told = Mapping[str, str]
"""A setting in words: what its field is called -> what stands there."""


def setting_changed(
    kind: str, subject_id: int, *, body: int, by: Any, name: str, was: Told | None = None, now: Told | None = None
) -> SettingChange | None:
    """Write down a change. was: None of what is new; now: None of what is gone. Nothing is written where nothing
    changed."""
    before, after = was or {}, now or {}
    names = list(dict.fromkeys([*before, *after]))
    lines = [{"what": n, "was": before.get(n, ""), "now": after.get(n, "")} for n in names]
    lines = [line for line in lines if line["was"] != line["now"]]
    if not lines and was is not None and now is not None:
        return None
    return SettingChange.objects.create(
        organisation_id=body,
        kind=kind,
        subject_id=subject_id,
        name=name[:250],
        deed="made" if was is None else "gone" if now is None else "changed",
        fields=lines,
        actor_id=getattr(by, "pk", None),
    )


def token(told: Told) -> str:
    """What a setting stands at: a page carries it."""
    return hashlib.sha256(json.dumps(dict(told), sort_keys=True).encode()).hexdigest()[:16]


UNSEEN = "-"
"""In the place of a token: a page asks, and has shown nothing. No door for programs sends it."""
LONGEST = 120
"""Signs of one field in a sentence."""
MOST = 12
"""Fields in a sentence."""


def must_stand(told: Told, seen: str, *, tells: Callable[[], Told] | None = None) -> None:
    """The row is locked. seen: the token of the page that asks, UNSEEN when it brings none; empty where there is no
    page. tells: what stands, where that is not fit to be read as it is. Raises Stale, with what stands now."""
    if not seen or seen == token(told):
        return
    if seen == UNSEEN:
        words = _("Форма не сказала, что на ней было. Обновите страницу, сверьте и повторите.")
    else:
        words = _(
            "Пока страница была открыта, это изменил другой сотрудник. Ваше не записано: сверьте с тем, что есть"
            " сейчас, и повторите, если нужно."
        )
    raise Stale(words, stands=tells() if tells else told)


def in_words(told: Told) -> str:
    """What stands, in one sentence; empty when nothing does."""
    said = [f"{name}: {' '.join(words.split())}" for name, words in told.items() if words.strip()]
    return "; ".join(one if len(one) < LONGEST else f"{one[: LONGEST - 1]}…" for one in said[:MOST])
