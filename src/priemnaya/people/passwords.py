"""Passwords that people guess (ASVS 2.1): known ones under any dress, one piece over and over, rows of the keyboard in
either layout, words of this very service. No rules of composition, and nothing is asked of the network."""

from __future__ import annotations

import hashlib
import itertools
import logging
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)
LONGEST = 128
LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_LATIN = str.maketrans(CYRILLIC, LATIN)
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp", "abcdefghijklmnopqrstuvwxyz")
OURS = ("priemnaya", "priyomnaya", "приёмная", "приемная", "ministerstvo", "министерство", "gosuslugi", "госуслуги")
"""Words that stand on every page of the service."""
LEET = str.maketrans("@$013457", "asoieast")


@cache
def known() -> frozenset[str]:
    """The list that Django ships: twenty thousand passwords seen in leaks."""
    return frozenset(CommonPasswordValidator().passwords)


def bare(password: str) -> str:
    """Without what people add to a word: digits and signs around it, capitals, the other layout."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower().translate(TO_LATIN))


def repeated(text: str) -> str:
    """The piece a text is made of, when it is one piece over and over; else the text."""
    found = re.fullmatch(r"(.{1,12}?)\1+", text)
    return found[1] if found else text


STEPS = frozenset(a + b for row in ROWS for line in (row, row[::-1]) for a, b in itertools.pairwise(line + line[0]))
"""Two neighbours of a row, there or back."""


def walks(text: str) -> bool:
    """It follows rows of the keyboard, there or back, or nearly: no more than two steps leave them."""
    return len(text) > 3 and sum(a + b in STEPS for a, b in itertools.pairwise(text)) >= len(text) - 3


def guessed(password: str, words: tuple[str, ...] = ()) -> bool:
    text = password.lower().translate(TO_LATIN)
    for form in {text, bare(password), bare(password.translate(LEET)), repeated(text), repeated(bare(password))}:
        if len(form) < 3 or form in known() or walks(form) or len(set(form)) < 4:
            return True
    left = bare(password)
    for word in (*OURS, *words):
        left = left.replace(word.lower().translate(TO_LATIN), "")
    return (len(left) < 4 and len(bare(password)) >= 4) or (len(bare(password)) == 0 and len(set(text)) < 8)


A_LINE = 100
"""Bytes: more than any line of a file of leaked passwords is long."""


def leaked(password: str, file: Path) -> bool:
    """Whether a password stands in a file of leaked ones: lines «SHA1:how often» ordered by hash, as Have I Been Pwned
    gives them. Found by halving, so that tens of gigabytes are asked in a moment. Raises OSError."""
    asked = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as source:
        low, high = 0, source.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            source.seek(max(middle - A_LINE, 0))
            before = source.read(min(middle, A_LINE))
            start = middle - len(before) + before.rfind(b"\n") + 1
            source.seek(start)
            line = source.readline(A_LINE)
            found = line[:40].upper()
            if found == asked:
                return True
            low, high = (start + len(line), high) if found < asked else (low, start)
    return False


def in_leaks(password: str) -> bool:
    """Asked of the installation's file, where there is one; a file that cannot be read stops nobody and is told."""
    if not settings.BREACHED:
        return False
    try:
        return leaked(password, Path(settings.BREACHED))
    except OSError as error:
        log.error("PRIEMNAYA_BREACHED cannot be read: %s", error)
        return False


class NotGuessed:
    """A validator of Django."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with words."""
        if len(password) > LONGEST:
            raise ValidationError(_("Пароль длиннее 128 знаков. Сократите его."), code="too_long")
        body = getattr(getattr(user, "organisation", None), "slug", "")
        theirs = [getattr(user, name, "") or "" for name in ("surname", "name", "patronymic", "username")]
        if in_leaks(password):
            raise ValidationError(
                _("Этот пароль есть в украденных базах: его уже пробуют. Придумайте другой, который нигде не вводили."),
                code="leaked",
            )
        if guessed(password, tuple(w for w in (*re.split(r"[-@._]", body), *theirs) if len(w) > 2)):
            raise ValidationError(
                _("Такой пароль подбирают первым. Возьмите несколько несвязанных слов, например четыре."),
                code="guessed",
            )

    def get_help_text(self) -> str:
        return str(_("Не берите известный пароль, ряд клавиш, название органа или службы."))


class Changed:
    """A validator: what a password is changed to is another one, above all than the starter one, which whoever issued
    it knows."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with words."""
        if user is not None and user.pk and user.has_usable_password() and user.check_password(password):
            raise ValidationError(_("Это ваш нынешний пароль. Придумайте другой."), code="same")

    def get_help_text(self) -> str:
        return str(_("Новый пароль отличается от прежнего."))


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Пароль короткий: нужно не меньше %d знаков. Возьмите несколько несвязанных слов.") % self.min_length


class NotTheirName(UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Пароль похож на ваш логин, имя или почту: их знают другие. Придумайте иной.")
