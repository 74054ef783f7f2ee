"""Who answers for what a clause asks, and what a clause that asks for nothing says: by its words against those of the
vocabulary."""

from __future__ import annotations

import re

from priemnaya.plain.inputs.numbered import BETWEEN
from priemnaya.plain.words import word
from priemnaya.policy.vocabulary.people import CLIENT, TITLES

from .marks import term_of
from .taking import Taken

_SAYS: tuple[tuple[str, str], ...] = (
    ("in_force", r"вступает\sв\sсилу|утратившим\sсилу|утрачива\w{2,3}\sсилу|действует\sс\s\d"),
    (
        "definition",
        r"термин\w{0,3}|поняти\w{1,3}|определени[яй]\b|понима(?:ется|ются)|(?:далее\s[-–—])?\sсокращени\w{1,2}",
    ),
    (
        "basis",
        r"(?:разработан|подготовлен|принят)\w{0,2}\s(?:в\sсоответствии|на\sосновани|во\sисполнение|с\sучетом|на\sоснове)"
        r"|руководств\w{3,8}|правов\w{2,3}\sоснов\w|установлены\s.{0,60}(?:закон|стандарт|деклараци)",
    ),
    ("scope", r"распространяется\sна|не\sраспространяется|применяется\s(?:к|в|при|для)\b|област\w\sприменения"),
)
_READERS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SAYS)
_OF_ITSELF = re.compile(
    r"(?:настоящ\w{2,3}\s)?(?:положени|поряд|регламент|стандарт|правила|инструкци)[а-яё]{0,3}\s(?:закрепля|определя|устанавлива"
    r"|регулиру)",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"ответственн\w{2,3}\s(?:за\s[а-яё\s]{3,60}|(?:должностн|уполномоченн)\w{2,3}\s\w+)", re.IGNORECASE
)
"""«ответственный за…»: somebody is named, whoever it is."""


def says_of(text: str, *, opens: bool, defines: bool) -> str:
    """Which of the words of `informs` a clause is."""
    if opens:
        return "heading"
    if _OF_ITSELF.match(text):
        return "purpose"
    if defines or (term_of(text) and not text.lower().startswith("настоящ")):
        return "definition"
    return next((name for name, pattern in _READERS if pattern.search(text)), "purpose")


_GIVEN = r"(?:переда|поруч|назнач|сообща|уведом|направля|напомин|извеща)\w*\s(?:[а-яё]+\s){0,2}"


def _acts(person: Taken, text: str) -> bool:
    """Not one to whom something is given: «передаётся исполнителю»."""
    form = word(person.words.split()[0])
    given = "datv" in form.first and "nomn" not in form.first
    return not (given and re.search(_GIVEN + re.escape(person.words), text, re.IGNORECASE))


def answers(text: str, taken: tuple[Taken, ...]) -> Taken | None:
    """The first employee that the words name: who acts stands before what is done."""
    known = [t for t in taken if t.sort == "person" and t.value in TITLES and t.value != CLIENT and _acts(t, text)]
    low = text.lower()
    cells = [c.strip() for c in low.split(BETWEEN)]
    if alone := next((t for t in known if t.words.lower() in cells[1:]), None):
        return alone
    named = [(at, -len(t.words), n) for n, t in enumerate(known) if (at := low.find(t.words.lower())) >= 0]
    return known[min(named)[2]] if named else None


def nobody_known(text: str) -> str:
    """Words that make somebody answer whom the vocabulary does not know; empty when there are none."""
    met = _UNKNOWN.search(text)
    return " ".join(met[0].split()) if met else ""
