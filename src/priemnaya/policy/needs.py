"""Words of rules that stand in lists elsewhere: the body's own needs and kinds of clients, topics of the classifier,
services of its catalogue, terms that a reminder names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from .order import Body, Clause, Order, Rule
from .owed import OWED
from .vocabulary import nearest, own, own_people, words
from .vocabulary.conditions import classifier
from .vocabulary.notices import TERM

Wrong = tuple[Clause, Rule, str]


def unknown_needs(clauses: Iterable[Clause], body: Body | None) -> Iterator[Wrong]:
    """Each need, own kind of client, topic, or reminded term that nobody can choose or owe: the clause, the rule, and
    the words of the error. A layer without a body names no need and no service: they are each body's own."""
    needs, kinds = (body.needs, body.client_kinds) if body else ((), ())
    clauses = tuple(clauses)
    offered = _offered(clauses, body)
    yield from _second_reminders(clauses)
    owed = {*OWED, *(v.do for _, rule, v in _values(clauses) if rule.kind.name == "within")}
    for clause, rule, value in _values(clauses):
        for need in (*value.if_.needs, *value.unless.needs):
            if need not in needs:
                yield clause, rule, _no("потребности", need, needs, "body.needs")
        entries = getattr(value, "entries", ()) if getattr(value, "register_name", "") == "clients" else ()
        for kind in (*value.if_.clients, *value.unless.clients, *entries):
            if own(kind) and kind not in kinds:
                yield clause, rule, _no("вида клиента", kind, kinds, "body.client_kinds")
        for kind in (k for k in (*value.if_.clients, *value.unless.clients) if offered and k not in offered):
            if not own(kind):
                yield clause, rule, _no("вида клиента", kind, sorted(offered), "body.client_kinds")
        for told in _of_signs((*value.if_.grounds, *value.unless.grounds), body):
            yield clause, rule, told
        for person in own_people(value):
            if body is None or person not in (*body.posts, *(unit.name for unit in body.units)):
                yield clause, rule, _nobody_called(person, body)
        for topic in (*value.if_.topics, *value.unless.topics):
            if topic not in classifier():
                yield clause, rule, _no_topic(topic)
        for name in getattr(value, "owed", ()):
            if name not in owed:
                yield clause, rule, f"owed: срока «{name}» ни одно правило не задаёт: напоминать не о чем"
        if body is None and (value.if_.services or value.unless.services):
            yield clause, rule, "services: каталог услуг у каждого органа свой, здесь их не назвать"


OF_GOVERNOR = "governor_migration"


def _of_signs(named: Iterable[str], body: Body | None) -> Iterator[str]:
    """Signs of matters that no page of this body sets."""
    for sign in named:
        if own(sign, "ground") and (body is None or sign not in body.signs):
            yield _no_sign(sign, body.signs if body else ())
        if sign == OF_GOVERNOR and body is not None and not body.head_of_region:
            yield (
                f"grounds: признак «{OF_GOVERNOR}» бывает только у обращений к главе региона: впишите в body"
                " head_of_region: true, если это его приёмная, или назовите другой признак (migration)"
            )


def _offered(clauses: tuple[Clause, ...], body: Body | None) -> frozenset[str]:
    """The kinds of clients that the forms of the body offer; empty where they offer all there are."""
    entries = (e for _, rule, v in _values(clauses) if rule.kind.name == "kept_register" for e in v.entries)
    return frozenset({*body.client_kinds, *entries}) if body else frozenset()


def _second_reminders(clauses: tuple[Clause, ...]) -> Iterator[Wrong]:
    """Of two reminders of one term to one person at one time one alone would come."""
    known: list[tuple[Clause, Rule]] = []
    for clause, rule in ((c, r) for c in clauses for r in c.rules if r.kind.name == "tell"):
        first = next((c for c, other in known if _both_remind(rule, other)), None)
        if first is not None:
            yield (
                clause,
                rule,
                (
                    f"то же напоминание тому же сотруднику уже задаёт пункт {first.number}: второе не пришло бы."
                    " Оставьте одно; в другое время — другое ahead, о другом сроке — другое owed"
                ),
            )
        known.append((clause, rule))


def _both_remind(rule: Rule, other: Rule) -> bool:
    for day in {day for one in (rule, other) for day, _ in one.values}:
        a: Any = rule.on(day)
        b: Any = other.on(day)
        if a is not None and b is not None and a.what == b.what == TERM:
            mine, theirs = set(a.owed), set(b.owed)
            same = set(a.whom) & set(b.whom) and set(a.ahead) & set(b.ahead)
            if same and (mine & theirs or not (mine or theirs)):
                return True
    return False


def unknown_services(order: Order, known: Collection[str]) -> Iterator[Wrong]:
    """Each service of a condition that is not in the body's catalogue."""
    for clause, rule, value in _values(order.clauses):
        for slug in (*value.if_.services, *value.unless.services):
            if slug not in known:
                yield clause, rule, _no("услуги", slug, known, "services.yaml")


def _values(clauses: Iterable[Clause]) -> Iterator[tuple[Clause, Rule, Any]]:
    for clause in clauses:
        for rule in clause.rules:
            for value in (v for _, v in rule.values if v is not None):
                yield clause, rule, value


def _nobody_called(person: str, body: Body | None) -> str:
    """A department or a post that the body has not: a slip of one it has, or of a word for people."""
    if body is None:
        return f"«{person}»: подразделения и должности у каждого органа свои, здесь их не назвать"
    ours = [*(unit.name for unit in body.units), *body.posts]
    called = {**{one: one for one in ours}, **{known.title: name for name, known in words("person").items()}}
    same = next((one for title, one in called.items() if title.casefold() == person.casefold()), "")
    meant = same or nearest(person, ours) or nearest(person, words("person"))
    hint = f"возможно, {meant}; " if meant else ""
    known = ", ".join([*words("person"), *(f"«{one}»" for one in ours)])
    return (
        f"«{person}»: такого подразделения или должности у органа нет; {hint}впишите в body.units или body.posts или"
        f" назовите словом; допустимо: {known}"
    )


def _no_sign(sign: str, signs: Collection[str]) -> str:
    known = {**{one: one for one in signs}, **{w.title: name for name, w in words("ground").items()}}
    meant = known.get(sign) or known.get(nearest(sign, known), "")
    hint = f"возможно, {meant}; " if meant else ""
    allowed = ", ".join([*(f"«{one}»" for one in signs), *words("ground")])
    return f"признака дела «{sign}» нет; {hint}впишите его в body.signs или назовите другой; допустимо: {allowed}"


def _no_topic(said: str) -> str:
    titles, stem = {title: code for code, title in classifier().items()}, said.strip().casefold()[:7]
    alike = [title for title in titles if len(stem) > 4 and stem in title.casefold()]
    meant = titles.get(nearest(said, titles)) or (titles[alike[0]] if alike else "") or nearest(said, classifier())
    hint = f"возможно, «{classifier()[meant]}» ({meant}); " if meant else ""
    return f"темы «{said}» нет в классификаторе; {hint}пишите название темы или код: '0005' (раздел), '0005.0005'"


def _no(what: str, word: str, known: Collection[str], listed: str) -> str:
    meant = nearest(word, known)
    hint = f"возможно, «{meant}»; " if meant else ""
    allowed = ", ".join(f"«{n}»" for n in known) or f"список {listed} пуст"
    return f"{what} «{word}» нет в списке органа; {hint}допустимо: {allowed}"
