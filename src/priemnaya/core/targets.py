"""Where an address that somebody typed leads, judged before anything is sent there: by its letters, then by what its
name stands for. Only the open internet will do, unless the installation names an inner address (`INSIDE`)."""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NoAnswer(Exception):
    """Nobody answers, the answer breaks off, or whoever answers is not who was asked."""


class Barred(Exception):
    """We do not connect there at all; the words say what would do."""


def loopback(host: str) -> bool:
    """This very machine: nobody can listen on the way."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Target:
    """Where an address leads: by which name, to which port; inside: the installation's settings let it be private."""

    secure: bool
    host: str
    port: int
    path: str
    inside: bool


def target_of(url: str) -> Target:
    """A typed address, judged by its letters alone. Raises Barred."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode().rstrip("."), parts.port
    except (ValueError, UnicodeError) as error:
        raise Barred("Адрес записан с ошибкой: проверьте его.") from error
    if not host or parts.scheme not in ("https", "http") or "@" in parts.netloc:
        raise Barred("Впишите полный адрес без логина и пароля: он начинается с https://")
    port = port or (443 if parts.scheme == "https" else 80)
    inside = f"{host}:{port}" in settings.INSIDE
    if not inside:
        if parts.scheme != "https":
            raise Barred("Впишите адрес, который начинается с https://: без шифрования события не отправляются.")
        _outside(host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii() or not path.isprintable() or " " in path:
        raise Barred("В адресе недопустимые знаки: скопируйте его из строки браузера.")
    return Target(parts.scheme == "https", host, port, path, inside)


PRIVATE = "Этот адрес ведёт во внутреннюю сеть. Впишите адрес, который открывается из интернета."
NUMBER = re.compile(r"\d+|0[xX][0-9a-fA-F]*")
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)


def _outside(host: str) -> None:
    """Raises Barred for a host that is no name of the internet: an address that is not public, an address written so
    that only some resolvers read it («0x7f.1», «2130706433»), what no name can be."""
    if loopback(host):
        raise Barred(PRIVATE)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if NUMBER.fullmatch(host.rpartition(".")[2]):
            raise Barred("Сервер записан числом. Впишите его имя, например https://sed.example.ru/") from None
        if not all(_label(one) for one in host.split(".")):
            raise Barred("Такого имени сервера не бывает: проверьте адрес.") from None
    else:
        if not public(address):
            raise Barred(PRIVATE)


def _label(label: str) -> bool:
    """Part of a name; one in other letters than Latin («xn--…») must stand for something."""
    if not LABEL.fullmatch(label):
        return False
    if not label.lower().startswith("xn--"):
        return True
    try:
        said = label.encode().decode("idna")
        return bool(said) and said.encode("idna").decode() == label.lower()
    except UnicodeError:
        return False


LOOK = 3  # seconds that whoever types an address waits for its name


def look_at(url: str) -> bool:
    """A typed address before it is kept: whether its name is found now (no: it is looked at when something is sent).
    Raises Barred, also for a name behind which there is only an inside."""
    target, seen = target_of(url), queue.SimpleQueue[Exception | None]()

    def look() -> None:
        try:
            resolve(target)
            seen.put(None)
        except Exception as error:  # whatever it is, it is told to who waits
            seen.put(error)

    threading.Thread(target=look, daemon=True).start()
    try:
        problem = seen.get(timeout=LOOK)
    except queue.Empty:
        return False
    if isinstance(problem, NoAnswer):
        return False
    if problem is not None:
        raise problem
    return True


def public(address: IPAddress) -> bool:
    """Out in the internet: neither private, loopback, link-local, metadata, multicast nor reserved, nor such an IPv4
    address inside an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(target: Target) -> list[str]:
    """The addresses behind a name, all of them public: one that is not bars the whole name. Raises Barred, NoAnswer."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer("имя сервера не найдено") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not target.inside and not all(public(ipaddress.ip_address(a.partition("%")[0])) for a in addresses):
        raise Barred(PRIVATE)
    return addresses
