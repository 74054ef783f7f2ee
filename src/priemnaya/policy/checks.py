"""What a well-formed order may still have wrong: places, hours, addresses, days, words that no part of the product
knows. Everything that would break mail or pages later is an error of loading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, cast
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from priemnaya.bounded.wrong_words import allowed, maybe, unknown

from .order import Act, Body, Rule
from .regions import REGIONS
from .vocabulary import own, words
from .yaml_lines import LinedDict, OrderError, Wrong

ZONES = frozenset((Path(__file__).parent / "zones.txt").read_text(encoding="utf-8").split())
"""Clocks of Russia in the base of IANA: a body of Russia works by one of them."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")


def check_act(act: Act, raw: LinedDict, wrong: Wrong) -> None:
    for name in ("date", "assumed"):
        day = getattr(act, name)
        if day is not None and day > wrong.today:
            wrong.add(f"{name}: {day:%d.%m.%Y} ещё не наступило: акт не может быть принят в будущем", raw.lines[name])


PLACEHOLDER = re.compile(r"(?<![А-ЯЁа-яё])(?:ВПИШИТЕ|ЗАПОЛНИТЕ|УКАЖИТЕ|ДОПИШИТЕ)(?![А-ЯЁа-яё])|\b(?:TODO|FIXME)\b")
"""What stands where a person was to write: nobody may read it in place of a name."""


_KEPT: ContextVar[bool] = ContextVar("kept", default=False)


@contextmanager
def of_kept() -> Iterator[None]:
    """What is read here was read well once and is worked by: a demand on words that came with a later release refuses
    new files, never what goes on."""
    token = _KEPT.set(True)
    try:
        yield
    finally:
        _KEPT.reset(token)


def is_kept() -> bool:
    return _KEPT.get()


def check_filled(raw: Any, wrong: Wrong, line: int = 0, where: str = "") -> None:
    """No text of the file is a mark of where to write; a kept edition that has one goes on."""
    if is_kept():
        return
    if isinstance(raw, LinedDict):
        for key, value in raw.items():
            check_filled(value, wrong, raw.lines[key], str(key))
    elif isinstance(raw, list):
        for n, value in enumerate(raw):
            check_filled(value, wrong, getattr(raw, "lines", [line] * len(raw))[n], where)
    elif isinstance(raw, str) and (met := PLACEHOLDER.search(raw)):
        told = f"{where}: " if where else ""
        wrong.add(f"{told}«{met[0]}» — место, которое не заполнили, и его прочтут люди: впишите слова акта", line)


def check_body(body: Body, raw: LinedDict, wrong: Wrong) -> None:
    def line(*loc: Any) -> int:
        return _line(raw, loc)

    for key in (key for key, value in raw.items() if value is None):
        wrong.add(f"{key}: значения нет; впишите его, цвет — в кавычках, или уберите ключ", line(key))
    if body.zone not in ZONES:
        foreign = body.zone in available_timezones()
        what = f"пояс «{body.zone}» не российский" if foreign else f"часового пояса «{body.zone}» нет"
        meant = "" if foreign else maybe(body.zone, ZONES)
        wrong.add(f"zone: {what}; {meant}{allowed(ZONES)}", line("zone"))
    if body.region not in REGIONS:
        meant = maybe(body.region, REGIONS)
        wrong.add(f"region: региона «{body.region}» нет; {meant}{allowed(REGIONS)}", line("region"))
    for kind in body.client_kinds:
        if kind not in words("client_kind") and not own(kind):
            wrong.add(unknown("client_kinds: нет вида клиента", kind, words("client_kind")), line("client_kinds"))
    for n, kind in _repeated(body.client_kinds):
        wrong.add(f"client_kinds: «{kind}» повторено", line("client_kinds", n))
    for n, sign in enumerate(body.signs):
        if not own(sign, "ground"):
            wrong.add(f"signs: «{sign}» — признак дела по-русски, от 3 до 30 знаков: «пожар»", line("signs", n))
    for n, sign in _repeated(body.signs):
        wrong.add(f"signs: «{sign}» повторено", line("signs", n))
    for n, post in enumerate(body.posts):
        if not own(post, "person"):
            wrong.add(f"posts: «{post}» — должность по-русски, от 3 до 200 знаков: «главный юрист»", line("posts", n))
    for n, post in _repeated([*(unit.name for unit in body.units), *body.posts]):
        if n >= len(body.units):
            wrong.add(f"posts: «{post}» названо дважды, среди должностей и подразделений", line("posts"))
    _check_hours(body, raw, wrong)
    for name, things in (("units", body.units), ("subordinates", body.subordinates)):
        for n, slug in _repeated(one.slug for one in things):
            wrong.add(f"{name}: имя «{slug}» повторено", line(name, n, "slug"))
    _check_addresses(body, wrong, line)


def _repeated(names: Iterable[str]) -> list[tuple[int, str]]:
    """(place, name) of each second and later use."""
    seen: Counter[str] = Counter()
    found = []
    for n, name in enumerate(names):
        seen[name] += 1
        if name and seen[name] > 1:
            found.append((n, name))
    return found


NO_HOURS = "нет ни одного рабочего часа"


def _check_hours(body: Body, raw: LinedDict, wrong: Wrong) -> None:
    given = raw.get("schedule")
    if not isinstance(given, LinedDict):  # a body that says nothing has the usual hours
        return
    if not given:
        wrong.add(f"schedule: {NO_HOURS}; обычные часы — без schedule вовсе", _line(raw, ("schedule",)))
        return
    taken: dict[str, str] = {}
    for key, spans in body.schedule.items():
        at = given.lines[key]
        first, dash, last = key.partition("-")
        names = [first, last] if dash else [first]
        if any(name not in DAYS for name in names):
            odd = next(name for name in names if name not in DAYS)
            wrong.add(f"schedule: дня «{odd}» нет; {maybe(odd, DAYS)}допустимо: {', '.join(DAYS)} или mon-fri", at)
            continue
        days = DAYS[DAYS.index(names[0]) : DAYS.index(names[-1]) + 1]
        if not days:
            wrong.add(f"schedule: «{key}»: дни идут от первого к последнему, например mon-fri", at)
        for day in days:
            if day in taken:
                wrong.add(f"schedule: день {day} назван дважды, в «{taken[day]}» и в «{key}»", at)
            taken[day] = key
        _check_spans(key, spans, wrong, at)
    if body.schedule and not any(body.schedule.values()):
        wrong.add(f"schedule: {NO_HOURS}", _line(raw, ("schedule",)))


def _check_spans(key: str, spans: tuple[str, ...], wrong: Wrong, line: int) -> None:
    end = -1
    for span in spans:
        found = _SPAN.fullmatch(span.strip())
        if found is None:
            wrong.add(f"schedule: {key}: «{span}» — не часы; пишите 09:00-18:00", line)
            return
        a, b = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if b <= a:
            wrong.add(f"schedule: {key}: «{span}» кончается раньше, чем начинается; пишите 09:00-18:00", line)
            return
        if a < end:
            wrong.add(f"schedule: {key}: «{span}» заходит на часы, названные раньше", line)
            return
        end = b


def _check_addresses(body: Body, wrong: Wrong, line: Any) -> None:
    if body.email and not is_mailbox(body.email):
        wrong.add(f"email: «{body.email}» — не адрес почты; пишите office@орган.рф", line("email"))
    if body.phone and not is_phone(body.phone):
        wrong.add(f"phone: «{body.phone}» — не телефон; пишите +7 (341) 200-00-00", line("phone"))
    if body.site and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", body.site):
        wrong.add(f"site: «{body.site}» — не адрес сайта; пишите https://орган.рф", line("site"))
    for n, point in enumerate(body.points):
        at = line("points", n, "address")
        if point.kind == "email" and not is_mailbox(point.address):
            wrong.add(f"points.{n + 1}: «{point.address}» — не адрес почты; пишите office@орган.рф", at)
        if point.kind == "phone" and not is_phone(point.address):
            wrong.add(f"points.{n + 1}: «{point.address}» — не телефон; пишите +7 (341) 200-00-00", at)
    for n, address in _repeated(p.address.lower() if p.kind == "email" else "" for p in body.points):
        wrong.add(f"points.{n + 1}: адрес «{address}» уже есть у другой точки", line("points", n, "address"))
    for n, one in _repeated("" if p.kind == "email" else f"{p.kind} {p.address}".strip() for p in body.points):
        wrong.add(f"points.{n + 1}: точка «{one}» повторена", line("points", n))


def check_limits(rules: Sequence[Rule], wrong: Wrong, clause: str) -> None:
    """Two limits of one measure that nothing can keep both of."""
    limits = [rule for rule in rules if rule.kind.name == "limit"]
    for n, rule in enumerate(limits):
        days = {day for one in limits for day, _ in one.values}
        pairs = [(one, other.on(day)) for other in limits[:n] for day in days if (one := cast(Any, rule.on(day)))]
        if any(other is not None and one.excludes(other) for one, other in pairs):
            said = "этот предел и другой предел той же величины в пункте исключают друг друга: исправьте один из них"
            wrong.add(said, rule.line, clause)


def is_mailbox(text: str) -> bool:
    """Whether a letter can be addressed so; nothing is asked of the net."""
    try:
        validate_email(text, check_deliverability=False, globally_deliverable=False, allow_smtputf8=True)
    except (EmailNotValidError, UnicodeError, ValueError):
        return False
    return "." in text.rpartition("@")[2]


def is_phone(text: str) -> bool:
    """By its shape: short numbers and numbers of examples are ones too."""
    number = re.split(r"\s{0,3}(?:,|доб\.?|вн\.?)\s{0,3}", text.strip(), maxsplit=1)[0]
    return bool(re.fullmatch(r"\+?[0-9\s()\-]+", number)) and 3 <= len(re.findall(r"[0-9]", number)) <= 15


def _line(raw: Any, loc: tuple[Any, ...]) -> int:
    line = int(getattr(raw, "line", 1))
    for part in loc:
        if isinstance(raw, LinedDict) and part in raw:
            line, raw = raw.lines[part], raw[part]
        elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
            line, raw = getattr(raw, "lines", [line] * len(raw))[part], raw[part]
    return line


def same_mailboxes(bodies: Iterable[tuple[str, str, Body]]) -> list[OrderError]:
    """(slug, file, body) of bodies whose mailbox another body has: letters to it would go to one of them only."""
    named: dict[str, dict[str, str]] = {}
    for slug, file, body in bodies:
        for mailbox in {m.lower() for m in (body.email, *(p.address for p in body.points if p.kind == "email")) if m}:
            named.setdefault(mailbox, {})[slug] = file
    found = []
    for mailbox, files in sorted(named.items()):
        for slug, file in files.items():
            others = ", ".join(f"«{other}»" for other in files if other != slug)
            if others:
                words = f"почта {mailbox} названа и в файле органа {others}: у каждого органа своя; замените чужую"
                found.append(OrderError(words, file=file))
    return found
