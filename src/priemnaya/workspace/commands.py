"""What the command palette knows, as data: pages of the menu, deeds of the case in view, and looking for something.

Words are what people type for it: an action is found by any of them, in the order they like. A deed is shown only where
this person may do it in this state; what the page of the case offers and what stands here ask the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models import UNSIGNED, Case
from priemnaya.cases.states import possible
from priemnaya.cases.terms import open_term
from priemnaya.people.models import Employee

from .menu import MENU, Entry, opens

Words = str | Promise


@dataclass(frozen=True)
class Deed:
    """A deed of a case. `rights`: all of them; `moves`: of the state, all possible; `where`: «act:name#id» opens a form
    of the case's page, «open:route» a page of its own, «post:route» is done at once."""

    title: Words
    words: str
    icon: str
    where: str
    rights: tuple[str, ...] = ("case.work",)
    moves: tuple[str, ...] = ("work",)
    when: Callable[[Case], bool] | None = None


def _has_term(case: Case) -> bool:
    return open_term(case) is not None


def _has_draft(case: Case) -> bool:
    return case.replies.filter(state__in=UNSIGNED).exists()


def _writable(case: Case) -> bool:
    """No letter of it waits for a signature."""
    return not case.replies.filter(state__in=UNSIGNED).exclude(state="draft").exists()


def _waiting(case: Case) -> bool:
    return not _writable(case)


def _may_bring_back(case: Case) -> bool:
    return not _has_draft(case) and case.replies.filter(state="dropped").exists()


def _several(case: Case) -> bool:
    return case.kind != "service_application" and case.questions.count() > 1


DEEDS = (
    Deed(
        _("Ответить"),
        "ответ решение письмо написать продолжить черновик",
        "pencil-line",
        "post:reply_start",
        ("reply.write",),
        ("draft",),
        _writable,
    ),
    Deed(_("Открыть письмо"), "ответ текст черновик отозвать", "pencil-line", "open:reply", (), (), _has_draft),
    Deed(
        _("К подписи"),
        "подписать письмо ответ вернуть",
        "signature",
        "open:signing_letter",
        ("reply.sign",),
        (),
        _waiting,
    ),
    Deed(
        _("Вернуть отменённый черновик"),
        "восстановить ответ отмена вернуть",
        "undo-2",
        "act:answer#answer-status",
        ("case.work", "reply.write"),
        ("draft",),
        _may_bring_back,
    ),
    Deed(
        _("Назначить или передать исполнителю"),
        "кому поручить отдать сотрудник ответственный исполнитель",
        "user-plus",
        "act:hand#fact-hand",
        ("case.work", "case.assign"),
    ),
    Deed(
        _("Уточнить у клиента"),
        "спросить вопрос запросить уточнение",
        "message-circle-question-mark",
        "act:clarify#act-clarify",
        moves=("work", "clarify"),
    ),
    Deed(
        _("Продлить срок"),
        "перенести отложить дата",
        "calendar-plus",
        "act:extend#extend",
        ("case.decide",),
        when=_has_term,
    ),
    Deed(
        _("Сообщить клиенту срок"),
        "когда ответим дата письмо",
        "calendar-clock",
        "open:case_term_letter",
        moves=("tell_term",),
        when=_has_term,
    ),
    Deed(_("Указать тему"), "классификатор вопрос тематика", "tag", "act:topic#fact-topic"),
    Deed(_("Указать потребность"), "что нужно клиенту", "tag", "act:need#fact-need"),
    Deed(_("Оценить срочность"), "срочно срочное обычное", "zap", "act:urgency#fact-urgency"),
    Deed(_("Указать услугу"), "заявление регламент", "layers", "act:service#fact-service"),
    Deed(
        _("Изменить вид дела"),
        "жалоба обращение запрос заявление тип",
        "tag",
        "act:kind#fact-kind",
        ("case.work", "case.register"),
    ),
    Deed(_("Изменить, куда отвечать"), "адрес почта телефон точка канал", "send", "act:point#fact-point"),
    Deed(
        _("Выделить вопрос в отдельное дело"),
        "разделить разъединить части",
        "split",
        "act:topic#fact-topic",
        moves=("work", "split"),
        when=_several,
    ),
    Deed(_("Связать или объединить дела"), "присоединить дубль повтор слить склеить", "merge", "act:link#act-link"),
    Deed(
        _("Переслать по компетенции"),
        "перенаправить другой орган не наше",
        "forward",
        "open:case_forwarding",
        ("case.work", "case.forward"),
        ("work", "forward_part"),
    ),
    Deed(
        _("Запросить сведения в другом органе"),
        "межведомственный запрос росреестр",
        "landmark",
        "act:ask-body#act-ask-body",
    ),
    Deed(
        _("Записать, на кого жалуются"),
        "сотрудник жалоба скрыть",
        "user-round-x",
        "act:complained#act-complained",
        ("case.work", "case.register"),
    ),
    Deed(
        _("Закрыть без ответа"),
        "прекратить завершить основание",
        "circle-x",
        "act:close#close",
        moves=("work", "close"),
    ),
    Deed(_("Открыть снова"), "вернуть в работу возобновить", "rotate-ccw", "act:reopen#act-reopen", moves=("reopen",)),
    Deed(_("Написать заметку"), "комментарий коллегам позвать", "sticky-note", "act:note#note", moves=()),
    Deed(
        _("Редакции ответа"),
        "версии история письма",
        "history",
        "open:reply_versions",
        (),
        (),
        lambda case: case.replies.exists(),
    ),
)

PAGES = {
    "today": "главная начало сроки мои",
    "queue": "список очередь обращения заявления",
    "notices": "упоминания для меня новое прочитать",
    "signing": "подписать письма ответы",
    "case_new": "новое дело принять звонок письмо обращение",
    "calls": "перезвонить позвонить телефон звонок принять пропущенные",
    "visits_today": "талон запись посетитель окно стойка гражданин",
    "chats": "чат разговор дежурить клиент на сайте",
    "comments": "вконтакте вк записи сообщество скрыть",
    "scans": "бумага распознать",
    "letters": "спам карантин",
    "outbox": "исходящие доставка почта",
    "mailings": "рассылка подписка новости",
    "overview": "сроки темы отделы просрочено",
    "load": "сколько дел кто занят сотрудники",
    "compliance": "отчёт показатели цифры меры по пунктам график статистика выгрузить",
    "visits_figures": "отчёт показатели цифры посетители ожидание",
    "calls_figures": "отчёт показатели цифры телефон",
    "chat_figures": "отчёт показатели цифры разговоры",
    "practice": "похожие решения практика",
    "wording_rules": "правила замечания простой язык",
    "duties": "меры мера подтвердить пересмотр",
    "employees": "люди принять нанять список из файла",
    "staff": "отпуск больничный отсутствие передать дела",
    "knowledge": "статьи скрипт ответы шаблоны памятка",
    "news": "новость инструкция объявление сотрудникам",
    "service_catalogue": "услуга регламент",
    "order": "пункты правила приказ",
    "other_bodies": "ведомства адреса",
    "settings": "сотрудники роли отделы календарь",
    "rules": "маршруты макросы распределение контрольные списки чек-листы",
    "visits_schedule": "часы окна график кабинеты",
    "calendar": "праздники выходные переносы рабочие дни",
    "connections": "ключи программы api телефония каналы",
    "disposals": "уничтожить архив хранение",
    "journal": "события доступ кто смотрел",
}
"""Route of the menu -> words people also use for it."""
BESIDE = (
    (Entry("visit_book_staff", _("Записать на приём"), "calendar-plus", ("visit.receive",)), "запись посетитель талон"),
    (Entry("news_new", _("Написать новость"), "newspaper", ("news.publish",)), "инструкция объявление сотрудникам"),
    (Entry("units", _("Отделы"), "network", ("people.manage",)), "подразделения функции"),
    (Entry("roles", _("Роли и что они могут"), "shield-check"), "права доступ"),
    (Entry("points_register", _("Точки взаимодействия"), "map-pin"), "адреса телефоны ящики каналы часы"),
    (Entry("notice_choices", _("Что и как сообщать"), "bell"), "уведомления почта дайджест настройка"),
    (Entry("account", _("Мои сеансы и входы"), "monitor-smartphone"), "закончить сеанс"),
    (Entry("account_change_password", _("Сменить пароль"), "key-round"), "изменить"),
    (Entry("mfa_index", _("Второй фактор и ключи доступа"), "smartphone"), "код приложение вход"),
)
"""Pages that people look for by a word, though the menu leads to them by another page; with words for each."""
_LATIN, _RUSSIAN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
_AS_TYPED = str.maketrans(_LATIN, _RUSSIAN)


@dataclass(frozen=True)
class Command:
    """A line of the palette. `post`: done by a form of one button."""

    group: Words
    title: Words
    words: str
    icon: str
    url: str
    post: bool = False


def commands(me: Employee, case: Case | None = None) -> list[Command]:
    """All that this person may do now: with the case in view first, then pages."""
    return [*(_of_case(case, me) if case is not None else ()), *_pages(me)]


def _of_case(case: Case, me: Employee) -> Iterator[Command]:
    moves = possible(case)
    for deed in DEEDS:
        if not all(me.may(right) for right in deed.rights) or not moves.issuperset(deed.moves):
            continue
        if (case.merged_into_id and deed.where.endswith("#note")) or (deed.when is not None and not deed.when(case)):
            continue
        yield Command(
            _("С этим делом"), deed.title, deed.words, deed.icon, _where(case, deed), deed.where.startswith("post:")
        )


def _where(case: Case, deed: Deed) -> str:
    how, _colon, name = deed.where.partition(":")
    return f"{case.get_absolute_url()}?act={name}" if how == "act" else reverse(name, args=[case.pk])


def _pages(me: Employee) -> Iterator[Command]:
    for _title, entries in MENU:
        for entry in entries:
            if opens(entry, me):
                yield Command(_("Перейти"), entry.title, PAGES.get(entry.route, ""), entry.icon, reverse(entry.route))
    for entry, words in BESIDE:
        if opens(entry, me):
            yield Command(_("Перейти"), entry.title, words, entry.icon, reverse(entry.route))


def matching(found: list[Command], typed: str) -> list[Command]:
    """Those each word of which begins a word of the command: «объед дел» finds «Связать или объединить дела». What
    finds nothing is read as the keys of the Russian layout: «ltkf» are «дела»."""
    return _begun(found, _plain(typed)) or _begun(found, _plain(typed.lower().translate(_AS_TYPED)))


def _begun(found: list[Command], typed: str) -> list[Command]:
    asked = typed.split()
    return [c for c in found if all(any(w.startswith(a) for w in said(c).split()) for a in asked)]


def said(command: Command) -> str:
    """All the words a command is found by."""
    return _plain(f"{command.title} {command.words}")


def _plain(text: Any) -> str:
    return str(text).lower().replace("ё", "е").replace(",", " ")
