"""The one place where settings are read from the environment: what each may be is said here, and what one must be is
told to whoever set it wrong (docs/operations.md)."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.module_loading import import_string
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parents[3]


class WrongSetting(ValueError):
    """In words for whoever runs the installation: which setting, what is wrong, what it should be."""


@dataclass(frozen=True)
class Setting:
    """read: of the words given; raises ValueError, with its own words or none; like: what it should be."""

    read: Callable[[str], Any]
    default: Any
    like: str = ""


def _number(kind: type, least: float, most: float = 10**6) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            number = kind(text)
        except ValueError:
            raise ValueError(f"«{text}» — не число") from None
        if not least <= number <= most:
            raise ValueError(f"{text} не годится: можно от {least} до {most}")
        return number

    return read


def _folder(text: str) -> Path:
    path = Path(text).resolve()
    if path.exists() and not path.is_dir():
        raise ValueError(f"«{text}» — файл, а нужна папка")
    return path


def _file(text: str) -> str:
    if Path(text).is_dir():
        raise ValueError(f"«{text}» — папка, а нужен файл")
    return text


def _maybe_folder(text: str) -> str:
    return text if _folder(text) else ""


def _listened(pattern: str) -> Callable[[str], str]:
    """A server and a port there can be."""

    def read(text: str) -> str:
        given = _one_of(pattern)(text)
        if not given.startswith("unix:") and not 0 < int(given.rpartition(":")[2]) < 65_536:
            raise ValueError(f"«{text}»: порт бывает от 1 до 65535")
        return given

    return read


def _site(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or _port(parts):
        raise ValueError(f"«{text}» — не адрес сайта")
    return text.rstrip("/")


def _port(parts: Any) -> bool:
    """Whether the port cannot be read."""
    try:
        return bool(parts.port == 0)
    except ValueError:
        return True


HOST = re.compile(r"\*|\.?[\w-]+(\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\]")


def _hosts(text: str) -> list[str]:
    found = text.split(",")
    if wrong := [one for one in found if not HOST.fullmatch(one)]:
        raise ValueError(f"«{wrong[0]}» — не имя сайта")
    return found


def _domain(text: str) -> str:
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", text):
        raise ValueError(f"«{text}» — не имя домена")
    return text


def _mailbox(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>]+@[\w-]+(\.[\w-]+)*", text):
        raise ValueError(f"«{text}» — не адрес почты")
    return text


def _each(pattern: str, what: str) -> Callable[[str], list[str]]:
    """Words by spaces, each of them of this form."""

    def read(text: str) -> list[str]:
        if wrong := [one for one in text.split() if not re.fullmatch(pattern, one)]:
            raise ValueError(f"«{wrong[0]}» — не {what}")
        return text.split()

    return read


def _one_of(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"«{text}» так не записывают")
        return text

    return read


def _level(text: str) -> str:
    if text not in logging.getLevelNamesMapping():
        raise ValueError(f"«{text}» — не уровень")
    return text


QUOTAS = {
    "network": 30,
    "mailbox": 5,
    "body": 600,
    "letters": 3,
    "documents": 30,
    "drafts": 100,
    "visits": 20,
    "uploads": 300,
    "staff": 3000,
}


def _quotas(text: str) -> dict[str, int]:
    """«network=30 mailbox=5 …» over the usual ones."""
    given = {}
    for part in text.split():
        name, _, number = part.partition("=")
        if name not in QUOTAS:
            raise ValueError(f"«{name}» — такого ограничения нет, есть {', '.join(QUOTAS)}")
        given[name] = _number(int, 1, 10**9)(number)
    return QUOTAS | given


def staff_providers(text: str) -> list[dict[str, Any]]:
    """Each body's own sign-in, one URL a body: https://client:secret@sso.example/realm?body=slug&title=Вход. Raises
    ValueError."""
    found = []
    for url in text.split():
        parts = urlsplit(url)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        if parts.scheme not in ("http", "https") or not parts.hostname or _port(parts):
            raise ValueError("это не адрес поставщика входа")  # it may hold a secret: not said again
        if not re.fullmatch(r"[a-z0-9-]+", query.get("body", "")):
            raise ValueError(f"у адреса {parts.hostname} нет body=орган")
        if not parts.username or not parts.password:
            raise ValueError(f"у адреса {parts.hostname} нет имени и секрета приложения")
        port = f":{parts.port}" if parts.port else ""
        found.append(
            {
                "body": query["body"],
                "issuer": f"{parts.scheme}://{parts.hostname}{port}{parts.path}".rstrip("/"),
                "client_id": unquote(parts.username),
                "client_secret": unquote(parts.password),
                "title": query.get("title", "Войти через учётную запись органа"),
            }
        )
    return found


def _class(text: str) -> str:
    if not re.fullmatch(r"\w+(\.\w+)+", text):
        raise ValueError(f"«{text}» — не имя класса")
    return text


def _database(text: str) -> str:
    try:
        conninfo_to_dict(text)
    except ProgrammingError:
        raise ValueError("так адрес базы не записывают") from None  # it may hold a password: not said again
    return text


MEGABYTES = _number(int, 1, 10_000)
SECONDS = _number(int, 1, 86_400)
SETTINGS: dict[str, Setting] = {
    "DATABASE_URL": Setting(_database, "postgresql:///priemnaya", "postgresql://логин:пароль@сервер/база"),
    "PORT": Setting(_number(int, 1, 65_535), 8000, "номер порта, например 8000"),
    "PRIEMNAYA_DATA": Setting(_folder, (ROOT / "var").resolve(), "папка данных, например /var/lib/priemnaya"),
    "PRIEMNAYA_ORDERS": Setting(_folder, (ROOT / "orders").resolve(), "папка с порядками"),
    "PRIEMNAYA_SECRET_KEY": Setting(str, ""),
    "PRIEMNAYA_OLD_SECRET_KEYS": Setting(str.split, []),
    "PRIEMNAYA_BACKUP_KEYS": Setting(str, ""),  # read where backups are made: it may be a file
    "PRIEMNAYA_DEBUG": Setting(_one_of("[01]"), "0", "1, чтобы включить отладку, или 0"),
    "PRIEMNAYA_DEMO": Setting(_one_of("[01]"), "0", "1, если данные демонстрационные, или 0"),
    "PRIEMNAYA_HOSTS": Setting(
        _hosts, ["localhost", "127.0.0.1", "[::1]", "testserver"], "имена через запятую: priemnaya.example,localhost"
    ),
    "PRIEMNAYA_URL": Setting(
        _site, "http://localhost:8000", "адрес, который открывают люди: https://priemnaya.example"
    ),
    "PRIEMNAYA_PROXIES": Setting(_number(int, 0, 20), 0, "сколько ваших прокси стоит перед сайтом, обычно 0 или 1"),
    "PRIEMNAYA_SMTP_URL": Setting(str, ""),
    "PRIEMNAYA_MAIL_DOMAIN": Setting(_domain, "priemnaya.example", "домен почты, например priemnaya.example"),
    "PRIEMNAYA_RETURN_PATH": Setting(_mailbox, "", "адрес для возвратов: bounce@priemnaya.example"),
    "PRIEMNAYA_OUTBOX_LEASE": Setting(SECONDS, 300, "секунды, например 300"),
    "PRIEMNAYA_OUTBOX_PACE": Setting(_number(float, 0.0001, 100), 1.0, "множитель пауз, обычно 1"),
    "PRIEMNAYA_SMTP_TIMEOUT": Setting(SECONDS, 30, "секунды, например 30"),
    "PRIEMNAYA_BOTS": Setting(str, ""),
    "PRIEMNAYA_SMS_URL": Setting(str, ""),
    "PRIEMNAYA_EXCHANGE": Setting(str, ""),
    "PRIEMNAYA_TELEPHONY": Setting(str, ""),
    "PRIEMNAYA_WIDGET_HOSTS": Setting(
        _each(r"https?://[\w.*-]+(:(\d+|\*))?", "адрес сайта"), [], "сайты через пробел: https://site.example"
    ),
    "PRIEMNAYA_DOCFLOW": Setting(_maybe_folder, "", "папка системы документооборота"),
    "PRIEMNAYA_KNOWLEDGE": Setting(_maybe_folder, "", "папка с материалами"),
    "PRIEMNAYA_SCANS": Setting(_maybe_folder, "", "папка сканера"),
    "PRIEMNAYA_ANCHORS": Setting(_folder, None, "папка с сертификатами удостоверяющих центров"),
    "PRIEMNAYA_MAX_MAIL_OUT_MB": Setting(MEGABYTES, 20, "мегабайты, например 20"),
    "PRIEMNAYA_MAX_LETTER_MB": Setting(MEGABYTES, 40, "мегабайты, например 40"),
    "PRIEMNAYA_AUTHSERV": Setting(str, ""),
    "PRIEMNAYA_BREACHED": Setting(_file, "", "файл утёкших паролей"),
    "PRIEMNAYA_QUOTAS": Setting(_quotas, QUOTAS, "пары через пробел: network=60 mailbox=10"),
    "PRIEMNAYA_CA_FILE": Setting(_file, "", "файл корневых сертификатов PEM"),
    "PRIEMNAYA_INSIDE": Setting(
        _each(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+|[0-9a-fA-F:]+):\d{1,5}", "сервер и порт"),
        [],
        "серверы через пробел: sed.local:443",
    ),
    "PRIEMNAYA_GOST_CHECK": Setting(str, ""),
    "PRIEMNAYA_GOST_TIMEOUT": Setting(_number(float, 0.1, 30), 20.0, "секунды, от 0.1 до 30"),
    "PRIEMNAYA_CLAMD": Setting(
        _listened(r"tcp://[\w.\[\]:-]+:\d{1,5}|unix://\S+"), "", "tcp://127.0.0.1:3310 или unix:///run/clamav/clamd.ctl"
    ),
    "PRIEMNAYA_LMTP_LISTEN": Setting(_listened(r"(lmtp|smtp)://[\w.\[\]:-]+:\d{1,5}"), "", "lmtp://127.0.0.1:2424"),
    "PRIEMNAYA_IMAP_URLS": Setting(str.split, []),
    "PRIEMNAYA_OIDC_ISSUER": Setting(_site, "", "адрес поставщика: https://esia.example"),
    "PRIEMNAYA_OIDC_CLIENT_ID": Setting(str, ""),
    "PRIEMNAYA_OIDC_CLIENT_SECRET": Setting(str, ""),
    "PRIEMNAYA_OIDC_SIGNER": Setting(
        _class,
        "priemnaya.portal.identity.signers.SharedSecret",
        "класс: priemnaya.portal.identity.signers.SharedSecret",
    ),
    "PRIEMNAYA_OIDC_TITLE": Setting(str, "Госуслуги"),
    "PRIEMNAYA_STAFF_OIDC": Setting(
        staff_providers, [], "https://приложение:секрет@sso.example/realm?body=орган, адреса через пробел"
    ),
    "PRIEMNAYA_LOG": Setting(_level, "WARNING", "DEBUG, INFO, WARNING, ERROR или CRITICAL"),
}
"""Every one there is, with its usual value. Those read as they are and not free texts are looked at by `late`."""


def given(name: str, environment: Mapping[str, str] | None = None) -> Any:
    """A setting as it holds; an empty one is not given. Raises WrongSetting."""
    setting, text = SETTINGS[name], (os.environ if environment is None else environment).get(name, "")
    if not text.strip():
        return setting.default
    try:
        return setting.read(text)
    except (ValueError, OSError) as error:
        raise _wrong(name, str(error), setting.like) from None


def supply(name: str, text: str) -> None:
    """Give a setting that the environment does not; what is none is left out."""
    if os.environ.get(name, "").strip():
        return
    with suppress(ValueError):
        SETTINGS[name].read(text)
        os.environ[name] = text


def _wrong(name: str, why: str, like: str) -> WrongSetting:
    if not re.search("[а-яё]", why):  # of a library: no words for people, and it may quote a secret
        why = "так это не записывают"
    return WrongSetting(f"{name}: {why.rstrip('.')}. Нужно: {like}." if like else f"{name}: {why}")


def wrong(environment: Mapping[str, str] | None = None) -> list[WrongSetting]:
    """All that are wrong by their words alone."""
    found = []
    for name in SETTINGS:
        try:
            given(name, environment)
        except WrongSetting as error:
            found.append(error)
    return found


def strange(environment: Mapping[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """(name, its mend): what is named like a setting and is none, with the one that was perhaps meant."""
    for name in sorted(os.environ if environment is None else environment):
        if name.startswith("PRIEMNAYA_") and name not in SETTINGS:
            like = get_close_matches(name, SETTINGS, 1)
            yield name, f"Такой настройки нет. Может быть, {like[0]}?" if like else "Такой настройки нет."


MAIL_OUT = "smtps://логин:пароль@сервер, smtp+tls://… или smtp://localhost:25"
MAIL_IN = "imaps://логин:пароль@сервер/INBOX?body=орган, адреса через пробел"


def _import(name: str) -> object:
    """Raises ValueError with words."""
    try:
        return import_string(name)
    except ImportError:
        raise ValueError(f"«{name}» — такого класса здесь нет") from None


def late() -> Iterator[WrongSetting]:
    """Those whose words the channels themselves read: asked once Django is set up."""
    from django.conf import settings

    from priemnaya.channels.email.imap import SCHEMES as BOXES
    from priemnaya.channels.email.smtp import SCHEMES as SERVERS
    from priemnaya.channels.exchange.links import links
    from priemnaya.channels.sms.send import SCHEMES as GATEWAYS
    from priemnaya.channels.social.bots import bots
    from priemnaya.channels.telephony.links import exchanges
    from priemnaya.core.outbound import Barred, server_of

    looks: list[tuple[str, str, Callable[[], object]]] = [
        ("PRIEMNAYA_BOTS", "max://секрет:токен@адрес/?body=орган", bots),
        ("PRIEMNAYA_EXCHANGE", "epgu+https://КЛЮЧ@адрес/?body=орган", links),
        ("PRIEMNAYA_TELEPHONY", "generic://СЕКРЕТ@имя/?body=орган", exchanges),
        (
            "PRIEMNAYA_OIDC_SIGNER",
            SETTINGS["PRIEMNAYA_OIDC_SIGNER"].like,
            lambda: _import(settings.OIDC["signer"]),
        ),
    ]
    if settings.SMTP_URL:
        looks.append(("PRIEMNAYA_SMTP_URL", MAIL_OUT, lambda: server_of(settings.SMTP_URL, SERVERS)))
    if settings.SMS_URL:
        looks.append(("PRIEMNAYA_SMS_URL", "https://КЛЮЧ@адрес/путь", lambda: server_of(settings.SMS_URL, GATEWAYS)))
    looks += [("PRIEMNAYA_IMAP_URLS", MAIL_IN, lambda u=u: server_of(u, BOXES)) for u in settings.IMAP_URLS]  # type: ignore[misc]
    for name, like, look in looks:
        try:
            look()
        except (ValueError, Barred) as error:
            yield _wrong(name, str(error).removeprefix(f"{name}: "), like)


def must_be_right(found: list[WrongSetting]) -> None:
    """Raises WrongSetting that tells all of them at once."""
    if found:
        raise WrongSetting("\n".join(str(one) for one in found))
