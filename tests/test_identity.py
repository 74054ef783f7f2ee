"""Identification against a real OpenID Connect provider run on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
import requests
from django.core.cache import caches
from django.test import Client

from priemnaya.cases.models import Case
from priemnaya.portal.identity.client import IdentityError, begin, finish

CLAIMS = {"family_name": "Иванова", "given_name": "Мария", "middle_name": "Сергеевна", "email": "maria@mail.example"}


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    caches["process"].clear()
    with oidc_provider_mock.run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        settings.OIDC = {**settings.OIDC, "issuer": issuer, "client_id": "priemnaya", "client_secret": "secret"}
        settings.SITE_URL = "http://testserver"
        requests.put(f"{issuer}/users/oid-1", json=CLAIMS, timeout=5).raise_for_status()
        yield issuer
    caches["process"].clear()


def consent(location: str) -> str:
    """The person signs in at the provider; returns the address the provider sends the browser back to."""
    answer = requests.post(location, data={"sub": "oid-1"}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_an_identified_client_files_an_appeal_and_the_draft_is_kept(cast: Any, client: Client, provider: str) -> None:
    client.get("/udmurtia-mio/write/?all=1")
    start = client.post("/udmurtia-mio/identify/", {"text": "Мой черновик", "kind": "message"})
    assert start.status_code == 302
    assert start["Location"].startswith(provider)
    page = client.get(consent(start["Location"]), follow=True).content.decode()
    assert "Личность подтверждена: Иванова Мария" in page
    assert "Мой черновик" in client.get("/udmurtia-mio/write/step/text/").content.decode()
    client.post(
        "/udmurtia-mio/write/",
        {
            "kind": "appeal",
            "text": "Прошу продлить аренду",
            "for_whom": "self",
            "client_kind": "citizen",
            "surname": "Иванова",
            "name": "Мария",
            "chosen_point": "portal",
        },
    )
    case = Case.objects.get()
    assert (case.kind, case.identified) == ("appeal", True)
    assert case.client is not None
    assert case.client.identity == "oid-1"


def test_a_foreign_state_or_code_is_refused(cast: Any, client: Client, provider: str) -> None:
    start = client.post("/udmurtia-mio/identify/", {})
    back = consent(start["Location"])
    stranger = Client()
    assert "Личность не подтверждена" in stranger.get(back, follow=True).content.decode()
    assert "Личность не подтверждена" in client.get(back.replace("state=", "state=x"), follow=True).content.decode()


def test_a_wrong_nonce_is_refused(provider: str) -> None:
    verifier = "v" * 64
    location = begin("state", "nonce", verifier, "http://testserver/udmurtia-mio/identify/back/")
    code = dict(p.split("=", 1) for p in consent(location).split("?")[1].split("&"))["code"]
    with pytest.raises(IdentityError):
        finish(code, "state", "another", verifier, "http://testserver/udmurtia-mio/identify/back/")


def test_a_provider_that_is_away_leaves_the_text_and_the_way_as_a_message(
    cast: Any, client: Client, settings: Any
) -> None:
    caches["process"].clear()
    settings.OIDC = {**settings.OIDC, "issuer": "http://127.0.0.1:1", "client_id": "x"}
    client.get("/udmurtia-mio/write/?all=1")
    page = client.post("/udmurtia-mio/identify/", {"text": "Не потерялось"}, follow=True).content.decode()
    assert "сейчас недоступен" in page
    assert "Не потерялось" in page


def test_an_answer_with_a_state_of_other_letters_is_refused_in_words(cast: Any, client: Client, provider: str) -> None:
    client.get("/udmurtia-mio/write/?all=1")
    client.post("/udmurtia-mio/identify/", {"text": "Мой черновик", "kind": "message"})
    page = client.get("/udmurtia-mio/identify/back/", {"state": "ю", "code": "x"}, follow=True).content.decode()
    assert "Личность не подтверждена" in page
    assert "Мой черновик" in client.get("/udmurtia-mio/write/step/text/").content.decode()


def test_a_failed_sign_in_leads_back_and_says_of_words_only_where_there_are_some(
    cast: Any, client: Client, provider: str
) -> None:
    places = (
        ({"next": "mine"}, "/udmurtia-mio/my/"),
        ({"next": "apply", "place": "lease-extend"}, "/udmurtia-mio/services/lease-extend/apply/"),
        ({"next": "second", "place": "sekret"}, "/udmurtia-mio/second/sekret/"),
        ({}, "/udmurtia-mio/write/"),
    )
    for form, back in places:
        client.post("/udmurtia-mio/identify/", form)
        refused = client.get("/udmurtia-mio/identify/back/", {"state": "x", "error": "access_denied"})
        assert refused.url == back
        assert "сохранено" not in client.get("/udmurtia-mio/").content.decode()
    lost = client.get("/udmurtia-mio/identify/back/", {"error": "access_denied"}, follow=True).content.decode()
    assert "Личность не подтверждена" in lost and "сохранено" not in lost
    client.get("/udmurtia-mio/write/?all=1")
    client.post("/udmurtia-mio/identify/", {"text": "Мой черновик", "kind": "message"})
    told = client.get("/udmurtia-mio/identify/back/", {"error": "access_denied"}, follow=True).content.decode()
    assert "Что вы написали, сохранено" in told
