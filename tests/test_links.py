"""Links to others: whom we trust, whom we tell nothing, and where what is typed on a page may lead."""

from __future__ import annotations

import ast
import imaplib
import ipaddress
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db import OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from psycopg import ProgrammingError

from priemnaya.cases.models import Contact
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.email.imap import poll_mailbox
from priemnaya.channels.models import Webhook
from priemnaya.channels.webhooks.events import queue_events
from priemnaya.config.settings import database_of
from priemnaya.core import outbound, targets
from priemnaya.core.address import address_of, network
from priemnaya.core.models import Alert, Delivery, SettingChange
from priemnaya.people.actions.api_tokens import issue_token, make_service

from .authority import Authority
from .bodies_in_code import tree_of, walked
from .channels.fakes import Fake
from .helpers import case_of, undone

WRONG = {
    "another name": {"host": "other.example"},
    "signed by itself": {"alone": True},
    "expired": {"expired": True},
}


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Post:
    """A mail server that hears logins and letters. shows: its certificate; from_start: TLS at once, else by STARTTLS;
    without both a plain one."""

    def __init__(self, shows: ssl.SSLContext | None, *, from_start: bool = True) -> None:
        self.letters: list[bytes] = []
        self.logins: list[Any] = []
        self.port = free()
        given: dict[str, Any] = {"ssl_context": shows} if from_start else {"tls_context": shows}
        if shows is None or from_start:  # it does not see that TLS is there already
            given["auth_require_tls"] = False
        self.control = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=self._login, auth_required=False, **given
        )
        # its own first call would verify our certificate
        self.control._trigger_server = self._knock  # type: ignore[method-assign]
        self.control.start()

    def _knock(self) -> None:
        socket.create_connection(("127.0.0.1", self.port)).close()

    def _login(self, _server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
        self.logins.append(data)
        return AuthResult(success=True)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.letters.append(envelope.content)
        return "250 OK"

    def stop(self) -> None:
        self.control.stop(no_assert=True)


def told(settings: Any, url: str) -> Delivery:
    """A client writes; the first letter to them leaves, or does not."""
    settings.SMTP_URL = url
    deliver_ready()
    return Delivery.objects.get(channel="email")


@pytest.mark.parametrize("way", ["smtps", "smtp+tls"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_mail_server_that_is_another_gets_neither_login_nor_letter(
    cast: Any, settings: Any, authority: Authority, way: str, wrong: str
) -> None:
    case_of(cast.udm, chosen_point="email")
    server = Post(authority.server(**WRONG[wrong]), from_start=way == "smtps")
    row = told(settings, f"{way}://user:secret@localhost:{server.port}?ca={authority.file}")
    server.stop()
    assert (server.logins, server.letters) == ([], [])
    assert row.state == "queued"
    assert re.search("CERTIFICATE|certificate", row.error), row.error


@pytest.mark.parametrize("way", ["smtps", "smtp+tls"])
def test_a_mail_server_of_a_known_authority_and_its_name_gets_the_letter(
    cast: Any, settings: Any, authority: Authority, way: str
) -> None:
    case_of(cast.udm, chosen_point="email")
    server = Post(authority.server(), from_start=way == "smtps")
    row = told(settings, f"{way}://user:secret@localhost:{server.port}?ca={authority.file}")
    server.stop()
    assert row.state == "sent", row.error
    assert len(server.logins) == len(server.letters) == 1


def test_an_authority_nobody_named_is_not_trusted(cast: Any, settings: Any, authority: Authority) -> None:
    case_of(cast.udm, chosen_point="email")
    server = Post(authority.server())
    row = told(settings, f"smtps://user:secret@localhost:{server.port}")
    server.stop()
    assert (server.logins, row.state) == ([], "queued")


def test_the_system_s_roots_are_trusted(
    cast: Any, settings: Any, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Ministry's root, once it is installed in the system, is enough."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    case_of(cast.udm, chosen_point="email")
    server = Post(authority.server())
    row = told(settings, f"smtps://user:secret@localhost:{server.port}")
    server.stop()
    assert row.state == "sent", row.error


def test_a_server_that_hides_starttls_gets_nothing_and_the_letter_waits(cast: Any, settings: Any) -> None:
    case_of(cast.udm, chosen_point="email")
    server = Post(None)
    row = told(settings, f"smtp+tls://user:secret@127.0.0.1:{server.port}")
    server.stop()
    assert (server.logins, server.letters, row.state) == ([], [], "queued")


def test_without_tls_mail_goes_to_this_machine_only(cast: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    case_of(cast.udm, chosen_point="email")
    reached: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: reached.append(a))
    row = told(settings, "smtp://user:secret@mail.example:25")
    assert (reached, row.state) == ([], "queued")
    assert "только с этим же компьютером" in row.error


class Mailbox:
    """An IMAP server with one unread letter; hears everything."""

    def __init__(self, shows: ssl.SSLContext) -> None:
        self.heard = b""
        self.line = socket.create_server(("127.0.0.1", 0))
        self.port = self.line.getsockname()[1]
        self.shows = shows
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        raw, _ = self.line.accept()
        try:
            with self.shows.wrap_socket(raw, server_side=True) as talk:
                talk.sendall(b"* OK ready\r\n")
                for said in iter(lambda: self._line(talk), b""):
                    self.heard += said
                    tag, word, *rest = said.split()
                    untagged = b"* CAPABILITY IMAP4rev1\r\n" if word == b"CAPABILITY" else b""
                    untagged += b"* 0 EXISTS\r\n" if word == b"SELECT" else b""
                    untagged += b"* BYE\r\n" if word == b"LOGOUT" else b""
                    untagged += b"* SEARCH\r\n" if rest[:1] == [b"SEARCH"] else b""
                    talk.sendall(untagged + tag + b" OK done\r\n")
        except OSError:
            raw.close()

    def _line(self, talk: ssl.SSLSocket) -> bytes:
        said = b""
        while not said.endswith(b"\n") and (piece := talk.recv(1)):
            said += piece
        return said


@pytest.mark.parametrize("wrong", WRONG)
def test_a_mailbox_server_that_is_another_gets_no_login_and_people_are_told(
    cast: Any, authority: Authority, wrong: str
) -> None:
    server = Mailbox(authority.server(**WRONG[wrong]))
    url = f"imaps://user:secret@localhost:{server.port}/INBOX?body=udmurtia-mio&ca={authority.file}"
    assert poll_mailbox(url) == 0
    assert server.heard == b""
    assert "certificate" in Alert.objects.get(kind="imap").text.lower()


def test_a_mailbox_server_of_a_known_authority_is_read(cast: Any, authority: Authority) -> None:
    server = Mailbox(authority.server())
    url = f"imaps://user:secret@localhost:{server.port}/INBOX?body=udmurtia-mio&ca={authority.file}"
    poll_mailbox(url)
    assert b'LOGIN "user"' in server.heard
    assert not Alert.objects.filter(kind="imap").exists()


def test_a_mailbox_without_tls_is_read_on_this_machine_only(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[Any] = []
    monkeypatch.setattr(imaplib, "IMAP4", lambda *a, **k: reached.append(a))
    poll_mailbox("imap://user:secret@mail.example/INBOX?body=udmurtia-mio")
    assert reached == []
    assert "только с этим же компьютером" in Alert.objects.get(kind="imap").text


class SecureFake(Fake):
    """A service over HTTPS that takes everything."""

    def __init__(self, shows: ssl.SSLContext) -> None:
        super().__init__()
        self.socket = shows.wrap_socket(self.socket, server_side=True)

    def handle_error(self, *_: object) -> None:
        """Whoever does not trust it breaks off."""

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        return 200, {"message": {"body": {"mid": "1"}}}


@pytest.fixture
def serving(authority: Authority) -> Iterator[Callable[..., SecureFake]]:
    made: list[SecureFake] = []

    def serve(**shows: Any) -> SecureFake:
        made.append(SecureFake(authority.server(**shows)))
        return made[-1]

    yield serve
    for fake in made:
        fake.shutdown()


@pytest.mark.parametrize("wrong", [*WRONG, ""])
def test_a_gateway_is_told_a_case_only_when_it_is_itself(
    cast: Any, settings: Any, authority: Authority, serving: Callable[..., SecureFake], wrong: str
) -> None:
    """Statuses of the exchange, as messages of messengers, go through one door."""
    settings.CA_FILE = str(authority.file)
    fake = serving(**WRONG.get(wrong, {}))
    settings.BOTS = f"max://s3cret:T0K@localhost:{fake.server_port}/?body=udmurtia-mio"
    case_of(cast.udm, point="max", kind="social_message", addresses={"max": "7"}, identity="", chosen_point="")
    deliver_ready()
    row = Delivery.objects.get(channel="max")
    assert (row.state, bool(fake.calls)) == (("queued", False) if wrong else ("sent", True)), row.error


@pytest.mark.parametrize("wrong", [*WRONG, ""])
def test_a_provider_of_identity_is_asked_only_when_it_is_itself(
    cast: Any, client: Client, settings: Any, authority: Authority, serving: Callable[..., SecureFake], wrong: str
) -> None:
    from django.core.cache import caches

    caches["process"].clear()
    settings.CA_FILE = str(authority.file)
    fake = serving(**WRONG.get(wrong, {}))
    issuer = f"https://localhost:{fake.server_port}"
    known = {"issuer": issuer, "authorization_endpoint": f"{issuer}/go"}
    fake.files["/.well-known/openid-configuration"] = json.dumps(known).encode()
    settings.OIDC = {**settings.OIDC, "issuer": issuer, "client_id": "x"}
    answer = client.post("/udmurtia-mio/identify/", {"text": "Мой черновик"})
    caches["process"].clear()
    assert answer["Location"].startswith(issuer) == (not wrong)
    assert bool(fake.calls) == (not wrong)


def test_http_to_another_machine_is_not_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("connected"))
    with pytest.raises(outbound.Barred):
        outbound.call("GET", "http://gateway.example/")


# Webhooks: what an administrator types.

INSIDE = (
    "https://localhost/x",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f.1/x",
    "https://0x7f000001/x",
    "https://0177.0.0.1/x",
    "https://127.0.0.1./x",
    "https://10.0.0.5/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/x",
    "https://0.0.0.0/x",
    "https://224.0.0.1/x",
    "https://[::1]/x",
    "https://[::]/x",
    "https://[fe80::1]/x",
    "https://[fd00:ec2::254]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[64:ff9b::7f00:1]/x",
    "https://[2002:7f00:1::]/x",
)
TYPED_WRONG = (
    "http://hooks.example/x",
    "ftp://hooks.example/x",
    "https://user:secret@hooks.example/x",
    "https://user@hooks.example/x",
    "https://@hooks.example/x",
    "https://xn--/x",
    "https://xn--.example/x",
    "https://xn--zzzzzzzz99999999.example/x",
    "https://hooks..example/x",
    "https://-hooks.example/x",
    "https://2130706433.4/x",
    "https://",
    "https://[bad/x",
    "https://hooks.example:99999/x",
    "javascript:alert(1)",
)


def subscribed(client: Client, cast: Any, url: str, title: str = "") -> Any:
    if "_auth_user_id" not in client.session:
        client.force_login(cast.admin)
    return client.post(
        "/w/connections/webhooks/",
        {"title": title or f"СЭД {Webhook.objects.count() + 1}", "url": url, "verb": ["case.registered"]},
        follow=True,
    )


def one_event(cast: Any) -> Delivery:
    case_of(cast.udm)
    queue_events(cast.udm)
    deliver_ready()
    return Delivery.objects.get(channel="webhook")


@pytest.mark.parametrize("nth", [5, pytest.param(1, marks=pytest.mark.walk)])
def test_an_event_never_goes_inside_whatever_is_typed(
    cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """Refused with words where it is typed, without asking any resolver; and when it is sent, had it come otherwise. In
    the suite every fifth address."""
    urls = (*INSIDE, *TYPED_WRONG)[::nth]
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail(f"connected to {a}"))
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *a, **k: pytest.fail(f"resolved {a}"))
    for url in urls:
        page = subscribed(client, cast, url).content.decode()
        assert 'class="message message-error"' in page, url
        assert not Webhook.objects.exists(), url
    for url in urls:
        Webhook.objects.create(organisation=cast.udm, title="СЭД", url=url, verbs=["case.registered"], salt="s")
    case_of(cast.udm)
    queue_events(cast.udm)
    for _ in urls:
        deliver_ready()
    states = dict(Delivery.objects.filter(channel="webhook").values_list("address", "state"))
    assert states == dict.fromkeys(urls, "dead")


class Names:
    """A resolver that answers what it is told, and counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.answers, self.asked, self.reached = [*answers], 0, list[Any]()
        self.real = socket.create_connection
        monkeypatch.setattr(outbound.socket, "getaddrinfo", self._resolve)
        monkeypatch.setattr(outbound.socket, "create_connection", self._connect)
        self.to = 0

    def _resolve(self, host: str, port: int, *_: Any, **__: Any) -> Any:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in found]

    def _connect(self, place: tuple[str, int], timeout: float | None = None, **_: Any) -> socket.socket:
        """What is public here leads to the test's own server."""
        self.reached.append(place[0])
        assert targets.public(ipaddress.ip_address(place[0])), f"connected to {place}"
        made = socket.socket()
        made.settimeout(timeout)
        made.connect(("127.0.0.1", self.to))
        return made


def test_a_name_that_leads_inside_is_barred_even_beside_a_public_address(
    cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(client, cast, "https://hooks.example/x")
    case_of(cast.udm)
    queue_events(cast.udm)
    for inside in ("10.1.2.3", "127.0.0.1", "169.254.169.254", "fd12::1", "::1", "::ffff:10.0.0.1"):
        names = Names(monkeypatch, ["8.8.8.8", inside])
        with undone():
            deliver_ready()
            row = Delivery.objects.get(channel="webhook")
        assert (row.state, names.reached) == ("dead", []), inside
        assert "внутреннюю сеть" in row.error, inside


def test_a_name_that_leads_inside_is_refused_where_it_is_typed(
    cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(cast)
    for addresses in (["127.0.0.1"], ["::ffff:10.0.0.1", "fd12::1"], ["8.8.8.8", "10.1.2.3"]):
        Names(monkeypatch, addresses)
        assert "внутреннюю сеть" in subscribed(client, cast, "https://localtest.me/").content.decode(), addresses
        typed = {"title": "СЭД", "url": "https://localtest.me/"}
        answer = client.post("/api/v1/webhooks", typed, "application/json", headers=key)
        assert (answer.status_code, "внутреннюю сеть" in answer.content.decode()) == (409, True), addresses
        assert not Webhook.objects.exists(), addresses


def test_a_name_that_is_not_found_is_taken_and_the_page_says_when_it_is_looked_at(
    cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slow in (False, True):
        monkeypatch.setattr(targets, "LOOK", 0.05)
        monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *a, s=slow, **k: _nobody(s))
        page = subscribed(client, cast, "https://hooks.example/x").content.decode()
        assert "Адрес проверим при первой отправке" in page
    Names(monkeypatch, ["8.8.8.8"])
    assert "при первой отправке" not in subscribed(client, cast, "https://hooks.example/y").content.decode()
    made = client.post(
        "/api/v1/webhooks", {"title": "A", "url": "https://hooks.example/"}, "application/json", headers=key_of(cast)
    )
    assert made.json()["found"] is True


def _nobody(slow: bool) -> Any:
    if slow:
        time.sleep(0.2)
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def key_of(cast: Any) -> dict[str, str]:
    program = make_service(cast.udm, "СЭД", roles=["admin"], owner=cast.admin, by=cast.admin)
    _, secret = issue_token(program, title="СЭД", scopes=["settings:write"], by=cast.admin)
    return {"Authorization": f"Bearer {secret}"}


def test_the_secret_of_a_subscription_is_shown_once(cast: Any, client: Client) -> None:
    page = subscribed(client, cast, "https://hooks.example/x").content.decode()
    found = re.findall(r"whsec_[\w+/=]+", page)
    at = f"/w/connections/webhooks/{Webhook.objects.get().pk}/"
    assert len(found) == 1
    assert "whsec_" not in client.get(at).content.decode()
    anew = re.findall(r"whsec_[\w+/=]+", client.post(f"{at}act/", {"do": "secret"}, follow=True).content.decode())
    assert len(anew) == 1
    assert anew != found
    again = client.get(at).content.decode()
    assert "whsec_" not in again
    assert "Выпустить новый секрет" in again


def test_of_two_subscriptions_of_one_name_one_is_told(
    cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, ["8.8.8.8"])
    subscribed(client, cast, "https://hooks.example/x", "СЭД")
    refused = subscribed(client, cast, "https://hooks.example/y", " сэд ").content.decode()
    assert "Система «сэд» уже подписана" in refused
    row = Webhook.objects.get()
    at = f"/w/connections/webhooks/{row.pk}/"
    assert "Убрать подписку" not in client.get(at).content.decode()
    client.post(f"{at}act/", {"do": "drop"})
    client.post(f"{at}act/", {"do": "off"})
    assert Webhook.objects.count() == 1, "one that is told of events is not dropped"
    subscribed(client, cast, "https://hooks.example/y", " сэд ")
    assert "уже подписана" in client.post(f"{at}act/", {"do": "on"}, follow=True).content.decode()
    assert "Подписка убрана" in client.post(f"{at}act/", {"do": "drop"}, follow=True).content.decode()
    assert Webhook.objects.get().url == "https://hooks.example/y"
    assert SettingChange.objects.filter(subject_id=row.pk, kind="connection", deed="gone").exists()


def test_the_address_is_pinned_when_it_is_resolved(
    cast: Any,
    client: Client,
    settings: Any,
    authority: Authority,
    serving: Callable[..., SecureFake],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that turns to the inside between the look and the call: there is no second look."""
    settings.CA_FILE = str(authority.file)
    subscribed(client, cast, "https://hooks.example/in?a=1")
    fake = serving(host="hooks.example")
    names = Names(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    names.to = fake.server_port
    row = one_event(cast)
    assert (row.state, names.asked, names.reached) == ("delivered", 1, ["8.8.8.8"]), row.error
    method, path, query, headers, _body = fake.calls[0]
    assert (method, path, query, headers["Host"]) == ("POST", "/in", {"a": "1"}, "hooks.example")


def test_the_receiver_s_certificate_must_be_of_the_typed_name(
    cast: Any,
    client: Client,
    settings: Any,
    authority: Authority,
    serving: Callable[..., SecureFake],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.CA_FILE = str(authority.file)
    subscribed(client, cast, "https://hooks.example/in")
    fake = serving(host="localhost")
    Names(monkeypatch, ["8.8.8.8"]).to = fake.server_port
    assert one_event(cast).state == "queued"
    assert not fake.calls


@pytest.fixture
def receiver(cast: Any, client: Client, settings: Any) -> Iterator[Fake]:
    """A receiver in the own network that the installation's settings name."""

    class Receiver(Fake):
        def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
            return 204, b""

    fake = Receiver()
    settings.INSIDE = [fake.place]
    subscribed(client, cast, f"{fake.url}/in")
    yield fake
    fake.shutdown()


def test_a_redirect_is_not_followed(cast: Any, receiver: Fake) -> None:
    receiver.faults.append((307, {}))
    row = one_event(cast)
    assert (row.state, len(receiver.calls)) == ("dead", 1)
    assert "отсылает на другой адрес" in row.error


def test_nothing_of_a_receiver_s_answer_is_kept(cast: Any, client: Client, receiver: Fake) -> None:
    for status in (500, 410, 401):
        receiver.faults.append((status, {"secret": "ключ-из-внутренней-сети"}))
        row = one_event(cast)
        assert str(status) in row.error
        assert "ключ" not in row.error
        page = client.get(f"/w/connections/webhooks/{Webhook.objects.get().pk}/").content.decode()
        assert "из-внутренней-сети" not in page
        Delivery.objects.update(channel="portal")


@pytest.mark.parametrize("drip", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_receiver_that_drips_does_not_hold_the_worker(
    cast: Any, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, drip: bytes
) -> None:
    monkeypatch.setattr("priemnaya.channels.webhooks.send.TIMEOUT", 1)
    line = socket.create_server(("127.0.0.1", 0))
    settings.INSIDE = [f"127.0.0.1:{line.getsockname()[1]}"]

    def dripping() -> None:
        talk, _ = line.accept()
        try:
            talk.sendall(drip)
            while True:
                talk.sendall(b"a" if drip else b"")
                time.sleep(0.2)
        except OSError:
            talk.close()

    threading.Thread(target=dripping, daemon=True).start()
    subscribed(client, cast, f"http://{settings.INSIDE[0]}/")
    began = time.monotonic()
    assert one_event(cast).state == "queued"
    assert time.monotonic() - began < 20


def test_a_file_a_messenger_points_to_is_not_fetched_from_inside(
    cast: Any, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forged or careless update must not have us read our own network."""
    settings.BOTS = "max://s3cret:T0K@platform-api2.max.ru/?body=udmurtia-mio"
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail(f"connected to {a}"))
    update = {
        "update_type": "message_created",
        "timestamp": 1789549200000,
        "message": {
            "sender": {"user_id": 7, "first_name": "Анна"},
            "recipient": {"chat_type": "dialog"},
            "timestamp": 1789549200000,
            "body": {
                "mid": "mid.1",
                "text": "Вот документ",
                "attachments": [
                    {"type": "file", "filename": "д.pdf", "payload": {"url": "http://169.254.169.254/latest"}}
                ],
            },
        },
    }
    answer = client.post(
        "/api/bots/max/udmurtia-mio/",
        json.dumps(update),
        content_type="application/json",
        headers={"X-Max-Bot-Api-Secret": "s3cret"},
    )
    assert answer.status_code == 200
    assert "получить не удалось" in Contact.objects.get(direction="in").text


@pytest.mark.unit
def test_the_doctor_says_how_each_link_is_verified_and_no_password(settings: Any) -> None:
    from priemnaya.config.cli.running import _links

    settings.SMTP_URL = "smtps://user:s3cret@mail.example?ca=/own.pem"
    settings.IMAP_URLS = ["imap://user:s3cret@box.example/INBOX?body=x", "imap://user:s3cret@127.0.0.1/INBOX?body=x"]
    settings.HTTPS, settings.PROXIES = True, 0
    said = list(_links())
    assert "s3cret" not in str(said)
    assert said[0] == ("Связь с mail.example: сертификат проверяется по корням системы и по файлу /own.pem", "")
    assert "только с этим же компьютером" in said[1][1]
    assert "без шифрования, на этом же компьютере" in said[2][0]
    assert "PRIEMNAYA_PROXIES" in said[3][1]
    settings.PROXIES = 1
    assert list(_links())[3][1] == ""


@pytest.mark.unit
def test_a_remote_antivirus_is_sent_nothing_in_the_clear(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from priemnaya.core.antivirus import UNKNOWN, scan

    settings.CLAMD = "tcp://clamd.example:3310"
    monkeypatch.setattr(socket.socket, "connect", lambda *a: pytest.fail("connected"))
    assert scan(b"file") == UNKNOWN


# That nobody else makes a connection of their own.

SOURCE = Path(outbound.__file__).resolve().parents[1]
MAKERS = {"ssl", "requests", "truststore", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client"}
MAY = {
    "core/outbound.py": "the one place",
    "config/bench.py": "a bench asks its own server on loopback",
    "config/bench_outbox.py": "a bench plays the other side",
}
SECURE = {"SMTP_SSL": "context", "starttls": "context", "MailBox": "ssl_context", "MailBoxStartTls": "ssl_context"}


@pytest.mark.unit
@pytest.mark.xdist_group("code")
def test_nobody_else_makes_a_session_or_an_ssl_context() -> None:
    wrong, calls = [], 0
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        for node in walked(tree_of(path)):
            imported = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                imported = [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
            if name not in MAY and any(m == i or i.startswith(f"{m}.") for i in imported for m in MAKERS):
                wrong.append(f"{name}:{node.lineno} imports {imported}")  # type: ignore[attr-defined]
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called in SECURE:
                    calls += 1
                    if SECURE[called] not in {k.arg for k in node.keywords}:
                        wrong.append(f"{name}:{node.lineno} {called} without a context of ours")
                if called == "OAuth2Session" and "trusting(" not in path.read_text(encoding="utf-8"):
                    wrong.append(f"{name}:{node.lineno} {called} is not made trusting")
                if any(k.arg in ("verify", "check_hostname", "verify_mode") for k in node.keywords) and name not in MAY:
                    wrong.append(f"{name}:{node.lineno} says itself whether to verify")
    assert wrong == []
    assert calls == len(SECURE)


# Behind a proxy the client's address is the client's.


@pytest.mark.unit
@pytest.mark.parametrize(
    ("proxies", "heard", "client"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        (2, "203.0.113.7, 10.0.0.9", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
        (3, "6.6.6.6, 203.0.113.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "6.6.6.6, мусор", "10.0.0.1"),
        (1, "203.0.113.7:5123", "203.0.113.7"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_client_s_address_comes_from_our_proxies_only(
    settings: Any, rf: Any, proxies: int, heard: str, client: str
) -> None:
    settings.PROXIES = proxies
    assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=heard)) == client


@pytest.mark.unit
def test_a_network_is_a_24_or_a_64() -> None:
    assert network("203.0.113.7") == network("203.0.113.250") != network("203.0.114.7")
    assert network("2001:db8:0:1::7") == network("2001:db8:0:1:ffff::1") != network("2001:db8:0:2::7")


@pytest.mark.unit
def test_the_address_is_read_in_one_place() -> None:
    names = ("REMOTE_ADDR", "FORWARDED_FOR", "Forwarded-For", "X_REAL_IP", "HTTP_FORWARDED")
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if any(n in path.read_text(encoding="utf-8") for n in names)
    }
    assert found == {"core/address.py"}


# DATABASE_URL.


def connected(url: str) -> Any:
    return DatabaseWrapper({**connection.settings_dict, **database_of(url)}, alias="default")


def plain_server(heard: list[bytes]) -> int:
    """Something that listens as PostgreSQL does and will not encrypt."""
    line = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            talk, _ = line.accept()
            with talk:
                talk.recv(8)  # asks for encryption
                talk.sendall(b"N")
                heard.append(talk.recv(1000))

    threading.Thread(target=serve, daemon=True).start()
    return int(line.getsockname()[1])


def test_a_database_that_must_be_verified_is_told_nothing_without_it(db: None) -> None:
    heard: list[bytes] = []
    port = plain_server(heard)
    for way in ("require", "verify-ca", "verify-full"):
        with pytest.raises((OperationalError, psycopg.OperationalError), match="SSL"):
            connected(f"postgresql://user:secret@127.0.0.1:{port}/x?sslmode={way}&connect_timeout=5").connect()
    assert b"".join(heard) == b""


def test_of_several_hosts_the_one_that_answers_is_used(db: None) -> None:
    known = connection.settings_dict
    place = f"postgresql://{known['USER']}@/{known['NAME']}?host=/nonexistent,{known['HOST']}&target_session_attrs=any"
    other = connected(place)
    other.connect()
    with other.cursor() as cursor:
        cursor.execute("show timezone")
        assert cursor.fetchone() == ("UTC",)
    other.close()


@pytest.mark.unit
def test_everything_of_a_database_address_is_passed_on() -> None:
    made = database_of(
        "postgresql://us%40er:p%3Aw@one,two:5433/name?sslmode=verify-full&sslrootcert=/ca.pem"
        "&target_session_attrs=read-write&application_name=x&options=-c%20statement_timeout%3D9"
    )
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["NAME"]) == ("us@er", "p:w", "one,two", "name")
    assert made["OPTIONS"] == {
        "sslmode": "verify-full",
        "sslrootcert": "/ca.pem",
        "target_session_attrs": "read-write",
        "application_name": "x",
        "options": "-c statement_timeout=9 -c timezone=UTC",
    }
    assert database_of("host=/s dbname=n user=u")["HOST"] == "/s"
    assert database_of("postgresql://?service=office")["OPTIONS"] == {"service": "office", "options": "-c timezone=UTC"}
    with pytest.raises(ProgrammingError):
        database_of("postgresql:///x?sslmoed=verify-full")


def test_a_service_file_says_where_the_database_is(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = connection.settings_dict
    lines = f"[office]\nhost={known['HOST']}\ndbname={known['NAME']}\nuser={known['USER']}\n"
    (tmp_path / "services.conf").write_text(lines)
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services.conf"))
    other = connected("postgresql://?service=office")
    other.connect()
    with other.cursor() as cursor:
        cursor.execute("select current_database()")
        assert cursor.fetchone() == (known["NAME"],)
    other.close()


@pytest.mark.unit
def test_programs_of_the_database_get_everything_and_no_password_on_their_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`priemnaya backup`, and what `restore` plays the backup through."""
    from priemnaya.config import database
    from priemnaya.config.cli import backups, main

    for name in ("pg_dump", "pg_restore", "psql"):
        program = tmp_path / name
        program.write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/{name}.said\nenv > {tmp_path}/{name}.env\n'
            + ("echo PGDMP\n" if name == "pg_dump" else "cat > /dev/null\n")
        )
        program.chmod(0o755)
    monkeypatch.setattr(database, "BIN", tmp_path)
    url = "postgresql://user:s3cret@one,two:5433/name?sslmode=verify-full&keepalives_idle=9"
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(["backup", "--plain", str(tmp_path / "file")]) == 0
    backups.replay(url, tmp_path / "file", [])
    for name in ("pg_dump", "psql"):
        said, environment = ((tmp_path / f"{name}.{x}").read_text() for x in ("said", "env"))
        assert "s3cret" not in said
        assert "keepalives_idle=9" in said
        for line in ("PGPASSWORD=s3cret", "PGHOST=one,two", "PGSSLMODE=verify-full", "PGDATABASE=name"):
            assert line in environment
