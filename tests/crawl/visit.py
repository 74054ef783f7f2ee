"""A visitor opens an address as one person would and judges the answer; the ledger keeps what was opened and what was
wrong."""

from __future__ import annotations

import html
import json
import os
import re
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from lxml import html as lxml_html

from priemnaya.core.models import AccessRecord
from priemnaya.core.models import Counter as Counted
from priemnaya.people.actions.doors import open_session

FOREIGN = re.compile(
    r"Traceback \(most recent|<h1>(?:Bad Request|Not Found|Forbidden|Server Error)|CSRF verification failed|"
    r"The requested resource was not found|object has no attribute|DoesNotExist at /"
)
"""Words that only a program says."""
ENGLISH = re.compile(r"\b(?:[a-z]{2,} ){3,}[a-z]{2,}\b", re.IGNORECASE)
RUSSIAN = re.compile(r"[а-яё]{3,}", re.IGNORECASE)
ASKED_FULL = os.environ.get("CRAWL_FULL", "")
FULL = bool(ASKED_FULL)
"""Every combination and every page, instead of a sample that is the same each time."""
SHARE, SHARES = (int(n) for n in (ASKED_FULL if "/" in ASKED_FULL else "0/1").split("/"))
"""A full run lasts many hours: `CRAWL_FULL=3/20` takes the pages, forms and addresses that fall into part 3 of twenty
(0 to 19), each of them whole."""


def of_part(rows: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """The rows with their numbers; of a full run in parts those of this part."""
    return ((n, row) for n, row in enumerate(rows) if not FULL or n % SHARES == SHARE)


CLIENTS = re.compile(r"Жителев\d")
"""Clients of the town: whoever of staff or programs reads one leaves a record."""
MAY_BE_AWAY = {"health"}
"""Routes whose 503 is an answer for monitoring."""


def newest() -> int:
    """Number of the last record of access."""
    with connection.cursor() as cursor:  # asked twice a request: by itself a query of Django's takes longer
        cursor.execute(f"select max(number) from {AccessRecord._meta.db_table}")
        return cursor.fetchone()[0] or 0


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the resolver with its pattern."""
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLResolver):
            yield from routes(item.url_patterns, prefix + str(item.pattern))
        else:
            yield prefix + str(item.pattern).removeprefix("^" if prefix else ""), item  # as the resolver joins them


@dataclass(frozen=True)
class Form:
    """One form with one of its buttons, as a browser would send it. fields: (name, kind, shown value, allowed
    values)."""

    page: str
    method: str
    action: str
    multipart: bool
    fields: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    button: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, *_ in self.fields))

    @property
    def action_route(self) -> str:
        try:
            return f"{self.method} {resolve(urlsplit(self.action).path).route}"
        except Resolver404:
            return self.action

    def shown(self) -> list[tuple[str, str]]:
        """What goes when nobody touches anything: ticked boxes, chosen options, texts as they stand."""
        return [(n, v) for n, kind, v, _ in self.fields if kind != "file" and v is not None] + list(self.button)

    def texts(self) -> list[str]:
        """Fields into which a person types words."""
        return [n for n, kind, *_ in self.fields if kind in ("text", "textarea", "search")]

    def files(self) -> list[str]:
        return [n for n, kind, *_ in self.fields if kind == "file"]


@dataclass
class Ledger:
    """What was opened and what was wrong, over all visitors. opened: route -> statuses of (visitor, method)."""

    opened: dict[str, set[tuple[str, str, int]]] = field(default_factory=lambda: defaultdict(set))
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    read: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    taken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    addresses: dict[str, str] = field(default_factory=dict)
    requests: int = 0

    def fault(self, what: str, where: str) -> None:
        self.faults[what].append(where)


ASKED: list[tuple[int, str]] = []


@contextmanager
def watched() -> Iterator[None]:
    """Names that a view reads from a query or a body are noted, so that each of them can be abused next."""
    get, getlist, within = MultiValueDict.__getitem__, MultiValueDict.getlist, QueryDict.__contains__

    def note(method: Any) -> Any:
        def read(self: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(key, str):
                ASKED.append((id(self), key))
            return method(self, key, *args, **kwargs)

        return read

    MultiValueDict.__getitem__, MultiValueDict.getlist = note(get), note(getlist)  # type: ignore[method-assign]
    QueryDict.__contains__ = note(within)  # type: ignore[method-assign]
    try:
        yield
    finally:
        MultiValueDict.__getitem__, MultiValueDict.getlist = get, getlist  # type: ignore[method-assign]
        del QueryDict.__contains__


class Visitor:
    """One person with a browser. Every request is rolled back, so that the town stays as it was built."""

    def __init__(self, name: str, ledger: Ledger, user: Any = None, **session: Any) -> None:
        self.name, self.ledger = name, ledger
        self.landed: Counter[tuple[Any, ...]] = Counter()
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
            session["door"] = self._opened(user)
        if session:
            kept = self.client.session
            kept.update(session)
            kept.save()
            self.client.cookies["sessionid"] = kept.session_key or ""

    def _opened(self, user: Any) -> dict[str, Any]:
        """The session is open, as after a first page, and its use need not be noted while the crawl lasts: rolled back
        each time, that would be done anew by every request."""
        now, key = int(timezone.now().timestamp()), self.client.session.session_key or ""
        row = open_session(user, key, ip="127.0.0.1", agent="")
        return {"row": row.pk, "who": user.pk, "key": key, "began": now, "seen": now + 24 * 3600}

    def get(self, url: str, **headers: str) -> Any:
        return self.send("GET", url, **headers)

    def send(
        self, method: str, url: str, body: bytes = b"", kind: str = "", note: str = "", asking: str = "", **extra: Any
    ) -> Any:
        """One request and the pages it is redirected to. The answer gets `.said`, `.page` (where it ended), `.route`,
        `.whole` (each of those pages was opened).

        asking: what the requests around this one ask; among them a page to which many are sent from the same view with
        the same words is opened twice, not each time.
        """
        self.ledger.requests += 1
        Counted.objects.all()._raw_delete(DEFAULT_DB_ALIAS)  # a crawl asks more often than people do
        cookies, whole = self.client.cookies.copy(), True
        with transaction.atomic():
            ASKED.clear()
            answer = self._request(method, url, body, kind, extra)
            self._note(answer, method)
            answer.first, hops = answer.status_code, 0
            while answer.status_code in (301, 302, 303, 307, 308):
                target = urljoin(url, answer["Location"])
                if urlsplit(target).netloc not in ("", "testserver", "localhost:8000"):
                    self.ledger.fault(f"уводит на чужой сайт: {target[:80]}", f"{self.name} {method} {url[:120]}")
                    break
                hops += 1
                if hops > 8:
                    self.ledger.fault("перенаправлениям нет конца", f"{self.name} {method} {url[:120]}")
                    break
                first, where = answer.first, urlsplit(target)
                if asking and self._known_landing(answer, where.path, asking):
                    whole = False
                    break
                answer = self._request("GET", where.path + (f"?{where.query}" if where.query else ""), b"", "", {})
                answer.first, answer.page = first, where.path
                self._note(answer, "GET")
            transaction.set_rollback(True)
        self.client.cookies, answer.whole = cookies, whole
        if not hasattr(answer, "page"):
            answer.page = url
        self._judge(answer, f"{self.name} {method} {url[:160]} {note}")
        return answer

    def _known_landing(self, answer: Any, path: str, asking: str) -> bool:
        """Sent from the same view to a page of the same sort with the same words, twice before."""
        request = answer.wsgi_request
        told = getattr(getattr(request, "_messages", None), "_queued_messages", ())
        stopped = request.session.get("stopped", ()) if hasattr(request, "session") else ()
        try:
            to = resolve(path).route
        except Resolver404:
            return False
        came = (answer.route if request.method == "POST" else "", to, str([str(m) for m in told]), str(stopped))
        self.landed[asking, came] += 1
        return not FULL and self.landed[asking, came] > 2

    def _request(self, method: str, url: str, body: bytes, kind: str, extra: dict[str, Any]) -> Any:
        more = {"content_type": kind} if kind else {}
        written = newest()
        answer: Any = self.client.generic(method, url, body, **more, **extra)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer.get("Content-Type", "")
        readable = kind.startswith("text/") or "json" in kind or not kind
        answer.said = content.decode("utf-8", "replace") if readable else ""
        match = answer.wsgi_request.resolver_match
        ours = match is not None and getattr(match.func, "permission", "public") != "public"
        typed = set(CLIENTS.findall(body.decode("utf-8", "replace")))  # given back to who typed it: nobody looked
        if ours and set(CLIENTS.findall(answer.said)) - typed and newest() == written:
            self.ledger.fault("показан клиент, а в журнале доступа записи нет", f"{match.route} {method} {url[:120]}")
        return answer

    def _note(self, answer: Any, method: str) -> None:
        match = answer.wsgi_request.resolver_match
        answer.route, answer.name = getattr(match, "route", ""), getattr(match, "url_name", "")
        if match is None:
            return
        self.ledger.opened[answer.route].add((self.name, method, answer.status_code))
        request = answer.wsgi_request
        if answer.status_code < 400 or answer.route not in self.ledger.addresses:
            self.ledger.addresses[answer.route] = request.path
        ids = {id(request.GET): self.ledger.read[answer.route]}
        if hasattr(request, "_post"):
            ids[id(request._post)] = ids[id(request._files)] = self.ledger.taken[answer.route]
        for owner, key in ASKED:
            if owner in ids and len(key) < 60:
                ids[owner].add(key)

    def _judge(self, answer: Any, where: str) -> None:
        """No fault, no bare page, words for people and for machines."""
        if info := getattr(answer, "exc_info", None):
            answer.exc_info = None
            frames = [f for f in traceback.extract_tb(info[2]) if "/priemnaya/" in f.filename]
            last = frames[-1] if frames else traceback.extract_tb(info[2])[-1]
            place = f"{last.filename.rpartition('/priemnaya/')[2]}:{last.lineno}"
            self.ledger.fault(f"{info[0].__name__} в {place}: {str(info[1])[:100]!r}", where)
            return
        status = answer.status_code
        if status >= 500 and not (status == 503 and answer.name in MAY_BE_AWAY):
            self.ledger.fault(f"{status} без исключения: {answer.route}", where)
        if found := FOREIGN.search(answer.said):
            self.ledger.fault(f"слова программы {found[0]!r}", f"{answer.route} {where}")
        if status >= 400:
            self._refusal_speaks(answer, where)
        for said in objections(answer.said):
            if ENGLISH.search(said) or not RUSSIAN.search(said):
                self.ledger.fault(f"не по-русски: {said[:90]!r}", where)

    def _refusal_speaks(self, answer: Any, where: str) -> None:
        kind, request = answer.get("Content-Type", ""), answer.wsgi_request
        if request.method == "HEAD" or (answer.status_code == 503 and answer.name in MAY_BE_AWAY):
            return
        if "problem+json" in kind:
            said = json.loads(answer.said)
            if not RUSSIAN.search(said.get("detail", "")) or "title" not in said:
                self.ledger.fault(f"{answer.status_code} машине без слов: {said}", where)
        elif request.path.startswith("/api/"):
            self.ledger.fault(
                f"{answer.status_code} не problem+json ({kind}): {answer.route or request.path[:40]}", where
            )
        elif request.headers.get("X-Requested-With") == "fetch" or kind.startswith("application/json"):
            words = json.dumps(json.loads(answer.said), ensure_ascii=False) if "json" in kind else answer.said
            if not RUSSIAN.search(words):
                self.ledger.fault(f"{answer.status_code} странице без слов: {answer.route}", where)
        elif "<main" not in answer.said or not RUSSIAN.search(answer.said):
            self.ledger.fault(
                f"{answer.status_code} голая страница ({kind}) {answer.said[:60]!r}", f"{answer.route} {where}"
            )


@lru_cache(maxsize=2)
def tree(text: str) -> Any:
    """A page is looked through for objections, for links and for forms: it is read once."""
    return lxml_html.fromstring(text) if text.lstrip().startswith("<") else None


def objections(text: str) -> list[str]:
    """What a page says against what was sent: messages, summaries, errors of fields."""
    if "message-error" not in text and 'role="alert"' not in text and "errorlist" not in text and "error" not in text:
        return []
    page = tree(text)
    if page is None:
        return []
    found = page.xpath(
        '//*[contains(concat(" ",@class," ")," message-error ")] | //*[@role="alert"]'
        ' | //*[contains(concat(" ",@class," ")," errorlist ")] | //*[contains(concat(" ",@class," ")," error ")]'
    )
    return [" ".join(said) for e in found if (said := e.text_content().split())]


def links_of(text: str, page: str) -> set[str]:
    """Every address of our own on a page: links, pictures, scripts, and addresses that scripts read from attributes."""
    found: set[str] = set()
    root = tree(text)
    if root is None:
        return found
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag == "form":
            continue
        for name, value in element.attrib.items():
            if name in ("href", "src", "poster") or (name.startswith(("data-", "hx-")) and value.startswith("/")):
                where = urlsplit(urljoin(page, value.strip()))
                if where.scheme in ("", "http", "https") and where.netloc in ("", "testserver", "localhost:8000"):
                    found.add(where.path + (f"?{where.query}" if where.query else ""))
    return {f for f in found if f.startswith("/") and not f.startswith("/static/")}


def forms_of(text: str, page: str) -> list[Form]:
    """Each form, once for each of its buttons."""
    root = tree(text)
    if root is None or "<form" not in text:
        return []
    made = []
    for form in root.iter("form"):
        if form.get("method", "get").lower() == "dialog":
            continue
        owned = [e for e in form.iter() if isinstance(e.tag, str) and not e.get("form")]
        if form.get("id"):
            owned += root.xpath(f'//*[@form="{form.get("id")}"]')
        fields = [f for e in owned for f in _fields(e)]
        buttons = [e for e in owned if e.tag == "button" and e.get("type", "submit") == "submit"] or [form]
        for button in buttons:
            action = urlsplit(urljoin(page, button.get("formaction") or form.get("action") or page))
            named = button.tag == "button" and button.get("name")
            made.append(
                Form(
                    page,
                    form.get("method", "get").upper(),
                    action.path + (f"?{action.query}" if action.query else ""),
                    form.get("enctype", "").startswith("multipart"),
                    tuple(f for f in fields if f[0] != "csrfmiddlewaretoken"),
                    ((str(button.get("name")), button.get("value", "")),) if named else (),
                )
            )
    return made


def _fields(element: Any) -> Iterator[tuple[str, str, Any, tuple[str, ...]]]:
    """(name, kind, value as shown or None for an unticked box, allowed values)."""
    name = element.get("name")
    if not name or element.get("disabled") is not None:
        return
    if element.tag == "textarea":
        yield name, "textarea", html.unescape(element.text_content() or ""), ()
    elif element.tag == "select":
        options = element.xpath(".//option")
        values = tuple(o.get("value", o.text_content()) for o in options)
        chosen = [v for o, v in zip(options, values, strict=True) if o.get("selected") is not None]
        if element.get("multiple") is None:
            chosen = chosen or list(values[:1])
        for value in chosen or [None]:
            yield name, "select", value, values
    elif element.tag == "input":
        kind = element.get("type", "text")
        if kind in ("checkbox", "radio"):
            value = element.get("value", "on")
            yield name, kind, value if element.get("checked") is not None else None, (value,)
        elif kind not in ("submit", "button", "image", "reset"):
            yield name, kind, "" if kind == "file" else element.get("value", ""), ()
