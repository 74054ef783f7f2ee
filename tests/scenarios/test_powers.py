"""Representatives with powers: on the card, in a case, at a call and a visit; and no answer to one whose powers are
over without a question."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.core.models import Delivery, Event
from priemnaya.people.models import Client, ClientAddress, Powers
from priemnaya.reception.models import Call, Visit

from ..desk import Desk
from ..helpers import case_of
from ..reception import a_place
from .deeds_of_calls import WELL, begun, on_card

MCHD = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.fixture
def desk(cast: Any) -> Desk:
    return Desk(cast.registrar)


@pytest.fixture
def case(cast: Any) -> Case:
    return case_of(cast.udm)


def today(body: Any) -> dt.date:
    return body.local(timezone.now()).date()


def typed(body: Any, **more: Any) -> dict[str, Any]:
    return {
        "side": "agent",
        "other": "Вахрушев Пётр Ильич",
        "ground": "attorney",
        "number": "18 АБ 123",
        "issued_on": f"{today(body):%Y-%m-%d}",
        "shown": "1",
        **more,
    }


def powers_on(desk: Desk, card: Client, **more: Any) -> Powers:
    desk.post(f"/w/clients/{card.pk}/powers/", **typed(card.organisation, **more))
    found = card.powers.first()
    assert found is not None
    return found


def over(powers: Powers) -> None:
    before = today(powers.organisation) - dt.timedelta(days=400)
    Powers.objects.filter(pk=powers.pk).update(issued_on=before, until=before + dt.timedelta(days=365))


class TestOnTheCard:
    def test_a_power_of_attorney_without_a_term_holds_a_year(self, desk: Desk, case: Case) -> None:
        held = powers_on(desk, case.client)
        assert held.until is not None and 364 < (held.until - today(case.organisation)).days < 367
        assert "Вахрушев Пётр Ильич" in desk.get(f"/w/clients/{case.client_id}/").text
        assert Event.objects.filter(verb="client.powers_added").exists()

    def test_a_ground_has_what_it_cannot_be_without(self, desk: Desk, case: Case) -> None:
        body, url = case.organisation, f"/w/clients/{case.client_id}/powers/"
        tomorrow = f"{today(body) + dt.timedelta(days=1):%Y-%m-%d}"
        wrong = (
            {"ground": "mchd", "number": "123", "until": tomorrow},
            {"ground": "mchd", "number": MCHD},
            {"ground": "parent"},
            {"number": ""},
            {"issued_on": tomorrow},
            {"other": " "},
            {"side": "x"},
        )
        for more in wrong:
            page = desk.post(url, **typed(body, **more)).source
            assert not Powers.objects.exists(), more
            assert "18 АБ 123" in page or more.get("number") is not None  # what was typed is there still
        desk.post(url, **typed(body, ground="mchd", number=MCHD.upper(), until=tomorrow))
        assert Powers.objects.get().number == MCHD

    def test_ended_twice_from_two_pages_is_told(self, desk: Desk, case: Case) -> None:
        held, url = powers_on(desk, case.client), f"/w/clients/{case.client_id}/powers/"
        assert "полномочия закончились" in desk.post(url, end=held.pk).text
        assert "уже закончил другой сотрудник" in desk.post(url, end=held.pk).text


class TestInACase:
    def lapsed(self, desk: Desk, case: Case) -> Powers:
        held = powers_on(desk, case.client)
        over(held)
        page = f"/w/cases/{case.pk}/powers/"
        desk.post(f"{page}set/", powers=held.pk, seen="0.-")
        case.refresh_from_db()
        assert case.powers_id == held.pk and case.on_behalf_of == "Вахрушев Пётр Ильич"
        return held

    def test_no_letter_goes_to_one_whose_powers_are_over_without_a_question(
        self, cast: Any, desk: Desk, case: Case
    ) -> None:
        held, page = self.lapsed(desk, case), f"/w/cases/{case.pk}/powers/"
        assert "полномочия представителя закончились" in desk.get(f"/w/cases/{case.pk}/").text
        before = Delivery.objects.count()
        ask = {"question": "Какой участок? Пришлите, пожалуйста, его кадастровый номер."}
        assert "Полномочия представителя закончились" in desk.post(f"/w/cases/{case.pk}/clarify/", **ask).text
        assert Delivery.objects.count() == before
        seen = f"{held.pk}.-"
        told = desk.post(f"{page}settle/", to="agent", why="", seen=seen).text
        assert "Напишите, откуда это известно" in told
        desk.post(f"{page}settle/", to="agent", why="Вахрушев сказал по телефону", seen=seen)
        case.refresh_from_db()
        assert case.powers_settled == "agent"
        assert "Полномочия представителя закончились" not in desk.post(f"/w/cases/{case.pk}/clarify/", **ask).text

    def test_to_the_client_themselves_the_way_of_the_representative_is_closed(self, desk: Desk, case: Case) -> None:
        held, page, code = self.lapsed(desk, case), f"/w/cases/{case.pk}/powers/", case.code_digest
        seen = {"to": "client", "why": "Доверитель пришёл сам", "seen": f"{held.pk}.-"}
        assert "Выберите, как писать самому клиенту" in desk.post(f"{page}settle/", **seen).text
        where = {"way": "post", "address": "426000, Ижевск, Пушкинская ул., 5"}
        desk.post(f"{page}settle/", **{**seen, **where})
        case.refresh_from_db()
        assert (case.powers_settled, case.chosen_point, case.second_point) == ("client", "post", "")
        assert case.code_digest != code
        from priemnaya.cases.actions.points import points_for
        from priemnaya.cases.own import Own

        assert points_for(case, "result") == [("post", case.chosen_address)]
        assert not Own(case.organisation, case.client, "").holds(case)

    def test_an_old_page_changes_nothing(self, desk: Desk, case: Case) -> None:
        self.lapsed(desk, case)
        old = desk.post(f"/w/cases/{case.pk}/powers/set/", powers=0, seen="0.-").text
        assert "о представителе записали другое" in old
        case.refresh_from_db()
        assert case.powers_id


def test_at_a_call_it_stands_on_the_card_and_in_the_words(desk: Desk, cast: Any) -> None:
    card = Client.objects.create(organisation=cast.udm, surname="Сидорова", name="Анна")
    ClientAddress.objects.create(client=card, channel="phone", address="+79120001122")
    held = powers_on(desk, card)
    over(held)
    call = begun(desk)
    call.refresh_from_db()
    assert call.client_id == card.pk
    assert "полномочия закончились" in desk.get(f"/w/calls/{call.pk}/").text
    on_card(desk, call, do="end", powers=held.pk, **WELL)
    call = Call.objects.get(pk=call.pk)
    assert call.powers_id == held.pk and call.contact is not None
    assert "Говорит представитель: Сидорова Анна за Вахрушев Пётр Ильич" in call.contact.text
    assert "полномочия закончились" in call.contact.text


def test_at_a_visit_it_is_written_down(desk: Desk, case: Case) -> None:
    held, place = powers_on(desk, case.client), a_place(case.organisation)
    row = Visit.objects.create(organisation=case.organisation, place=place, client=case.client, state="booked")
    desk.post(f"/w/visits/{row.pk}/powers/", powers=held.pk, seen=0)
    assert "Вахрушев Пётр Ильич" in desk.get(f"/w/visits/{row.pk}/").text
    row.refresh_from_db()
    assert row.powers_id == held.pk
    assert "о представителе записали другое" in desk.post(f"/w/visits/{row.pk}/powers/", powers=0, seen=0).text
