"""The one place where a connection to another machine gets its trust.

A certificate and the name in it are always verified, against the roots of the system (the Ministry's too, once it is
installed there) and a file of one's own (PRIEMNAYA_CA_FILE, or `?ca=` in the address of a mail server). Without TLS one
speaks to this machine only. There is no switch that turns verifying off.

What is typed on a page, not set by who runs the installation, goes out by `post_public` and `get_public`: https, to
public addresses, pinned after resolving, without redirects.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import requests
import truststore
from django.conf import settings
from requests.adapters import HTTPAdapter

from .targets import Barred as Barred
from .targets import NoAnswer as NoAnswer
from .targets import Target, resolve, target_of
from .targets import loopback as loopback

MOST = 8 * 1024 * 1024
"""Bytes of an answer that is read whole."""
TIMEOUT = (5, 40)  # seconds: to connect, to answer (long polling included)
LONGEST = 120  # seconds for a whole answer
HOPS = 4  # addresses of one link, with those it sends on to
Session = TypeVar("Session", bound=requests.Session)


NotVerified = ssl.SSLCertVerificationError


def trust(ca: str = "") -> ssl.SSLContext:
    """What verifies the other side: roots of the system, of PRIEMNAYA_CA_FILE and of the file given here."""
    made = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    for file in (settings.CA_FILE, ca):
        if file:
            made.load_verify_locations(cafile=file)
    return made


def only_here(host: str) -> None:
    """Raises Barred when the host is another machine: it is spoken to with TLS only."""
    if not loopback(host):
        raise Barred(f"Без шифрования связь возможна только с этим же компьютером, а не с {host}: задайте адрес с TLS.")


@dataclass(frozen=True)
class Server:
    """A server out of a setting: «smtps://user:password@host:465/path?ca=/file.pem&…»."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    path: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def trust(self) -> ssl.SSLContext:
        return trust(self.options.get("ca", ""))


def server_of(url: str, ports: Mapping[str, int]) -> Server:
    """ports: the schemes known and their usual ports; one without TLS ends neither in «s» nor in «+tls». Raises Barred,
    ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ports:
        raise ValueError(f"«{parts.scheme}»: {', '.join(ports)}")
    host = parts.hostname or "localhost"
    if not parts.scheme.endswith(("s", "+tls")):
        only_here(host)
    return Server(
        parts.scheme,
        host,
        parts.port or ports[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.path.strip("/"),
        dict(parse_qsl(parts.query)),
    )


def trusted_by(url: str, ports: Mapping[str, int]) -> str:
    """How a server of the settings is known for itself, for people who look after the installation. Raises Barred,
    ValueError."""
    server = server_of(url, ports)
    if not server.scheme.endswith(("s", "+tls")):
        return "без шифрования, на этом же компьютере"
    own = [file for file in (settings.CA_FILE, server.options.get("ca", "")) if file]
    return "сертификат проверяется по корням системы" + (f" и по файлу {', '.join(own)}" if own else "")


# HTTP to services that the installation's settings name.


class _Trusting(HTTPAdapter):
    """Verifies by `trust` whatever the caller or the environment says; plain HTTP stays on this machine."""

    def __init__(self) -> None:
        self.context = trust()
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **{**kwargs, "ssl_context": self.context})

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **{**kwargs, "ssl_context": self.context})

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_REQUIRED", None, None

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        if parts.scheme != "https":
            only_here(parts.hostname or "")
        return super().send(request, *args, **{**kwargs, "verify": True})


@lru_cache(maxsize=4)
def _adapter(ca_file: str) -> _Trusting:
    """Kept: reading the system's roots takes longer than most calls."""
    return _Trusting()


def trusting(session: Session) -> Session:
    """The same session, verifying as everything here does, and never led on to another address."""
    session.max_redirects = 0
    session.mount("https://", _adapter(settings.CA_FILE))
    session.mount("http://", _adapter(settings.CA_FILE))
    return session


@dataclass(frozen=True)
class Answer:
    status_code: int
    content: bytes = b""

    @property
    def ok(self) -> bool:
        return self.status_code < 400

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """Raises ValueError."""
        try:
            return json.loads(self.content)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def call(method: str, url: str, *, most: int = MOST, timeout: Any = TIMEOUT, **given: Any) -> Answer:
    """One request to a service of the settings, its answer read whole within bounds; redirects are answers. Raises
    NoAnswer, Barred."""
    until = time.monotonic() + LONGEST
    try:
        with trusting(requests.Session()).request(
            method, url, timeout=timeout, allow_redirects=False, stream=True, **given
        ) as answer:
            pieces, size = [], 0
            for piece in answer.iter_content(1 << 16):
                size += len(piece)
                if size > most or time.monotonic() > until:
                    raise NoAnswer("ответ слишком велик или слишком долог")
                pieces.append(piece)
            return Answer(answer.status_code, b"".join(pieces))
    except OSError as error:  # all of requests' own, and a file of roots that cannot be read
        raise NoAnswer(type(error).__name__) from error


# To addresses that somebody typed, or another service sent.


@contextmanager
def _connected(target: Target, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to one of the addresses that were judged, verified by name, cut when the time is over whatever the
    other side does."""
    addresses, until = resolve(target), time.monotonic() + seconds
    raw = _reach(addresses, target.port, until)
    twin = socket.socket(fileno=os.dup(raw.fileno()))
    over = threading.Event()

    def cut() -> None:
        over.set()
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(until - time.monotonic(), 0.01), cut)
    timer.daemon = True
    timer.start()
    line = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
    try:
        line.sock = trust().wrap_socket(raw, server_hostname=target.host) if target.secure else raw
        yield line
        if over.is_set():  # what was read then ends where the line was cut
            raise NoAnswer("ответ слишком долог")
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(type(error).__name__) from error
    finally:
        timer.cancel()
        line.close()
        raw.close()
        twin.close()


def _reach(addresses: list[str], port: int, until: float) -> socket.socket:
    problem: OSError | None = None
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            problem = error
    raise NoAnswer(type(problem).__name__ if problem else "не успели соединиться") from problem


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    return name if target.port == (443 if target.secure else 80) else f"{name}:{target.port}"


def post_public(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> int:
    """POST to a typed address; the status, and nothing else of the answer is read. Raises Barred, NoAnswer."""
    target = target_of(url)
    with _connected(target, seconds) as line:
        line.request("POST", target.path, body, {**headers, "Host": _host(target), "Connection": "close"})
        return line.getresponse().status


def get_public(url: str, *, most: int, seconds: float) -> bytes:
    """The bytes behind a link somebody sent, not more than `most`; each address it sends on to is judged anew. Raises
    Barred, NoAnswer."""
    until = time.monotonic() + seconds
    for _ in range(HOPS):
        target = target_of(url)
        with _connected(target, until - time.monotonic()) as line:
            line.request("GET", target.path, headers={"Host": _host(target), "Connection": "close"})
            answer = line.getresponse()
            if answer.status in (301, 302, 303, 307, 308):
                url = urljoin(url, answer.getheader("Location", ""))
                continue
            if answer.status != 200:
                raise NoAnswer(f"ответ {answer.status}")
            content = answer.read(most + 1)
        if len(content) > most:
            raise NoAnswer("файл слишком велик")
        return content
    raise NoAnswer("слишком много переадресаций")
