"""What an order says of some messages alone: those of a sign are urgent always; what is promised has its day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.core.models import Notice
from priemnaya.knowledge.models import Topic
from priemnaya.people.policies import overridden
from priemnaya.plain.dates import days_meant
from priemnaya.worktime.periods import NAMES_OF_MONTHS

from ..desk import Desk
from ..helpers import case_of, local_day, made_ready, undone
from .test_event_terms import made
from .test_guards import MADE, asking

URGENT = ("91.1", "before", "action: assign, facts: [marked_urgent], if: {grounds: [prosecutor]}")
LETTER = "Здравствуйте, Мария Сергеевна!\n\nДорогу к участку 118 осмотрели и починим."


def test_a_message_of_a_sign_is_given_to_nobody_as_an_ordinary_one(cast: Any, tmp_path: Path) -> None:
    """mintrans 3.3: «срочными всегда считаются сигналы о препятствии на проезжей части»."""
    with overridden(made(tmp_path, URGENT)):
        case, desk = made_ready(case_of(cast.udm), cast.registrar), Desk(cast.head)
        desk.on(case, "kind", kind=case.kind, ground=["prosecutor"])
        page = desk.on(case, "assign", to=cast.executor.pk)
        assert "91.1" in page.cited() and "отметки «срочное» у него нет" in page.text
        case.refresh_from_db()
        assert case.assignee_id is None
        desk.on(case, "urgency", urgency="urgent", reason="Провал на дороге")
        desk.on(case, "assign", to=cast.executor.pk)
        case.refresh_from_db()
        assert case.assignee_id == cast.executor.pk
        other = made_ready(case_of(cast.udm), cast.registrar)
        assert "91.1" not in desk.on(other, "assign", to=cast.executor.pk).cited(), "of others it is not asked"


def test_a_letter_that_promises_names_the_day(cast: Any) -> None:
    """mintrans 4.2: «если обещаны работы, названо, к какому дню»: a day that is to come, with its year or without."""
    desk, case, ahead = Desk(cast.head), made_ready(case_of(cast.udm), cast.head), local_day(cast.udm, 40)
    back = local_day(cast.udm, -40)
    told = {
        "Починим скоро.": False,
        f"Вы писали {back.day} {NAMES_OF_MONTHS[back.month - 1]}.": False,
        f"Вы писали {back:%d.%m.%Y}.": False,
        f"Починим до {ahead.day} {NAMES_OF_MONTHS[ahead.month - 1]}.": True,
        f"Починим до {ahead:%d.%m.%Y}.": True,
    }
    with asking("before", action="send_reply", facts=["day_said"]):
        for words, named in told.items():
            with undone(words):
                desk.writes(case, f"{LETTER}\n\n{words}")
                page = desk.sends(case)
                assert (MADE not in page.cited()) is named
                assert ("не назван будущий день" in page.text) is not named


def test_a_message_is_not_sent_back_where_the_order_forbids_it(cast: Any) -> None:
    """mintrans 3.5: «возвращать клиенту запрещается»; the same letter with another decision leaves."""
    desk, case = Desk(cast.head), made_ready(case_of(cast.udm), cast.head)
    with asking("before", action="send_reply", facts=["not_returned"]):
        desk.writes(case, LETTER, decision="return")
        page = desk.sends(case)
        assert MADE in page.cited() and "не разрешает возвращать" in page.text
        desk.on(case, "reply/save", text=LETTER, decision="explain")
        assert MADE not in desk.sends(case).cited()


@pytest.mark.parametrize(
    ("words", "today", "meant"),
    [
        ("до 15 января", dt.date(2026, 12, 20), {dt.date(2027, 1, 15)}),
        ("28 ноября", dt.date(2026, 12, 20), {dt.date(2026, 11, 28)}),
        ("30 декабря", dt.date(2027, 1, 9), {dt.date(2026, 12, 30)}),
        ("29 февраля", dt.date(2026, 12, 20), set()),
        ("1 марта 2028 года", dt.date(2026, 12, 20), {dt.date(2028, 3, 1)}),
        ("15 маяков", dt.date(2026, 12, 20), set()),
    ],
)
def test_a_day_without_a_year_is_the_nearest(words: str, today: dt.date, meant: set[dt.date]) -> None:
    assert days_meant(words, today) == meant


def of(mail: str) -> dict[str, Any]:
    return {"addresses": {"email": mail}, "identity": f"esia-{mail}"}


def test_the_fifth_client_about_one_thing_is_told_of(cast: Any, tmp_path: Path) -> None:
    """mintrans 3.6: «в течение 30 дней об одном приходит пять сигналов от разных клиентов — докладывают»."""
    rule = "on: classified, whom: [head], say: пишут многие, if: {topic_in_month: 3}"
    head, topics = cast.head, Topic.objects.current().filter(depth=4).order_by("code")
    with overridden(made(tmp_path, ("91.1", "tell", rule))):
        ages = {"a@mail.example": 20, "b@mail.example": 40, "c@mail.example": 1, "d@mail.example": 0}
        cases = {mail: case_of(cast.udm, **of(mail)) for mail in ages}
        again = case_of(cast.udm, **of("a@mail.example"), text="Ещё раз о том же.")
        for mail, days in ages.items():
            came = timezone.now() - dt.timedelta(days=days)
            Case.objects.filter(pk=cases[mail].pk).update(received_at=came)
        assert cases["a@mail.example"].client_id == again.client_id
        desk = Desk(cast.registrar)

        def classified(case: Case, topic: Topic) -> int:
            before = Notice.objects.filter(employee_id=head.pk, text__contains="пишут многие").count()
            desk.does(case, "classify", text="Провал", topic=f"{topic.code} {topic.title}", need=cast.udm.needs[0])
            return Notice.objects.filter(employee_id=head.pk, text__contains="пишут многие").count() - before

        same, other = topics[0], topics[1]
        assert not classified(cases["a@mail.example"], same) and not classified(again, same), "one client twice"
        assert not classified(cases["b@mail.example"], same), "forty days ago, and twenty from the next"
        assert not classified(cases["d@mail.example"], other)
        assert classified(cases["c@mail.example"], same) == 0, "two within thirty days"
        assert classified(cases["d@mail.example"], same) == 1
