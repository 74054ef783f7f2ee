"""`make bench`: intake per second, page and search times at given sizes, over real HTTP against the real server.

Prints figures; asserts nothing. Its own data folder is made and removed. Client and server share the machine's cores.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import requests

from priemnaya.config import bench_search

BODY = "udmurtia-mio"
WORDS = [
    "аренда",
    "участок",
    "земля",
    "дом",
    "договор",
    "кадастр",
    "налог",
    "школа",
    "справка",
    "архив",
    "ремонт",
    "фасад",
    "вывеска",
    "субсидия",
    "газета",
    "заявление",
    "срок",
    "документ",
    "паспорт",
    "выкуп",
    "помещение",
    "торги",
    "очередь",
    "межевание",
    "граница",
    "сосед",
]
RARE = "мелиорация"
SEARCHES = (
    WORDS[0],
    RARE,
    "аренда участок сосед",
    "прадлить арнду",
    "Корепанов И.И.",
    "+7 912 000-12-34",
    "18:26:001234:70",
    "bench-001234",
    "просроченные Корепанова",
    "жалобы участок за октябрь",
    "rjhtgfyjd",
)
"""As staff type: a common word, a rare one, several, misspelt, a name, numbers, with filters, in the other layout."""


def run(sizes: list[int]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="priemnaya-bench-"))
    port = _port()
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"PRIEMNAYA_DATA": str(folder / "var")}
    server = subprocess.Popen(
        [sys.executable, "-m", "priemnaya.config.cli", "serve", "--demo", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        url = f"http://localhost:{port}"
        _wait(url, server)
        os.environ["PRIEMNAYA_DATA"] = str(folder / "var")
        from priemnaya.config.cli.places import with_database

        with with_database(migrate=False):
            print(f"{'':34}{'p50, мс':>10}{'p95, мс':>10}")
            _intake(url)
            bench_search.run(url, _session, _timed)
            for size in sizes:
                _fill(size)
                print(f"\n{size} дел в {BODY}")
                _pages(url)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            if requests.get(f"{url}/api/health/", timeout=2).status_code in (200, 503):
                return
        except requests.RequestException:
            pass
        if server.poll() is not None:
            raise ValueError("Сервер не запустился: посмотрите вывод выше.")
        time.sleep(0.2)


def _session(url: str, role: str = "head") -> requests.Session:
    from priemnaya.config.demo.office import PASSWORD

    session = requests.Session()
    session.get(f"{url}/accounts/login/")
    fields = {"login": f"{role}@{BODY}", "password": PASSWORD, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    answer = session.post(f"{url}/accounts/login/", data=fields, headers={"Referer": url})
    if "/w/" not in answer.url:
        raise ValueError("Вход для замера не удался.")
    return session


def _timed(name: str, call: Callable[[], requests.Response], times: int = 60) -> None:
    for _ in range(5):
        call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        answer = call()
        taken.append(1000 * (time.perf_counter() - start))
        if answer.status_code != 200:
            raise ValueError(f"{name}: {answer.status_code}")
    print(f"{name:34}{statistics.median(taken):10.1f}{statistics.quantiles(taken, n=20)[18]:10.1f}")


def _pages(url: str) -> None:
    from priemnaya.cases.models import Case

    session = _session(url)
    pk = Case.objects.filter(organisation__slug=BODY, state="in_work").order_by("-pk").values_list("pk", flat=True)[0]
    for name, path in (
        ("сегодня", "/w/"),
        ("очередь, первая страница", "/w/cases/"),
        ("очередь, просроченные", "/w/cases/?late=1"),
        ("дело", f"/w/cases/{pk}/"),
        *((f"поиск: {typed}", f"/w/search/?{urlencode({'q': typed})}") for typed in SEARCHES),
        ("очередь, поиск по слову", f"/w/cases/?q={WORDS[0]}&state=all"),
        ("соблюдение порядка", "/w/compliance/"),
        ("порядок", "/w/order/"),
        ("единообразие решений", "/w/practice/"),
        ("база знаний", "/w/knowledge/"),
        ("портал, услуга", f"/{BODY}/services/lease-extend/"),
        ("портал, главная", f"/{BODY}/"),
        ("портал, форма", f"/{BODY}/write/"),
    ):
        _timed(name, lambda path=path: session.get(url + path))  # type: ignore[misc]
    _own_pages(url)
    for role in ("head", "executor", "registrar"):
        _work_of(url, role)
    _composer(url, session, pk)


def _work_of(url: str, role: str) -> None:
    """The pages of a working day as one role opens them; another case each time."""
    from priemnaya.cases.models import Case

    session, kept = _session(url, role), Case.objects.filter(organisation__slug=BODY, state="in_work")
    for name, path in (("сегодня", "/w/"), ("очередь", "/w/cases/")):
        _timed(f"{role}: {name}", lambda path=path: session.get(url + path))  # type: ignore[misc]
    some = iter(kept.order_by("-pk").values_list("pk", flat=True)[:65])
    _timed(f"{role}: дело, каждый раз другое", lambda: session.get(f"{url}/w/cases/{next(some)}/"))


def _own_pages(url: str) -> None:
    """What the reader of a mailbox opens that three cases prove."""
    from importlib import import_module

    from django.conf import settings
    from django.utils import timezone

    from priemnaya.people.models import Organisation

    from .bench_rows import READER, read_by

    body = Organisation.objects.get(slug=BODY)
    read_by(body)
    kept = import_module(settings.SESSION_ENGINE).SessionStore()
    kept[f"mailbox:{body.pk}"] = {"address": READER, "at": timezone.now().timestamp()}
    kept.save()
    session = requests.Session()
    session.cookies.set(settings.SESSION_COOKIE_NAME, kept.session_key, domain="localhost.local")
    for name, path in (("мои дела", "my/"), ("кто смотрел", "looked/")):
        _timed(f"портал, {name}", lambda path=path: session.get(f"{url}/{BODY}/{path}"))  # type: ignore[misc]


def _composer(url: str, session: requests.Session, pk: int) -> None:
    """The composer with a page of text, and the findings as one types."""
    from priemnaya.plain.eval.speed import page

    reply = f"{url}/w/cases/{pk}/reply/"
    sent = {"csrfmiddlewaretoken": session.cookies["csrftoken"], "text": page(3), "decision": "explain"}
    headers = {"Referer": url, "X-Requested-With": "fetch"}
    session.post(f"{reply}start/", data=sent, headers=headers)
    session.post(f"{reply}save/", data=sent, headers=headers)
    _timed("ответ, страница текста", lambda: session.get(reply))
    _timed("замечания, пока пишут", lambda: session.post(f"{reply}wording/", data=sent, headers=headers))


def _send_forms(url: str, n: int) -> int:
    """One client sends fifteen messages; how many were taken."""
    session = requests.Session()
    session.get(f"{url}/{BODY}/write/")
    done = 0
    for k in range(15):
        fields = {
            "csrfmiddlewaretoken": session.cookies["csrftoken"],
            "kind": "message",
            "text": f"Вопрос {n}-{k}",
            "for_whom": "self",
            "client_kind": "citizen",
            "chosen_point": "portal",
        }
        headers = {"Referer": url}
        answer = session.post(f"{url}/{BODY}/write/", data=fields, headers=headers, allow_redirects=False)
        done += answer.status_code == 302
    return done


def _intake(url: str) -> None:
    """Web forms by eight clients at once; letters one after another in one process."""
    start = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(lambda n: _send_forms(url, n), range(8)))
    print(f"приём на сайте: {done / (time.perf_counter() - start):.0f} в секунду (8 клиентов сразу)")
    from priemnaya.channels.email.inbound import receive_letter
    from priemnaya.people.models import Organisation

    organisation = Organisation.objects.get(slug=BODY)
    start = time.perf_counter()
    for n in range(100):
        receive_letter(
            organisation,
            (
                f"From: Иван Петров <p{n}@mail.example>\r\nSubject: Вопрос {n}\r\nMessage-ID: <{n}@b>\r\n\r\n"
                "Когда приём?"
            ).encode(),
        )
    print(f"приём почты: {100 / (time.perf_counter() - start):.0f} писем в секунду (один процесс)")


def _fill(size: int) -> None:
    """Cases up to `size`, the words of their search, then ANALYZE and the figures of a year."""
    from django.db import connection

    from priemnaya.cases.actions.finding import gather_words
    from priemnaya.config.bench_rows import fill, vocabulary
    from priemnaya.people.models import Organisation
    from priemnaya.programme.rollups import refresh_rollups

    fill(BODY, size, WORDS, RARE, others=vocabulary())
    start = time.perf_counter()
    count = gather_words(Organisation.objects.get(slug=BODY))
    print(f"\nслова поиска сотрудников: {count}, сосчитаны за {time.perf_counter() - start:.1f} с (в фоне)")
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    start = time.perf_counter()
    refresh_rollups(12)
    print(f"\nсводные показатели за год: {time.perf_counter() - start:.1f} с (в фоне)")
