"""A term as people write it («30», «рабочих дней»; «30 дней») and as an edition keeps it («30d»), both ways."""

from __future__ import annotations

import re

from priemnaya.errors import Objection
from priemnaya.worktime import parse_rule

UNITS = {
    "d": "дней (календарных)",
    "wd": "рабочих дней",
    "mo": "месяцев",
    "y": "лет",
    "h": "часов",
    "wh": "рабочих часов",
}
"""What a service's term is counted in, in the plural, for a choice."""
_SAID = (
    (re.compile(r"рабоч\w*\s+час"), "wh"),
    (re.compile(r"рабоч\w*\s+д"), "wd"),
    (re.compile(r"час"), "h"),
    (re.compile(r"(календарн\w*\s+)?(дн|ден)"), "d"),
    (re.compile(r"мес"), "mo"),
    (re.compile(r"(год|лет)"), "y"),
)
_RULE = re.compile(r"(\d{1,5})\s*([a-z]{1,2})", re.ASCII)
_WORDS = re.compile(r"(\d{1,5})\s*([а-яё ]*)")


def written(number: str, unit: str) -> str:
    """«30» and «d», or the words «30 дней» in place of the number -> «30d». Raises Objection."""
    typed = " ".join(number.lower().split())
    if not typed:
        raise Objection("напишите, сколько: например, 30, и выберите, дней или рабочих дней")
    if match := _RULE.fullmatch(typed):
        rule = match[1] + match[2]
    else:
        match = _WORDS.fullmatch(typed)
        if match is None:
            raise Objection(
                f"«{number.strip()[:40]}» не число: напишите, например, 30, и выберите, дней или рабочих дней"
            )
        said = next((code for pattern, code in _SAID if pattern.match(match[2].strip())), "")
        if match[2].strip() and not said:
            raise Objection(f"«{match[2].strip()[:40]}» не понято: выберите рядом, дней, рабочих дней или месяцев")
        rule = match[1] + (said or unit)
    if not int(re.match(r"\d+", rule)[0]):  # type: ignore[index]
        raise Objection("срок не может быть нулевым: напишите хотя бы 1")
    try:
        parse_rule(rule)
    except ValueError as error:
        raise Objection(
            f"{int(rule.rstrip('abcdefghijklmnopqrstuvwxyz'))} слишком много для срока услуги: проверьте число"
        ) from error
    return rule


def parts(within: str) -> tuple[str, str]:
    """«30d» -> («30», «d»); what is no such rule comes back as it was typed."""
    match = _RULE.fullmatch(within.strip())
    return (match[1], match[2]) if match else (within, "d")
