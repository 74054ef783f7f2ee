"""`serve` and `work`: the supervisor of database, web and worker; and `migrate`, `doctor`."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from priemnaya.config import environment
from priemnaya.config.folders import write_private
from priemnaya.errors import Objection

from .places import ADDRESS_FILE, data_folder, orders_folder, setup, with_database


def add_to(commands: Any) -> None:
    serve = commands.add_parser("serve", help="запустить всё: базу, сайт и фоновые задачи")
    serve.add_argument("--port", type=int, default=environment.given("PORT"))
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--workers", type=int, default=2)
    serve.add_argument(
        "--demo",
        nargs="*",
        metavar="ОРГАН",
        help="при первом запуске заполнить демонстрационными данными, все органы или только названные",
    )
    serve.set_defaults(run=run_serve)
    work = commands.add_parser("work", help="фоновые задачи: отправка, опрос почты, напоминания, показатели")
    work.set_defaults(run=run_work)
    migrate = commands.add_parser("migrate", help="обновить базу и загрузить порядки")
    migrate.set_defaults(run=run_migrate)
    doctor = commands.add_parser("doctor", help="проверить установку: что не так и как исправить")
    doctor.set_defaults(run=run_doctor)


def run_serve(options: argparse.Namespace) -> int:
    """Start database, web and worker; stop all of it on Ctrl-C, on SIGTERM, and when a child is killed."""
    if not _free(options.host, options.port):
        raise Objection(
            f"Порт {options.port} занят. Остановите другую программу или запустите: priemnaya serve --port"
            f" {options.port + 1}"
        )
    os.environ.setdefault("PRIEMNAYA_URL", f"http://localhost:{options.port}")
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell may have left SIGINT ignored
        signal.signal(number, _interrupt)
    with with_database(lasting=True) as url:
        if options.demo is not None:
            from priemnaya.config.demo import fill_once

            fill_once(options.demo)
            os.environ["PRIEMNAYA_DEMO"] = "1"
        children = _children(options, url)
        try:
            write_private(data_folder() / ADDRESS_FILE, os.environ["PRIEMNAYA_URL"])
            _wait_for({"Сайт": (options.host, options.port), **_post()}, children)
            print(f"\nПриёмная работает: {os.environ['PRIEMNAYA_URL']}/   (Ctrl-C — остановить)", flush=True)
            if options.demo is not None:
                from priemnaya.config.demo import logins

                print(logins(), flush=True)
            return _watch(children)
        except KeyboardInterrupt:
            return 0
        finally:
            _stop(children)


def _children(options: argparse.Namespace, url: str) -> dict[str, subprocess.Popen[bytes]]:
    """Web and worker, started; url: their database."""
    inherited = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "priemnaya.config.settings"}
    web = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        options.host,
        "--port",
        str(options.port),
        "--workers",
        str(options.workers),
        "--blocking-threads",
        "2",
        "--no-ws",
        "--log-level",
        "warning",
        "priemnaya.config.wsgi:application",
    ]
    work = [sys.executable, "-m", "priemnaya.config.cli", "work"]
    return {
        "сайт": subprocess.Popen(web, env=inherited, start_new_session=True),
        "фоновые задачи": subprocess.Popen(work, env=inherited, start_new_session=True),
    }


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex((host, port)) != 0


def _post() -> dict[str, tuple[str, int]]:
    """Where mail is taken in, by its name in a sentence; nothing when it isn't."""
    from django.conf import settings

    place = urlsplit(settings.LMTP_LISTEN)
    return {"Приём писем": (place.hostname, place.port)} if place.hostname and place.port else {}


def _heard(host: str, port: int) -> bool:
    """Whether somebody listens there, by any family of addresses."""
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def _wait_for(places: dict[str, tuple[str, int]], children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Till each place is listened at: «работает» is said when a page opens and a letter is taken, not before."""
    deadline = time.monotonic() + 60
    for what, (host, port) in places.items():
        while not _heard(host, port):
            for name, child in children.items():
                if child.poll() is not None:
                    raise Objection(
                        f"{name} не запустились (код {child.returncode}). Посмотрите вывод выше или выполните priemnaya"
                        " doctor."
                    )
            if time.monotonic() > deadline:
                raise Objection(f"{what}: за минуту никто не ответил на {host}:{port}. Выполните priemnaya doctor.")
            time.sleep(0.1)


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> int:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                print(f"Остановлено: {name} (код {child.returncode}). Останавливаю остальное.", file=sys.stderr)
                return 1
        time.sleep(0.3)


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + 15
    for child in children.values():
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def run_work(options: argparse.Namespace) -> int:
    """One worker: background tasks and, when configured, the mail listener."""
    with with_database(migrate=False, lasting=True):
        from procrastinate.contrib.django import app

        from priemnaya.channels.email.lmtp import start_listener

        listener = start_listener()
        try:
            asyncio.run(_work(app))
        finally:
            if listener:
                listener.stop()
    return 0


async def _work(app: Any) -> None:
    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=2, install_signal_handlers=True, fetch_job_polling_interval=2, delete_jobs="successful"
        )


def run_migrate(options: argparse.Namespace) -> int:
    with with_database():
        print("База обновлена, порядки загружены.")
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    """Each check: what, is it well, and the mend. Exit code 1 when something is wrong."""
    wrong = 0
    for ok, what, mend in _checks():
        wrong += not ok
        print(f"{'✓' if ok else '✗'} {what}" + (f"\n    {mend}" if not ok and mend else ""))
    return 1 if wrong else 0


Check = tuple[bool, str, str]
"""Is it well, what, and how to mend it."""


def _checks() -> Iterator[Check]:
    yield sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "Нужен Python 3.11 или новее."
    if found := environment.wrong():
        yield from _settings(map(str, found))
        return  # nothing else can be looked at with them
    for name, mend in environment.strange():
        yield False, f"Настройка {name}", mend
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    writable = os.access(folder, os.W_OK)
    yield writable, f"Папка данных {folder}", "Дайте права на запись или задайте PRIEMNAYA_DATA."
    yield _orders()
    try:
        with with_database(migrate=False):
            yield from _database()
            yield from _connections()
    except environment.WrongSetting as error:
        yield from _settings(str(error).splitlines())
    except Exception as error:
        yield False, "База", _of_database(error)


LIBRARY = (
    ("failed to resolve host|could not translate host", "имя сервера базы не находится"),
    ("onnection refused", "сервер базы не отвечает по этому адресу"),
    ("password authentication failed|no password supplied", "сервер базы не принял имя и пароль"),
    ('database ".*" does not exist', "такой базы на сервере нет"),
    ('role ".*" does not exist', "такого пользователя на сервере базы нет"),
    ("No such file or directory", "сокета сервера базы там нет"),
    ("timeout", "сервер базы не ответил вовремя"),
)
"""What libraries say in English, and our words."""


def _of_database(error: Exception) -> str:
    said = str(error)
    if re.search("[а-яё]", said):
        return said
    ours = next((words for pattern, words in LIBRARY if re.search(pattern, said)), "с базой не удалось соединиться")
    return f"{ours[0].upper()}{ours[1:]}. Проверьте DATABASE_URL."


def _settings(wrong: Iterable[str]) -> Iterator[Check]:
    for line in wrong:
        name, _, words = line.partition(": ")
        yield False, f"Настройка {name}", words


def _orders() -> Check:
    from priemnaya.policy import OrderError, load_folder

    try:
        found = bool(load_folder(orders_folder()))
    except OrderError as error:
        return False, "Порядки", str(error)
    return found, f"Порядки в {orders_folder()}", "Положите порядок в orders/<орган>/order.yaml."


def _database() -> Iterator[Check]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    version = connection.cursor().execute("show server_version").fetchone()[0]
    yield int(version.split(".")[0]) >= 15, f"PostgreSQL {version}", "Нужен PostgreSQL 15 или новее."
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield not behind, "Схема базы", "Выполните: priemnaya migrate"


def _connections() -> Iterator[Check]:
    """How letters go out and come in, against what signatures are judged, who says who a client is."""
    from django.conf import settings

    mend = "Задайте PRIEMNAYA_SMTP_URL=smtp://сервер:25, иначе письма ждут в очереди."
    yield bool(settings.SMTP_URL), "Почта наружу", mend
    for what, mend in (*_links(), *_traces()):
        yield not mend, what, mend
    comes_in = bool(settings.LMTP_LISTEN or settings.IMAP_URLS)
    yield comes_in, "Почта внутрь", "Задайте PRIEMNAYA_LMTP_LISTEN или PRIEMNAYA_IMAP_URLS."
    for what, mend in _seals():
        yield not mend, what, mend
    mend = "Задайте PRIEMNAYA_OIDC_ISSUER, CLIENT_ID и CLIENT_SECRET; без них обращения принимаются как сообщения."
    asked = ("issuer", "client_id", "client_secret")
    yield all(settings.OIDC[one] for one in asked), "Подтверждение личности", mend


def _seals() -> Iterator[tuple[str, str]]:
    """(what, its mend or nothing): against what electronic signatures are judged."""
    from django.conf import settings

    from priemnaya.bounded import run
    from priemnaya.cases.signatures import trusted

    certificates, lists = trusted()
    roots, between = run("cases.read_anchors", certificates)
    yield (
        f"Доверенные центры в {settings.ANCHORS}: {len(roots)}, промежуточных {len(between)}, списков {len(lists)}",
        "" if roots else "Положите туда корневые сертификаты (.cer), иначе подписи RSA и ECDSA не проверяются.",
    )
    mend = "Задайте PRIEMNAYA_GOST_CHECK, иначе подписи ГОСТ не проверяются."
    if settings.GOST_CHECK.strip():
        mend = (
            ""
            if _runs(settings.GOST_CHECK)
            else "Программу из PRIEMNAYA_GOST_CHECK запустить нельзя: её нет или нет прав."
        )
    yield "Проверка подписей ГОСТ", mend


def _runs(command: str) -> bool:
    try:
        return shutil.which(shlex.split(command)[0]) is not None
    except (ValueError, IndexError):
        return False


def _links() -> Iterator[tuple[str, str]]:
    """(what, its mend or nothing): how the servers of mail are verified, and whose address a client has."""
    from django.conf import settings

    from priemnaya.channels.email.imap import SCHEMES as BOXES
    from priemnaya.channels.email.smtp import SCHEMES as SERVERS
    from priemnaya.core.outbound import Barred, trust, trusted_by

    for url, ports in [(u, SERVERS) for u in (settings.SMTP_URL,) if u] + [(u, BOXES) for u in settings.IMAP_URLS]:
        host = url.rpartition("@")[2].partition("?")[0]
        try:
            yield f"Связь с {host}: {trusted_by(url, ports)}", ""
        except (Barred, ValueError) as error:
            yield f"Связь с {host}", str(error)
    try:
        trust()
    except OSError:
        yield f"Корни из {settings.CA_FILE}", "В этом файле нет сертификатов PEM. Проверьте PRIEMNAYA_CA_FILE."
    if settings.BREACHED and not os.access(settings.BREACHED, os.R_OK):
        yield "Утёкшие пароли", f"Файл {settings.BREACHED} прочитать нельзя. Проверьте PRIEMNAYA_BREACHED."
    lost = settings.HTTPS and not settings.PROXIES
    mend = "Сайт по https стоит за прокси: задайте PRIEMNAYA_PROXIES, иначе все клиенты видны под адресом прокси."
    yield "Адрес клиента", mend if lost else ""


TELLING = {
    "log_statement": ("none",),
    "log_min_error_statement": ("panic", "fatal"),
    "log_error_verbosity": ("terse",),
    "log_min_duration_statement": ("-1",),
    "log_parameter_max_length_on_error": ("0",),
}
"""Settings of PostgreSQL, and the values under which no words of people get into its log."""


def _traces() -> Iterator[tuple[str, str]]:
    """(what, its mend or nothing): what the database's log may hold, and whether backups can be made."""
    from django.db import connection

    from .backups import KEYS, recipients

    with connection.cursor() as cursor:
        cursor.execute("select name, setting from pg_settings where name = any(%s)", [list(TELLING)])
        wrong = sorted(name for name, value in cursor.fetchall() if value not in TELLING[name])
    mend = f"В журнал сервера базы попадают тексты людей: {', '.join(wrong)}. Команды: docs/operations.md."
    yield "Журнал базы", mend if wrong else ""
    try:
        recipients()
    except Objection:
        yield "Ключ резервных копий", f"Сделайте пару ключей: priemnaya backup-key ФАЙЛ — и задайте {KEYS}."
    else:
        yield "Ключ резервных копий", ""


__all__ = ["add_to", "setup"]
