"""A lost code: a link to the messenger the case was written from, to its proved telephone; what was merely typed
proves nothing, and nobody learns by asking whether there is such a case (issue 16)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from priemnaya.cases.models import Case, CaseAddress
from priemnaya.channels import base
from priemnaya.core.models import Delivery
from priemnaya.people.proof import Level

from ..desk import Browser
from ..helpers import case_of, words_of
from ..test_limits import later

BODY = "/udmurtia-mio"
BOTS = "max://s3cret:T0K@127.0.0.1:1/?body=udmurtia-mio vk://s3cret:T0K@127.0.0.1:1/?body=udmurtia-mio&group=1"


@pytest.fixture
def set_up(settings: Any) -> Any:
    settings.BOTS, settings.SMS_URL = BOTS, "http://127.0.0.1:1/send"
    return settings


def written_from(cast: Any, **facts: Any) -> Case:
    return case_of(cast.udm, identity="", **facts)


def links() -> Any:
    return Delivery.objects.filter(payload__notice="confirmation")


def of_messenger(cast: Any) -> Case:
    """Written from MAX, whose platform vouches for the account; with a telephone that was only typed."""
    case = written_from(cast, point="max", addresses={"max": "77"}, how="messenger", kind="social_message")
    assert case.proves("max", "77")
    CaseAddress.objects.create(case=case, channel="phone", address="+79120000000")
    return case


def asks(number: str, way: str, place: str = "192.0.2.1") -> str:
    page = Client().post(f"{BODY}/follow/link/", {"number": number, "way": way}, follow=True, REMOTE_ADDR=place)
    said = re.search(r"(Если по этому делу|Если у дела|Если телефон|Ссылку|SMS)[^<]*", words_of(page))
    assert said, words_of(page)
    return re.sub(r"\d\d:\d\d", "чч:мм", said[0][:300])


def opened(row: Delivery) -> Browser:
    found = re.search(r"/udmurtia-mio/link/[\w-]+/", row.payload["text"])
    assert found
    reader = Browser()
    shown = words_of(reader.client.get(found[0]))
    assert "Это писали вы?" not in shown and "почтовый ящик" not in shown
    assert reader.client.post(found[0]).status_code == 302
    return reader


def test_the_messenger_that_the_case_was_written_from_gets_a_link_that_opens_it(cast: Any, set_up: Any) -> None:
    case = of_messenger(cast)
    page = words_of(Client().get(f"{BODY}/follow/"))
    assert "в MAX" in page.replace("В MAX", "в MAX") and "По SMS" in page
    said = asks(case.number, "max")
    assert "в MAX, мы отправили туда ссылку" in said
    row = links().get()
    assert (row.channel, row.address) == ("max", "77")
    reader = opened(row)
    assert reader.client.get(f"{BODY}/follow/{case.number}/").status_code == 200
    CaseAddress.objects.filter(case=case, channel="max").delete()
    assert reader.client.get(f"{BODY}/follow/{case.number}/").status_code != 200, "it is the case's no more"


def test_a_telephone_gets_one_only_when_it_is_proved(cast: Any, set_up: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    case = of_messenger(cast)
    asks(case.number, "sms")
    assert not links().exists(), "typed proves nothing"
    CaseAddress.objects.filter(case=case, channel="phone").update(level=Level.IDENTIFIED, how="document")
    later(minutes=6)
    asks(case.number, "sms")
    row = links().get()
    assert (row.channel, row.address) == ("sms", "+79120000000") and len(row.payload["text"]) < 300
    reader = opened(row)
    page = reader.client.get(f"{BODY}/follow/{case.number}/")
    assert page.status_code == 200
    monkeypatch.setitem(base._SENDERS, "sms", lambda delivery: None)
    monkeypatch.setitem(base._SENDERS, "max", lambda delivery: None)
    assert base.deliver_ready()
    row.refresh_from_db()
    assert row.state == "sent" and "/link/" not in row.payload["text"]


def test_a_messenger_that_was_merely_named_gets_none(cast: Any, set_up: Any) -> None:
    case = written_from(cast, addresses={"email": "anna@mail.example"})
    CaseAddress.objects.create(case=case, channel="vk", address="5")
    asks(case.number, "vk")
    assert not links().exists()


def test_a_stranger_is_told_the_same_of_any_number_by_every_way(cast: Any, set_up: Any) -> None:
    case = of_messenger(cast)
    for way in ("max", "vk", "sms", "email"):
        for _again in range(2):
            assert asks(case.number, way) == asks("2026-999999", way), way


def test_each_way_has_turns_of_its_own(cast: Any, set_up: Any) -> None:
    case = of_messenger(cast)
    assert "отправили туда" in asks(case.number, "email")
    assert "отправили туда" in asks(case.number, "max"), "whom no letter reached need not wait"
    assert "уже просили" in asks(case.number, "max")
    assert links().filter(channel="max").count() == 1


def test_what_is_not_connected_is_not_offered_and_what_works_for_all_is_said(cast: Any, settings: Any) -> None:
    case = of_messenger(cast)
    settings.BOTS = settings.SMS_URL = ""
    page = words_of(Client().get(f"{BODY}/follow/"))
    assert "MAX" not in page[page.index("Код потерян") : page.index("Все мои дела")] and "По SMS" not in page
    assert "с паспортом: проверим документ" in page and "По телефону новый код не выдаём" in page
    asks(case.number, "max")
    assert not links().filter(channel="max").exists()
