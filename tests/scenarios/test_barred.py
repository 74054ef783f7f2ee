"""A point that an order bars is offered nowhere and carries nothing: letters go by the client's next point, and the words
that say why name that point."""

from __future__ import annotations

from typing import Any

import pytest

from priemnaya.cases import actions
from priemnaya.core.models import Delivery, Ruling
from priemnaya.outreach.actions import mailings
from priemnaya.outreach.models import Mailing
from priemnaya.policy import OrderError, Refused

from ..desk import Desk
from ..helpers import case_of, drafted, made_ready
from .test_event_terms import under

__all__ = ["under"]  # a fixture
EMAIL = ("91.1", "point_barred", "points: [email]")
BY_MAIL = {"chosen_point": "email", "chosen_address": "maria@mail.example"}


class TestABarredPoint:
    def test_carries_no_letter_and_the_page_of_the_case_has_it(self, cast: Any, under: Any) -> None:
        with under(EMAIL):
            case = case_of(cast.udm, kind="message", **BY_MAIL)
            desk = Desk(cast.head)
            desk.does(case, "clarify", question="Какой участок?")
            letters = Delivery.objects.filter(subject_type="case", subject_id=case.pk)
            assert {d.channel for d in letters} == {"portal"}
            assert letters.count() == 2, "its number and the question"
            assert Ruling.objects.filter(clause="91.1", subject_id=case.pk, ok=False, stopped=True).count() == 2

    def test_is_offered_neither_to_staff_nor_to_clients(self, cast: Any, under: Any) -> None:
        case = case_of(cast.udm, kind="message", **BY_MAIL)
        desk = Desk(cast.head)
        field = 'name="point" value="email"'
        assert (
            field in desk.get(f"/w/cases/{case.pk}/").source
            or "address_email" in desk.get(f"/w/cases/{case.pk}/").source
        )
        with under(EMAIL):
            page = desk.get(f"/w/cases/{case.pk}/").source
            assert field not in page and "address_email" not in page
            desk.on(case, "point", point="email", address_email="other@mail.example")
            case.refresh_from_db()
            assert case.chosen_address != "other@mail.example"
            assert 'value="email"' not in desk.client.get(f"/{cast.udm.slug}/message/").content.decode()

    def test_keeps_the_answer_with_the_name_of_the_point(self, cast: Any, under: Any) -> None:
        case = made_ready(case_of(cast.udm, kind="message", **BY_MAIL), cast.executor)
        reply = drafted(case, cast.executor)
        with under(EMAIL), pytest.raises(Refused, match="электронная почта") as stopped:
            actions.send_reply(reply, by=cast.head)
        assert "мессенджер" not in str(stopped.value)

    def test_carries_no_link(self, cast: Any, under: Any) -> None:
        case = case_of(cast.udm, kind="message")
        with under(EMAIL), pytest.raises(Refused, match="электронная почта"):
            actions.deliver.send_link(case, "maria@mail.example", "тайна", "case_link")

    def test_carries_no_mailing(self, cast: Any, under: Any) -> None:
        Desk(cast.head).post("/w/mailings/new/", subject="Приём", text="Здравствуйте! Ждём вас.")
        mailing = Mailing.objects.get()
        with under(EMAIL):
            with pytest.raises(Refused, match="электронная почта"):
                mailings.start_mailing(mailing, by=cast.head)
            mailing.refresh_from_db()
            assert mailing.state == "draft"

    def test_the_page_of_the_case_cannot_be_barred(self, under: Any) -> None:
        with pytest.raises(OrderError, match="points"), under(("91.1", "point_barred", "points: [portal]")):
            pass
