"""What acts of this family count and no order could say: questions of one letter, requests to other bodies, cases given
a day, sentences and paragraphs, the hour and the day of a mailing, words that a letter must have."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

from priemnaya.core.models import Delivery
from priemnaya.outreach.actions import mailings as acts
from priemnaya.outreach.models import Mailing

from ..desk import Desk
from ..helpers import GOOD, case_of, local_day, made_ready, undone
from .test_guards import MADE, asking
from .test_mailings import act, agreed_by, drafted

EXTRA = "Второе предложение письма говорит о том же самом участке. Третье предложение добавляет срок."


def test_so_many_questions_in_one_letter(cast: Any) -> None:
    desk, case = Desk(cast.head), made_ready(case_of(cast.udm), cast.head)
    words = "Где участок? Чей он? Когда вы его купили?"
    with asking("limit", what="clarification_questions", at_most=2):
        page = desk.on(case, "clarify", question=words)
        assert MADE in page.cited() and "Не больше 2 вопросов в уточнении у клиента, а получается 3" in page.text
        assert words in page.source
        desk.does(case, "clarify", question="Где участок? Чей он?")
    other = made_ready(case_of(cast.udm), cast.head)
    desk.does(other, "clarify", question=words)


def test_so_many_requests_to_other_bodies(cast: Any) -> None:
    desk, case = Desk(cast.head), made_ready(case_of(cast.udm), cast.head)
    with asking("limit", what="bodies_asked", at_most=1):
        desk.does(case, "request-body", body="Росреестр", what="Выписка")
        assert MADE in desk.on(case, "request-body", body="Росимущество", what="Выписка").cited()
    desk.does(case, "request-body", body="Росимущество", what="Выписка")


def test_so_many_cases_a_person_a_day(cast: Any) -> None:
    desk = Desk(cast.head)
    first, second = (made_ready(case_of(cast.udm), cast.head) for _ in range(2))
    with asking("limit", what="given_a_day", at_most=1):
        desk.does(first, "assign", to=cast.executor.pk)
        assert MADE in desk.on(second, "assign", to=cast.executor.pk).cited()
    desk.does(second, "assign", to=cast.executor.pk)


def test_sentences_paragraphs_and_their_average(cast: Any) -> None:
    limits = {
        "letter_sentences": (3, 50),
        "letter_paragraphs": (1, 50),
        "paragraph_sentences": (1, 20),
        "average_sentence_words": (3, 60),
    }
    desk, case = Desk(cast.head), made_ready(case_of(cast.udm), cast.head)
    desk.writes(case, f"{GOOD}\n\n{EXTRA}")
    for what, (few, enough) in limits.items():
        with undone(what):
            with asking("limit", what=what, at_most=few):
                assert MADE in desk.sends(case).cited()
            with asking("limit", what=what, at_most=enough):
                assert MADE not in desk.sends(case).cited()


def test_words_that_a_letter_must_have(cast: Any) -> None:
    desk, case = Desk(cast.head), made_ready(case_of(cast.udm), cast.head)
    desk.writes(case, f"{GOOD}\n\n{EXTRA}")
    send = {"action": "send_reply"}
    with asking("before", **send, facts=["phrases_said"], phrases=["участок", "что делать дальше"]):
        page = desk.sends(case)
        assert MADE in page.cited() and "В письме нет слов: «что делать дальше»" in page.text
    with asking("before", **send, facts=["one_phrase_said"], phrases=["нарушение есть", "нарушения нет"]):
        page = desk.sends(case)
        assert MADE in page.cited() and "ни одного из выражений: «нарушение есть», «нарушения нет»" in page.text
    with asking("before", **send, facts=["one_phrase_said"], phrases=["нарушение есть", "второе предложение"]):
        assert MADE not in desk.sends(case).cited()


def test_words_that_stand_in_their_place(cast: Any) -> None:
    desk, case = Desk(cast.head), made_ready(case_of(cast.udm), cast.head)
    send = {"action": "send_reply", "facts": ["phrases_said"]}
    body = "Вы просите продлить аренду участка.\n\nДоговор продлим до конца года.\n\n"
    told = "Что делать дальше\nПодайте заявление до 1 февраля.\n\nС уважением, отдел аренды"
    desk.writes(case, f"Здравствуйте, Мария Сергеевна!\n\n{body}{told}")
    for phrase, where, holds in (
        ("просите продлить", "beginning", True),
        ("договор продлим", "beginning", False),
        ("договор продлим", "end", False),
        ("что делать дальше", "end", True),
        ("что делать дальше", "beginning", False),
    ):
        with undone(f"{phrase} {where}"), asking("before", **send, phrases=[phrase], stands=where):
            page = desk.sends(case)
            assert (MADE not in page.cited()) is holds
            place = "В начале письма" if where == "beginning" else "В конце письма"
            assert (place in page.text) is not holds


def at(cast: Any, hour: int) -> Any:
    """Today at that hour and a half, by the body's clock."""
    return dt.datetime.combine(local_day(cast.udm), dt.time(hour, 30), cast.udm.zone).astimezone(dt.UTC)


def on_the_clock(cast: Any, hour: int) -> Any:
    then = at(cast, hour)
    return patch("django.utils.timezone.now", lambda: then)


def test_a_mailing_goes_in_its_hours_only(cast: Any) -> None:
    agreed_by(cast, "reader@mail.example")
    mailing, limit = drafted(cast), {"what": "mailing_hour", "at_least": 9, "at_most": 20}
    with asking("limit", **limit):
        with on_the_clock(cast, 21):
            assert f"{MADE}: Рассылки уходят с 9:00 до 20:00 по времени органа, а получается 21:30" in act(
                cast, mailing, "start"
            )
        assert Mailing.objects.get(pk=mailing.pk).state == "draft"
        with on_the_clock(cast, 10):
            act(cast, mailing, "start")
            letters = Delivery.objects.filter(subject_type="mailing")
            assert {d.state for d in letters} == {"queued"}
        with on_the_clock(cast, 21):
            acts.start_due(cast.udm)
            assert {d.state for d in letters.all()} == {"held"}
        with on_the_clock(cast, 12):
            acts.start_due(cast.udm)
            assert {d.state for d in letters.all()} == {"queued"}


def test_without_the_rule_it_goes_at_any_hour(cast: Any) -> None:
    agreed_by(cast, "reader@mail.example")
    mailing = drafted(cast)
    with on_the_clock(cast, 21):
        act(cast, mailing, "start")
    assert Mailing.objects.get(pk=mailing.pk).state == "sending"


def test_a_day_off_sends_no_mailing(cast: Any) -> None:
    agreed_by(cast, "reader@mail.example")
    mailing = drafted(cast)
    with asking("before", action="send_mailing", facts=["on_working_day"]):
        with patch("priemnaya.worktime.ProductionCalendar.is_working", lambda self, day: False):
            assert "Сегодня выходной" in act(cast, mailing, "start")
        with patch("priemnaya.worktime.ProductionCalendar.is_working", lambda self, day: True):
            act(cast, mailing, "start")
    assert Mailing.objects.get(pk=mailing.pk).state == "sending"


def test_it_is_scheduled_for_no_hour_that_is_not_allowed(cast: Any) -> None:
    agreed_by(cast, "reader@mail.example")
    mailing = drafted(cast)
    with asking("limit", what="mailing_hour", at_least=9, at_most=20):
        night = cast.udm.local(at(cast, 22) + dt.timedelta(days=1))
        said = act(cast, mailing, "schedule", at=f"{night:%Y-%m-%dT%H:%M}")
    assert "Рассылки уходят с 9:00 до 20:00" in said and "22:30" in said
    assert Mailing.objects.get(pk=mailing.pk).state == "draft"
