"""Roles and what each may do. A view names one permission; a role is a set of them. docs/rights.md is drawn from
here."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from priemnaya.policy import register

register("provides", "role_access", "people.roles.allowed")

PERMISSIONS: dict[str, str] = {
    "case.view": _("видеть дела и карточки клиентов"),
    "case.register": _("регистрировать, менять вид дела, указывать, на кого жалоба, выдавать новый код по документу"),
    "chat.answer": _("дежурить и отвечать в чате"),
    "visit.receive": _("записывать на приём, вести очередь и принимать посетителей"),
    "visit.schedule": _("вести расписание приёма: окна, часы, виды приёма"),
    "case.work": _("работать с делом: темы, срочность, уточнения, закрытие"),
    "case.assign": _("назначать исполнителей"),
    "case.forward": _("пересылать по принадлежности"),
    "case.decide": _("продлевать сроки и решать спорное"),
    "case.confide": _("делать дело закрытым и открывать его"),
    "case.break_glass": _("экстренно открыть закрытое дело, с причиной"),
    "review.letters": _("разбирать письма, отложенные на проверку"),
    "call.take": _("принимать звонки, перезванивать клиентам и записывать разговоры"),
    "reply.write": _("писать черновики ответов"),
    "reply.submit": _("передавать ответ на подпись"),
    "reply.sign": _("проверять, подписывать и отправлять ответы"),
    "knowledge.edit": _("править базу знаний и услуги"),
    "knowledge.approve": _("утверждать статьи базы знаний"),
    "wording.manage": _("настраивать проверку ясности"),
    "mailing.manage": _("готовить рассылки"),
    "news.publish": _("публиковать новости и инструкции для сотрудников"),
    "report.view": _("видеть показатели и соблюдение порядка"),
    "list.export": _("выгружать списки дел и писем файлом, со всеми клиентами в них"),
    "journal.view": _("читать журналы доступа и входов"),
    "history.manage": _("запрещать и подтверждать уничтожение материалов"),
    "rules.edit": _("править правила, макросы, списки проверок"),
    "calendar.edit": _("вести календарь"),
    "bodies.edit": _("вести справочник других органов"),
    "staff.manage": _("записывать замещения и руководителей отделов"),
    "people.manage": _("заводить и блокировать сотрудников, менять роли, отделы, точки"),
    "keys.issue": _("выдавать ключи другим системам"),
    "settings.edit": _("настраивать связи с другими системами"),
    "order.draft": _("готовить черновик порядка из файла приказа"),
}
"""Every permission in words: what the roles' page and docs/rights.md show."""
_TALKS = {"call.take", "chat.answer", "visit.receive"}
_SEES = {"case.view", "case.break_glass"}
ROLES: dict[str, tuple[str, frozenset[str]]] = {
    "registrar": (
        _("Регистратор"),
        frozenset(
            _SEES
            | {
                "case.register",
                "chat.answer",
                "visit.receive",
                "case.work",
                "case.assign",
                "case.forward",
                "case.confide",
                "call.take",
                "review.letters",
                "list.export",
                "calendar.edit",
                "bodies.edit",
            }
        ),
    ),
    "reception": (
        _("Сотрудник приёмной"),
        frozenset(_TALKS | {"case.view", "case.register"}),
    ),
    "executor": (
        _("Исполнитель"),
        frozenset(
            _SEES
            | {"call.take", "chat.answer", "visit.receive", "case.work", "case.forward", "reply.write", "reply.submit"}
        ),
    ),
    "drafter": (_("Помощник исполнителя"), frozenset({"case.view", "reply.write"})),
    "signer": (_("Подписывающий"), frozenset(_SEES | {"visit.receive", "reply.write", "reply.submit", "reply.sign"})),
    "head": (
        _("Руководитель"),
        frozenset(
            _SEES
            | {
                "case.register",
                "chat.answer",
                "visit.receive",
                "visit.schedule",
                "case.work",
                "case.assign",
                "case.forward",
                "case.decide",
                "case.confide",
                "call.take",
                "reply.write",
                "reply.submit",
                "reply.sign",
                "report.view",
                "list.export",
                "journal.view",
                "review.letters",
                "wording.manage",
                "mailing.manage",
                "news.publish",
                "history.manage",
                "knowledge.edit",
                "knowledge.approve",
                "rules.edit",
                "staff.manage",
                "bodies.edit",
                "keys.issue",
            }
        ),
    ),
    "editor": (
        _("Редактор базы знаний"),
        frozenset({"knowledge.edit", "wording.manage", "mailing.manage", "news.publish"}),
    ),
    "analyst": (_("Аналитик"), frozenset({"report.view", "wording.manage"})),
    "admin": (
        _("Администратор"),
        frozenset(
            {
                "rules.edit",
                "news.publish",
                "staff.manage",
                "people.manage",
                "visit.schedule",
                "keys.issue",
                "settings.edit",
                "order.draft",
                "journal.view",
                "report.view",
                "calendar.edit",
                "history.manage",
                "bodies.edit",
            }
        ),
    ),
    "auditor": (_("Аудитор"), frozenset({"journal.view"})),
}
DOES: dict[str, str] = {
    "registrar": _("принимает, разбирает и раздаёт дела"),
    "reception": _("регистрирует тех, кто пришёл или позвонил"),
    "executor": _("ведёт дела и готовит ответы"),
    "drafter": _("помогает писать ответы"),
    "signer": _("проверяет и подписывает ответы"),
    "head": _("решает, подписывает, видит нагрузку и соблюдение"),
    "editor": _("пишет статьи базы знаний, готовит рассылки"),
    "analyst": _("смотрит показатели, дел не видит"),
    "admin": _("заводит сотрудников и настраивает, дел не видит"),
    "auditor": _("читает журналы, дел не видит"),
}
"""What somebody with the role does, in a few words: shown beside its name where it is given."""
EVERYONE = frozenset({"staff", "order.read"})
NEVER_BY_PROGRAMS = frozenset({"reply.sign", "people.manage"})
"""What no program may, whoever issued its key: to sign for the body, and to make people."""


def rights_of(roles: Iterable[str]) -> frozenset[str]:
    """Every permission that the roles give together."""
    return EVERYONE.union(*(ROLES[r][1] for r in roles if r in ROLES))


def allowed(roles: list[str], permission: str) -> bool:
    return permission in EVERYONE or any(permission in ROLES[r][1] for r in roles if r in ROLES)


def who_may(permission: str) -> str:
    """The roles that may, for people: «руководитель или администратор»."""
    names = [title.lower() for title, held in ROLES.values() if permission in held]
    return " или ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "никто"


def title(role: str) -> str:
    """In the language of whoever reads it now."""
    return gettext(ROLES[role][0]) if role in ROLES else role


def does(role: str) -> str:
    return gettext(DOES[role]) if role in DOES else ""


def page() -> str:
    """docs/rights.md: who may what, as the code has it."""
    names = list(ROLES)
    lines = [
        "# Кто что может",
        "",
        "Таблица нарисована из `people/roles.py` (`make docs`). Право спрашивает и страница, и действие, и ключ API;",
        "`tests/test_access.py` обходит все адреса каждой ролью и сравнивает.",
        "",
        "| Право | " + " | ".join(ROLES[n][0] for n in names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for permission, words in PERMISSIONS.items():
        marks = " | ".join("да" if permission in ROLES[n][1] else "" for n in names)
        lines.append(f"| {words} (`{permission}`) | {marks} |")
    return "\n".join([*lines, "", *NOTES, ""])


NOTES = (
    "* Права действуют в пределах своего органа; сотруднику можно оставить только дела его отдела.",
    "* Закрытое дело видят исполнитель, его руководитель, замещающий его и названные люди. Остальным его нет: ни в"
    " списках, ни в поиске, ни по номеру. Так же закрыто дело, в которое ушли его слова: выделенное из него, новое по"
    " сообщению в нём, то, к которому его присоединили, и всё, что присоединено к ним. В журнале доступа такая запись"
    " остаётся без номера и имени: «закрытое дело»; записей о жалобе тот, на кого она, не видит совсем.",
    "* Экстренный доступ открывает закрытое дело на час, с причиной; руководители и аудиторы узнают сразу, с номером"
    " дела. Того, на кого жалоба, и кто его замещает, он к делу не пускает, и ни извещения, ни строки журнала с номером"
    " они не видят, когда бы жалобу на них ни узнали; то же с делом, которое к ней присоединили.",
    "* Администратор, редактор, аналитик и аудитор не видят дел и клиентов.",
    "* Ключ другой системы может не больше своей роли и не больше того, кто его выдал, на день вызова; подписывать он"
    " не может никогда. Что закрыто тому, кто выдал ключ, или тому, кто отвечает за систему, закрыто и ей.",
)
