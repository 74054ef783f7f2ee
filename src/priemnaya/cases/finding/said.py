"""Which words of a query are filters, and what each of them leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from priemnaya.cases.models import CASE_KINDS, STATES, Confidential
from priemnaya.cases.models.case import COMPLAINTS, OPEN_STATES
from priemnaya.people.models import Employee, Unit
from priemnaya.policy.contact_points import title_of

Condition = Callable[["Asker"], Q]
FIRMS = ("legal_entity", "nonprofit", "unregistered_association")
CITIZENS = ("citizen", "foreigner", "stateless")
ENDED = tuple(state for state in STATES if state not in OPEN_STATES)


@dataclass(frozen=True)
class Asker:
    """Who asks, when; the colleagues and units whose names may stand in the words."""

    me: Employee
    now: dt.datetime
    staff: tuple[Employee, ...]
    units: tuple[Unit, ...]

    @property
    def today(self) -> dt.date:
        return self.me.organisation.local(self.now).date()

    def start_of(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), tzinfo=self.me.organisation.zone)


def _in_states(*states: str) -> Condition:
    return lambda asker: Q(state__in=states)


def _of_kinds(*kinds: str) -> Condition:
    return lambda asker: Q(kind__in=kinds)


def _by_points(*points: str) -> Condition:
    return lambda asker: Q(point__in=points)


def _confidential(asker: Asker) -> Q:
    return Q(pk__in=Confidential.objects.standing().values("case"))


def _late(asker: Asker) -> Q:
    return Q(state__in=OPEN_STATES, due_at__lt=asker.now)


def _due_soon(asker: Asker) -> Q:
    return Q(state__in=OPEN_STATES, due_at__gte=asker.now, due_at__lt=asker.now + dt.timedelta(days=3))


@dataclass(frozen=True)
class Said:
    """words: how people say it, as a regular expression over folded words; label: on the chip. outright: of words
    that letters say too («у меня украли», «по телефону»), those that only a filter is meant by. ends: of states that a
    case comes to at its end: a day beside them is the day of that («закрытые вчера»)."""

    sort: str
    words: str
    label: Callable[[], str]
    condition: Condition
    outright: str = ""
    ends: bool = False


def _state(name: str, words: str) -> Said:
    return Said("state", words, lambda: str(STATES[name]), _in_states(name), ends=name in ENDED)


def _kind(name: str, words: str) -> Said:
    return Said("kind", words, lambda: str(CASE_KINDS[name]), _of_kinds(name))


def _point(words: str, *names: str, outright: str = "") -> Said:
    def label() -> str:
        return _("пришли: %s") % ", ".join(title_of(n) for n in names)

    return Said("point", words, label, _by_points(*names), outright)


def _clients(words: str, label: Callable[[], str], *kinds: str) -> Said:
    return Said("client", words, label, lambda asker: Q(client__kind__in=kinds))


_OF_OTHERS = (
    r"(?! (?:договор|аренд|действ|годност|служб|давност|исков|паспорт|полномоч|обучен|лицензи|разрешен|контракт)\w*)"
)
"""«истёк срок договора» is what letters say."""
SAID = (
    Said(
        "late",
        r"просроч\w+|срок\w{0,2} (?:уже |давно )?(?:истек(?:ли)?|прош(?:ел|ли)|вы(?:шел|шли))"
        rf"|(?:истек(?:ли)?|прош(?:ел|ли)|вы(?:шел|шли)) сроки?{_OF_OTHERS}"
        rf"|с (?:истекшим|прошедшим|нарушенным) сроком{_OF_OTHERS}",
        lambda: _("просроченные"),
        _late,
    ),
    Said(
        "late",
        r"срок\w{0,2} (?:нарушен|пропущен)[ыо]?|(?:нарушен|пропущен)(?:[ыо]|ные|ных)? срок\w{0,2}"
        r"|с нарушением срок(?:а|ов)",
        lambda: _("просроченные"),
        _late,
        "просроченные",
    ),
    Said(
        "due",
        r"(?:с )?горящи(?:е|х|ми?) срок\w{0,3}|горящи[ех]|срок\w? (?:скоро )?(?:истека[ею]т|подход[ия]т|гор[ия]т)"
        r"|(?:скоро )?(?:истека[ею]т|подход[ия]т|гор[ия]т) сроки?|скоро сроки?",
        lambda: _("срок в ближайшие три дня"),
        _due_soon,
    ),
    Said("due", r"горит|горящее|скоро истека[ею]т", lambda: _("срок в ближайшие три дня"), _due_soon, "горящие"),
    Said(
        "mine",
        r"мои|моих|в моей работе|мне (?:поручен|назначен|расписан|отписан)\w*"
        r"|(?:поручен|назначен|расписан|отписан)\w* мне",
        lambda: _("мои"),
        lambda asker: Q(assignee=asker.me),
    ),
    Said("mine", r"мое|моя|мой|у меня|на мне", lambda: _("мои"), lambda asker: Q(assignee=asker.me), "мои"),
    Said(
        "mine",
        r"ничь[ияе]|ничьих|ничей|(?:не ?|никому не )(?:назначен|распределен|расписан|отписан|поручен)\w*"
        r"|без (?:исполнител|ответственн)\w*",
        lambda: _("исполнитель не назначен"),
        lambda asker: Q(assignee=None),
    ),
    Said("urgent", r"срочны[ех]", lambda: _("срочные"), lambda asker: Q(urgency="urgent")),
    Said("urgent", r"срочное|срочная|срочно", lambda: _("срочные"), lambda asker: Q(urgency="urgent"), "срочные"),
    Said(
        "confidential",
        r"конфиденциальны[ех]|конфиденциальное",
        lambda: _("конфиденциальные"),
        _confidential,
    ),
    Said(
        "state",
        r"открыт(?:ые|ых)|незакрыт(?:ые|ых)|не закрыт(?:ые|ых)|без ответа|не ?отвечен\w+|не ?завершенн(?:ые|ых)"
        r"|не ?рассмотренн(?:ые|ых)",
        lambda: _("открытые"),
        _in_states(*OPEN_STATES),
    ),
    Said(
        "state",
        r"закрыт(?:ые|ых|ое|о)|завершен(?:ные|ных|ы|о)|оконченн(?:ые|ых)|архивн(?:ые|ых)",
        lambda: _("завершённые: закрыты, с ответом, пересланы"),
        _in_states(*ENDED),
        ends=True,
    ),
    _state(
        "answered",
        r"отвеченн(?:ые|ых)|отвечен[оы]?|с ответ(?:ом|ами)|(?:дан|есть|отправлен) ответ|ответ (?:дан|отправлен)",
    ),
    _state("in_work", r"в работе"),
    _state(
        "waiting",
        r"(?:жд(?:ем|ут|ет|ущие)|ожида(?:ем|ют|ет|ющие)|ожидание) (?:(?:ответа|уточнени[яй]) (?:от )?)?клиент(?:а|ов)"
        r"|(?:жд(?:ем|ут|ет)|ожида(?:ем|ют|ет)) уточнени[яй]|на уточнении|запрошен\w* уточнени[ея]",
    ),
    _state("on_approval", r"на согласовани[ие]|на подпис(?:[ьи]|ани[ие])|на утверждени[ие]"),
    _state("suspended", r"приостановлен(?:ные|ных|ы|о)?"),
    Said("state", r"приостановка", lambda: str(STATES["suspended"]), _in_states("suspended"), "приостановленные"),
    _state("sending", r"отправля(?:ются|ется)|подписан(?:ные|ных|ы)"),
    _state("returned", r"верну(?:вшиеся|вшихся|лись|лось)|возвращенн(?:ые|ых)|возвраты"),
    _state("forwarding", r"пересыла(?:ются|ется|емые)"),
    _state(
        "forwarded", r"(?:переслан|перенаправлен|переадресован)(?:ные|ных|ы|о)|направлен(?:ные|ных|ы|о) по компетенции"
    ),
    _state("merged", r"присоединен(?:ные|ных|ы|о)"),
    _state("review", r"на проверке|непроверенн(?:ые|ых)"),
    _state("new", r"новые|новых"),
    _clients(
        r"от (?:юр\.? ?лиц|юридических лиц|организаций|компаний|фирм)|юр\.? ?лица|юридические лица",
        lambda: _("от организаций"),
        *FIRMS,
    ),
    _clients(
        r"от (?:физ\.? ?лиц|физических лиц|граждан)|физ\.? ?лица|физические лица", lambda: _("от граждан"), *CITIZENS
    ),
    _kind("service_complaint", r"жалоб[ыа]? на (?:услуг[иу]|оказание услуг\w*)"),
    Said("kind", r"(?<!ой )(?<!ей )жалобы|жалоб|жалобам", lambda: _("жалобы"), _of_kinds(*COMPLAINTS)),
    _kind("appeal", r"(?<!ого )(?<!его )обращения|обращений|обращениям"),
    _kind("media_request", r"запрос(?:ы|ов)? (?:редакци[ийя]|сми|журналист(?:а|ов))"),
    Said(
        "kind",
        r"пресс[аыу]|журналист(?:ы|ов)|корреспондент(?:ы|ов)|сми|редакци[ий]",
        lambda: str(CASE_KINDS["media_request"]),
        _of_kinds("media_request"),
        "запросы СМИ",
    ),
    _kind("info_request", r"запрос(?:ы|ов) информации|запрос(?:ы|ов) сведений"),
    _kind("internal_request", r"внутренни[ех](?: запрос(?:ы|ов))?"),
    _kind("service_application", r"(?<!ого )(?<!его )заявления|заявлений|(?<!ой )(?<!ей )заявки|заявок"),
    _kind("social_message", r"сообщени[яй] из соцсет(?:ей|и)|из соцсет(?:ей|и)|соцсети"),
    _kind("message", r"(?<!ого )(?<!его )сообщения|сообщений"),
    _kind("feedback", r"отзывы|отзывов"),
    Said("kind", r"отзыв", lambda: str(CASE_KINDS["feedback"]), _of_kinds("feedback"), "отзывы"),
    _point(
        r"(?:по|с) (?:электронной|эл\.?) ?почт[еы]|через (?:электронную|эл\.?) ?почту|по e-?mail"
        r"|по (?:име|еме|е-ме)йлу|(?:име|еме|е-ме)йлом",
        "email",
    ),
    _point(r"почтой россии|бумажн(?:ые|ых|ой почтой)|на бумаге", "post"),
    _point(r"по почте|почтой", "post", "email"),
    _point(r"на сайте?", "portal", "site", outright="через сайт"),
    _point(r"(?:с|через) (?:сайт|портал)[ае]?", "portal", "site"),
    _point(r"(?:с|через|по|из) госуслуг[иа]?м?|с портала госуслуг|через епгу", "epgu"),
    _point(r"по телефону", "phone", outright="звонки"),
    _point(r"звонк(?:и|ов)", "phone"),
    _point(r"на (?:личном )?приеме", "in_person", outright="с личного приёма"),
    _point(r"с приема", "in_person", outright="с личного приёма"),
    _point(r"с личного приема|личн(?:ый|ые) прием[ыа]?", "in_person"),
    _point(r"(?:из |в |через )?вконтакте|(?:из|в|через) вк", "vk"),
    _point(r"(?:из|в|через) телеграмм?[ае]?|(?:из|через) telegram", "telegram"),
    _point(r"(?:из|через) max|(?:из|через) макса?", "max"),
    _point(r"вк|vk", "vk", outright="из вк"),
    _point(r"телеграмм?|telegram|тг", "telegram", outright="из телеграма"),
    _point(r"max", "max", outright="из max"),
    _point(r"пос", "pos", outright="из ПОС"),
    _point(r"(?:через|с|из) пос|платформ[аыу] обратной связи", "pos"),
)
