"""Rows for the bench: cases, each with a client, three contacts, an event and two terms; straight into the tables."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, product

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.models import Case, CaseAddress, Contact
from priemnaya.core.models import Event, Obligation
from priemnaya.people.models import Client, ClientAddress, Employee, Organisation
from priemnaya.people.proof import Level
from priemnaya.plain.words import analyzer
from priemnaya.policy.owed import PRIMARY_REPLY, REPLY_ON_SUBSTANCE
from priemnaya.policy.titles import clause_title

BATCH = 2000
OPEN_DAYS = 20
"""A case that came later than so many days ago is in work."""
SURNAMES = """
Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов
Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев
Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин
Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов
Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов Гаврилов Тихонов Казаков
Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов Щербаков Назаров Калинин Исаев
Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов
Потапов Журавлёв Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов
Гришин Ефремов Архипов Громов Кириллов Малышев Панов Моисеев Румянцев Акимов Кондратьев Бирюков Горбунов Анисимов
Ерёмин Тихомиров Галкин Лукьянов Михеев Скворцов Юдин Белоусов Нестеров Симонов Прокофьев Харитонов Князев Цветков
Левин Митрофанов Воронов Аксёнов Софронов Мальцев Логинов Горшков Савин Краснов Майоров Демидов Елисеев Рыбаков
Сафонов Плотников Демин Хохлов Фадеев Молчанов Игнатов Литвинов Ершов Ушаков Дементьев Рябов Мухин Калашников Леонтьев
Лобанов Кузин Корнеев Евдокимов Бородин Платонов Некрасов Балашов Бобров Жданов Блинов Игнатьев Коротков Муравьёв
Крюков Беляков Корепанов Вахрушев Шкляев Ложкин Перевощиков Поздеев Широбоков Стрелков Лекомцев Чирков Дерюшев Касимов
Бабинцев
"""
NAMES = """
Иван Пётр Сергей Алексей Николай Андрей Дмитрий Михаил Владимир Евгений Олег Юрий Роман Илья Артём
"""
PATRONYMICS = """
Иванович Петрович Сергеевич Алексеевич Николаевич Андреевич Дмитриевич Михайлович Олегович
"""
LETTERS = "абвгдежзийклмнопрстуфхцчшщэюя"
TERMS = ((PRIMARY_REPLY, "3.5", 1), (REPLY_ON_SUBSTANCE, "3.3", 30))


@dataclass(frozen=True)
class Vocabulary:
    """Words of a language, the most frequent first, and how much is drawn up to each."""

    words: list[str]
    upto: list[float]

    def some(self, chance: random.Random, count: int) -> list[str]:
        return chance.choices(self.words, cum_weights=self.upto, k=count)


def vocabulary() -> Vocabulary:
    """Some forty thousand forms from the whole of the dictionary, as often as Zipf's law has it: what an index of real
    letters holds beside the words that are looked for."""
    known = analyzer().dictionary.words
    begun = (known.iterkeys("".join(three)) for three in product(LETTERS, repeat=3))
    forms = (form for keys in begun for form in islice(keys, 0, 240, 16))
    words = [form for form in dict.fromkeys(forms) if 5 <= len(form) <= 20 and form.isalpha()]
    random.Random(7).shuffle(words)
    return Vocabulary(words, list(accumulate(1 / (n + 30) for n in range(len(words)))))


def fill(
    slug: str,
    size: int,
    words: Sequence[str],
    rare: str,
    surnames: Sequence[str] = (),
    others: Vocabulary | None = None,
) -> None:
    """Cases of a body up to `size`, over two years; `rare` stands in one of five thousand; of `others` each text has
    thirty."""
    surnames = surnames or SURNAMES.split()
    organisation = Organisation.objects.get(slug=slug)
    staff, chance = list(Employee.objects.filter(organisation=organisation)), random.Random(size)
    for at in range(Case.objects.filter(organisation=organisation).count(), size, BATCH):
        batch = range(at, min(at + BATCH, size))
        with transaction.atomic():
            clients = Client.objects.bulk_create(
                Client(
                    organisation=organisation,
                    surname=chance.choice(surnames),
                    name=chance.choice(NAMES.split()),
                    patronymic=chance.choice(PATRONYMICS.split()),
                )
                for _ in batch
            )
            ClientAddress.objects.bulk_create(
                ClientAddress(client=client, channel="phone", address=f"+7912{n:07d}")
                for n, client in zip(batch, clients, strict=True)
            )
            cases = Case.objects.bulk_create(
                _case(n, client, chance, words, _beside(n, rare, others, chance), chance.choice(staff))
                for n, client in zip(batch, clients, strict=True)
            )
            for state in ("in_work", "sending", "answered"):  # only by the moves of cases/states.py
                going = [c.pk for c in cases if state == "in_work" or c.closed_at]
                Case.objects.filter(pk__in=going).update(state=state)
            Contact.objects.bulk_create(_contact(case, k) for case in cases for k in range(3))
            Event.objects.bulk_create(_registered(case) for case in cases)
            Obligation.objects.bulk_create(_term(case, *term) for case in cases for term in TERMS)


def _beside(n: int, rare: str, others: Vocabulary | None, chance: random.Random) -> str:
    """What a text has beside the words that are looked for."""
    some = others.some(chance, 30) if others else []
    return " ".join([*([rare] if n % 5000 == 0 else []), *some])


def _case(n: int, client: Client, chance: random.Random, words: Sequence[str], beside: str, assignee: Employee) -> Case:
    registered = timezone.now() - dt.timedelta(days=chance.uniform(0, 700))
    is_open = (timezone.now() - registered).days < OPEN_DAYS
    return Case(
        organisation=client.organisation,
        number=f"bench-{n:06d}",
        kind="message",
        subject=" ".join(chance.choices(words, k=4)),
        client=client,
        point="portal",
        edition=f"{client.organisation.slug}@2024-09-13",
        received_at=registered,
        registered_at=registered,
        due_at=registered + dt.timedelta(days=30) if is_open else None,
        closed_at=None if is_open else registered + dt.timedelta(days=9),
        assignee=assignee,
        code_digest="",
        search_text=f"{' '.join(chance.choices(words, k=40))} {beside} 18:26:{n:06d}:{n % 97}".strip(),
        outcome="" if is_open else "explain",
    )


def _contact(case: Case, k: int) -> Contact:
    return Contact(
        organisation=case.organisation,
        case=case,
        client=case.client,
        point="portal",
        direction="out" if k == 1 else "in",
        notice="received" if k == 1 else "",
        at=case.registered_at,
        subject=case.subject,
        text=case.search_text,
    )


def _registered(case: Case) -> Event:
    return Event(
        organisation_id=case.organisation_id,
        verb="case.registered",
        subject_type="case",
        subject_id=case.pk,
        at=case.registered_at,
    )


def _term(case: Case, what: str, clause: str, days: int) -> Obligation:
    met = case.closed_at or days == 1
    return Obligation(
        organisation_id=case.organisation_id,
        subject_type="case",
        subject_id=case.pk,
        what=what,
        clause=clause,
        citation=clause_title(clause),
        layer="body",
        edition=case.edition,
        since_at=case.registered_at,
        due_at=case.registered_at + dt.timedelta(days=days),
        reasoning="",
        fulfilled_at=case.registered_at + dt.timedelta(days=days / 2) if met else None,
    )


READER = "bench@mail.example"


def read_by(body: Organisation) -> None:
    """Three cases prove the mailbox of one reader."""
    cases = list(Case.objects.filter(organisation=body, number__startswith="bench").order_by("pk")[:3])
    for case in cases:
        CaseAddress.objects.get_or_create(
            case=case, channel="email", address=READER, defaults={"level": Level.REACHABLE}
        )
    Contact.objects.filter(case__in=cases, direction="in").update(level=Level.REACHABLE)
