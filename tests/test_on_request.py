"""Letters that anybody may ask for: no mailbox is flooded by strangers, and no stranger keeps anybody out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from priemnaya.cases.models import Case, CaseAddress
from priemnaya.core.models import Delivery
from priemnaya.people.proof import Level
from priemnaya.portal import on_request

from .helpers import came_in, words_of
from .test_limits import URL, later, solve

ANNA, NOBODY = "anna@mail.example", "nobody@mail.example"


@pytest.fixture
def case(cast: Any) -> Case:
    """A case of Anna's, whose mailbox is proved."""
    received = came_in(cast.udm, identity="", kind="message", addresses={"email": ANNA}, chosen_point="email")
    assert received.case
    CaseAddress.objects.filter(case=received.case, address=ANNA).update(level=Level.REACHABLE)
    Delivery.objects.all().delete()
    return received.case


def asked_work(client: Client, what: str, place: str, **typed: str) -> str:
    told = client.post(f"{URL}/work/?for={what}", typed, REMOTE_ADDR=place).json()
    return solve(told["challenge"], told["bits"]) if told else ""


def ask_mine(email: str = ANNA, place: str = "192.0.2.1", *, script: bool = False) -> str:
    """«Прислать ссылку» on «Мои дела»; script: by a browser with JavaScript. What the page says."""
    client = Client()
    typed = {"email": email}
    if script and (work := asked_work(client, "card", place, **typed)):
        typed["work"] = work
    return words_of(client.post(f"{URL}/my/", typed, follow=True, REMOTE_ADDR=place))


def ask_lost(number: str, place: str = "192.0.2.1", *, script: bool = False) -> str:
    client = Client()
    typed = {"number": number}
    if script and (work := asked_work(client, "case", place, **typed)):
        typed["work"] = work
    return words_of(client.post(f"{URL}/follow/link/", typed, follow=True, REMOTE_ADDR=place))


def letters(address: str = ANNA) -> list[Delivery]:
    return list(Delivery.objects.filter(channel="email", address=address).order_by("pk"))


def opened(row: Delivery) -> Any:
    """What its reader gets who presses the button behind the link in this letter."""
    link = re.search(r"/link/([\w-]+)/", row.payload["text"])
    assert link
    return Client().post(f"{URL}/link/{link[1]}/", REMOTE_ADDR="198.51.100.1")


@pytest.fixture
def attacked(case: Case) -> Iterator[Case]:
    """Strangers from everywhere have asked for links all the time for two hours."""
    for n in range(25):
        ask_mine(place=f"192.0.{n}.1")
        ask_lost(case.number, place=f"198.18.{n}.1")
        later(minutes=5)
    yield case


def test_strangers_neither_flood_a_mailbox_nor_keep_its_reader_out(attacked: Case) -> None:
    cards = [d for d in letters() if "Мои дела" in d.payload["text"]]
    assert len(cards) in range(3, 7)
    assert len(letters()) - len(cards) in range(3, 7)
    page = ask_mine(place="203.0.113.5")
    assert "письмо ушло в" in page
    assert re.search(r"Следующее письмо можно попросить с \d\d:\d\d", page)
    for _ in range(12):  # two hours at most, without JavaScript
        before = len(letters())
        ask_mine(place="203.0.113.5")
        if len(letters()) > before:
            break
        later(minutes=10)
    assert opened(letters()[-1])["Location"] == f"{URL}/my/"
    lost = [d for d in letters() if d not in cards and "Мои дела" not in d.payload["text"]][-1]
    assert attacked.number in opened(lost)["Location"]  # the last living link opens, whoever asked for it


def test_with_javascript_a_new_link_goes_as_soon_as_the_last_is_over(attacked: Case) -> None:
    later(minutes=30)
    before = len(letters())
    assert "мы отправили" in ask_mine(place="203.0.113.5", script=True)
    assert len(letters()) == before + 1
    assert "уже просили" in ask_mine(place="203.0.113.6", script=True)  # work makes no flood either
    assert len(letters()) == before + 1


def test_whoever_has_opened_the_last_link_gets_another_at_once(case: Case) -> None:
    ask_mine()
    assert opened(letters()[-1]).status_code == 302
    assert "новая отправлена сейчас" in ask_mine()
    assert len(letters()) == 2
    ask_mine()
    assert len(letters()) == 2
    ask_lost(case.number)
    assert opened(letters()[-1]).status_code == 302
    ask_lost(case.number)
    assert opened(letters()[-1]).status_code == 302
    assert len(letters()) == 4


def test_a_known_mailbox_or_case_looks_as_one_that_nobody_has(case: Case) -> None:
    """Also after the reader of the known one has been there."""

    def told(ask: Any, what: str) -> list[str]:
        pages = []
        for n in range(5):
            said = re.search(r"(Если этот|Если у дела|Ссылку)[^<]*", ask(what, f"192.0.{n}.1"))
            assert said
            pages.append(said[0])
            if what in (ANNA, case.number) and n < 2:
                opened(letters()[-1])
            if n > 1:
                later(minutes=10)
        assert len(set(pages)) > 2
        return pages

    assert told(ask_mine, ANNA) == told(ask_mine, NOBODY)
    assert told(ask_lost, case.number) == told(ask_lost, "2026-999999")
    assert letters(NOBODY) == []


def test_the_page_says_when_the_letter_went_and_when_the_next_may(case: Case) -> None:
    page = ask_mine()
    at, following = re.findall(r"(\d\d:\d\d)", page[page.index("мы отправили") :])[:2]
    local = case.organisation.local(dt.datetime.now(dt.UTC))
    assert at in (f"{local:%H:%M}", f"{local - dt.timedelta(minutes=1):%H:%M}")
    gap = dt.datetime.strptime(following, "%H:%M") - dt.datetime.strptime(at, "%H:%M")
    assert gap.seconds == on_request.GROWS[0]
    later(minutes=3)
    held = ask_mine()
    assert "ушло в" in held
    later(minutes=3)
    assert "мы отправили" in ask_mine()


def test_work_is_asked_for_from_the_second_letter_on(case: Case) -> None:
    client = Client()
    assert asked_work(client, "card", "192.0.2.1", email=ANNA) == ""
    ask_mine()
    assert asked_work(client, "card", "192.0.2.9", email=f" {ANNA.upper()}")
    assert asked_work(client, "card", "192.0.2.9", email="other@mail.example") == ""
    ask_lost(case.number)
    assert asked_work(client, "case", "192.0.2.9", number=case.number)
    page = client.get(f"{URL}/my/").content.decode() + client.get(f"{URL}/follow/").content.decode()
    assert f'data-work="{URL}/work/?for=card"' in page
    assert f'data-work="{URL}/work/?for=case"' in page


def test_a_mobile_operator_or_a_hall_of_visitors_is_not_shut_out(
    cast: Any, case: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One network, many people: beyond its quota with JavaScript at once, without it one a minute, in true words."""
    settings.QUOTAS = {**settings.QUOTAS, "letters": 1}
    for n in range(10):
        assert "мы отправили" in ask_mine(f"p{n}@mail.example")
    assert "мы отправили" in ask_mine("x@mail.example", script=True)
    assert "мы отправили" in ask_mine("y@mail.example")
    refused = ask_mine("z@mail.example")
    assert "Из вашей сети сейчас просят очень много писем" in refused
    assert "на этот адрес" not in refused
    assert "мы отправили" in ask_mine(script=True)
    assert len(letters()) == 1
    later(minutes=1)
    assert "мы отправили" in ask_mine("z@mail.example")
    monkeypatch.setattr(on_request, "AT_WORK", 1)  # nor does work make anybody a bulk mailer
    assert "отправляем одно в минуту" in ask_mine("v@mail.example", script=True)
    assert "мы отправили" in ask_mine("q@mail.example", place="192.0.77.1")


def test_a_counter_cannot_be_named_by_what_is_typed(case: Case) -> None:
    """«network …» or «case …» in the field of the mailbox is a mailbox, and none."""
    for typed in ("network 203.0.113.0/24", f"case {case.pk}", f"case {case.organisation_id}:{case.number}"):
        for _ in range(40):
            assert "Напишите адрес" in ask_mine(typed)
        ask_mine(f"{typed}@mail.example")
    assert "мы отправили" in ask_mine(place="203.0.113.9")
    ask_lost(case.number)
    assert len(letters()) == 2


def test_a_mailbox_somebody_typed_gets_few_letters_of_the_cases_made_to_name_it(cast: Any) -> None:
    """And its reader still gets in."""
    numbers = []
    for n in range(4):
        received = came_in(
            cast.udm, identity="", kind="message", text=f"Вопрос {n}", addresses={"email": ANNA}, chosen_point="email"
        )
        assert received.case
        numbers.append(received.case.number)
    before = len(letters())
    for _ in range(4):
        for number in numbers:
            ask_lost(number)
        later(hours=2)
    assert len(letters()) == before + 5
    assert "мы отправили" in ask_mine()
    assert opened(letters()[-1])["Location"] == f"{URL}/my/"


@pytest.mark.unit
def test_a_link_to_everything_lives_until_the_next_may_be_asked_for_with_work() -> None:
    from priemnaya.people.actions.links import LASTS

    assert LASTS["card"].total_seconds() >= on_request.WITH_WORK
    assert list(on_request.GROWS) == sorted(on_request.GROWS)
