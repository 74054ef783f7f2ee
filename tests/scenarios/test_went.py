"""What is told of a clause beside what the system does about it: overdue, late, unconfirmed, kept in half of the cases;
and what stands behind the figure of a duty."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree, html

from priemnaya.core.models import Notice, Obligation
from priemnaya.knowledge.actions.reviews import settle_milestones
from priemnaya.people.actions.duties import confirm_duty
from priemnaya.people.duties import open_duties
from priemnaya.people.models import Organisation
from priemnaya.people.policies import overridden
from priemnaya.people.reminding import remind_body
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import refresh_body
from priemnaya.ui.clauses import shown
from priemnaya.ui.going import lateness

from ..desk import Desk
from .test_duties import BY_HAND, PROOF, REVIEW, duty
from .test_event_terms import made

TOLD = "исполняется системой"


def row(page: bytes, label: str) -> str:
    """The row of a clause, as people read it."""
    for tr in html.fromstring(page.decode()).xpath("//main//tr[th or td[contains(@class, 'c-clause')]]"):
        if " ".join(tr.xpath("th|td")[0].text_content().split()).endswith(label):
            return " ".join(tr.text_content().split())
    for section in html.fromstring(page.decode()).xpath("//main//section[contains(@class, 'clause')]"):
        if " ".join(section.find("h2").text_content().split()).endswith(label):
            return " ".join(section.text_content().split())
    raise AssertionError(f"no row of {label}")


def lines(book: bytes) -> list[str]:
    """Rows of a table to take home."""
    files = zipfile.ZipFile(io.BytesIO(book))
    rows = etree.fromstring(files.read("xl/worksheets/sheet1.xml")).iter("{*}row")
    return [" | ".join("".join(c.itertext()) for c in r if c.get("t") == "inlineStr") for r in rows]


def pages(cast: Any, clause: str, label: str) -> dict[str, str]:
    """What each page says of a clause: the staff's order, the clause, the board, the public order, the table to take
    home."""
    head = Desk(cast.head).client
    refresh_body(cast.udm)
    answer = head.get("/w/compliance/?show=all&as=xlsx")
    return {
        "order": row(head.get("/w/order/").content, label),
        "clause": " ".join(html.fromstring(head.get(f"/w/order/{clause}/").content.decode()).text_content().split()),
        "board": row(head.get("/w/compliance/?show=all").content, label),
        "public": row(Client().get("/udmurtia-mio/order/").content, label),
        "xlsx": next(
            x for x in lines(b"".join(answer.streaming_content)) if x.split(" | ")[0] == label.removeprefix("п. ")
        ),
    }


def test_a_day_kept_two_years_late_is_told_late_and_nowhere_as_kept(cast: Any) -> None:
    settle_milestones(cast.udm)
    owed = Obligation.objects.get(subject_type="organisation", subject_id=cast.udm.pk, what="knowledge_skeleton")
    late = owed.due_at + dt.timedelta(days=740)
    Obligation.objects.filter(pk=owed.pk).update(fulfilled_at=late)
    told = pages(cast, "order.2", "утверждающий акт, п. 2")
    assert len(told) == 5
    for name, said in told.items():
        assert "выполнено с опозданием на 2 года" in said, name
        assert TOLD not in said and "система следит" in said, name
    Organisation.objects.filter(pk=cast.udm.pk).update(began_at=owed.due_at + dt.timedelta(days=400))
    cast.udm.refresh_from_db()
    for name, said in pages(cast, "order.2", "утверждающий акт, п. 2").items():  # nobody could keep it here then
        assert "был до начала работы системы" in said and "с опозданием" not in said and TOLD not in said, name
    refresh_body(cast.udm, 60)
    line = board(cast.udm, *[cast.udm.local(owed.since_at).date()] * 2)
    assert [(x.broken, x.early) for x in line if x.clause.number == "order.2"] == [(0, 1)]


def test_a_day_that_passed_is_told_as_not_done_and_one_kept_in_time_as_kept(cast: Any) -> None:
    settle_milestones(cast.udm)
    owed = Obligation.objects.get(subject_type="organisation", subject_id=cast.udm.pk, what="knowledge_filled")
    Obligation.objects.filter(pk=owed.pk).update(fulfilled_at=None)
    told = pages(cast, "order.3", "утверждающий акт, п. 3")
    assert len(told) == 5
    for name, said in told.items():
        assert "не выполнено: срок был 31.12.2024" in said and TOLD not in said, name
    Obligation.objects.filter(pk=owed.pk).update(fulfilled_at=owed.due_at - dt.timedelta(days=3))
    for name, said in pages(cast, "order.3", "утверждающий акт, п. 3").items():
        assert "выполнено в срок, 28.12.2024" in said and TOLD in said, name


def test_a_day_that_had_passed_before_the_body_began_is_late_nowhere(cast: Any) -> None:
    """Seen: «срок был до начала работы системы» on the page of the order, «просрочено на 39 рабочих дней» on
    «Сегодня», and a reminder."""
    settle_milestones(cast.udm)
    owed = Obligation.objects.get(subject_type="organisation", subject_id=cast.udm.pk, what="knowledge_filled")
    Obligation.objects.filter(pk=owed.pk).update(fulfilled_at=None, responsible_id=cast.head.pk)
    head = Desk(cast.head)

    def seen() -> tuple[bool, bool, bool]:
        Notice.objects.all().delete()
        remind_body(cast.udm)
        today = head.get("/w/").text
        told = Notice.objects.filter(employee_id=cast.head.pk, text__contains="наполнить базу знаний")
        return "просрочено" in today, "был до начала работы системы" in today, told.exists()

    Organisation.objects.filter(pk=cast.udm.pk).update(began_at=owed.due_at + dt.timedelta(days=4))
    cast.udm.refresh_from_db()
    assert seen() == (False, True, False)
    Organisation.objects.filter(pk=cast.udm.pk).update(began_at=owed.due_at - dt.timedelta(days=4))
    cast.udm.refresh_from_db()
    assert seen() == (True, False, True)


class TestDuties:
    @pytest.fixture(autouse=True)
    def order(self, cast: Any, tmp_path: Path) -> Any:
        with overridden(made(tmp_path, REVIEW, BY_HAND)):
            open_duties(cast.udm)
            yield

    def past(self, cast: Any, clause: str) -> Obligation:
        """The duty as owed for the month before this one."""
        owed = duty(cast, clause)
        end = cast.udm.local(owed.since_at).replace(day=1) - dt.timedelta(seconds=1)
        Obligation.objects.filter(pk=owed.pk).update(since_at=end.replace(day=1, hour=0), due_at=end)
        owed.refresh_from_db()
        return owed

    @pytest.mark.parametrize(("clause", "title"), [("92.1", "п. 92.1"), ("92.2", "п. 92.2")])
    def test_a_period_that_nobody_confirmed_is_told_beside_the_state(self, cast: Any, clause: str, title: str) -> None:
        self.past(cast, clause)
        open_duties(cast.udm)
        told = pages(cast, clause, title.removeprefix("п. "))
        assert len(told) == 5
        for name, said in told.items():
            assert "никто не подтвердил" in said and TOLD not in said, name

    def test_what_is_said_not_to_be_kept_and_what_was_never_confirmed_are_told(self, cast: Any) -> None:
        said = pages(cast, "92.2", "92.2")
        assert all("ещё не подтверждали" in words for words in said.values()), said
        confirm_duty(duty(cast, "92.2"), kept=False, words="Записей бесед нет.", by=cast.head)
        for name, words in pages(cast, "92.2", "92.2").items():
            assert "не соблюдается: так ответили" in words, name

    def test_the_figure_of_a_duty_opens_who_for_what_period_with_what_proof_and_how_late(self, cast: Any) -> None:
        self.past(cast, "92.2")
        open_duties(cast.udm)
        first = Obligation.objects.filter(clause="92.2").earliest("since_at")
        second = duty(cast, "92.2")
        Obligation.objects.filter(pk=second.pk).update(due_at=timezone.now() - dt.timedelta(days=2, hours=1))
        confirm_duty(second, kept=True, words=PROOF, link="https://mio.example/akt", by=cast.head)
        refresh_body(cast.udm)
        line = next(x for x in board(cast.udm, *self.months(cast)) if x.clause.number == "92.2")
        assert (line.kept, line.broken) == (0, 2)
        desk = Desk(cast.head)
        address = next(
            a
            for a in html.fromstring(desk.get("/w/compliance/?show=all").source).xpath("//a/@href")
            if "/92.2/?which=broken" in a
        )
        told = desk.get(address).text
        for words in (
            cast.head.short_name,
            PROOF,
            "с опозданием на 2 дня",
            "никто не подтвердил",
            f"{cast.udm.local(first.since_at):%d.%m.%Y} – {cast.udm.local(first.due_at):%d.%m.%Y}",
            "Обязанности органа: 2",
        ):
            assert words in told, words
        assert "Обязанности органа" not in desk.get(address.replace("broken", "kept")).text

    def months(self, cast: Any) -> tuple[dt.date, dt.date]:
        today = cast.udm.local(timezone.now()).date()
        return (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1), today


def test_terms_that_run_beyond_their_day_and_a_share_below_the_whole_are_told(cast: Any) -> None:
    from ..helpers import case_of

    case = case_of(cast.udm, text="Вопрос", addresses={"email": "c@mail.example"})
    owed = Obligation.objects.about("case", case.pk).filter(layer="body").first()
    assert owed is not None
    start = timezone.now() - dt.timedelta(days=9)
    Obligation.objects.filter(pk=owed.pk).update(fulfilled_at=None, cancelled_at=None, since_at=start, due_at=start)
    refresh_body(cast.udm)
    month = cast.udm.local(timezone.now()).date().replace(day=1)
    line = next(x for x in board(cast.udm, month, month) if x.clause.number == owed.clause)
    told = shown(line, cast.udm)
    assert (str(told.kept), told.well) == ("система следит", False)
    assert any(words.startswith("просрочено сейчас: 1") for words in told.went), told.went
    assert any(re.match(r"за полгода нарушено \d+ из \d+", words) for words in told.went), told.went


@pytest.mark.unit
@pytest.mark.parametrize(
    ("late", "words"),
    [
        (dt.timedelta(days=740), "2 года"),
        (dt.timedelta(days=500), "1 год 4 месяца"),
        (dt.timedelta(days=370), "1 год"),
        (dt.timedelta(days=95), "3 месяца"),
        (dt.timedelta(days=21), "21 день"),
        (dt.timedelta(hours=5), "5 часов"),
        (dt.timedelta(minutes=5), "меньше часа"),
    ],
)
def test_how_late_is_said_in_the_largest_whole_unit(late: dt.timedelta, words: str) -> None:
    now = timezone.now()
    assert lateness(now, now + late) == words
