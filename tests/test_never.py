"""What the code never does (docs/asvs.md names these tests): looked for in all of it, so that a new place is seen."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from priemnaya.core import outbound
from priemnaya.people.models import Employee

from .bodies_in_code import tree_of, walked
from .browser.conftest import free_port
from .test_architecture import routes

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "priemnaya"
PLAY = ("config/bench", "config/demo", "config/cli/channels.py")
"""Where chance makes data for demonstrations and measurements."""


OWN_NAMES = {"config/database.py"}
"""Where a query names our own database, which no query can bind."""
OF_OTHERS = {"cases/judging.py"}
"""Where the digest that somebody's signature names is counted."""


pytestmark = pytest.mark.xdist_group("code")


@cache
def python() -> tuple[tuple[str, tuple[ast.AST, ...]], ...]:
    paths = [p for p in sorted(SOURCE.rglob("*.py")) if "/migrations/" not in str(p)]
    return tuple((p.relative_to(SOURCE).as_posix(), walked(tree_of(p))) for p in paths)


def called(node: ast.Call) -> str:
    """«module.name» or «name», as it is written."""
    found = node.func
    if isinstance(found, ast.Attribute):
        inner = found.value
        return f"{inner.id}.{found.attr}" if isinstance(inner, ast.Name) else f".{found.attr}"
    return found.id if isinstance(found, ast.Name) else ""


@cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    return tuple((name, called(n), n) for name, nodes in python() for n in nodes if isinstance(n, ast.Call))


def imports() -> Iterator[tuple[str, str]]:
    for name, nodes in python():
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from ((name, a.name) for a in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield from ((name, f"{node.module}.{a.name}") for a in node.names)


@pytest.mark.unit
def test_no_text_becomes_code_a_command_or_a_query() -> None:
    """cases/models/walls.py keeps the text that Django drew of a queryset; what is asked for stays a parameter."""
    never = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput", "marshal.loads"}
    wrong = [(name, what) for name, what, _node in calls() if what in never or what in (".raw", ".extra")]
    raw = ("cases/models/walls.py", "cases/finding/standing.py")  # pieces of the file itself, typed words as parameters
    wrong += [(n, what) for n, what, _node in calls() if what == "RawSQL" and n not in raw]
    for name, what, node in calls():
        shell = next((k.value for k in node.keywords if k.arg == "shell"), None)
        if shell is not None and not (isinstance(shell, ast.Constant) and shell.value is False):
            wrong.append((name, f"{what} by a shell"))
        if what.endswith(("pickle.loads", "pickle.load")) and name != "bounded/speaking.py":
            wrong.append((name, what))
        if what.endswith(".execute") and isinstance(node.args[0], ast.JoinedStr) and name not in OWN_NAMES:
            wrong.append((name, "a query put together in place"))
    assert wrong == []


@pytest.mark.unit
def test_templates_never_switch_escaping_off() -> None:
    wrong, seen = [], 0
    for path in SOURCE.rglob("*.html"):
        seen += 1
        text = path.read_text(encoding="utf-8")
        for bad in (
            r"\|\s*safe\b",
            r"autoescape\s+off",
            r"\son\w+\s*=\s*[\"']",
            r"<script(?![^>]*\bsrc=)(?![^>]*json)",
        ):
            wrong += [(path.name, found) for found in re.findall(bad, text)]
    assert seen > 100
    assert wrong == []
    assert [name for name, what, _node in calls() if what == "Template"] == []


@pytest.mark.unit
def test_scripts_run_no_text_and_load_nothing_from_elsewhere() -> None:
    never = re.compile(
        r"\beval\(|new Function|document\.write|__proto__|Object\.assign|setTimeout\([\"']|javascript:"
        r"|https?://(?!www\.w3\.org)|import\("
    )
    scripts = list(SOURCE.rglob("static/**/*.js"))
    assert len(scripts) > 6
    assert [(p.name, found) for p in scripts for found in never.findall(p.read_text(encoding="utf-8"))] == []
    loaded = re.compile(r"<(?:script|img|iframe|link|form)[^>]+(?:src|href|action)=[\"'](?:https?:)?//")
    assert [p.name for p in SOURCE.rglob("*.html") if loaded.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.unit
def test_the_script_of_the_widget_believes_its_own_frame_only() -> None:
    from priemnaya.portal.views.widget import SCRIPT

    listens = SCRIPT.partition('addEventListener("message"')[2]
    assert listens.index("event.origin !== origin || event.source !== frame.contentWindow) return") < listens.index(
        "data"
    )
    ours = [p for p in SOURCE.rglob("*.js") if "static" in p.parts and "message" in p.read_text(encoding="utf-8")]
    heard = [p.name for p in ours if re.search(r"window\.(onmessage|addEventListener\(.message)", p.read_text("utf-8"))]
    assert heard == []


@pytest.mark.unit
def test_what_must_not_be_guessed_is_made_by_secrets() -> None:
    from priemnaya.core import tokens

    assert {n for n, what in imports() if what.partition(".")[0] == "random" and not n.startswith(PLAY)} == set()
    assert [n for n, what, _node in calls() if what in ("uuid.uuid1", "uuid.uuid3", "uuid.uuid5")] == []
    many = 200
    for make, length, bits in ((tokens.new_code, 10, 50), (tokens.new_token, 32, 192), (tokens.new_api_token, 47, 256)):
        made = {make() for _n in range(many)}
        assert len(made) == many
        assert {len(m) for m in made} == {length}
        assert bits >= 20


@pytest.mark.unit
def test_no_weak_or_home_made_cryptography() -> None:
    wrong = []
    for name, what, node in calls():
        told = {k.arg: k.value for k in node.keywords}
        harmless = isinstance(u := told.get("usedforsecurity"), ast.Constant) and u.value is False
        if what in ("hashlib.md5", "hashlib.sha1") and not harmless:
            wrong.append((name, what))
        if what == "hashlib.new" and name not in OF_OTHERS:
            wrong.append((name, what))
        digest = [a.value for a in [*node.args, *told.values()] if isinstance(a, ast.Constant)]
        if what.startswith("hmac.") and {"md5", "sha1"} & set(digest):
            wrong.append((name, what))
    weak = ("ciphers.modes.ECB", "ciphers.modes.CBC", "padding.PKCS1v15", "ciphers.algorithms", "Crypto", "Cryptodome")
    wrong += [(name, what) for name, what in imports() if any(w in what for w in weak)]
    assert wrong == []


@pytest.mark.unit
def test_passwords_are_kept_by_scrypt() -> None:
    from priemnaya.config.settings import PASSWORD_HASHERS

    first = import_string(PASSWORD_HASHERS[0])()
    assert (first.algorithm, first.work_factor, first.block_size, first.parallelism) == ("scrypt", 2**14, 8, 5)
    assert first.encode("луна гвоздь паром", "salt1234").startswith("scrypt$16384$")


@pytest.mark.unit
def test_tls_out_is_1_2_or_newer() -> None:
    made = outbound.trust()
    assert made.minimum_version.name == "TLSv1_2"
    assert made.check_hostname
    weak = re.compile(r"RC4|3DES|\bDES|NULL|EXPORT|MD5|anon", re.I)
    assert [c["name"] for c in made.get_ciphers() if weak.search(c["name"])] == []


@pytest.mark.unit
def test_nothing_logs_but_to_standard_error() -> None:
    from priemnaya.config.settings import LOGGING

    assert {n: h["class"] for n, h in LOGGING["handlers"].items()} == {"console": "logging.StreamHandler"}
    assert [n for n, what in imports() if what.startswith(("logging.handlers", "syslog", "sentry_sdk"))] == []


@pytest.mark.unit
def test_no_secret_stands_in_the_source() -> None:
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{30,}|\bprm_[\w-]{40,}|\bxox[bp]-\w+"
        r"|SECRET_KEY\s*=\s*[\"']"
    )
    files = [
        p for p in [*SOURCE.rglob("*"), *(ROOT / "orders").rglob("*")] if p.suffix in (".py", ".yaml", ".html", ".js")
    ]
    assert len(files) > 500
    assert [p.name for p in files if secret.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.unit
def test_every_package_is_pinned_with_its_digest() -> None:
    for lock in ("base", "data", "dev"):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        whole = re.sub(r"\\\n\s*", " ", text)
        lines = [line for line in whole.splitlines() if line.strip() and not line.strip().startswith("#")]
        assert lines
        assert [line for line in lines if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


WAYS_IN = {
    "accounts/login/",
    "accounts/sso/<slug:body>/",
    "accounts/sso/<slug:body>/back/",
    "accounts/reauthenticate/",
    "accounts/reauthenticate/provider/",
    "accounts/logout/",
    "accounts/password/change/",
}


@pytest.mark.unit
def test_there_is_no_way_in_that_is_not_documented() -> None:
    """Those of docs/security.md: no registration, no reset by letter, no questions, and factors of allauth."""
    account = {p for p, _view in routes() if p.startswith("accounts/")}
    assert {p for p in account if not p.startswith("accounts/2fa/")} == WAYS_IN
    assert [p for p, _view in routes() if re.search(r"signup|reset/key|password/reset|debug|admin/|silk", p)] == []
    assert settings.AUTHENTICATION_BACKENDS == ["allauth.account.auth_backends.AuthenticationBackend"]
    assert not {"allauth.socialaccount", "allauth.headless", "django.contrib.admin"} & set(settings.INSTALLED_APPS)


def test_there_are_no_accounts_nobody_made(db: None) -> None:
    assert not Employee.everyone.exists()
    answer = Client().post("/accounts/login/", {"login": "admin", "password": "admin"})
    assert answer.status_code == 200


def test_nothing_of_the_folder_is_served(db: None) -> None:
    from priemnaya.config import settings as made

    assert not made.DEBUG
    for url in (
        "/.git/config",
        "/static/",
        "/static/ui/",
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
    ):
        assert Client().get(url).status_code in (400, 404), url
    assert Client().get("/pyproject.toml").status_code == 404
    assert not {"debug_toolbar", "django_extensions", "silk"} & set(settings.INSTALLED_APPS)


def test_a_request_with_two_lengths_is_refused(tmp_path: Path) -> None:
    """By the server that serves the product, with its flags."""
    (tmp_path / "echo.py").write_text(
        "def app(environ, start):\n    start('200 OK', [])\n    return [environ['wsgi.input'].read()]\n"
    )
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "echo:app"]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while not _asked(port, b"Content-Length: 0\r\n\r\n") and time.monotonic() < until:
            time.sleep(0.1)
        chunks = b"\r\n5\r\nhello\r\n0\r\n\r\n"
        for head, refused in (
            (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", True),
            (b"Content-Length: +5\r\n\r\nhello", True),
            (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 3\r\n" + chunks, True),
            (b"Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nhello", True),
            (b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\nhello", True),
            (b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" + chunks, False),  # the length is ignored
        ):
            answer = _asked(port, head)
            assert (b" 400 " in answer) == refused, (head, answer)
            assert refused or (answer.endswith(b"hello") and b"connection: close" in answer)
    finally:
        server.terminate()
        server.wait(10)


def _asked(port: int, rest: bytes) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + rest)
            pieces = []
            while piece := line.recv(4096):
                pieces.append(piece)
            return b"".join(pieces)
    except OSError:
        return b""


def test_a_line_break_makes_no_header_of_a_letter(cast: Any) -> None:
    from priemnaya.channels.email.smtp import compose
    from priemnaya.core.models import Delivery

    row = Delivery.objects.create(
        organisation_id=cast.udm.pk,
        channel="email",
        key="x",
        lane="x",
        subject_type="case",
        subject_id=0,
        address="client@example.org",
        message_id="<one@priemnaya.example>",
        payload={"subject": "Ответ\r\nBcc: everybody@evil.example", "text": "Здравствуйте\r\n.\r\nRCPT TO:<x@evil>"},
    )
    letter = compose(row)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Ответ Bcc: everybody@evil.example"
    assert b"\nBcc:" not in letter.as_bytes()
    row.address = "client@example.org\r\nRCPT TO:<everybody@evil.example>"
    with pytest.raises(ValueError, match=r".+"):
        compose(row)
