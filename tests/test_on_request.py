"""Letters that anybody may ask for: no mailbox is flooded by strangers, and no stranger keeps anybody out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from priemnaya.cases.models import Case, CaseAddress
from priemnaya.core import limits
from priemnaya.core.models import Counter, Delivery
from priemnaya.core.models.counted import CounterQuerySet
from priemnaya.people.actions.links import make_link
from priemnaya.people.proof import Level
from priemnaya.portal import on_request, quotas, work

from .desk import looked_and_sent
from .helpers import came_in, under_code, words_of
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


def ask_mine(email: str = ANNA, place: str = "192.0.2.1", *, script: bool = False, look: bool = True) -> str:
    """«Прислать ссылку» on «Мои дела»; script: by a browser with JavaScript. What the page says."""
    client = Client()
    typed = {"email": email}
    if script and (work := asked_work(client, "card", place, **typed)):
        typed["work"] = work
    return words_of(client.post(f"{URL}/my/", typed, follow=look, REMOTE_ADDR=place))


def ask_lost(number: str, place: str = "192.0.2.1", *, script: bool = False, look: bool = True) -> str:
    client = Client()
    typed = {"number": number}
    if script and (work := asked_work(client, "case", place, **typed)):
        typed["work"] = work
    return words_of(client.post(f"{URL}/follow/link/", typed, follow=look, REMOTE_ADDR=place))


def letters(address: str = ANNA) -> list[Delivery]:
    return list(Delivery.objects.filter(channel="email", address=address).order_by("pk"))


def opened(row: Delivery) -> Any:
    """What its reader gets who presses the button behind the link in this letter."""
    link = re.search(r"/link/([\w-]+)/", row.payload["text"])
    assert link
    return Client().post(f"{URL}/link/{link[1]}/", REMOTE_ADDR="198.51.100.1")


def signed_nonce(token: str) -> str:
    """The nonce of a task, as the counter of used ones names it."""
    return str(signing.json.loads(signing.b64_decode(token.split(":")[0].encode()))[0])


@pytest.fixture
def attacked(case: Case) -> Iterator[Case]:
    """Strangers from everywhere have asked for links all the time for two hours."""
    for n in range(25):
        ask_mine(place=f"192.0.{n}.1", look=False)
        ask_lost(case.number, place=f"198.18.{n}.1", look=False)
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
        ask_mine(place="203.0.113.5", look=False)
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
    ask_mine(look=False)
    assert opened(letters()[-1]).status_code == 302
    assert "новая отправлена сейчас" in ask_mine()
    assert len(letters()) == 2
    ask_mine(look=False)
    assert len(letters()) == 2
    ask_lost(case.number, look=False)
    assert opened(letters()[-1]).status_code == 302
    ask_lost(case.number, look=False)
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
    ask_mine(look=False)
    assert asked_work(client, "card", "192.0.2.9", email=f" {ANNA.upper()}")
    assert asked_work(client, "card", "192.0.2.9", email="other@mail.example") == ""
    ask_lost(case.number, look=False)
    assert asked_work(client, "case", "192.0.2.9", number=case.number)
    page = client.get(f"{URL}/my/").content.decode() + client.get(f"{URL}/follow/").content.decode()
    assert f'data-work="{URL}/work/?for=card"' in page
    assert f'data-work="{URL}/work/?for=case"' in page


FILLED = {"email": ANNA, "code": "X", "kind": "message", "text": "Прошу", "surname": "Иванова", "name": "Анна"}
FILLED |= {"without": "on", "subject": "О дороге", "resume_to": ANNA}


def test_every_anonymous_form_under_a_quota_offers_the_browser_its_task(
    cast: Any, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each form of each page is sent by each of its buttons: whichever makes the server look for a solved task has told
    the browser where to get one. Of codes a task is offered once it is needed."""
    looked: list[str] = []
    monkeypatch.setattr(quotas, "_worked", lambda _r, purpose: lambda _over: bool(looked.append(purpose)))
    monkeypatch.setattr(quotas, "weigh_rows", lambda _rows, worked: worked(1) or "")
    monkeypatch.setattr(work, "solved", lambda _r, purpose, *_: bool(looked.append(purpose)))
    client = Client()
    session = client.session
    session.update(under_code(case))
    session.save()
    own = f"{URL}/follow/{case.number}/"
    by = cast.udm.services.get(slug="lease-extend").current.text.receive_by[0]
    forms = ("write/?all=1", "services/lease-extend/apply/?all=1", "widget/?show=write")
    pages = ("my/", "follow/", "link/none/", *forms)
    counted = set()
    for page in (own, f"{own}consents/", f"{URL}/write/", *(f"{URL}/{p}" for p in pages)):
        shown = client.get(page)
        assert shown.status_code in (200, 410), page
        for form in lxml.html.fromstring(shown.content.decode()).forms:
            if form.method != "POST" or "/leave/" in (form.action or ""):
                continue
            typed = {**dict(form.form_values()), **FILLED, "text": page, "receive_by": by, "number": case.number}
            for button in form.findall(".//button"):
                looked.clear()
                named = {button.get("name"): button.get("value")} if button.get("name") else {}
                to = button.get("formaction") or form.action or page
                client.post(to if to.startswith("/") else page.split("?")[0] + to, {**typed, **named})
                if [purpose for purpose in looked if purpose != "code"]:
                    counted.add(page)
                    assert form.get("data-work"), (page, to, named, looked)
    assert {p.split(URL)[1] for p in counted} >= {f"/{p}" for p in pages}, counted


def test_a_consent_asked_for_again_comes_with_a_task_of_its_own(case: Case) -> None:
    client, place = Client(), "192.0.2.1"
    session = client.session
    session.update(under_code(case))
    session.save()
    url, typed = f"{URL}/follow/{case.number}/consents/", {"purpose": "mailing", "do": "give"}
    told = {"number": case.number, "purpose": "mailing"}
    assert asked_work(client, "consent", place, **told) == ""
    assert "Мы отправили" in words_of(client.post(url, typed, follow=True, REMOTE_ADDR=place))
    assert asked_work(Client(), "consent", place, **told) == "", "who has not the case open gets no word of it"
    later(minutes=31)  # the link is over, and with work another may go
    solved = asked_work(client, "consent", place, **told)
    assert solved
    assert "Мы отправили" in words_of(client.post(url, {**typed, "work": solved}, follow=True, REMOTE_ADDR=place))


def test_my_cases_offer_what_there_is(case: Case, settings: Any) -> None:
    """With a provider and without one, before signing in and after a link from the mailbox."""
    for issuer in ("", "https://id.example"):
        settings.OIDC = {**settings.OIDC, "issuer": issuer, "client_id": "x"}
        page = words_of(Client().get(f"{URL}/my/"))
        assert ("Подтвердить личность" in page) == ("Или адрес почты" in page) == bool(issuer)
        assert "дрес почты, который вы нам давали" in page
        lost = words_of(Client().post(f"{URL}/follow/link/", {"number": case.number}, follow=True))
        later(minutes=200)
        assert ("подтвердите личность" in lost) == bool(issuer)
        reader = Client()
        reader.post(f"{URL}/link/{make_link(case.organisation, 'card', channel='email', address=ANNA)}/")
        page = words_of(reader.get(f"{URL}/my/"))
        assert f"Ящик подтверждён: {ANNA}" in page
        assert "Или адрес" not in page


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
            assert "Проверьте адрес" in ask_mine(typed)
        ask_mine(f"{typed}@mail.example", look=False)
    assert "мы отправили" in ask_mine(place="203.0.113.9")
    ask_lost(case.number, look=False)
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
            ask_lost(number, look=False)
        later(hours=2)
    assert len(letters()) == before + 5
    assert "мы отправили" in ask_mine()
    assert opened(letters()[-1])["Location"] == f"{URL}/my/"


def test_a_proved_mailbox_is_not_flooded_through_its_many_cases(case: Case, settings: Any) -> None:
    """Nor is its reader kept out: the link to «Мои дела» has a count of its own."""
    settings.QUOTAS = {**settings.QUOTAS, "mailbox": 2}
    numbers = [case.number]
    for n in range(3):
        body = case.organisation if n % 2 else case.organisation.__class__.objects.get(slug="altai-zags")
        sent = came_in(
            body, identity="", kind="message", text=f"Вопрос {n}", addresses={"email": ANNA}, chosen_point="email"
        )
        assert sent.case
        numbers.append(sent.case.number)
        CaseAddress.objects.filter(case=sent.case, address=ANNA).update(level=Level.REACHABLE)
    Delivery.objects.all().delete()
    for n, one in enumerate(Case.objects.order_by("pk")):
        client, where = Client(), f"/{one.organisation.slug}/follow/link/"
        client.post(where, {"number": one.number}, REMOTE_ADDR=f"198.18.{n}.1")
    assert len(letters()) == 2
    assert "мы отправили" in ask_mine(place="203.0.113.5")
    assert opened(letters()[-1])["Location"] == f"{URL}/my/"
    for _ in range(5):
        later(hours=1)
        for number in numbers:
            ask_lost(number, look=False)
    cases = [d for d in letters() if "Мои дела" not in d.payload["text"]]
    assert len(cases) <= 8


def test_links_to_my_cases_are_few_to_one_mailbox_of_all_bodies(case: Case, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "mailbox": 1}
    other = case.organisation.__class__.objects.get(slug="altai-zags")
    came_in(other, identity="", kind="message", addresses={"email": ANNA}, chosen_point="email")
    Delivery.objects.all().delete()
    assert "не больше 1 таких писем в час" in ask_mine()
    for _press in range(2):
        page = Client().post(f"/{other.slug}/my/", {"email": ANNA}, REMOTE_ADDR="192.0.2.1", follow=True)
        assert "за час ушло уже много" in page.content.decode(), "never said to have gone"
    assert len(letters()) == 1
    later(hours=1)
    Client().post(f"/{other.slug}/my/", {"email": ANNA}, REMOTE_ADDR="192.0.2.1")
    assert len(letters()) == 2


def test_what_no_person_has_read_gets_no_letter_whoever_asks(cast: Any, settings: Any) -> None:
    """Neither a link to it, nor to «Мои дела» because of it, nor a consent; found to be spam, neither."""
    settings.QUOTAS = {**settings.QUOTAS, "network": 1}
    client = Client()
    for n in range(2):
        typed = {
            "kind": "message",
            "client_kind": "citizen",
            "name": "Анна",
            "chosen_point": "email",
            "text": f"Раз {n}",
        }
        email = ANNA if n else "other@mail.example"
        page = client.post(f"{URL}/write/", {**typed, "email": email, "key": f"k{n}", "for_whom": "self"}, follow=True)
    held = Case.objects.latest("pk")
    assert held.state == "review"
    code = re.search(r'id="code">([^<]+)<', page.content.decode())
    assert code
    client.post(f"{URL}/follow/", {"number": held.number, "code": code[1]})
    staff = Client()
    staff.force_login(cast.registrar)
    for _ in range(2):
        ask_lost(held.number, look=False)
        ask_mine(look=False)
        said = client.post(f"{URL}/follow/{held.number}/consents/", {"purpose": "mailing"}, follow=True)
        assert "сначала прочитает сотрудник" in words_of(said)
        assert letters() == []
        looked_and_sent(staff, f"/w/cases/{held.pk}/reject/", {"why": "подделка"})
        later(hours=3)
    held.refresh_from_db()
    assert held.state == "closed"


def test_a_refused_consent_keeps_neither_the_task_nor_the_count_of_its_network(case: Case) -> None:
    CaseAddress.objects.filter(case=case).update(level=Level.CLAIMED)
    limits.spend("letters-claimed", ANNA, seconds=limits.DAY, amount=5)
    client, url = Client(), f"{URL}/follow/{case.number}/consents/"
    session = client.session
    session.update(under_code(case))
    session.save()
    given = work.challenge(on_request.purpose(case.organisation, "consent", case.pk, "mailing"))
    task = solve(given.token, given.bits)
    for n in range(1, 4):
        page = words_of(client.post(url, {"purpose": "mailing", "work": task}, follow=True, REMOTE_ADDR="192.0.2.1"))
        assert "уже просили несколько писем" in page
        assert limits.spent("letters-network", "192.0.2.0/24") == n
    assert Counter.objects.filter(key=limits.key_of("work", signed_nonce(given.token))).exists()
    assert letters() == []


def test_a_task_is_good_for_what_it_was_given_for_and_while_it_is_hard_enough(case: Case, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "network": 1}
    ask_mine(look=False)
    client, place = Client(), "203.0.113.7"
    card = asked_work(client, "card", place, email=ANNA)
    other = asked_work(client, "case", place, number=case.number)
    assert (bool(card), other) == (True, "")
    typed = {"kind": "message", "client_kind": "citizen", "name": "Анна", "for_whom": "self", "chosen_point": "portal"}
    for n in range(2):
        Client().post(f"{URL}/write/", {**typed, "text": f"Раз {n}", "key": f"k{n}", "work": card}, REMOTE_ADDR=place)
    assert Case.objects.latest("pk").state == "review"  # a task for a letter lets no message through
    later(minutes=31)  # of the letter's wait: the task itself keeps its time
    limits.spend("letters", "card", case.organisation_id, ANNA, seconds=limits.DAY, amount=16)
    Counter.objects.filter(key=limits.key_of("letters-next", "card", case.organisation_id, ANNA)).update(
        n=6, until=timezone.now() + dt.timedelta(minutes=85)
    )
    before = len(letters())
    client.post(f"{URL}/my/", {"email": ANNA, "work": card}, REMOTE_ADDR=place)
    assert len(letters()) == before  # laid in when it was easy
    ask_mine(place=place, script=True, look=False)
    assert len(letters()) == before + 1


def test_of_two_who_ask_at_once_with_work_one_letter_goes(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other sees the counter as it stood before, or none at all."""
    asked = ("letters", "card", 1, ANNA)
    went = [limits.rarely(*asked, waits=on_request.GROWS, sooner=1)[0]]
    later(seconds=60)
    real, between = CounterQuerySet.living, [True]

    def meanwhile(self: Any, keys: list[str]) -> Any:
        found = real(self, keys)
        if between:
            between.clear()
            went.append(limits.rarely(*asked, waits=on_request.GROWS, sooner=1)[0])
        return found

    monkeypatch.setattr(CounterQuerySet, "living", meanwhile)
    went.append(limits.rarely(*asked, waits=on_request.GROWS, sooner=1)[0])
    assert went == [True, True, False]
    monkeypatch.setattr(CounterQuerySet, "claim", lambda *_: bool(Counter.objects.all().delete()[0]))
    later(hours=5)
    assert limits.rarely(*asked, waits=on_request.GROWS)[0]  # swept between two looks: no error of ours


@pytest.mark.unit
def test_a_link_to_everything_lives_until_the_next_may_be_asked_for_with_work() -> None:
    from priemnaya.people.actions.links import LASTS

    assert LASTS["card"].total_seconds() >= on_request.WITH_WORK
    assert list(on_request.GROWS) == sorted(on_request.GROWS)
