"""What of an order is lawful and yet likely a slip: `orders check` says so, and nothing is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .contact_points import FUNCTION_TITLES, PAGES, POINT_KINDS, SERVED_AS, SOCIAL, title_of
from .order import Clause, Order, Rule
from .owed import FORWARDING, QUESTIONNAIRES, REGISTRATION, REPLY_ON_SUBSTANCE
from .titles import clause_title
from .unsaid import points_of, unaddressed
from .vocabulary import title_of as word_of
from .vocabulary.conditions import topic_title

ADDRESSES = {
    "email": "body.email или адрес в points",
    "phone": "body.phone или номер в points",
    "post": "body.address или адрес в points",
    "in_person": "body.address или адрес в points",
    "site": "body.site или адрес в points",
    **dict.fromkeys(SOCIAL, "ссылку или имя в address этой точки (points)"),
}
"""Where the address of a point is written."""
ROUGH_DAYS = {"days": 1.0, "working_days": 1.4, "months": 31.0, "years": 366.0, "hours": 1 / 24, "working_hours": 0.175}
EXACT = ("months", "years")
"""A month may have 31 days: compared by the longest, with no room for roughness."""
ANSWERS = {"appeal": 30, "appeal_complaint": 30, "info_request": 30, "service_complaint": 15 * 1.4, "media_request": 7}
LAWS: dict[str, dict[str, float]] = {
    REPLY_ON_SUBSTANCE: ANSWERS,
    REGISTRATION: {"appeal": 3, "appeal_complaint": 3, "info_request": 3, "service_complaint": 1.4},
    FORWARDING: {"appeal": 7, "appeal_complaint": 7, "info_request": 7},
}
"""Days by federal law, roughly: the policy itself counts exactly, this only notices what is far off."""
DAYS_OF = {"extension_days": 1.0, "extension_working_days": 7 / 5}
"""How many calendar days one of a limit of extensions is."""
EXTENDED = 30
"""Days by which the law lets an answer be put off, once."""


DAILY = frozenset({"replies", "calls", "reception", QUESTIONNAIRES})
"""Things of every day's work: a review of one, under a title of its own, is a person's word that a demand is kept."""


def by_word_alone(rule: Rule) -> bool:
    """Whether of a rule there is nothing but a person's word."""
    value: Any = rule.latest
    daily = rule.kind.name == "review" and value is not None and value.title and value.what in DAILY
    return rule.kind.name == "by_hand" or bool(daily)


def remarks(order: Order) -> Iterator[str]:
    """Each with its line, in words."""
    for kind in sorted(unaddressed(order)):
        yield f"точка «{title_of(kind)}» без адреса, людям её не обещают: впишите {ADDRESSES[kind]}"
    yield from _narrows(order)
    yield from _says_nothing(order)
    if order.act.is_draft:
        yield (
            "order: это проект (status: draft): система работает по нему на пробу, и каждая страница говорит, что акт"
            " не подписан; подпишут — впишите date, number и status: in_force"
        )
    if not order.act.is_draft and order.act.date is None and order.act.assumed is None:
        yield "order: акт действует, а дня у него нет: впишите date, а если в источнике он не указан — assumed"
    for clause in order.clauses:
        for rule in clause.rules:
            first = rule.values[0][0] if rule.values else None
            if order.act.date and first and first < order.act.date:
                yield (
                    f"{clause_title(clause.number)}, строка {rule.line}: значение с {first:%d.%m.%Y}, а сам акт принят"
                    f" {order.act.date:%d.%m.%Y}"
                )
            where = f"{clause_title(clause.number)}, строка {rule.line}"
            yield from (f"{where}: {words}" for words in _topics(rule.latest))
            yield from (f"{where}: {words}" for words in _longer(rule.kind.name, rule.latest))
            if order.layer == "body":
                yield from (f"{where}: {words}" for words in _closes(rule.kind.name, rule.latest))
            yield from (f"{where}: {words}" for words in (rule.latest.doubts() if rule.latest else ()))


def _given(order: Order) -> dict[str, list[str]]:
    """What the header gives its points to do."""
    assert order.body is not None
    given: dict[str, list[str]] = {}
    for point in order.body.points:
        given[point.kind] = list(dict.fromkeys((*given.get(point.kind, ()), *point.functions)))
    return given


def _serving(order: Order) -> Iterator[tuple[Clause, Rule, Any]]:
    for clause, rule in order.by_kind.get("point_serves", ()):
        if rule.latest is not None and not clause.closed_by(order.today) and rule.latest.point in POINT_KINDS:  # type: ignore[attr-defined]
            yield clause, rule, rule.latest


def _narrows(order: Order) -> Iterator[str]:
    """A clause that leaves a point less than the header gave it, or than another clause says of it: the last holds."""
    if order.body is None:
        return
    given, said = _given(order), dict[str, tuple[Clause, Any]]()
    for clause, rule, value in _serving(order):
        where, point = f"{clause_title(clause.number)}, строка {rule.line}", title_of(value.point)
        left = ", ".join(f"«{FUNCTION_TITLES[f]}»" for f in value.functions)
        if gone := [f for f in given.get(value.point, ()) if f not in value.functions]:
            lost = ", ".join(f"«{FUNCTION_TITLES[f]}» ({f})" for f in gone)
            yield (
                f"{where}: пункт оставляет точке «{point}» только: {left}; пропадает то, что дал ей body.points: {lost}"
                ". Если пункт этого не запрещает, а лишь называет, где принимают, впишите и остальное в его functions"
            )
        earlier = said.get(value.point)
        if earlier is not None and set(earlier[1].functions) != set(value.functions):
            yield (
                f"{where}: о точке «{point}» иначе говорит {clause_title(earlier[0].number)}; действует то, что"
                f" записано последним: {left}. Повторите в обоих пунктах одни и те же functions"
            )
        said[value.point] = (clause, value)


CHOICES = ("offer_choice", "by_chosen_point")


def _unchosen(order: Order) -> str:
    """The clauses that let the client choose, where there is nothing to choose from."""
    found = [clause_title(c.number) for kind in CHOICES for c, r in order.by_kind.get(kind, ()) if r.latest]
    return f"; клиенту не из чего выбирать: {', '.join(dict.fromkeys(found))}" if found else ""


def _topics(value: Any) -> Iterator[str]:
    """A code tells a reader nothing, so its name is told: a wrong one is seen at once."""
    for code in (*value.if_.topics, *value.unless.topics) if value is not None else ():
        above = code.rpartition(".")[0]
        inside = f", в разделе {topic_title(above)}" if above else ""
        yield f"тема {code} — это {topic_title(code)}{inside}: сверьте с пунктом"


def _says_nothing(order: Order) -> Iterator[str]:
    """A body none of whose points, but the page of the case, tells clients anything or hands over an answer."""
    if order.body is None:
        return
    serve = {point.kind: set(point.functions) for point in points_of(order)}
    by = dict[str, str]()
    for clause, _rule, value in _serving(order):
        serve[value.point], by[value.point] = set(value.functions), clause_title(clause.number)
    if not any("intake" in does for kind, does in serve.items() if kind not in PAGES):
        return
    for carried, title in (("answer", "отдать ответ"), ("notice", "сообщить, как идёт дело")):
        if not any(set(SERVED_AS[carried]) & does for kind, does in serve.items() if kind not in PAGES):  # type: ignore[index]
            words = " или ".join(SERVED_AS[carried])  # type: ignore[index]
            left = ", ".join(dict.fromkeys(by.values()))
            yield (
                f"органу нечем {title}: ни у одной точки, кроме страниц сайта, нет функции {words} — клиент увидит это"
                f" только на странице дела{_unchosen(order)}; если точка не только принимает, впишите {words} в её"
                f" functions{f' — в пунктах, которые о ней говорят: {left}' if left else ' в body.points'}"
            )


def _closes(kind: str, value: Any) -> Iterator[str]:
    """An outcome that would end a matter which the law wants answered."""
    if kind != "closes_as" or value is None or value.by_client or "no_name_or_address" in value.needs:
        return
    concerned = [name for name in value.if_.kinds or ANSWERS if name in ANSWERS and name not in value.unless.kinds]
    if concerned:
        titles = ", ".join(f"«{word_of('case_kind', name)}»" for name in concerned)
        yield (
            f"исход «{value.title}» не закроет дело вида {titles}, если клиент назвался и оставил адрес: закон требует"
            " ответа и стоит выше порядка. Об анонимных — needs: [no_name_or_address]; о других делах назовите их в"
            " if: {kinds: […]}"
        )


def _longer(kind: str, value: Any) -> Iterator[str]:
    """A term that is longer than the law's, or a limit that is looser: the law's holds."""
    each = DAYS_OF.get(value.what, 0) if kind == "limit" and value is not None else 0
    if (
        each
        and each * (value.at_most or 0) > EXTENDED
        and {"appeal", "appeal_complaint"} & set(value.if_.kinds or ANSWERS)
    ):
        yield f"продлить больше чем на {EXTENDED} дней закон не даёт (59-ФЗ, ст. 12 ч. 2): действовать будет он"
    if kind != "within" or value is None or value.do not in LAWS or not value.within:
        return
    laws = LAWS[value.do]
    days = value.term.amount * ROUGH_DAYS.get(value.term.unit, 0)
    room = 1.0 if value.term.unit in EXACT else 1.15
    longer = [name for name in value.if_.kinds or laws if name in laws and days > laws[name] * room]
    if not value.if_.kinds:
        longer = [name for name in longer if name not in value.unless.kinds]
    for name in longer:
        title = word_of("case_kind", name)
        may = "может быть дольше" if value.term.unit in EXACT and days < laws[name] * 1.15 else "дольше"
        yield f"{value.term} для дела вида «{title}» {may} срока закона: действовать будет тот, что раньше"
