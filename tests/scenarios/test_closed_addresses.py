"""An address told only in a case that is closed to its reader finds and names nothing: whoever is complained of knows
the mailbox the complaint came from, and would learn by it who complains."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test import Client
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.finding import gather_words
from priemnaya.cases.finding import reached
from priemnaya.cases.finding.sql import FILLED
from priemnaya.cases.models import Case, CaseAddress, Found, FoundWord, NamedPerson, WordsCounted
from priemnaya.people.models import Client as Person
from priemnaya.people.models import ClientAddress
from tests.helpers import case_of

SECRET = {"email": "secret@mail.example", "phone": "+79125551234"}
HOME = "426000, Ижевск, Причальная, 77"
ASKED = ("secret@mail.example", "secret", "5551234", "8 912 555-12-34", "1234", "иванова 5551234", "причальная 77")


def _page(me: Any, path: str, **asked: str) -> str:
    browser = Client()
    browser.force_login(me)
    page: str = browser.get(path, asked).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce|[?&]s)="?=?[\w-]+|value="[\w-]{20,}"', "", main)


def _found(me: Any, typed: str) -> str:
    return _page(me, "/w/search/", q=typed)


def _complained(cast: Any) -> Case:
    """Of the executor, from the client whose other case they see, from a mailbox and a telephone told nowhere else."""
    case = case_of(cast.udm, text="Жалоба на Сорокина", addresses=SECRET, postal_address=HOME)
    fields = {"typed": "Он", "how": "staff", "state": "confirmed", "at": timezone.now()}
    NamedPerson.objects.get_or_create(case=case, employee=cast.executor, defaults=fields)
    return case


@pytest.fixture
def seen(cast: Any) -> Case:
    case = case_of(cast.udm, text="О заборе", addresses={})
    gather_words(cast.udm)
    return case


def test_who_is_complained_of_learns_by_no_address_who_complains(cast: Any, seen: Case) -> None:
    me = cast.executor
    asked = (*ASKED, "Иванова", "забор", "secrt@mail.example", "прчальная")
    _found(me, "забор")
    before = {typed: _found(me, typed) for typed in asked}
    card = _page(me, f"/w/clients/{seen.client_id}/")
    hidden = _complained(cast)
    assert hidden.client_id == seen.client_id and not Case.objects.seen_by(me).filter(pk=hidden.pk).exists()
    WordsCounted.objects.all().delete()
    gather_words(cast.udm)
    assert FoundWord.objects.filter(word__startswith="secret").exists()
    for typed in asked:
        assert _found(me, typed) == before[typed], typed
    assert _page(me, f"/w/clients/{seen.client_id}/") == card
    for typed in ASKED:  # and who may see the complaint finds both, with the card
        page = _found(cast.head, typed)
        assert f"/w/cases/{hidden.pk}/" in page and f"/w/clients/{seen.client_id}/" in page, typed
    assert f"/w/cases/{seen.pk}/" in _found(cast.head, "5551234")
    assert SECRET["email"] in _page(cast.head, f"/w/clients/{seen.client_id}/")


def test_how_many_closed_cases_have_an_address_decides_nothing(cast: Any, seen: Case, monkeypatch: Any) -> None:
    CaseAddress.objects.create(case=seen, channel="phone", address=SECRET["phone"])
    _complained(cast)
    monkeypatch.setattr(reached, "MOST", 1)
    assert f"/w/clients/{seen.client_id}/" in _found(cast.executor, "5551234")
    assert f"/w/clients/{seen.client_id}/" not in _found(cast.head, "5551234")


def test_an_address_told_in_a_seen_case_too_or_agreed_to_by_its_owner_is_everybodys(cast: Any, seen: Case) -> None:
    _complained(cast)
    CaseAddress.objects.create(case=seen, channel="phone", address=SECRET["phone"])
    ClientAddress.objects.filter(client=seen.client, channel="email").update(agreed_at=timezone.now())
    for typed in ("5551234", "secret@mail.example"):
        page = _found(cast.executor, typed)
        assert f"/w/cases/{seen.pk}/" in page and f"/w/clients/{seen.client_id}/" in page, typed
    assert SECRET["email"] in _page(cast.executor, f"/w/clients/{seen.client_id}/")


def test_an_address_goes_with_its_case_to_another_card(cast: Any, seen: Case) -> None:
    other = case_of(cast.udm, text="О пирсе", identity="esia-5", surname="Петрова", addresses={"phone": "+79127770000"})
    Case.objects.filter(pk=other.pk).update(client=seen.client_id)
    rows = {f.client_id: "7770000" in f.search for f in Found.objects.exclude(client=None)}
    assert rows[other.client_id] and not rows[seen.client_id]  # on its card it stands by itself now
    actions.confide_case(other, "Личные сведения", by=cast.head)
    assert f"/w/clients/{seen.client_id}/" not in _found(cast.executor, "7770000")


def test_a_card_counted_before_is_counted_anew(cast: Any, seen: Case) -> None:
    """As the migration cases/0026_a does it."""
    _complained(cast)
    row = Found.objects.filter(client=seen.client_id)
    right = row.get().search
    row.update(search=RawSQL("cases_found_vector('', 'Иванова secret@mail.example', '', '')", []))
    assert f"/w/clients/{seen.client_id}/" in _found(cast.executor, "secret@mail.example")
    with connection.cursor() as cursor:
        for statement in FILLED:
            if "cases_found_clients" in statement:
                cursor.execute(statement.replace("commit;", ""))
    assert row.get().search == right
    assert f"/w/clients/{seen.client_id}/" not in _found(cast.executor, "secret@mail.example")
    assert Person.objects.get(pk=seen.client_id).addresses.filter(address=SECRET["email"]).exists()
