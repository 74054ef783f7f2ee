"""The act of destruction with its extract of the journal (152-ФЗ ст. 21; приказ Роскомнадзора от 28.10.2022 № 179, пп.
3, 5).

The act holds no personal data itself. The order asks for the name of the subject «или иную информацию, относящуюся к
определённому физическому лицу»: the numbers of cards, cases and letters are that. Act and extract are kept for three
years.
"""

from __future__ import annotations

from collections.abc import Sequence

from priemnaya.cases.models import Case, Contact
from priemnaya.core.erasure import CATEGORIES, Erased
from priemnaya.core.models import Event
from priemnaya.core.verbs import sentence
from priemnaya.letterhead.report import Item, Report, render_report
from priemnaya.people.models import Employee
from priemnaya.records.models import DisposalAct

SYSTEM = "«Приёмная»"
WAY = "удаление записей базы данных и содержимого файлов без возможности восстановления"


def render_act(act: DisposalAct, erased: Erased, events: Sequence[Event]) -> bytes:
    """PDF/A of an act that is done. erased: what was counted; events: the journal's lines about it."""
    body, subjects = act.organisation, _subjects(act)
    assert act.done_at is not None
    categories = [c for c in CATEGORIES if erased.categories[c]]
    day = f"{body.local(act.done_at):%d.%m.%Y}"
    lead = (
        f"Акт № {act.number} от {day}",
        f"Оператор: {body.name}, {body.address or 'адрес не указан'}",
        f"Причина уничтожения: {act.reasoning}",
        f"Дата уничтожения: {day}",
        f"Информационная система: {SYSTEM}. Способ: {WAY}.",
        f"Категории уничтоженных данных: {'; '.join(categories)}.",
        *(f"Уничтожено, {c}: записей {erased.categories[c]}" for c in categories),
        f"Всего записей {sum(erased.tables.values())} в таблицах: "
        + ", ".join(f"{t} {n}" for t, n in sorted(erased.tables.items()))
        + ".",
        _hand("Проверил", act.first),
        _hand("Подтвердил и уничтожил", act.second),
        "Имён в акте нет: чьи данные уничтожены, указано номерами карточек, дел и писем.",
    )
    numbers = dict(Case.objects.filter(pk__in=act.case_ids).values_list("pk", "number"))
    extract = tuple(
        f"{body.local(e.at):%d.%m.%Y %H:%M:%S} событие {e.pk} {e.verb} ({sentence(e.verb).lower()}), "
        f"{TITLES[e.subject_type]} {numbers[e.subject_id] if e.subject_type == 'case' else f'№ {e.subject_id}'}, "
        f"сотрудник № {e.actor_id}, запись об уничтожении № {e.data.get('act')}"
        for e in events
    )
    tail = (
        f"Выгрузка из журнала событий системы {SYSTEM}. Причина, дата и категории данных те же, что в акте.",
        *extract,
        BACKUPS,
        "Акт и выгрузку хранят три года.",
    )
    return render_report(Report(body.name, "Акт об уничтожении персональных данных", lead, tuple(subjects), tail))


BACKUPS = (
    "Акт не касается резервных копий, снятых до уничтожения: система их не хранит, их уничтожает тот, кто их снимал."
)
TITLES = {"case": "дело", "contact": "письмо", "client": "карточка клиента", "scan": "скан"}


def _hand(what: str, who: Employee | None) -> str:
    assert who is not None
    return f"{what}: {who.full_name}, {who.post}. Подпись: ____________"


def _subjects(act: DisposalAct) -> list[Item]:
    """Whose data went: each case with its card, letters, scans and cards by their numbers."""
    body, found = act.organisation, []
    for case in Case.objects.filter(pk__in=act.case_ids).order_by("closed_at", "pk"):
        closed = f"закрыто {body.local(case.closed_at):%d.%m.%Y}" if case.closed_at else ""
        card = act.cards.get(str(case.pk))
        found.append(Item(f"Дело {case.number}", ", ".join(p for p in (closed, card and f"карточка {card}") if p)))
    for contact in Contact.objects.filter(pk__in=act.contact_ids).order_by("at", "pk"):
        found.append(Item(f"Письмо без дела № {contact.pk}", f"получено {body.local(contact.at):%d.%m.%Y}"))
    found += [Item(f"Скан № {pk}, отложенный") for pk in act.scan_ids]
    found += [Item(f"Карточка клиента № {pk}", "ничего не осталось, карточка пуста") for pk in act.client_ids]
    return found
