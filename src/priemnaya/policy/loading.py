"""Strict loading of order files: every error of a file is told at once, with file, line, clause and what is allowed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from priemnaya.bounded.wrong_words import BLANK, allowed, line_said, made, unknown

from .checks import check_act, check_body, check_filled, check_limits
from .dated import closed_on, demands_of, is_day
from .kinds import FORMERLY, KINDS, Values
from .needs import unknown_needs
from .numbering import check_sequence
from .order import EASTERNMOST, SLUG, TITLE, Act, Body, Clause, Order, Rule, today_in
from .salvage import UNPROVED, rest_of
from .titles import by_levels
from .yaml_lines import (
    LinedDict,
    LinedList,
    OrderError,
    OrderErrors,
    Unread,
    Wrong,
    careful,
    nearest,
    read,
    shown,
    text_of,
)

TOP_KEYS = {"order", "body", "clauses"}
CLAUSE_KEYS = {"clause", "demand", "rules", "act", "source", "closed", "corrected", "not_written"}
RULE_KEYS = {"kind", "values", "prevails", "verified", "ours", "corrected", "proposed"}
NUMBER = re.compile(r"(?=.{1,40}$)[\w.,()§№*–+ -]+(?:(?<=[\w)*])/(?=[\w(])[\w.,()§№*–+ -]+)*")
"""Numbers as acts have them; each is a part of an address, and a slash in one stands between two of its parts."""
LONGEST = 40
"""Characters of a clause's number or of the article it cites: a ruling and a term keep them (core.models)."""

RULES = "rules — непустой список правил: - kind: …"
NO_RULES = (
    "правил нет: пункт не распознан или не записан. Выберите вид по его словам (срок — within, сперва сделать — before,"
    " предел — limit, сообщить — tell, раз в период — review, увидит только человек — by_hand, ничего не требует —"
    " informs; не держит никто — rules: [] и not_written со словами;"
    " все виды — docs/vocabulary.md; ближайшие, которые нашёл черновик, стоят рядом после знака #) и впишите"
    " его вместо []"
)
LONGEST_LEFT = 500
"""Characters of what of a clause is not written as rules."""

PAGES = ("draft", "editions", "acknowledge")
"""Pages of the order that stand where the pages of its clauses do."""


@careful
def load_order(path: Path, layer: str = "body", slug: str = "", text: str | None = None) -> Order:
    """Load one order file; text: in place of what the file holds now. Raises OrderError, OrderErrors."""
    wrong = Wrong(shown(path))
    text = text_of(path) if text is None else text
    raw = read(text, wrong)
    slips = len(wrong.found)
    slug = slug or path.parent.name
    order = None
    with wrong.whatever():
        order = _order(raw, layer, slug, wrong)
    _name_slips(text, slips, wrong)
    if layer == "body" and not re.fullmatch(SLUG, slug):
        wrong.add(f"папка органа «{slug}»: имя из строчных латинских букв, цифр и дефиса, до 50 знаков")
    wrong.stop()
    assert order is not None, "nothing is wrong"
    return order


def _order(raw: Any, layer: str, slug: str, wrong: Wrong) -> Order | None:
    if not isinstance(raw, LinedDict):
        if raw is not None:
            wrong.add(f"ожидался набор ключей; {allowed(TOP_KEYS)}", 1)
        return None
    wrong.today = today_of(raw)
    broken = bool(wrong.found)  # an entry left out for its notation is told of already
    _check_keys(raw, TOP_KEYS, wrong, required={"order", "clauses"})
    act = made(Act, raw["order"], wrong, lead="", line=raw.lines["order"]) if "order" in raw else None
    if act is not None:
        check_act(act, raw["order"], wrong)
    body = made(Body, raw["body"], wrong, line=raw.lines["body"]) if "body" in raw else None
    known: tuple[Body, LinedDict] | None
    known = (body, raw["body"]) if body is not None else rest_of(Body, raw.get("body"), LAWFUL)
    if known is not None:
        check_body(known[0], known[1], wrong)
    if layer == "body" and "body" not in raw:
        wrong.add("нет раздела body: без него не известны часовой пояс, точки и подразделения", 1)
    check_filled(raw, wrong)
    given = raw.get("clauses")
    if "clauses" in raw and not broken and not (isinstance(given, LinedList) and given):
        wrong.add("clauses — непустой список пунктов: - clause: «1»…", raw.lines["clauses"])
    items = given if isinstance(given, LinedList) else LinedList()
    clauses = tuple(c for n, item in enumerate(items) if (c := _safely(item, wrong, items.lines[n])) is not None)
    if act is not None and act.numbering:
        clauses = tuple(c if c.source else replace(c, source=by_levels(c.number, act.numbering)) for c in clauses)
    check_sequence(clauses, wrong, layer)
    written = {item.line: item for item in items if isinstance(item, LinedDict)}
    for clause, rule, words in (
        unknown_needs(clauses, known[0] if known else None) if known or not raw.get("body") else ()
    ):
        wrong.add(words, line_said(words, written[clause.line]["rules"]) or rule.line, clause.number)
    _name_clauses(raw, items, wrong)
    return Order(slug, layer, act, clauses, body, wrong.file) if act is not None else None


BEGINS = re.compile(r"\s{0,20}- \{?\s{0,5}clause:\s{0,5}[\"']?([^\"'#,}\n]{1,60})")


def _name_slips(text: str, slips: int, wrong: Wrong) -> None:
    """Slips of the notation are in the clause that is begun in the lines above: what was read there may be another."""
    lines = text.splitlines()
    for n, error in enumerate(wrong.found[:slips]):
        above = (met for line in reversed(lines[: error.line]) if (met := BEGINS.match(line)))
        if met := next(above, None):
            wrong.found[n] = OrderError(error.message, file=error.file, line=error.line, clause=met[1].strip())


def _name_clauses(raw: LinedDict, items: LinedList, wrong: Wrong) -> None:
    """What was told by its line alone says in which clause that is."""
    if not items:
        return
    starts = [
        (n, str(item.get("clause", "")))
        for n, item in zip(items.lines, items, strict=True)
        if isinstance(item, LinedDict)
    ]
    last = min((line for line in raw.lines.values() if line > raw.lines["clauses"]), default=0)
    for n, error in enumerate(wrong.found):
        if not error.clause and starts and starts[0][0] <= error.line and (not last or error.line < last):
            number = [number for line, number in starts if line <= error.line][-1]
            wrong.found[n] = OrderError(error.message, file=error.file, line=error.line, clause=number)


LAWFUL = {"name": "Орган", "region": "RU-MOW", "zone": "Europe/Moscow"}
"""In place of a requisite of the body that is wrong, while the others are looked at."""


def today_of(raw: LinedDict) -> dt.date:
    """The day it is for whom the file is: by the body's own clock, as alerts and pages reckon."""
    body = raw.get("body")
    return today_in(str(body.get("zone")) if isinstance(body, LinedDict) else EASTERNMOST)


def _check_keys(
    raw: LinedDict, known: set[str], wrong: Wrong, required: frozenset[str] | set[str] = frozenset(), clause: str = ""
) -> bool:
    """Whether nothing that must be there is missing."""
    for key in raw:
        if key not in known:
            wrong.add(unknown("неизвестный ключ", key, known), raw.lines[key], clause)
    missing = sorted(required - set(raw))
    slips = {nearest(key, known) for key in raw if key not in known}
    for key in (k for k in missing if k not in slips):
        wrong.add(f"нет обязательного ключа «{key}»; {allowed(known)}", raw.line, clause)
    return not missing


def _safely(raw: Any, wrong: Wrong, line: int) -> Clause | None:
    """A clause that nobody foresaw hides no other."""
    number = raw.written.get("clause", "") if isinstance(raw, LinedDict) else ""
    with wrong.whatever(line, number):
        return _clause(raw, wrong, line)
    return None


def _clause(raw: Any, wrong: Wrong, line: int) -> Clause | None:
    if not isinstance(raw, LinedDict):
        if raw is not None:
            wrong.add(f"пункт — это набор ключей; {allowed(CLAUSE_KEYS)}", line)
        return None
    number = raw.get("clause")
    if "clause" in raw and (not isinstance(number, str) or not number.strip()):
        written = raw.written.get("clause", "")
        wrong.add(f'номер пункта пишется в кавычках: clause: "{written or "3.5"}"', raw.lines["clause"], written)
        number = written
    number = str(number or "")
    if not NUMBER.fullmatch(number) and number:
        said = (
            "номер пункта — как в акте: «3.5», «4/1», «4-1», «IV.2», «§ 3», «5.1.а)», до 40 знаков; знаки ? # % & : в"
        )
        wrong.add(f"{said} адрес страницы не войдут", raw.lines["clause"], number[:40])
    elif number != number.strip() or number.split("/")[0] in PAGES:
        said = f"«{number}» — имя страницы" if number in PAGES else f"«{number}» с пробелом по краю"
        wrong.add(f"номер пункта: {said}; пишите его так, как в акте", raw.lines["clause"], number)
    whole = _check_keys(raw, CLAUSE_KEYS, wrong, {"clause", "demand", "rules"}, number)
    demands = demands_of(raw, number, wrong) if "demand" in raw else ()
    closed = closed_on(raw, number, wrong)
    if not whole:
        return None
    if not (raw["rules"] == [] and "not_written" in raw) and not (isinstance(raw["rules"], LinedList) and raw["rules"]):
        wrong.add(NO_RULES if raw["rules"] == [] else RULES, raw.lines["rules"], number)
        return None
    items, why = raw["rules"], _reasons(raw, wrong, number)
    read = [_rule(one, wrong, number, items.lines[n], closed) for n, one in enumerate(items)]
    rules = [rule for rule in read if rule is not None]
    check_limits(rules, wrong, number)
    rules = [replace(rule, corrected=(*why, *rule.corrected)) for rule in rules] if why else rules
    first = demands[0][1] if demands else ""
    act, source = (_words(raw, key, number, wrong) for key in ("act", "source"))
    if len(act) > TITLE:
        wrong.add(f"act не длиннее {TITLE} знаков: название акта, без статьи", raw.lines["act"], number)
    if len(source) > LONGEST:
        wrong.add(f"source не длиннее {LONGEST} знаков: так пункт называют на экранах", raw.lines["source"], number)
    rules, left = _without_proposals(zip(items, read, strict=True), rules, _not_written(raw, number, rules, wrong))
    return Clause(number, first, tuple(rules), act, raw.line, source, demands[1:] if demands else (), closed, why, left)


def _without_proposals(read: zip[tuple[Any, Rule | None]], rules: list[Rule], left: str) -> tuple[list[Rule], str]:
    """The rules that a person answers for, and what of the demand none of them says: what a draft proposes is read and
    checked, and asks nothing until a person takes `proposed` off."""
    proposed = [one.get("proposed") is True for one, rule in read if rule is not None]
    sure = [rule for rule, is_so in zip(rules, proposed, strict=True) if not is_so]
    if len(sure) == len(rules):
        return rules, left
    return sure, f"{left}; {UNPROVED}" if left else UNPROVED


def _not_written(raw: LinedDict, clause: str, rules: list[Rule], wrong: Wrong) -> str:
    """What of the demand no rule says: an official owns to it rather than have the page promise the whole."""
    words = _words(raw, "not_written", clause, wrong).strip()
    if "not_written" not in raw:
        return ""
    if isinstance(raw["not_written"], str) and not 5 <= len(words) <= LONGEST_LEFT:
        said = f"not_written — какая часть пункта не записана правилами, словами, от 5 до {LONGEST_LEFT} знаков"
        wrong.add(said, raw.lines["not_written"], clause)
    if rules and all(rule.kind.state == "stated" for rule in rules):
        said = "not_written: пункт ничего не требует (informs), и записывать в нём нечего: уберите not_written"
        wrong.add(said, raw.lines["not_written"], clause)
    return words


def _words(raw: LinedDict, key: str, clause: str, wrong: Wrong) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        wrong.add(f"{key} — текст: возьмите его в кавычки", raw.lines[key], clause)
        return ""
    if value and not re.search(r"\w", value):
        wrong.add(f"{key}: {BLANK}", raw.lines[key], clause)
    return value


def _rule(raw: Any, wrong: Wrong, clause: str, line: int, closed: dt.date | None) -> Rule | None:
    if not isinstance(raw, LinedDict):
        wrong.add(f"правило — это набор ключей; {allowed(RULE_KEYS)}", line, clause)
        return None
    inside = [key for key in ("if", "unless") if key in raw]
    for key in inside:
        place = f"«{key}» пишут внутри значения, рядом с остальными полями: values: {{2026-01-01: {{…, {key}: {{…}}}}}}"
        wrong.add(place, raw.lines[key], clause)
    whole = _check_keys(raw, RULE_KEYS | set(inside), wrong, {"kind", "values"}, clause) and not inside
    for key in ("verified", "ours", "proposed"):
        if not isinstance(raw.get(key, True), bool):
            wrong.add(f"{key}: нужно true (да) или false (нет)", raw.lines[key], clause)
    kind = KINDS.get(str(raw.get("kind")))
    if "kind" in raw and kind is None:
        wrong.add(_no_kind(raw.written.get("kind", "?")), raw.lines["kind"], clause)
    reasons = _reasons(raw, wrong, clause)
    if kind is None or not whole:
        return None
    values, more = _values(raw, kind, wrong, clause)
    if closed is not None and all(value is None for day, value in values if day >= closed):
        before = [(day, value) for day, value in values if day < closed]
        values = [*before, (closed, None)] if before and before[-1][1] is not None else values
    elif closed is not None and any(day >= closed and value is not None for day, value in values):
        wrong.add(
            f"пункт закрыт с {closed:%d.%m.%Y}, а значение стоит с этого дня или позже: уберите его", line, clause
        )
    prevails, verified = _words(raw, "prevails", clause, wrong), bool(raw.get("verified", True))
    ours = bool(raw.get("ours", False))
    said = tuple(reason for _, reason in more)
    return Rule(kind, tuple(values), prevails, verified, raw.line, ours, (*reasons, *said), more)


def _no_kind(name: str) -> str:
    if name not in FORMERLY:
        return unknown("неизвестный вид правила", name, KINDS)
    now = KINDS[FORMERLY[name]]
    sample = now.example.replace("«", '"').replace("»", '"')
    return f"неизвестный вид правила: «{name}» теперь называется {now.name}; пишите: {sample}"


Reasons = tuple[tuple[dt.date, str], ...]
OfValue = tuple[tuple[dt.date, tuple[dt.date, str]], ...]
"""Reasons by the day of the value they are said of."""


def _reasons(raw: LinedDict, wrong: Wrong, clause: str) -> Reasons:
    """corrected: {2026-11-26: "почему"}."""
    given = raw.get("corrected")
    if given is None:
        return ()
    rows = list(given.items()) if isinstance(given, LinedDict) else []
    good = all(is_day(day) and isinstance(why, str) and len(why.strip()) >= 5 for day, why in rows)
    if not rows or not good:
        line = raw.lines["corrected"]
        wrong.add('corrected — день и причина исправления: {2026-11-26: "опечатка: в приказе 24 часа"}', line, clause)
        return ()
    if any(day > wrong.today for day, _ in rows):
        said = f"corrected: день исправления ещё не наступил: сегодня {wrong.today}"
        wrong.add(said, raw.lines["corrected"], clause)
    return tuple((day, why.strip()) for day, why in rows)


def _values(
    raw: LinedDict, kind: Any, wrong: Wrong, clause: str
) -> tuple[list[tuple[dt.date, Values | None]], OfValue]:
    dated = raw["values"]
    values: list[tuple[dt.date, Values | None]] = []
    reasons: OfValue = ()
    if not isinstance(dated, LinedDict) or not dated:
        if not isinstance(dated, Unread):
            line = raw.lines["values"]
            wrong.add("values — значения по датам вступления в силу: 2024-09-13: {…}", line, clause)
        return values, reasons
    for day, value in dated.items():
        line = dated.lines[day]
        if not is_day(day):
            if not isinstance(day, Unread):
                wrong.add(f"«{day}» — не дата; пишите 2024-09-13", line, clause)
            continue
        if values and day <= values[-1][0]:
            wrong.add("даты значений идут по возрастанию", line, clause)
        if isinstance(value, LinedDict) and "corrected" in value:
            reasons += tuple((day, reason) for reason in _reasons(value, wrong, clause))
            del value["corrected"]
        one = None if value is None else made(kind.values, value, wrong, line=line, clause=clause)
        for said in (*((late,) if (late := one.late_on(day)) else ()), *one.amiss()) if one is not None else ():
            wrong.add(said, line_said(said, value) or line, clause)
        if one is not None or value is None:
            values.append((day, one))
    return values, reasons


LAYERS = (("federal", "federal"), ("defaults", "defaults"))
"""(file without its end, layer) in order of precedence for naming: federal, then defaults."""


REGIONAL = "regions"
"""The folder of the acts of regions, among the folders of bodies."""


def load_region(folder: Path, region: str) -> Order | None:
    """The layer of a region's own acts, between the body's order and federal law: `orders/regions/RU-UD.yaml`. None
    when there is no such file. Raises OrderError."""
    path = folder / REGIONAL / f"{region}.yaml"
    return load_order(path, "regional", slug=region.lower()) if path.is_file() else None


def load_law(folder: Path) -> list[Order]:
    """Every layer above the orders of bodies, for the coverage: federal law and the acts of regions."""
    regions = sorted(path.stem for path in (folder / REGIONAL).glob("*.yaml"))
    found = [load_region(folder, region) for region in regions]
    return [*load_base(folder)[:1], *(order for order in found if order is not None)]


def load_readable(
    folder: Path, *, bodies: bool = True, layers: bool = True, regions: bool = False
) -> tuple[list[Order], list[OrderError]]:
    """(the orders of bodies and the layers that load, everything wrong with the others)."""
    files = [(path, "body", path.parent.name) for path in sorted(folder.glob("*/order.yaml")) if bodies]
    files = [one for one in files if one[2] != "base"]
    files += [(folder / "base" / f"{name}.yaml", layer, name) for name, layer in LAYERS if layers]
    if regions:
        files += [(path, "regional", path.stem.lower()) for path in sorted((folder / REGIONAL).glob("*.yaml"))]
    found, errors = list[Order](), list[OrderError]()
    for path, layer, slug in files:
        try:
            found.append(load_order(path, layer, slug=slug))
        except OrderError as error:
            errors += error.errors
    return found, errors


def load_folder(folder: Path) -> dict[str, Order]:
    """Every body's order under a folder (one folder a body), without the base layers. Raises OrderErrors: all of
    all."""
    return {order.slug: order for order in _all_of(*load_readable(folder, layers=False))}


def load_base(folder: Path) -> list[Order]:
    """The layers of law and of the product's defaults. Raises OrderErrors."""
    return _all_of(*load_readable(folder, bodies=False))


def _all_of(found: list[Order], errors: list[OrderError]) -> list[Order]:
    if errors:
        raise OrderErrors(errors)
    return found
