"""Limits that hold: guessing waits, floods are read by a person, and whoever is honest gets in."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.utils import timezone

from priemnaya.cases.models import Case, Contact, PortalDraft
from priemnaya.config import tasks
from priemnaya.core.models import Alert, Cached, Counter, Delivery, Event
from priemnaya.people.models import Consent
from priemnaya.portal import opening
from priemnaya.workspace import account
from priemnaya.workspace.attempts import PASSWORD as PASSWORD_LOCK

from .desk import looked_and_sent
from .helpers import came_in, key_of, scopes_of, words_of

URL = "/udmurtia-mio"
PASSWORD = "correct horse battery"
BUSY, QUIET = "203.0.113.7", "198.51.100.9"


def later(**passed: float) -> None:
    """So much time goes by for every counter."""
    Counter.objects.update(until=F("until") - dt.timedelta(**passed))


def solve(token: str, bits: int) -> str:
    """What the browser's worker does."""
    n = 0
    while int.from_bytes(hashlib.sha256(f"{token} {n}".encode()).digest()) >> (256 - bits):
        n += 1
    return f"{token} {n}"


def shown_work(page: Any) -> str:
    found = re.search(r'data-challenge="([^"]+)"\s+data-bits="(\d+)"', page.content.decode())
    assert found
    return solve(found[1], int(found[2]))


def asked_work(client: Client, place: str = BUSY, **given: str) -> str:
    """As the browser asks before it sends; empty when nothing is to be solved."""
    told = client.post(f"{URL}/work/", given, REMOTE_ADDR=place).json()
    return solve(told["challenge"], told["bits"]) if told else ""


# The code of a case.


def follow(client: Client, number: str, code: str, place: str = BUSY, **given: str) -> Any:
    return client.post(f"{URL}/follow/", {"number": number, "code": code, **given}, REMOTE_ADDR=place)


@pytest.fixture
def opened(cast: Any) -> tuple[str, str]:
    """Number and code of a case."""
    received = came_in(cast.udm)
    assert received.case
    return received.case.number, received.code


def guessed(number: str, place: str = BUSY, tries: int = 6) -> list[int]:
    return [follow(Client(), number, f"WRONG{n}", place).status_code for n in range(tries)]


def test_guessing_a_code_waits_longer_each_time(cast: Any, opened: tuple[str, str]) -> None:
    assert guessed(opened[0], tries=7) == [422] * 6 + [429]
    for wait in (15, 30, 60, 120, 240, 480, 900, 900):
        later(seconds=wait - 5)
        assert guessed(opened[0], tries=1) == [429], wait
        later(seconds=6)
        assert guessed(opened[0], tries=2) == [422, 429], wait


def test_while_it_waits_a_guess_is_not_looked_at_and_then_the_right_code_opens(
    cast: Any, client: Client, opened: tuple[str, str]
) -> None:
    guessed(opened[0])
    page = follow(client, *opened)
    assert page.status_code == 429
    assert "Подождите 15 секунд" in words_of(page)
    assert opened[0] in words_of(client.get(f"{URL}/follow/?number={opened[0]}"))  # nothing typed twice
    guessed(opened[0], tries=30)  # refused ones make nobody wait longer
    later(seconds=16)
    assert follow(client, *opened).status_code == 302


def test_a_solved_task_opens_at_once_and_only_once(cast: Any, opened: tuple[str, str]) -> None:
    guessed(opened[0])
    work = shown_work(follow(Client(), opened[0], "WRONG"))
    assert follow(Client(), opened[0], "WRONG", work=work).status_code == 422
    assert follow(Client(), *opened, work=work).status_code == 429
    assert follow(Client(), *opened, work=shown_work(follow(Client(), *opened))).status_code == 302


def test_a_task_of_one_s_own_making_is_none(cast: Any, opened: tuple[str, str]) -> None:
    guessed(opened[0])
    work = shown_work(follow(Client(), *opened))
    token, _, number = work.rpartition(" ")
    easy, other = f"{token} {int(number) + 1}", f"{token[:-1]}x {number}"
    for spoilt in ("", "x", "forged 1", easy, other, f"{token} {number}{'0' * 20}"):
        assert follow(Client(), *opened, work=spoilt).status_code == 429, spoilt
    assert follow(Client(), *opened, work=work).status_code != 429


def test_behind_a_busy_address_the_right_code_opens(
    cast: Any, client: Client, opened: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody behind the same provider's address tries hundreds of codes: the honest neighbour gets in."""
    monkeypatch.setattr(opening, "NUMBERS", 10)
    answers = [follow(Client(), f"2026-{n:06d}", "WRONG").status_code for n in range(15)]
    assert answers[-1] == 429
    assert follow(client, *opened).status_code == 302


def test_neither_another_spelling_of_the_address_nor_a_neighbouring_one_is_a_new_guesser(
    cast: Any, opened: tuple[str, str]
) -> None:
    """A forged header, the rest of a /24, a /64 of one's own, an IPv4 address written as IPv6."""
    guessed(opened[0])
    for place in (BUSY, "203.0.113.200", f"::ffff:{BUSY}"):
        assert guessed(opened[0], place, 1) == [429]
    forged = Client(headers={"X-Forwarded-For": "6.6.6.6"})
    assert follow(forged, opened[0], "WRONG").status_code == 429
    tries = [guessed(opened[0], f"2001:db8:7:7::{n:x}", 1)[0] for n in range(1, 9)]
    assert tries[-1] == 429


def test_behind_our_own_proxy_each_client_counts_by_itself(cast: Any, settings: Any, opened: tuple[str, str]) -> None:
    settings.PROXIES = 1
    for n in range(9):
        wrong = follow(Client(headers={"X-Forwarded-For": f"6.6.6.{n}, {BUSY}"}), opened[0], "WRONG", "10.0.0.1")
    assert wrong.status_code == 429
    honest = Client(headers={"X-Forwarded-For": QUIET})
    assert follow(honest, *opened, "10.0.0.1").status_code == 302


def test_a_code_guessed_from_everywhere_is_reported_and_its_owner_still_gets_in(
    cast: Any, client: Client, opened: tuple[str, str]
) -> None:
    assert follow(client, *opened, QUIET).status_code == 302
    for n in range(50):
        guessed(opened[0], f"192.0.{n}.1", 1)
    assert opened[0] in Alert.objects.get(kind="guessing").text
    guessed(opened[0], "192.0.99.1", 1)
    stranger = follow(Client(), *opened, "192.0.100.1")
    assert stranger.status_code == 429
    assert follow(Client(), *opened, "192.0.101.1", work=shown_work(stranger)).status_code == 302
    assert follow(Client(), *opened, QUIET).status_code == 302  # where the owner has opened it before
    later(minutes=2)
    assert follow(Client(), *opened, "192.0.100.1").status_code == 302  # a stranger's turn comes


def test_the_widget_is_no_way_round(cast: Any, client: Client, opened: tuple[str, str]) -> None:
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(f"{URL}/widget/").content.decode())
    assert stamp
    given = {"do": "status", "number": opened[0], "code": opened[1], "stamp": stamp[1]}
    guessed(opened[0])
    page = client.post(f"{URL}/widget/?show=status", given, REMOTE_ADDR=BUSY)
    assert page.status_code == 429
    work = shown_work(page)
    assert client.post(f"{URL}/widget/?show=status", {**given, "work": work}, REMOTE_ADDR=BUSY).status_code == 200


def test_junk_pushes_no_counter_out(cast: Any, opened: tuple[str, str]) -> None:
    guessed(opened[0])
    for n in range(310):
        cache.set(f"junk-{n}", n)
    cache.clear()
    for n in range(20):
        follow(Client(), f"junk-{n}", "x")
    assert guessed(opened[0], tries=1) == [429]


def test_the_limits_of_the_library_are_shared_and_hold_too(cast: Any, client: Client) -> None:
    """allauth counts in Django's cache: here a table, from which nothing is pushed out."""
    cache.set("first", 1, 3600)
    for n in range(310):  # more than Django's own bound
        cache.set(f"junk-{n}", n, 3600)
    assert cache.get("first") == 1
    assert Cached.objects.count() == 311


def test_what_is_over_is_swept(cast: Any) -> None:
    guessed("2026-000001", tries=3)
    cache.set("x", 1, 60)
    later(days=100)
    Cached.objects.update(expires=F("expires") - dt.timedelta(days=1))
    tasks.expire_personal(0)
    assert (Counter.objects.count(), Cached.objects.count()) == (0, 0)


def test_no_address_number_or_login_can_be_read_from_a_counter(cast: Any, opened: tuple[str, str]) -> None:
    guessed(opened[0])
    keys = set(Counter.objects.values_list("key", flat=True))
    assert all(re.fullmatch("[0-9a-f]{64}", k) for k in keys)
    assert hashlib.sha256(BUSY.encode()).hexdigest() not in keys


# Passwords of staff.


def sign_in(client: Client, login: str, password: str = PASSWORD, place: str = BUSY) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password}, REMOTE_ADDR=place)


def inside(answer: Any) -> bool:
    return answer.status_code == 302


def test_one_network_that_guesses_all_logins_locks_nobody_out(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even from the office itself: whoever has signed in there or in this browser before, signs in."""
    monkeypatch.setattr(account, "PASSWORD", replace(PASSWORD_LOCK, spray=20))
    browser = Client()
    assert inside(sign_in(browser, "head"))
    browser.post("/accounts/logout/")
    for login in ("registrar", "executor"):
        assert inside(sign_in(Client(), login))
    for n in range(25):
        sign_in(Client(), f"login{n}", "wrong")
    for login in ("registrar", "executor", "head", "admin", "analyst"):
        for _ in range(5):
            sign_in(Client(), login, "wrong")
    assert not inside(sign_in(Client(), "editor"))  # never seen here: waits with the other strange ones
    assert inside(sign_in(browser, "head"))
    assert inside(sign_in(Client(), "admin", place=QUIET))
    assert inside(sign_in(Client(), "registrar"))


def test_one_employee_is_not_locked_out_by_guesses_from_everywhere(cast: Any) -> None:
    browser = Client()
    assert inside(sign_in(browser, "head", place=QUIET))
    browser.post("/accounts/logout/")
    for n in range(60):
        sign_in(Client(), "head", "wrong", f"192.0.{n}.1")
    assert "head" in Alert.objects.get(kind="guessing", organisation_id=cast.udm.pk).text
    sign_in(Client(), "head", "wrong", "192.0.99.1")
    stranger = sign_in(Client(), "head", place="192.0.100.1")
    assert not inside(stranger)
    told = re.search(r"Ваша очередь через (\d+) минут", words_of(stranger))
    assert told
    assert inside(sign_in(browser, "head", place="192.0.101.1"))  # the own browser, wherever it is
    assert inside(sign_in(Client(), "head", place=QUIET))  # a new browser where they have worked before
    later(minutes=int(told[1]))
    assert inside(sign_in(Client(), "head", place="192.0.100.1"))  # and a strange place in its turn


def looked_at(page: Any) -> bool:
    return not any(words in words_of(page) for words in ("Подождите", "Ваша очередь"))


def test_guesses_at_one_login_stay_under_a_hundred_an_hour(cast: Any) -> None:
    """From however many networks: what is over that is not looked at, not even a right password."""
    looked = 0
    for _minute in range(8):
        for n in range(12):
            looked += looked_at(sign_in(Client(), "head", "wrong", f"192.0.{n}.1"))
        later(minutes=1)
    assert PASSWORD_LOCK.anywhere + 4 <= looked <= PASSWORD_LOCK.anywhere + 8  # at once, then one a minute


def under_guessing(cast: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five networks guess the head's password; all of them have had their first turns."""
    monkeypatch.setattr(account, "PASSWORD", replace(PASSWORD_LOCK, anywhere=3))
    places = [f"192.0.{n}.1" for n in range(5)]
    for place in places[:4]:
        sign_in(Client(), "head", "wrong", place)
    for _ in range(14):
        for place in places:
            sign_in(Client(), "head", "wrong", place)
        later(seconds=75)
    return places


def test_a_newcomer_gets_in_while_many_networks_ask_each_second(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What asks first, or most often, takes nobody's turn; neither do the fresh networks that come after."""
    places = under_guessing(cast, monkeypatch)
    told = sign_in(Client(), "head", place=QUIET)
    if not inside(told):
        assert "Ваша очередь через 2 минуты" in words_of(told)
        for n in range(76):
            later(seconds=1)
            for place in (*places[n % 3 :: 3], f"198.18.{n}.1"):
                assert not inside(sign_in(Client(), "head", "wrong", place))
        told = sign_in(Client(), "head", place=QUIET)
    assert inside(told)


def test_a_turn_is_kept_ten_minutes_and_used_once(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    under_guessing(cast, monkeypatch)
    sign_in(Client(), "head", "wrong", "198.51.101.1")
    assert not looked_at(sign_in(Client(), "head", place=QUIET))
    later(minutes=9)
    sign_in(Client(), "head", "wrong", "198.51.102.1")  # takes its own turn, not this one's
    assert looked_at(sign_in(Client(), "head", "mistyped", place=QUIET))
    assert not looked_at(sign_in(Client(), "head", place=QUIET))  # it was one try
    later(minutes=13)
    assert looked_at(sign_in(Client(), "head", "wrong", "198.51.103.1"))
    assert not looked_at(sign_in(Client(), "head", place=QUIET))  # not fetched in time: stands in line anew


def test_all_networks_of_one_customer_stand_in_line_as_one(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    under_guessing(cast, monkeypatch)
    later(minutes=20)
    looked = [looked_at(sign_in(Client(), "head", "wrong", f"2001:db8:7:{n:x}::1")) for n in range(20)]
    assert sum(looked) == 1
    assert not looked_at(sign_in(Client(), "head", "wrong", "2001:db8:8::1"))
    later(seconds=151)
    assert looked_at(sign_in(Client(), "head", "wrong", "2001:db8:8::1"))


def test_a_turn_spends_the_delay_of_its_own_place_too(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "PASSWORD", replace(PASSWORD_LOCK, anywhere=3))
    for n in range(4):
        sign_in(Client(), "head", "wrong", f"192.0.{n}.1")
    looked = 0
    while looked < 6:
        later(minutes=6)
        looked += looked_at(sign_in(Client(), "head", "wrong", QUIET))
    assert "Подождите 15 секунд" in words_of(sign_in(Client(), "head", place=QUIET))


def test_a_guesser_beside_an_employee_delays_the_guesser_not_the_browser(cast: Any) -> None:
    browser = Client()
    assert inside(sign_in(browser, "head"))
    browser.post("/accounts/logout/")
    answers = [sign_in(Client(), "head", "wrong") for _ in range(8)]
    assert "Подождите 15 секунд" in words_of(answers[-1])
    assert inside(sign_in(browser, "head"))


def test_a_browser_of_another_login_or_a_forged_one_is_strange(cast: Any) -> None:
    browser = Client()
    assert inside(sign_in(browser, "executor"))
    browser.post("/accounts/logout/")
    name, value = next((k, v.value) for k, v in browser.cookies.items() if k.startswith("device-"))
    forger = Client()
    assert inside(sign_in(forger, "head"))
    head = next(k for k in forger.cookies if k.startswith("device-"))
    assert head != name
    browser.cookies[head] = value  # the executor's secret under the head's name
    for _ in range(7):
        sign_in(Client(), "head", "wrong")
    assert not inside(sign_in(browser, "head"))


def test_a_stolen_browser_is_a_place_like_others(cast: Any) -> None:
    browser = Client()
    assert inside(sign_in(browser, "head"))
    browser.post("/accounts/logout/")
    answers = [sign_in(browser, "head", "wrong") for _ in range(8)]
    assert "Подождите" in words_of(answers[-1])
    assert not inside(sign_in(browser, "head"))


def test_many_at_once_of_one_office_sign_in(cast: Any) -> None:
    """Nine in the morning: one address, a hundred people."""
    answers = [sign_in(Client(), login) for _ in range(10) for login in ("head", "registrar", "executor", "admin")]
    assert all(map(inside, answers))


def test_a_login_that_is_none_is_told_the_same(cast: Any) -> None:
    told = []
    for login, place in (("head", BUSY), ("nobody", QUIET)):
        pages = [sign_in(Client(), login, "wrong", place) for _ in range(8)]
        told.append([(p.status_code, re.findall(r'role="alert">(.+?)</div>', words_of(p))) for p in pages])
    assert told[0] == told[1]
    assert all(said for _, said in told[0])


def test_codes_of_a_second_factor_are_few_and_counted_for_all_processes(cast: Any, client: Client) -> None:
    TOTP.activate(cast.head, "JBSWY3DPEHPK3PXP")
    assert "/2fa/" in sign_in(client, "head")["Location"]
    for _ in range(5):
        page = client.post("/accounts/2fa/authenticate/", {"code": "000000"}, follow=True)
    cached = Cached.objects.count()
    page = client.post("/accounts/2fa/authenticate/", {"code": "000000"}, follow=True)
    assert "Слишком много" in words_of(page)
    assert cached > 0


# The API.


def test_junk_keys_are_counted_by_network_and_a_good_one_beside_them_works(
    cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("priemnaya.api.rest.guard.A_MINUTE", 5)
    robot = cast.hire("robot", cast.udm, "Робот", "registrar", "executor", "head", "analyst", "admin")
    _, secret = key_of(robot, scopes_of(robot))

    def ask(token: str) -> int:
        return client.get("/api/v1/points", REMOTE_ADDR=BUSY, headers={"Authorization": f"Bearer {token}"}).status_code

    assert [ask(f"prm_junk{n}") for n in range(7)] == [401] * 5 + [429] * 2
    assert ask(secret) == 200


def test_the_secret_of_a_bot_is_not_tried_without_end(cast: Any, client: Client, settings: Any) -> None:
    settings.BOTS = "max://s3cret:T0K@platform-api2.max.ru/?body=udmurtia-mio"

    def tell(secret: str, place: str = BUSY) -> int:
        head = {"X-Max-Bot-Api-Secret": secret}
        url = "/api/bots/max/udmurtia-mio/"
        return client.post(url, {}, content_type="application/json", headers=head, REMOTE_ADDR=place).status_code

    assert [tell(f"guess{n}") for n in range(31)] == [403] * 30 + [429]
    assert tell("s3cret") == 429
    assert tell("s3cret", QUIET) == 200
    later(minutes=1)
    assert tell("s3cret") == 200


# What anybody may write.


def message(n: int = 0, **given: Any) -> dict[str, Any]:
    typed = {"kind": "message", "text": f"Вопрос {n}", "for_whom": "self", "client_kind": "citizen", "name": "Анна"}
    return {**typed, "chosen_point": "portal", "key": f"k{n}-{given.get('email', '')}", **given}


def write(client: Client, n: int = 0, place: str = BUSY, **given: Any) -> Any:
    return client.post(f"{URL}/write/", message(n, **given), REMOTE_ADDR=place)


@pytest.fixture
def few(settings: Any) -> Iterator[None]:
    """Small quotas."""
    settings.QUOTAS = {
        "network": 2,
        "mailbox": 2,
        "body": 4,
        "letters": 2,
        "documents": 2,
        "drafts": 2,
        "uploads": 1,
        "staff": 1,
    }
    yield


def test_over_the_quota_a_message_waits_for_a_person_and_nothing_is_lost(
    cast: Any, few: None, django_capture_on_commit_callbacks: Any
) -> None:
    for n in range(2):
        write(Client(), n)
    client = Client()
    page = client.post(f"{URL}/write/", message(2, email="anna@mail.example"), REMOTE_ADDR=BUSY, follow=True)
    assert "сначала прочитает сотрудник" in words_of(page)
    case = Case.objects.latest("pk")
    code = re.search(r'id="code">([^<]+)<', page.content.decode())
    assert code
    assert (case.state, code[1] in words_of(page), case.number in words_of(page)) == ("review", True, True)
    assert not Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel="email").exists()
    assert "из одной сети за час больше 2" in Alert.objects.get(kind="review").text
    staff = Client()
    staff.force_login(cast.registrar)
    looked_and_sent(staff, f"/w/cases/{case.pk}/accept/")
    case.refresh_from_db()
    assert case.state == "new"
    assert follow(Client(), case.number, code[1], QUIET).status_code == 302  # the code shown is the code that holds


def test_work_done_by_the_browser_lets_it_through_three_times_over_and_no_more(cast: Any, few: None) -> None:
    states = []
    for n in range(8):
        client = Client()
        work = asked_work(client)
        assert bool(work) == (n >= 2)
        write(client, n, work=work)
        states.append(Case.objects.latest("pk").state)
    assert states == ["new"] * 6 + ["review"] * 2


def test_a_task_solved_once_is_no_ticket_for_many(cast: Any, few: None) -> None:
    for n in range(2):
        write(Client(), n)
    work = asked_work(Client())
    for n in range(2, 5):
        write(Client(), n, work=work)
    assert [c.state for c in Case.objects.order_by("pk")] == ["new"] * 3 + ["review"] * 2


def test_a_mailbox_is_not_flooded_with_letters_from_everywhere(cast: Any, few: None, settings: Any) -> None:
    settings.QUOTAS["body"] = 100
    for n in range(6):
        write(Client(), n, f"192.0.{n}.1", email="Victim@mail.example", chosen_point="email")
    held = list(Case.objects.order_by("pk").values_list("state", flat=True))
    assert held == ["new"] * 2 + ["review"] * 4
    assert Delivery.objects.filter(channel="email").count() <= 2
    write(Client(), 9, "192.0.99.1", email="other@mail.example")
    assert Case.objects.latest("pk").state == "new"


def test_a_whole_body_is_not_flooded_from_everywhere(cast: Any, few: None) -> None:
    for n in range(6):
        write(Client(), n, f"192.0.{n}.1")
    assert [c.state for c in Case.objects.order_by("pk")] == ["new"] * 4 + ["review"] * 2
    client = Client()
    client.post("/altai-zags/write/", message(9), REMOTE_ADDR="192.0.77.1")
    assert Case.objects.latest("pk").state == "new"


def test_one_network_or_mailbox_uses_up_neither_the_body_nor_a_neighbour_s_work(
    cast: Any, few: None, settings: Any
) -> None:
    """What its own network or mailbox already holds counts against nobody else."""
    for n in range(14):
        write(Client(), n)
    work = asked_work(Client())
    write(Client(), 20, work=work)  # a neighbour of the flood, with a browser that works
    assert work
    assert Case.objects.latest("pk").state == "new"
    for n in range(8):
        write(Client(), 30 + n, f"192.0.{n}.1", email="victim@mail.example", chosen_point="email")
    assert [c.state for c in Case.objects.order_by("-pk")[:8]] == ["review"] * 7 + ["new"]
    settings.QUOTAS["body"] = 5
    assert asked_work(Client(), QUIET) == ""
    write(Client(), 50, QUIET)  # the fifth that was let through in this body
    assert Case.objects.latest("pk").state == "new"


def test_an_identified_person_has_no_quota_of_strangers(cast: Any, client: Client, few: None) -> None:
    for n in range(3):
        write(Client(), n)
    session = client.session
    session[f"person:{cast.udm.pk}"] = {"subject": "esia-1", "surname": "Иванова", "name": "Мария"}
    session.save()
    write(client, 9, kind="appeal", surname="Иванова")
    assert Case.objects.latest("pk").state == "new"


def test_the_widget_and_an_application_have_the_same_quota(cast: Any, client: Client, few: None) -> None:
    for n in range(2):
        write(Client(), n)
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(f"{URL}/widget/").content.decode())
    assert stamp
    given = {"do": "write", "text": "Из рамки", "stamp": stamp[1]}
    page = client.post(f"{URL}/widget/", given, REMOTE_ADDR=BUSY)
    assert "сначала прочитает сотрудник" in words_of(page)
    assert Case.objects.latest("pk").state == "review"
    service = next(s for s in cast.udm.services.order_by("pk") if "portal" in s.current.text.file_by)
    typed = message(5, surname="Иванова", receive_by=service.current.text.receive_by[0], without="on")
    client.post(f"{URL}/services/{service.slug}/apply/", typed, REMOTE_ADDR=BUSY)
    last = Case.objects.latest("pk")
    assert (last.kind, last.state) == ("service_application", "review")


def test_additions_over_the_quota_wait_for_a_person_who_lets_them_in(
    cast: Any, client: Client, few: None, opened: tuple[str, str]
) -> None:
    follow(client, *opened)
    for n in range(3):
        page = client.post(f"{URL}/follow/{opened[0]}/add/", {"text": f"Ещё {n}"}, follow=True)
    assert "сначала его прочитает сотрудник" in words_of(page)
    held = Contact.objects.get(status="review")
    assert held.text == "Ещё 2"
    assert Event.objects.filter(verb="case.appended").count() == 2
    client.post(f"{URL}/follow/{opened[0]}/add/", {"text": "С работой", "work": asked_work(client, number=opened[0])})
    assert Contact.objects.latest("pk").status == "appended"
    staff = Client()
    staff.force_login(cast.registrar)
    case = Case.objects.get(number=opened[0])
    assert "на проверке: дополнений к делу за сутки больше 2" in words_of(staff.get(f"/w/cases/{case.pk}/"))
    for _ in range(2):
        staff.post(f"/w/cases/{case.pk}/addition/", {"contact": held.pk, "do": "real"})
    held.refresh_from_db()
    assert held.status == "appended"
    assert Event.objects.filter(verb="case.appended").count() == 4


def test_uploads_of_a_day_are_bounded_and_the_text_stays(
    cast: Any, client: Client, few: None, opened: tuple[str, str]
) -> None:
    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("план.txt", b"a" * 700_000)

    assert write(client, 1, documents=[file()]).status_code == 302
    page = write(client, 2, documents=[file()])
    assert page.status_code == 422
    assert "слишком много файлов" in words_of(page)
    assert "Вопрос 2" in words_of(page)
    follow(client, *opened)
    page = client.post(
        f"{URL}/follow/{opened[0]}/add/", {"text": "Мой план", "files": file()}, follow=True, REMOTE_ADDR=BUSY
    )
    assert "слишком много файлов" in words_of(page)
    assert not Contact.objects.filter(text="Мой план").exists()
    assert write(client, 3, QUIET, documents=[file()]).status_code == 302


def test_uploads_of_an_employee_and_of_a_program_are_bounded_too(cast: Any, client: Client, few: None) -> None:
    client.force_login(cast.registrar)
    given = {"point": "phone", "kind": "message", "text": "Звонок"}
    for wanted in (1, 1):
        file = SimpleUploadedFile("план.txt", b"a" * 700_000)
        page = client.post("/w/cases/new/", {**given, "files": file}, follow=True)
        assert Contact.objects.filter(text="Звонок").count() == wanted
    assert "слишком много файлов" in words_of(page)
    robot = cast.hire("robot", cast.udm, "Робот", "registrar")
    _, secret = key_of(robot, scopes_of(robot))
    head = {"Authorization": f"Bearer {secret}"}
    told = [
        client.post("/api/v1/cases", "x" * 700_000, content_type="application/json", headers=head).status_code
        for _ in range(2)
    ]
    assert told[0] != 429
    assert told[1] == 429


def test_letters_of_consent_are_few(cast: Any, client: Client, few: None) -> None:
    received = came_in(cast.udm, identity="", kind="message", chosen_point="email")
    assert received.case
    follow(client, received.case.number, received.code)
    before, url = Delivery.objects.count(), f"{URL}/follow/{received.case.number}/consents/"
    for n in range(4):
        page = client.post(url, {"purpose": "mailing"}, follow=True)
        assert ("Письмо уже ушло в" in words_of(page)) == bool(n)
    assert Delivery.objects.count() == before + 1
    later(minutes=5)
    client.post(url, {"purpose": "mailing"})
    later(hours=3)
    page = client.post(url, {"purpose": "mailing"}, follow=True)
    assert "Если сам адрес не подтверждён" in words_of(page)
    assert Delivery.objects.count() == before + 2
    assert not Consent.objects.exists()


def test_drafts_of_a_network_are_bounded_and_one_s_own_goes_on(cast: Any, few: None) -> None:
    def save(client: Client, text: str) -> Any:
        return client.post(
            f"{URL}/write/draft/", {"text": text}, headers={"X-Requested-With": "fetch"}, REMOTE_ADDR=BUSY
        ).json()["saved"]

    browsers = [Client() for _ in range(4)]
    for one in browsers:
        one.get(f"{URL}/write/?all=1")
    assert [save(one, "Пишу") for one in browsers] == [True, True, False, False]
    assert save(browsers[0], "Пишу дальше")
    assert PortalDraft.objects.count() == 2
    told = browsers[3].post(f"{URL}/write/draft/", {"text": "Пишу"}, follow=True, REMOTE_ADDR=BUSY)
    assert "Черновик сейчас не сохранился" in words_of(told)


def test_an_abandoned_draft_goes_after_thirty_days(cast: Any) -> None:
    old, fresh = Client(), Client()
    for one in (old, fresh):
        one.get(f"{URL}/write/?all=1")
        one.post(f"{URL}/write/draft/", {"text": "Не дописал"})
    first = PortalDraft.objects.order_by("pk").first()
    assert first
    PortalDraft.objects.filter(pk=first.pk).update(updated_at=timezone.now() - dt.timedelta(days=31))
    tasks.expire_personal(0)
    assert "Не дописал" not in words_of(old.get(f"{URL}/write/?all=1"))
    assert "Не дописал" in words_of(fresh.get(f"{URL}/write/?all=1"))


def test_a_page_without_javascript_has_everything_it_needs(cast: Any, client: Client) -> None:
    """The task is an extra of the script: no form needs its field, and the policy of the page lets the worker run."""
    page = client.get(f"{URL}/write/?all=1")
    assert 'name="work"' not in page.content.decode()
    assert re.search(r'<script src="[^"]+work\.js" data-worker="/static/portal/worker\.js"', page.content.decode())
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "worker-src" not in page["Content-Security-Policy"]


def test_a_consent_given_behind_a_proxy_keeps_the_client_s_address(
    cast: Any, settings: Any, opened: tuple[str, str]
) -> None:
    settings.PROXIES = 1
    client = Client(headers={"X-Forwarded-For": f"6.6.6.6, {QUIET}"})
    session = client.session
    session[f"person:{cast.udm.pk}"] = {"subject": "esia-1", "surname": "Иванова", "name": "Мария"}
    session.save()
    follow(client, *opened, "10.0.0.1")
    client.post(f"{URL}/follow/{opened[0]}/consents/", {"purpose": "mailing"}, REMOTE_ADDR="10.0.0.1")
    assert Consent.objects.get().given_ip == QUIET


def test_claiming_a_case_is_a_try_of_its_code_like_any_other(cast: Any, opened: tuple[str, str]) -> None:
    came_in(cast.udm, identity="esia-9", text="Свой вопрос")
    client = Client()
    session = client.session
    session[f"person:{cast.udm.pk}"] = {"subject": "esia-9", "surname": "Иванова", "name": "Мария"}
    session.save()
    for n in range(7):
        given = {"do": "claim", "number": opened[0], "code": f"WRONG{n}"}
        page = client.post(f"{URL}/my/", given, follow=True, REMOTE_ADDR=BUSY)
    assert "Подождите 15 секунд" in words_of(page)
    assert follow(Client(), *opened).status_code == 429
