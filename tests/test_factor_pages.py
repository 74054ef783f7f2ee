"""The pages of allauth in our words: every one of them that is routed and every refusal a person can meet there, in
both languages; and whoever has just typed a password is not asked for it again."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth
import polib
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

import priemnaya
from priemnaya.people.actions.employees import hire_employee, reset_employee
from priemnaya.people.models import Organisation

from .test_doors import long_ago

OWN = "вишня паром гвоздь луна"
GIVEN = "correct horse battery"
THEIRS = Path(allauth.__file__).parent


class Shown(HTMLParser):
    """What a person reads or hears of a page: texts and the attributes that speak."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(re.sub(r"<script.*?</script>", "", page, flags=re.S))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        speak = {"placeholder", "title", "alt", "aria-label", "value"}
        self.words += [value for name, value in attrs if name in speak and value]


def pieces(text: str) -> set[str]:
    """A text of the library without what is put into it: words to look for."""
    text = re.sub(r"%\(\w+\)[sd]|%[sd]|\{[^}]*\}|<[^>]+>", "\n", text)
    return {piece for line in text.split("\n") if len(piece := " ".join(line.split()).strip(" .:")) > 3}


def foreign() -> set[str]:
    """What the library says in either language, in whole texts, but for the words that are ours as well."""
    said = polib.pofile(str(THEIRS / "locale/ru/LC_MESSAGES/django.po"))
    theirs = {p for e in said for text in (e.msgid, e.msgstr, *e.msgstr_plural.values()) for p in pieces(text)}
    own = polib.pofile(str(Path(priemnaya.__file__).parent / "locale/en/LC_MESSAGES/django.po"))
    ours = {p for e in own for text in (e.msgid, e.msgstr) for p in pieces(text)}
    return theirs - ours | {"Not used", "Change", "Used"}


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def credential(challenge: str) -> dict[str, Any]:
    """What a browser sends for a new key."""
    key = ES256.from_cryptography_key(_public())
    data = AttestedCredentialData.create(b"\0" * 16, b"key", key)
    host = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), 0x45, 1, data)
    client = {"type": "webauthn.create", "challenge": challenge, "origin": "https://testserver"}
    return {
        "id": websafe_encode(b"key"),
        "rawId": websafe_encode(b"key"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(json.dumps(client).encode()),
            "attestationObject": websafe_encode(AttestationObject.create("none", host, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def _public() -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1()).public_key()


class Walk:
    """A browser that keeps every page, and of which address of the library it was."""

    def __init__(self, language: str) -> None:
        self.client, self.pages, self.names = Client(), [], set()
        self.client.post("/language/", {"language": language, "next": "/"})

    def anew(self) -> None:
        """Another browser, in the same language."""
        chosen = self.client.cookies["django_language"].value
        self.client = Client()
        self.client.cookies["django_language"] = chosen

    def __call__(self, name: str, typed: dict[str, str] | None = None, **more: Any) -> Any:
        url = reverse(name, kwargs=more)
        before = self.client.get(url) if typed is None else self.client.post(url, typed)
        answers = [before]
        if before.status_code == 302:
            answers.append(self.client.get(before["Location"]))
        self.names.add(name)
        for answer in answers:
            self.pages.append((f"{name} {typed}", answer))
        return answers[-1]


def walk_all(cast: Any, language: str) -> Walk:
    """First sign-in of one who needs a factor, a change of everything, and every mistake on the way."""
    walk = Walk(language)
    person, start = hire_employee(cast.udm, "novikova", roles=["head"], by=cast.admin, surname="Новикова", name="Анна")
    good, bad = {"login": "novikova", "password": start}, {"login": "novikova", "password": "not it"}
    walk("account_login")
    walk("account_login", bad)
    walk("mfa_login_webauthn", {"credential": "{}"})
    walk("account_login", good)
    walk("account_change_password")
    for old, new, again in (("not it", OWN, OWN), (start, "короткий", "короткий"), (start, OWN, GIVEN), ("", "", "")):
        walk("account_change_password", {"oldpassword": old, "password1": new, "password2": again})
    cache.clear()
    walk("account_change_password", {"oldpassword": start, "password1": OWN, "password2": OWN})
    walk("mfa_index")
    walk("account_reauthenticate")
    walk("account_reauthenticate", {"password": "not it"})
    walk("mfa_activate_totp")
    walk("mfa_activate_totp", {"code": "000000"})
    secret = walk.client.session["mfa.totp.secret"]
    walk("mfa_activate_totp", {"code": code_of(secret)})
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_generate_recovery_codes"):
        walk(name)
    walk("mfa_generate_recovery_codes", {})
    _keys(walk)
    for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate", "mfa_index"):
        walk(name)
    walk("mfa_reauthenticate", {"code": "000000"})
    walk("mfa_reauthenticate_webauthn", {"credential": "{}"})
    cache.clear()
    _second_sign_in(walk, good | {"password": OWN})
    key = Authenticator.objects.get(user=person, type="webauthn")
    walk("mfa_remove_webauthn", {}, pk=key.pk)
    walk("mfa_deactivate_totp")
    walk("mfa_deactivate_totp", {})
    for _ in range(11):
        walk("account_reauthenticate", {"password": "not it"})
    walk("account_logout")
    walk("account_logout", {})
    assert walk.client.get("/w/").status_code == 302
    return walk


def _keys(walk: Walk) -> None:
    walk("mfa_list_webauthn")
    walk("mfa_add_webauthn")
    walk("mfa_add_webauthn", {"name": "", "credential": "{}"})
    challenge = walk.client.session["mfa.webauthn.state"]["challenge"]
    page = walk("mfa_add_webauthn", {"name": "", "credential": json.dumps(credential(challenge))})
    assert page.status_code == 200
    key = Authenticator.objects.get(type="webauthn")
    walk("mfa_list_webauthn")
    walk("mfa_edit_webauthn", pk=key.pk)
    walk("mfa_edit_webauthn", {"name": ""}, pk=key.pk)
    walk("mfa_remove_webauthn", pk=key.pk)
    walk("mfa_add_webauthn")


def _second_sign_in(walk: Walk, typed: dict[str, str]) -> None:
    codes = walk.client.get(reverse("mfa_download_recovery_codes")).content.decode().split()
    walk.anew()
    walk("account_login", typed)
    walk("mfa_authenticate")
    walk("mfa_authenticate", {"credential": "{}"})
    for _ in range(6):
        page = walk("mfa_authenticate", {"code": "000000"})
    assert page.status_code == 200
    cache.clear()
    assert len(codes) == 10
    assert walk("mfa_authenticate", {"code": f" {codes[0][:4]} {codes[0][4:]} "}).wsgi_request.path == "/w/"


@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.walk)])
def test_no_page_of_the_sign_in_speaks_the_library_s_words(cast: Any, language: str) -> None:
    Organisation.objects.filter(pk=cast.udm.pk).update(second_factor=["head"])
    walk = walk_all(cast, language)
    routed = {str(n) for n in get_resolver().reverse_dict if str(n).startswith(("mfa_", "account_"))}
    assert routed, "the walk knows what is routed"
    assert routed - walk.names == set()
    assert mail.outbox == [], "and no letters of the library go out"
    phrases, found = foreign(), []
    assert len(phrases) > 300
    long = {p for p in phrases if len(p) > 12 and " " in p}
    for step, answer in walk.pages:
        drawn = {t.origin.name for t in answer.templates if t.origin and t.name}
        found += [(step, name) for name in drawn if name.startswith(str(THEIRS))]
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        texts = [" ".join(w.split()).strip(" .:") for w in Shown(answer.content.decode()).words]
        found += [(step, text) for text in texts if text in phrases or any(p in text for p in long)]
    assert found == [], found
    assert 429 in {answer.status_code for _, answer in walk.pages}


class TestFreshFromTheDoor:
    """The first sign-in of a signer: one password typed, one made up, one factor set up."""

    @pytest.fixture(autouse=True)
    def required(self, cast: Any) -> None:
        Organisation.objects.filter(pk=cast.udm.pk).update(second_factor=["head"])

    def way_out(self, page: Any) -> list[str]:
        """Where the links above the page lead."""
        main = page.content.decode().split('<div class="column">')[1].split("<h1>")[0]
        return re.findall(r'href="([^"]+)"', main)

    def test_who_has_just_set_a_password_is_not_asked_for_it(self, cast: Any, client: Client) -> None:
        _, start = reset_employee(cast.head, by=cast.admin)
        client.post("/accounts/login/", {"login": "head", "password": start})
        page = client.get("/w/", follow=True)
        assert page.redirect_chain[-1][0] == "/accounts/password/change/"
        assert "Пароль вам выдали" in page.content.decode()
        assert self.way_out(page) == ["/accounts/password/change/"], "no link leads back to this very page"
        changed = {"oldpassword": start, "password1": OWN, "password2": OWN}
        page = client.post("/accounts/password/change/", changed, follow=True)
        assert page.redirect_chain[-1][0] == "/accounts/2fa/"
        assert "Вернуться к работе" not in page.content.decode()
        assert 'action="/accounts/logout/"' in page.content.decode()
        page = client.get("/accounts/2fa/totp/activate/")
        assert page.status_code == 200, "not the password once more"
        code = code_of(client.session["mfa.totp.secret"])
        page = client.post("/accounts/2fa/totp/activate/", {"code": f"{code[:3]} {code[3:]}"}, follow=True)
        assert page.redirect_chain[-1][0] == "/accounts/2fa/recovery-codes/"
        assert self.way_out(page)[0] == "/w/"
        assert client.get("/w/").status_code == 200

    def test_nor_who_has_just_signed_in_with_it(self, cast: Any, client: Client) -> None:
        client.post("/accounts/login/", {"login": "head", "password": GIVEN})
        assert client.get("/accounts/2fa/webauthn/add/").status_code == 200

    def test_five_minutes_later_it_is_asked(self, cast: Any, client: Client) -> None:
        client.post("/accounts/login/", {"login": "head", "password": GIVEN})
        long_ago(client)
        assert client.get("/accounts/2fa/webauthn/add/")["Location"].startswith("/accounts/reauthenticate/")
