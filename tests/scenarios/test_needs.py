"""Needs of clients: of health by a written consent alone, taken back at once; a call besides a letter; large print."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from priemnaya.cases import actions
from priemnaya.cases.actions.points import points_for
from priemnaya.cases.letters import letter_of
from priemnaya.cases.models import Case
from priemnaya.core.models import Delivery, Event
from priemnaya.people.models import Client, Consent

from ..desk import Desk, with_heard
from ..helpers import case_of, drafted, made_ready, under_code


@pytest.fixture
def case(cast: Any) -> Case:
    return case_of(cast.udm, identity="esia-7", addresses={"email": "c7@mail.example", "phone": "+79120001122"})


def written(desk: Desk, case: Case, *needs: str, **more: Any) -> str:
    at = f"/w/clients/{case.client_id}/describe/"
    return desk.post(at, **with_heard(at, {"kind": "citizen", "needs": list(needs), **more})).source


def kept(case: Case) -> list[str]:
    return list(Client.objects.get(pk=case.client_id).special_needs)


class TestHealth:
    def test_nothing_of_health_is_kept_without_a_written_consent(self, cast: Any, case: Case) -> None:
        desk = Desk(cast.registrar)
        page = written(desk, case, "sight", "language")
        assert "только с письменного согласия" in page and kept(case) == []
        assert page.count("checked") >= 2  # what was ticked is ticked still
        assert "письменной форме" in written(desk, case, "sight", agreed="phone") and kept(case) == []
        written(desk, case, "sight", "language", agreed="in_person")
        assert kept(case) == ["sight", "language"]
        consent = Consent.objects.get(purpose="health")
        assert (consent.given_how, consent.recorded_by) == ("in_person", desk.employee)
        assert "видеть, слышать или двигаться" in consent.text

    def test_staff_take_it_back_at_once(self, cast: Any, case: Case) -> None:
        desk = Desk(cast.registrar)
        written(desk, case, "chronic", "language", agreed="post")
        desk = Desk(cast.executor)
        desk.post(f"/w/clients/{case.client_id}/consents/", purpose="health", how="phone", do="withdraw")
        assert kept(case) == ["language"]
        assert Event.objects.filter(verb="client.needs_forgotten", subject_id=case.client_id).exists()

    def test_the_client_takes_it_back_on_the_site(self, cast: Any, case: Case, client: Browser) -> None:
        written(Desk(cast.registrar), case, "hearing", agreed="in_person")
        url = f"/udmurtia-mio/follow/{case.number}/consents/"
        session = client.session
        session.update(under_code(case))
        session[f"person:{cast.udm.pk}"] = {"subject": "esia-7"}
        session.save()
        assert "нарушение слуха" in client.get(url).content.decode()
        client.post(url, {"purpose": "health", "do": "withdraw"})
        assert kept(case) == []
        assert Consent.objects.get(purpose="health").withdrawn_at is not None

    def test_a_mailbox_is_no_signature(self, cast: Any) -> None:
        case = case_of(cast.udm, addresses={"email": "c8@mail.example"})
        browser = Browser()
        session = browser.session
        session.update(under_code(case))
        session.save()
        url = f"/udmurtia-mio/follow/{case.number}/consents/"
        page = browser.post(url, {"purpose": "health", "do": "give"}, follow=True).content.decode()
        assert "в письменной форме" in page and not Consent.objects.exists()


def test_an_answer_to_whoever_needs_a_call_is_a_call_too(cast: Any, case: Case) -> None:
    desk = Desk(cast.registrar)
    before = points_for(case, "result")
    written(desk, case, "call", "large_print")
    case = Case.objects.get(pk=case.pk)
    assert points_for(case, "result") == [*before, ("phone", "+79120001122")]
    assert ("phone", "+79120001122") not in points_for(case, "further_contact")
    reply = drafted(made_ready(case, cast.registrar), cast.executor)
    assert letter_of(reply).large
    actions.send_reply(reply, by=cast.head)
    assert Delivery.objects.filter(subject_id=case.pk, channel="phone").exists()
    assert Delivery.objects.filter(subject_id=case.pk, payload__reply=reply.pk).exclude(channel="phone").exists()
