"""What a browser is told, and what it may not be made to do: headers, cookies, https, redirects, names of files, fields
that are not of the form (docs/asvs.md says which requirement each test shows)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import logging
import re
import runpy
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from authlib.integrations.requests_client import OAuth2Session
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from joserfc import jwt
from joserfc.jwk import RSAKey

from priemnaya.cases.models import Case, PortalDraft
from priemnaya.config.environment import staff_providers
from priemnaya.outreach.models import PortalRating
from priemnaya.people.models import Employee, SignIn, StaffSession
from priemnaya.people.proof import Level
from priemnaya.ui.oidc import Provider
from priemnaya.workspace.factors import SEALED, unseal

from .helpers import case_of, key_of
from .test_doors import GIVEN, OWN, sign_in
from .test_portal import FORM

OURS = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "LANGUAGE_COOKIE_", "HTTPS", "PROXIES")
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
)


@pytest.fixture
def public(settings: Any, monkeypatch: Any, tmp_path: Path) -> Any:
    """The settings of an installation behind a proxy with TLS, as the settings' own code makes them."""
    for name, value in {"URL": "https://testserver", "PROXIES": "1", "DATA": str(tmp_path)}.items():
        monkeypatch.setenv(f"PRIEMNAYA_{name}", value)
    made = runpy.run_module("priemnaya.config.settings")
    for name in made:
        if name.startswith(OURS):
            setattr(settings, name, made[name])
    return settings


def over_tls(**more: Any) -> Client:
    return Client(headers={"X-Forwarded-Proto": "https"}, **more)


class TestHeaders:
    def addresses(self, case: Case) -> list[str]:
        return [
            *("/", "/udmurtia-mio/", "/udmurtia-mio/write/", "/udmurtia-mio/widget/", "/udmurtia-mio/widget.js"),
            *("/accounts/login/", "/w/", "/w/cases/", f"/w/cases/{case.pk}/", "/w/nowhere/", "/udmurtia-mio/follow/1/"),
            *("/api/v1/openapi.json", "/api/v1/cases", "/api/health/", "/static/ui/base.css", "/static/ui/nothing.css"),
        ]

    def test_every_answer_tells_the_browser_what_it_may_do(self, cast: Any, public: Any) -> None:
        case, browser = case_of(cast.udm), over_tls()
        browser.force_login(cast.executor)
        assert self.addresses(case)
        for url in self.addresses(case):
            answer = browser.get(url)
            assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", url
            assert answer["X-Content-Type-Options"] == "nosniff", url
            assert answer["Referrer-Policy"] == "same-origin", url
            assert answer["Cross-Origin-Opener-Policy"] == "same-origin", url
            assert "camera=()" in answer["Permissions-Policy"], url
            policy = answer["Content-Security-Policy"]
            for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors"):
                assert part in policy, (url, part)
            assert "unsafe" not in policy, url
            assert "Access-Control-Allow-Origin" not in answer, url
            kind = answer.get("Content-Type", "")
            assert not kind.startswith("text/") or "charset=" in kind.lower(), url

    def test_only_the_widget_may_be_framed_and_only_by_the_body_s_site(self, cast: Any) -> None:
        addresses = self.addresses(case_of(cast.udm))
        assert "/udmurtia-mio/widget/" in addresses
        for url in addresses:
            framed = Client().get(url)["Content-Security-Policy"].partition("frame-ancestors ")[2].partition(";")[0]
            assert (framed == "'none'") == (url != "/udmurtia-mio/widget/"), url

    def test_a_download_runs_nothing_and_stands_in_no_frame_whatever_its_name(self, cast: Any, client: Client) -> None:
        sent = SimpleUploadedFile("сч'ёт; filename=x.html;.txt", b"<script>alert(1)</script>", "text/html")
        client.post("/udmurtia-mio/write/", {**FORM, "documents": [sent]})
        page = client.get(f"/udmurtia-mio/follow/{Case.objects.get().number}/").content.decode()
        link = re.search(r'href="(/udmurtia-mio/follow/[^"]+/file/\d+/)"', page)
        assert link
        answer = client.get(link[1])
        assert answer["Content-Type"] == "application/octet-stream"
        assert (
            answer["Content-Security-Policy"] == "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
        )
        name = answer["Content-Disposition"].removeprefix("attachment; filename*=UTF-8''")
        assert name.isascii()
        assert not set(name) & set(" \"';\r\n\\/")

    def test_trace_is_answered_by_nothing_of_the_request(self, db: None) -> None:
        for url in ("/", "/w/", "/accounts/login/", "/api/v1/cases", "/api/health/"):
            answer = Client(headers={"X-Secret": "told-to-nobody"}).trace(url)
            assert (answer.status_code, b"told-to-nobody" in answer.content) == (405, False), url

    def test_another_host_is_not_served(self, db: None) -> None:
        for host in ("evil.example", "testserver.evil.example", "testserver:80@evil.example"):
            assert Client(headers={"Host": host}).get("/").status_code == 400


class TestEncryptedOnly:
    def test_a_page_asked_in_clear_leads_to_https(self, public: Any, db: None) -> None:
        answer = Client().get("/udmurtia-mio/write/?kind=message")
        assert (answer.status_code, answer["Location"]) == (301, "https://testserver/udmurtia-mio/write/?kind=message")

    def test_a_machine_that_shows_its_key_in_clear_is_refused_and_not_led_on(self, public: Any, db: None) -> None:
        answer = Client(headers={"Authorization": "Bearer prm_x"}).get("/api/v1/cases")
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert "раскрытым" in answer.json()["detail"]
        assert Client(headers={"X-Forwarded-Proto": "https"}).get("/api/v1/cases").status_code == 401
        assert Client().get("/api/health/").status_code == 200


class TestCookies:
    def test_each_is_bound_to_this_host_and_hidden_from_scripts(self, cast: Any, public: Any) -> None:
        browser = over_tls()
        browser.get("/udmurtia-mio/write/?all=1")
        browser.post("/look/", {"size": "2"})
        browser.post("/language/", {"language": "en"})
        browser.post("/udmurtia-mio/leave/")
        sign_in(browser, "executor")
        found = {name.removeprefix("__Host-").partition("-")[0] for name in browser.cookies}
        assert found == {"session", "csrf", "draft", "look", "language", "device", "left"}
        for name, morsel in browser.cookies.items():
            assert name.startswith("__Host-"), name
            assert (morsel["secure"], morsel["httponly"], morsel["samesite"]) == (True, True, "Lax"), name
            assert (morsel["path"], morsel["domain"]) == ("/", ""), name

    def test_what_they_keep_is_found_again_and_left_on_leaving(self, cast: Any, public: Any) -> None:
        browser = over_tls()
        browser.get("/udmurtia-mio/write/?all=1")
        browser.post("/udmurtia-mio/write/draft/", {**FORM, "text": "Черновик ясного письма"})
        browser.post("/look/", {"size": "3"})
        page = browser.get("/udmurtia-mio/write/?all=1").content.decode()
        assert "Черновик ясного письма" in page
        assert 'data-size="3"' in page
        left = browser.post("/udmurtia-mio/leave/")
        gone = left.cookies["__Host-draft"]
        assert (gone.value, gone["max-age"], gone["secure"]) == ("", 0, True)
        assert left["Clear-Site-Data"] == '"cache", "storage"'
        kept = {name for name, morsel in browser.cookies.items() if morsel.value}
        assert kept <= {"__Host-csrf", "__Host-left"}

    @pytest.mark.parametrize("way", ["leave", "identify/forget"])
    def test_names_that_a_neighbour_of_the_domain_gave_stop_no_leaving(self, way: str, cast: Any, public: Any) -> None:
        """PHP sites of the parent domain set «a[0]»: the page was our error, and the draft stayed."""
        browser = over_tls()
        browser.get("/udmurtia-mio/write/?all=1")
        browser.post("/udmurtia-mio/write/draft/", {**FORM, "text": "Черновик ясного письма"})
        brought = [*(f"{name}={morsel.value}" for name, morsel in browser.cookies.items()), "b@c=1", "имя=1", "path=1"]
        header = "; ".join(["a[0]=1", *brought, "last=1"]).encode().decode("latin-1")
        left = browser.post(f"/udmurtia-mio/{way}/", HTTP_COOKIE=header)
        assert (left.status_code, left["Clear-Site-Data"]) == (200, '"cache", "storage"')
        assert left.cookies["__Host-left"].value == "1"
        for name in ("__Host-draft", "last"):
            assert (left.cookies[name].value, left.cookies[name]["max-age"]) == ("", 0), name
        assert not PortalDraft.objects.exists()

    def test_signing_out_empties_the_browser_and_the_session(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor")
        client.get("/w/")
        key = client.session.session_key
        left = client.post("/accounts/logout/")
        assert left["Clear-Site-Data"] == '"cache", "storage"'
        assert "Вы вышли." in client.get(left["Location"]).content.decode()
        client.cookies["sessionid"] = key
        assert client.get("/w/").status_code == 302


class TestRedirects:
    @pytest.mark.parametrize("asked", ELSEWHERE)
    def test_next_never_leads_elsewhere(self, asked: str, cast: Any, client: Client) -> None:
        for url, typed in (("/look/", {}), ("/language/", {"language": "ru"})):
            assert client.post(url, {**typed, "next": asked})["Location"] == "/"
        answer = client.post("/accounts/login/", {"login": "executor", "password": GIVEN, "next": asked})
        assert answer["Location"] == "/w/"
        assert client.post("/w/account/stay/", {"next": asked})["Location"] == "/w/"
        assert client.post("/accounts/logout/", {"next": asked})["Location"] == "/"


class TestPasswords:
    def changed(self, client: Client, password: str, old: str = GIVEN) -> bool:
        """Whether «Сменить пароль» takes it."""
        typed = {"oldpassword": old, "password1": password, "password2": password}
        return bool(client.post("/accounts/password/change/", typed).status_code == 302)

    @pytest.mark.parametrize(
        ("password", "taken"),
        [
            ("луна гвоздь", False),  # eleven
            ("луна гвоздь2", True),
            ("только строчные буквы", True),
            ("слон " * 12 + "жираф кот", True),  # 69
            ("😀 емодзи и пробелы ", True),
            ("жираф " * 21 + "эму", False),  # 129
        ],
        ids=["eleven", "twelve", "small letters", "69", "any signs", "129"],
    )
    def test_length_alone_is_asked(self, password: str, taken: bool, cast: Any, client: Client) -> None:
        sign_in(client, "executor")
        assert self.changed(client, password) == taken

    def test_it_is_checked_exactly_as_typed(self, cast: Any, client: Client) -> None:
        own = "Вишня паром гвоздь луна " * 3 + "x"
        sign_in(client, "executor")
        assert self.changed(client, own)
        for wrong in (own[:-1], own.lower(), own + " ", own.replace("x", "y")):
            assert sign_in(Client(), "executor", wrong).redirect_chain == []
        assert sign_in(Client(), "executor", own).redirect_chain != []

    def test_the_old_one_is_asked_and_all_other_sessions_end(self, cast: Any, client: Client) -> None:
        away = Client()
        for browser in (away, client):
            sign_in(browser, "executor")
            browser.get("/w/")
        assert not self.changed(client, OWN, old="not my password")
        assert self.changed(client, OWN)
        assert client.get("/w/").status_code == 200
        assert away.get("/w/").status_code == 302

    def test_what_is_in_the_installation_s_file_of_leaks_is_refused(
        self, cast: Any, client: Client, settings: Any, tmp_path: Path
    ) -> None:
        known = [f"утёкший пароль номер {n}" for n in range(300)]
        lines = sorted(hashlib.sha1(p.encode()).hexdigest().upper() for p in known)
        settings.BREACHED = str(tmp_path / "pwned.txt")
        Path(settings.BREACHED).write_text("".join(f"{line}:{n}\r\n" for n, line in enumerate(lines, 1)))
        sign_in(client, "executor")
        for password in known[::100]:
            typed = {"oldpassword": GIVEN, "password1": password, "password2": password}
            assert "в украденных базах" in client.post("/accounts/password/change/", typed).content.decode()
        assert self.changed(client, "утёкший пароль номер 301")

    def test_every_line_of_such_a_file_is_found_and_no_other(self, tmp_path: Path) -> None:
        from priemnaya.people.passwords import leaked

        known = [f"password {n}" for n in range(101)]
        file = tmp_path / "pwned.txt"
        for size in (0, 1, 2, 3, 101):
            lines = sorted(hashlib.sha1(p.encode()).hexdigest().upper() for p in known[:size])
            file.write_text("\n".join(f"{line}:{7 ** (n % 9)}" for n, line in enumerate(lines)))
            assert [leaked(p, file) for p in known] == [n < size for n in range(101)]

    def test_a_file_of_leaks_that_is_gone_stops_nobody(
        self, cast: Any, client: Client, settings: Any, caplog: Any
    ) -> None:
        settings.BREACHED = "/nowhere/pwned.txt"
        sign_in(client, "executor")
        assert self.changed(client, OWN)
        assert "PRIEMNAYA_BREACHED" in caplog.text

    def test_fields_hide_what_is_typed_and_take_what_a_manager_pastes(self, cast: Any, client: Client) -> None:
        page = client.get("/accounts/login/").content.decode()
        assert 'type="password" id="id_password" name="password"' in page
        assert 'autocomplete="current-password"' in page
        sign_in(client, "executor")
        change = client.get("/accounts/password/change/").content.decode()
        assert change.count('type="password"') == 3
        assert change.count('autocomplete="new-password"') == 2
        for shown in (page, change):
            assert 'data-show="Показать пароль"' in shown
            assert "onpaste" not in shown
            assert 'autocomplete="off"' not in shown

    def test_a_login_that_is_none_costs_as_much_time(self, cast: Any, client: Client, monkeypatch: Any) -> None:
        worked: list[str] = []
        plain = MD5PasswordHasher.encode

        def counted(self: Any, password: str, salt: str) -> str:
            worked.append(password)
            return plain(self, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
        Employee.objects.filter(username="colleague").update(is_active=False)
        counts = []
        for login in ("executor", "colleague", "nobody"):
            worked.clear()
            Client().post("/accounts/login/", {"login": login, "password": "wrong password"})
            counts.append(len(worked))
        assert counts == [1, 1, 1]


class TestSecondFactor:
    def set_up(self, client: Client) -> str:
        """On the page, with the password of a moment ago; its secret."""
        client.get("/accounts/2fa/totp/activate/")
        secret = str(client.session["mfa.totp.secret"])
        assert client.post("/accounts/2fa/totp/activate/", {"code": self.code(secret)}).status_code == 302
        return secret

    def test_setting_one_up_ends_the_other_sessions(self, cast: Any, client: Client) -> None:
        away = Client()
        for browser in (away, client):
            sign_in(browser, "executor")
            browser.get("/w/")
        self.set_up(client)
        assert client.get("/w/").status_code == 200
        assert away.get("/w/").status_code == 302

    def test_its_secret_lies_sealed_and_still_opens(self, cast: Any, client: Client, settings: Any) -> None:
        sign_in(client, "executor")
        secret = self.set_up(client)
        kept = Authenticator.objects.get(user=cast.executor, type="totp").data["secret"]
        codes = Authenticator.objects.get(user=cast.executor, type="recovery_codes").data["seed"]
        for sealed in (kept, codes):
            assert sealed.startswith(SEALED)
            assert secret not in sealed
        assert unseal(kept) == secret
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
        assert unseal(kept) == secret
        settings.SECRET_KEY_FALLBACKS = []
        assert unseal(kept) not in (secret, unseal(kept), "")
        assert unseal("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"  # of before there were seals

    def test_a_code_opens_once(self, cast: Any, client: Client) -> None:
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(cast.executor, secret)
        code = self.code(secret)
        for browser, opened in ((client, True), (Client(), False)):
            sign_in(browser, "executor")
            browser.post("/accounts/2fa/authenticate/", {"code": code})
            assert (browser.get("/w/").status_code == 200) == opened

    def test_a_code_sent_again_is_refused_and_is_no_guess(self, cast: Any, client: Client) -> None:
        """Pressed twice, or many times: the door stays open for the next code. It is written down as what it was."""
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(cast.executor, secret)
        spare = RecoveryCodes.activate(cast.executor).get_unused_codes()[0]
        code, away = self.code(secret), Client()
        for browser in (client, away):
            sign_in(browser, "executor")
        client.post("/accounts/2fa/authenticate/", {"code": code})
        for _n in range(7):
            page = away.post("/accounts/2fa/authenticate/", {"code": f"{code[:3]} {code[3:]}"}).content.decode()
            assert "Этот код уже сработал" in page
        assert set(SignIn.objects.filter(ok=False).values_list("why", flat=True)) == {"used"}
        away.post("/accounts/2fa/authenticate/", {"code": spare})
        assert away.get("/w/").status_code == 200

    def test_a_spare_code_opens_once(self, cast: Any, client: Client) -> None:
        TOTP.activate(cast.executor, "JBSWY3DPEHPK3PXP")
        code = RecoveryCodes.activate(cast.executor).get_unused_codes()[0]
        for browser, opened in ((client, True), (Client(), False)):
            sign_in(browser, "executor")
            browser.post("/accounts/2fa/authenticate/", {"code": code})
            assert (browser.get("/w/").status_code == 200) == opened

    def code(self, secret: str) -> str:
        return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))

    def test_a_reset_password_leaves_the_second_factor(self, cast: Any, client: Client) -> None:
        TOTP.activate(cast.executor, "JBSWY3DPEHPK3PXP")
        client.force_login(cast.admin)
        row = Employee.objects.get(pk=cast.executor.pk)
        client.post(f"/w/employees/{row.pk}/reset/", {"version": row.version + 1})
        start = client.session["fresh_password"]["password"]
        person = Client()
        page = sign_in(person, "executor", start)
        assert page.redirect_chain[-1][0].startswith("/accounts/2fa/authenticate/")
        assert person.get("/w/").status_code == 302
        assert Authenticator.objects.filter(user=row, type="totp").exists()

    def test_every_page_of_staff_and_of_the_account_has_its_way_out(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor")
        for url in ("/w/", "/w/cases/", "/w/account/", "/accounts/password/change/", "/accounts/2fa/"):
            assert 'action="/accounts/logout/"' in client.get(url).content.decode(), url


class TestFieldsThatAreNotOfTheForm:
    def test_a_client_cannot_write_what_the_form_does_not_ask(self, cast: Any, client: Client) -> None:
        more = {"level": "2", "how": "provider", "state": "closed", "number": "1", "client": "1", "urgency": "high"}
        client.post("/udmurtia-mio/write/", {**FORM, "email": "a@example.org", **more})
        case = Case.objects.get()
        assert (case.level, case.state, case.number == "1") == (Level.CLAIMED, "new", False)

    def test_an_employee_s_card_does_not_take_roles_or_passwords(self, cast: Any, client: Client) -> None:
        client.force_login(cast.admin)
        before = Employee.objects.values("roles", "password", "is_active", "organisation_id").get(pk=cast.executor.pk)
        typed = {"surname": "Сорокина", "name": "Имя", "version": "1", "unit": "", "is_active": "", "password": "x"}
        client.post(f"/w/employees/{cast.executor.pk}/save/", {**typed, "roles": ["admin"], "organisation": "2"})
        after = Employee.objects.get(pk=cast.executor.pk)
        assert after.surname == "Сорокина"
        assert {n: getattr(after, n) for n in before} == before


class TestExports:
    def test_a_name_that_looks_like_a_formula_is_text_in_the_table(self, cast: Any, client: Client) -> None:
        name, now = '=HYPERLINK("https://evil.example","x")', timezone.now()
        PortalRating.objects.create(organisation=cast.udm, system="epgu", service=name, stars=3, at=now)
        client.force_login(cast.head)
        answer: Any = client.get("/w/compliance/ratings/?as=xlsx")
        book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "HYPERLINK" in sheet


class TestRefusals:
    def test_whoever_is_refused_is_written_down_without_what_is_personal(
        self, cast: Any, client: Client, caplog: Any
    ) -> None:
        client.force_login(cast.analyst)
        with caplog.at_level(logging.WARNING, logger="priemnaya"):
            assert client.get("/w/cases/?q=Иванов").status_code == 403
        assert f"refused: employee {cast.analyst.pk} at queue" in caplog.text
        assert "Иванов" not in caplog.text
        assert StaffSession.objects.filter(employee=cast.analyst).count() == 1

    def test_a_program_too(self, cast: Any, client: Client, caplog: Any) -> None:
        row, secret = key_of(cast.executor, ["cases:read"])
        with caplog.at_level(logging.WARNING, logger="priemnaya"):
            answer = Client(headers={"Authorization": f"Bearer {secret}"}).post("/api/v1/cases", {})
        assert answer.status_code == 403
        assert f"refused: program {row.employee_id}" in caplog.text
        assert secret not in caplog.text


class TestLog:
    """Through the formatter of the settings, as every line of the product goes."""

    def line(self, *message: Any, error: BaseException | None = None) -> str:
        from django.conf import settings

        made = settings.LOGGING["formatters"]["line"]
        style = import_string(made["()"])(made["format"])
        said = logging.LogRecord("django.request", logging.WARNING, "", 0, *message, None)
        if error is not None:
            said.exc_info = (type(error), error, error.__traceback__)
        return str(style.format(said))

    def test_what_a_stranger_sends_begins_no_line_of_its_own(self) -> None:
        evil = "/x\n2026-01-01 INFO root: admin signed in\r\x1b[2J\u2028end"
        line = self.line("Not Found: %s", (evil,))
        assert line.splitlines() == [line]
        assert "\\n2026-01-01 INFO root" in line
        assert "\\x1b[2J" in line

    def test_a_trace_keeps_its_lines_behind_a_bar(self) -> None:
        try:
            raise ValueError("first\nsecond")
        except ValueError as error:
            lines = self.line("task", (), error=error).splitlines()
        assert len(lines) > 3
        assert all(line.startswith("  | ") for line in lines[1:])

    def test_the_time_is_of_utc_and_says_so(self) -> None:
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 WARNING django\.request: ", self.line("x", ()))


ISSUER = "https://sso.example/realm"
ABOUT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}
THEIRS, FOREIGN = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})
PUBLIC = THEIRS.as_pem(private=False)


def _url(text: bytes) -> bytes:
    return base64.urlsafe_b64encode(text).rstrip(b"=")


def token(key: Any = THEIRS, alg: str = "RS256", head: dict[str, Any] | None = None, **changes: Any) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": "staff-7", "aud": "priemnaya", "iat": now, "exp": now + 300, "nonce": "nonce"}
    known = {k: v for k, v in {**claims, **changes}.items() if v is not None}
    if alg in ("none", "HS256"):  # as the library itself makes none
        said = b".".join(_url(json.dumps(p).encode()) for p in ({"alg": alg, "kid": "1"}, known))
        sealed = hmac.digest(key, said, "sha256") if alg == "HS256" else b""
        return (said + b"." + _url(sealed)).decode()
    return jwt.encode({"alg": alg, "kid": "1", **(head or {})}, known, key, algorithms=[alg])


TOKENS = ["good", "audience", "issuer", "over", "timeless", "another try", "no nonce", "nobody", "foreign"]
TOKENS += ["jwk", "jku", "none", "shared secret", "public key", "broken"]


class TestTokensOfProviders:
    """What the body's provider gives back is believed only when it is its own, for us, for this try, and fresh."""

    def came_in(self, client: Client, settings: Any, monkeypatch: Any, given: str, about: Any = None) -> bool:
        caches["process"].clear()
        one = "https://priemnaya:client-secret@sso.example/realm?body=udmurtia-mio"
        settings.STAFF_OIDC = staff_providers(one)
        answers = {ISSUER + "/.well-known/openid-configuration": about or ABOUT}
        answers[f"{ISSUER}/keys"] = {"keys": [THEIRS.as_dict(private=False)]}
        monkeypatch.setattr(Provider, "_asked", lambda self, url: answers[url])
        monkeypatch.setattr(OAuth2Session, "fetch_token", lambda *a, **k: {"id_token": given, "access_token": "x"})
        session = client.session
        kept = {"state": "state", "nonce": "nonce", "verifier": "v" * 43, "body": "udmurtia-mio", "next": "/w/"}
        session["sso_way"] = kept
        session.save()
        client.get("/accounts/sso/udmurtia-mio/back/?state=state&code=x")
        caches["process"].clear()
        return bool(client.get("/w/").status_code == 200)

    @pytest.mark.parametrize(
        ("given", "opened"),
        [
            (lambda: token(), True),
            (lambda: token(aud="another-service"), False),
            (lambda: token(iss="https://evil.example"), False),
            (lambda: token(exp=int(time.time()) - 600), False),
            (lambda: token(exp=None), False),
            (lambda: token(nonce="of another try"), False),
            (lambda: token(nonce=None), False),
            (lambda: token(sub=None), False),
            (lambda: token(FOREIGN), False),
            (lambda: token(FOREIGN, head={"jwk": FOREIGN.as_dict(private=False)}), False),
            (lambda: token(FOREIGN, head={"jku": "https://evil.example/keys"}), False),
            (lambda: token(alg="none"), False),
            (lambda: token(b"client-secret", "HS256"), False),
            (lambda: token(PUBLIC, "HS256"), False),
            (lambda: token()[:-6] + "AAAAAA", False),
        ],
        ids=TOKENS,
    )
    def test_only_a_whole_one_opens(
        self, given: Any, opened: bool, cast: Any, client: Client, settings: Any, monkeypatch: Any
    ) -> None:
        Employee.objects.filter(pk=cast.executor.pk).update(sso_subject="staff-7")
        assert self.came_in(client, settings, monkeypatch, given()) == opened

    def test_a_provider_that_names_another_issuer_is_refused(
        self, cast: Any, client: Client, settings: Any, monkeypatch: Any
    ) -> None:
        Employee.objects.filter(pk=cast.executor.pk).update(sso_subject="staff-7")
        about = {**ABOUT, "issuer": "https://evil.example"}
        assert not self.came_in(client, settings, monkeypatch, token(iss="https://evil.example"), about)


class TestForms:
    def test_a_form_without_our_mark_changes_nothing(self, cast: Any) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(cast.admin)
        for url in ("/w/employees/hire/", "/w/account/stay/", "/udmurtia-mio/write/", "/look/", "/accounts/logout/"):
            assert browser.post(url, {"username": "x"}).status_code == 403, url
        assert browser.get("/w/settings/").status_code == 200

    def test_a_document_with_an_entity_reads_no_file_of_ours(self, cast: Any, client: Client, tmp_path: Path) -> None:
        """Read as its text without the entity."""
        (tmp_path / "secret").write_text("тайна-машины")
        body = f"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>
<w:t>Шмуцтитул &x; кончилось</w:t></w:r></w:p></w:body></w:document>"""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", body)
        page = client.post("/check/", {"file": SimpleUploadedFile("письмо.docx", packed.getvalue())}).content.decode()
        assert "тайна-машины" not in page
        assert "Шмуцтитул" in page


def test_roles_and_rights_are_read_in_the_language_of_the_reader(cast: Any, client: Client) -> None:
    client.force_login(cast.admin)
    client.post("/language/", {"language": "en"})
    page = client.get("/w/roles/").content.decode()
    assert "open a confidential case in an emergency" in page
    assert "Knowledge editor" in page
    client.post("/language/", {"language": "ru"})
    assert "экстренно открыть закрытое дело" in client.get("/w/roles/").content.decode()
