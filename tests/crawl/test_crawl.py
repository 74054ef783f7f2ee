"""Every page opens: every URL of the resolver for every role, every link on every page, every form filled with
anything.

A new URL, link, form or field is taken in by itself: from the resolver, from the pages, from what views read. Nothing
is listed by hand but `NEVER_OPENED`, with reasons. `CRAWL_FULL=1` visits every combination instead of a sample that is
the same each time, `CRAWL_FULL=3/20` a twentieth of all that, whole.
"""

from __future__ import annotations

import html
import json
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.apps import apps
from django.db import models
from django.urls import Resolver404, resolve

from priemnaya.api.rest.urls import schema
from priemnaya.cases.models import Case, CaseAddress, Contact, Reply
from priemnaya.channels.exchange.transports import signed_headers
from priemnaya.channels.telephony import generic, mango
from priemnaya.core.models import Delivery
from priemnaya.paper.models import Scan
from priemnaya.people.models import OtherBody

from ..channels.test_exchange import order
from ..chats import GOOD_LINE
from ..helpers import under_code
from ..telephony import KEY, SALT, SECRET, SETTING
from .furniture import used_up_again
from .hostile import (
    HEADERS,
    JSON,
    KINDS,
    NONSENSE,
    PARTS,
    TAILS,
    TYPED,
    abused,
    bodies_of,
    encoded,
    files_for,
    multipart,
    one_by_one,
    typed,
)
from .visit import FULL, SHARE, SHARES, Form, Ledger, Visitor, forms_of, links_of, objections, of_part, routes, watched

pytestmark = [pytest.mark.walk, pytest.mark.xdist_group("crawl")]
NEVER_OPENED: dict[str, str] = {
    "accounts/sso/<slug:body>/": "the town has no provider of its own; tests/test_doors.py signs in by one",
    "accounts/sso/<slug:body>/back/": "the same",
    "<slug:body>/map/": "no body of the town has a picture of its own; tests/scenarios/test_broken_files.py",
    "<slug:body>/second/<str:token>/": "its secret stands in a letter alone; tests/scenarios/test_asked.py",
    "w/knowledge/articles/<int:pk>/autosave/": "a script sends it; tests/scenarios/test_settings.py",
}
"""Route -> why nobody of the town gets a page there. They are still asked by every role and must refuse in words."""
STAFF = ("registrar", "executor", "head", "editor", "analyst", "admin", "stranger")


class Walk:
    """The visitors, what they opened, the forms they saw."""

    def __init__(self, town: Any) -> None:
        self.town, self.ledger = town, Ledger()
        follow: dict[str, Any] = {}
        for case in Case.objects.filter(pk__in=town.codes):
            follow.update(under_code(case))
        mailbox = CaseAddress.objects.filter(case__organisation=town.body, channel="email").order_by("-level", "pk")[0]
        CaseAddress.objects.filter(pk=mailbox.pk, level=0).update(level=1)
        self.asked = mailbox.case  # its reader has opened the link and not said yet whether they wrote
        follow[f"asked:{mailbox.case_id}"] = {"mailbox": mailbox.address, "at": int(time.time())}
        person = {
            "subject": "esia-crawl-1",
            "surname": "Жителев1",
            "name": "Мария",
            "patronymic": "",
            "email": "",
            "phone": "",
        }
        self.visitors = {name: Visitor(name, self.ledger, getattr(town.cast, name)) for name in STAFF}
        self.visitors["anonymous"] = Visitor("anonymous", self.ledger)
        self.visitors["client"] = Visitor("client", self.ledger, None, **follow, **{f"person:{town.body.pk}": person})
        self.forms: dict[tuple[Any, ...], tuple[str, Form]] = {}
        self.pages: dict[str, str] = {}
        self.spent: Counter[str] = Counter()

    def seeds(self, name: str) -> list[str]:
        """Routes without parameters, and for clients the addresses that stand in letters."""
        plain = [f"/{route}" for route, _ in routes() if "<" not in route and "(" not in route]
        if name in STAFF:
            own = [p for p in plain if p.startswith(("/w/", "/accounts/"))]
            return [*own, *self.composers()] if name == "head" else [*own, *self.drawn()]
        slugs = [f"/{body}/" for body in self.town.cast.bodies]
        followed = [f"/{self.town.body.slug}/follow/{case.number}/" for case in self.town.cases.values()]
        followed.append(f"/{self.town.body.slug}/follow/{self.asked.number}/author/")
        printed = (
            Reply.objects.filter(organisation=self.town.body)
            .exclude(check_token="")
            .values_list("check_token", flat=True)
        )
        followed += [f"/{self.town.body.slug}/letter/{token}/" for token in printed[:3]]  # the code on the letterhead
        own = [*followed, *self.town.links] if name == "client" else []
        return [*plain, *slugs, *self.in_letters(), *own]

    def composers(self) -> list[str]:
        """The composer of one answer in each of its states, and of one frozen for a signature from outside."""
        rows = (
            Reply.objects.filter(organisation=self.town.body)
            .order_by("-pk")
            .values_list("state", "prepared_at", "case")
        )
        return [f"/w/cases/{case}/reply/" for case in {(s, at is None): case for s, at, case in rows}.values()]

    def drawn(self) -> list[str]:
        """A scan whose pages can be drawn: the others have no picture to open."""
        rows = Scan.objects.filter(organisation=self.town.body, pages__gt=0, state="ready").order_by("-pk")
        return [f"/w/scans/{scan.pk}/" for scan in rows[:1]]

    def in_letters(self) -> list[str]:
        """Addresses in what was sent to clients: confirmations, surveys, unsubscribing, the page of the case."""
        texts = [*Contact.objects.filter(direction="out").values_list("text", flat=True)]
        texts += [str(p) for p in Delivery.objects.values_list("payload", flat=True)]
        return sorted({u for t in texts for u in re.findall(r"http://localhost:8000(/[\w/.:?=&%-]+)", t)})

    def walk(self, name: str) -> None:
        """Breadth first from the seeds; of pages that differ only in their number some of each sort."""
        visitor, queue, seen = self.visitors[name], deque(self.seeds(name)), Counter[Any]()
        known = set(queue)
        while queue:
            url = queue.popleft()
            key = self.sort_of(url)
            seen[key] += 1
            if seen[key] > self.most(name, key) and not (FULL and seen[key] % SHARES == SHARE):
                continue
            start = time.perf_counter()
            answer = visitor.get(url)
            self.spent[f"{name} {answer.route}"] += time.perf_counter() - start
            if answer.first == 405 or not answer.said:
                continue
            for form in forms_of(answer.said, answer.page):
                self.forms.setdefault(self.form_key(form, answer), (name, form))
            for link in sorted(links_of(answer.said, answer.page)):
                if "?" in urlsplit(link).query or "%3F" in urlsplit(link).query:
                    self.ledger.fault("ссылка растёт сама в себе", f"{name} {url[:120]} -> {link[:120]}")
                elif link not in known:
                    known.add(link)
                    queue.append(link)

    def most(self, name: str, key: tuple[Any, ...]) -> int:
        """How many pages of one sort a visitor opens in any case; a full run opens the others too."""
        if (name, key[0]) in (("head", "w/cases/<int:pk>/"), ("client", "<slug:body>/follow/<str:number>/")):
            return 500  # every case of the town
        if (name, key[0]) == ("head", "w/cases/<int:pk>/reply/"):
            return 3 + len(self.composers())
        return 3 if name in ("head", "client") else 1

    def sort_of(self, url: str) -> tuple[Any, ...]:
        parts = urlsplit(url)
        try:
            route = resolve(parts.path).route
        except Resolver404:
            route = parts.path
        return route, tuple(sorted(k for k, _ in parse_qsl(parts.query, keep_blank_values=True)))

    def form_key(self, form: Form, answer: Any) -> tuple[Any, ...]:
        """The same form on pages of the same sort is one form."""
        return (*self.sort_of(form.action), form.method, form.names, form.button)

    def who_opens(self, route: str) -> str:
        """Somebody for whom the route opens; the head when nobody has yet."""
        opened = sorted(self.ledger.opened.get(route, ()), key=lambda o: (o[2] >= 400, o[2] >= 300, o[0] != "head"))
        return opened[0][0] if opened else "head"

    def filled(self, path: str) -> str:
        """A path of the API with rows of this town."""
        case = next(iter(self.town.cases.values()))
        known = {"number": case.number, "client_id": case.client_id, "purpose": "mailing"}
        return re.sub(r"\{(\w+)\}", lambda m: str(known.get(m[1], "1")), path)

    def was_opened(self, route: str, pattern: Any) -> bool:
        """People got a page or a deed; for machines it is enough that the operation itself spoke, also to refuse."""
        statuses = {status for _who, _method, status in self.ledger.opened.get(route, ())}
        if getattr(pattern.callback, "permission", "") == "token":
            return bool(statuses - {401, 403, 405, 429})
        return any(status < 400 for status in statuses)

    def try_unopened(self) -> None:
        """Routes to which no link led: every number and every short word that the tables hold, until one opens."""
        numbers, words = candidates()
        words = [*self.town.body.services.order_by("place", "pk").values_list("slug", flat=True)[:1], *words]
        for route, pattern in routes():
            if self.was_opened(route, pattern) or route in NEVER_OPENED:
                continue
            permission = getattr(pattern.callback, "permission", "public")
            name = self.who_may(permission)
            for url in fitting(route, numbers, words, self.town.body.slug):
                answer = self.visitors[name].send("GET", url)
                if answer.first == 405:
                    answer = self.visitors[name].send("POST", url)
                if answer.first < 400:
                    break

    def who_may(self, permission: str) -> str:
        """Somebody for whom a view with this permission is; the client for what is public."""
        return (
            next((n for n in STAFF if getattr(self.town.cast, n).may(permission)), "client")
            if permission != "public"
            else "client"
        )


@pytest.fixture(scope="module")
def walk(town: Any) -> Iterator[Walk]:
    """Everybody walks once; the tests below look at what was found and go on from there."""
    with watched():
        made = Walk(town)
        for name in made.visitors:
            start = time.perf_counter()
            made.walk(name)
            print(f"{name}: {time.perf_counter() - start:.1f} s, requests {made.ledger.requests}")
        print(made.spent.most_common(25))
        yield made


def every(items: list[Any], few: int, turn: int) -> list[Any]:
    """All of them in a full run; else some, another some each turn."""
    if FULL or len(items) <= few:
        return items
    return [items[(turn * few + n) % len(items)] for n in range(few)]


def submit(
    walk: Walk, name: str, form: Form, pairs: list[tuple[str, str]], note: str, files: Any = (), **extra: str
) -> Any:
    visitor, action = walk.visitors[name], form.action
    if form.method == "GET":
        return visitor.get(f"{action.partition('?')[0]}?{encoded(pairs).decode()}")
    if form.multipart or files:
        body, kind = multipart(pairs, list(files))
    else:
        body, kind = encoded(pairs), "application/x-www-form-urlencoded"
    return visitor.send("POST", action, body, kind, note, **extra)


def faults_of(walk: Walk, before: dict[str, int]) -> str:
    """What was found since: each fault once, with how often and the first requests that showed it."""
    fresh = {k: v[before.get(k, 0) :] for k, v in walk.ledger.faults.items()}
    return "\n".join(
        f"{what} ({len(where)})\n    " + "\n    ".join(where[:2]) for what, where in sorted(fresh.items()) if where
    )


@pytest.fixture
def found(walk: Walk) -> Iterator[Walk]:
    """The walk; after the test nothing new may be wrong."""
    before = {k: len(v) for k, v in walk.ledger.faults.items()}
    start, asked = time.perf_counter(), walk.ledger.requests
    yield walk
    print(f"{walk.ledger.requests - asked} requests in {time.perf_counter() - start:.1f} s")
    if said := faults_of(walk, before):
        pytest.fail(said, pytrace=False)


def test_every_page_opens_for_everybody_it_is_for(walk: Walk) -> None:
    print(walk.ledger.requests, "requests", len(walk.forms), "forms")
    if said := faults_of(walk, {}):
        pytest.fail(said, pytrace=False)


def test_every_form_is_answered_empty_as_shown_and_with_nonsense(found: Walk) -> None:
    for turn, (name, form) in of_part(found.forms.values()):
        send = partial(submit, found, name, form, asking="forms")
        send([], "пусто")
        send(form.shown(), "как показано")
        if not form.names:
            continue
        plain = [("пустые поля", [(n, "") for n in form.names]), ("дважды", form.shown() * 2)]
        for title, pairs in every(plain, 1, turn // 2) if FULL or turn % 2 else ():
            send(pairs, title)
        for title, value in every(list(NONSENSE.items()), 1, turn):
            send(abused(form, value), f"всюду {title}")
        for title, pairs in every(one_by_one(form, turn), 1, turn):
            send(pairs, title)


def test_files_of_any_sort_are_answered_in_words(found: Walk) -> None:
    for turn, (name, form) in of_part(found.forms.values()):
        if form.method == "POST":
            sorts = list(files_for(form).items())
            for title, files in every(sorts, 3, turn) if form.files() else every(sorts, 1, turn)[: turn % 3 == 0]:
                submit(found, name, form, form.shown(), title, files, asking="files")


def test_what_was_typed_comes_back_when_it_is_refused(found: Walk) -> None:
    for turn, (name, form) in of_part(found.forms.values()):
        if form.method != "POST" or not form.texts():
            continue
        for rest in ("shown", *every(["", "²"], 1, turn)):
            answer = submit(found, name, form, typed(form, rest), f"набрано, остальное {rest or 'пусто'}")
            comes_back(found, answer, form, name)
        if FULL or form.files() or turn % 3 == 0:
            files = files_for(form)["сто один файл"]
            answer = submit(found, name, form, typed(form, "shown"), "набрано, сто один файл", files)
            comes_back(found, answer, form, name)


def comes_back(walk: Walk, answer: Any, form: Form, name: str) -> None:
    """A refusal shows the words again: in the field, or beside it to be copied."""
    refused = answer.status_code >= 400 or answer.first >= 400 or objections(answer.said)
    if refused and TYPED not in html.unescape(answer.said):
        said = "; ".join(objections(answer.said))[:90]
        walk.ledger.fault(f"набранное пропало: {form.action_route}", f"{name} {form.page} {answer.first}, «{said}»")


def test_a_stale_page_of_a_case_in_any_state_is_answered(found: Walk) -> None:
    """A form of one case is sent to cases in other states, as from a page opened before: some states to each form, so
    that every state meets many."""
    by_state: dict[str, list[int]] = defaultdict(list)
    for plan, case in found.town.cases.items():
        by_state[plan.state].append(case.pk)
    acts = {k: v for k, v in found.forms.items() if k[0].startswith("w/cases/<int:pk>/") and v[1].method == "POST"}
    assert len(acts) > 20
    for turn, (name, form) in of_part(acts.values()):
        own = re.search(r"/w/cases/(\d+)/", form.action)
        assert own
        for state, pks in every(sorted(by_state.items()), 4, turn):
            for pk in every(pks, 1, turn):
                other = replace(form, action=form.action.replace(own[0], f"/w/cases/{pk}/", 1))
                answer = submit(found, name, other, typed(form, "shown"), state, asking="stale")
                if form.texts() and answer.whole:
                    comes_back(found, answer, form, name)


def test_any_query_is_answered(found: Walk) -> None:
    """Whatever a view reads from its address is abused, one name at a time and all at once."""
    for turn, (route, names) in of_part(sorted(found.ledger.read.items())):
        name = found.who_opens(route)
        for part in sorted(names):
            for _title, value in every(list(NONSENSE.items()), 1, turn):
                found.visitors[name].get(f"{found.ledger.addresses[route]}?{encoded([(part, value)]).decode()}")
        for _title, value in every(list(NONSENSE.items()), 1, turn):
            found.visitors[name].get(f"{found.ledger.addresses[route]}?{encoded([(n, value) for n in names]).decode()}")


def test_fields_that_only_scripts_send_are_answered(found: Walk) -> None:
    """Names that views read and no form has."""
    for turn, (route, names) in of_part(sorted(found.ledger.taken.items())):
        url, name = found.ledger.addresses[route], found.who_opens(route)
        for how in every([{}, {"HTTP_X_REQUESTED_WITH": "fetch"}], 1, turn):
            for title, value in every(list(NONSENSE.items()), 1, turn):
                body = encoded([(n, value) for n in sorted(names)])
                found.visitors[name].send("POST", url, body, "application/x-www-form-urlencoded", title, **how)


def test_any_part_of_an_address_is_answered(found: Walk) -> None:
    for turn, (route, _pattern) in of_part(routes()):
        address = found.ledger.addresses.get(route)
        if address is None:
            continue
        visitor = found.visitors[found.who_opens(route)]
        for tail in [".svg", *every(TAILS, 1, turn)]:
            visitor.get(address.rstrip("/") + tail)
        places = [n for n, part in enumerate(route.split("/")) if "<" in part or "(" in part]
        for place in places:
            for part in every(PARTS, 4, turn + place):
                parts = address.split("/")
                parts[place + 1] = part
                visitor.get("/".join(parts))
    for start in (
        "//evil.example/",
        "/\\evil.example/",
        "/%2f%2fevil.example/",
        "/" + "a/" * 3000,
        "/²/",
        "/.env",
        "*",
    ):
        found.visitors["anonymous"].get(start)
        found.visitors["head"].get(start)


def test_any_header_kind_and_method_is_answered(found: Walk) -> None:
    sample = [
        "/",
        "/udmurtia-mio/write/",
        "/w/",
        "/w/cases/?q=a",
        "/check/",
        "/accounts/login/",
        "/api/health/",
        "/no/",
    ]
    for title, header in HEADERS.items():
        for url in sample:
            for name in ("anonymous", "head"):
                found.visitors[name].send("GET", url, note=title, **header)
        body = encoded([("text", TYPED), ("kind", "message")])
        for url in ("/udmurtia-mio/write/", "/check/", "/udmurtia-mio/widget/", "/api/plain/check"):
            form = "application/x-www-form-urlencoded"
            found.visitors["anonymous"].send("POST", url, body, form, title, **header)
    for kind in KINDS:
        for url in ("/udmurtia-mio/write/", "/check/", "/look/", "/api/plain/check", "/accounts/login/"):
            found.visitors["anonymous"].send("POST", url, b"text=a&b=\xff\xfe%zz", kind, kind)
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "²"):
        for url in sample:
            found.visitors["head"].send(method, url, note="метод")


def test_every_route_answers_every_role(found: Walk) -> None:
    """GET and an empty POST of everything by everybody, also where no link leads; of a sample some roles a route (who
    may what is asked whole by tests/test_access.py)."""
    for turn, (route, _pattern) in of_part(routes()):
        address = found.ledger.addresses.get(route)
        for name, visitor in every(list(found.visitors.items()), 3, turn):
            done = {method for who, method, _ in found.ledger.opened.get(route, ()) if who == name}
            for method in ("GET", "POST"):
                if address and method not in done:
                    kind = "application/x-www-form-urlencoded" if method == "POST" else ""
                    visitor.send(method, address, b"", kind, asking="roles")


class TestMachines:
    """The API, the bots and the exchange: any body is answered with a problem in words."""

    def test_any_body_of_the_api_is_answered(self, found: Walk) -> None:
        whole = schema()
        visitor, turn = found.visitors["anonymous"], 0
        head = {"HTTP_AUTHORIZATION": f"Bearer {found.town.token}"}
        for path, operations in whole["paths"].items():
            for method, operation in operations.items():
                turn += 1
                if FULL and turn % SHARES != SHARE:
                    continue
                url = found.filled(path)
                visitor.send(method.upper(), url, b"", "application/json", "ключ", **head)
                bodies = list(bodies_of(operation, whole).items())
                for title, body in every(bodies, 5, turn) if method != "get" else ():
                    visitor.send(method.upper(), url, body, "application/json", title, **head)
                for part in every(PARTS, 3, turn) if "{" in path else ():
                    visitor.send(
                        method.upper(), re.sub(r"\{\w+\}", part, path), b"{}", "application/json", part, **head
                    )
                for _title, value in every(list(NONSENSE.items()), 3, turn):
                    names = [(p["name"], value) for p in operation.get("parameters", []) if p["in"] == "query"]
                    if names:
                        visitor.send(method.upper(), f"{url}?{encoded(names).decode()}", note=_title, **head)

    def test_any_body_of_the_other_doors_is_answered(self, found: Walk, settings: Any) -> None:
        settings.BOTS = (
            "max+http://s3cret:T0K@127.0.0.1:9/?body=udmurtia-mio "
            "vk+http://s3cret:T0K@127.0.0.1:9/?body=udmurtia-mio&group=1234&confirmation=ab12cd"
        )
        settings.EXCHANGE = "epgu+http://key@127.0.0.1:9/gw?body=udmurtia-mio"
        settings.TELEPHONY = SETTING
        visitor = found.visitors["anonymous"]
        for title, body in JSON.items():
            visitor.send("POST", "/api/plain/check", body, "application/json", title)
            for secret in ("s3cret", "²"):
                head = {"HTTP_X_MAX_BOT_API_SECRET": secret}
                visitor.send("POST", "/api/bots/max/udmurtia-mio/", body, "application/json", title, **head)
            visitor.send("POST", "/api/bots/vk/udmurtia-mio/", body, "application/json", title)
            for wrong in ({}, {"HTTP_X_EXCHANGE_TIMESTAMP": "²", "HTTP_X_EXCHANGE_NONCE": "\x00"}):
                visitor.send("POST", "/api/exchange/epgu/udmurtia-mio/", body, "application/json", title, **wrong)
            visitor.send("POST", "/api/exchange/epgu/udmurtia-mio/", body, "application/json", title, **signed(body))
            told = {"HTTP_X_TELEPHONY_TIMESTAMP": str(int(time.time()))}
            told["HTTP_X_TELEPHONY_SIGNATURE"] = generic.sign(SECRET, told["HTTP_X_TELEPHONY_TIMESTAMP"], body)
            for head in (told, {}, {"HTTP_X_TELEPHONY_TIMESTAMP": "²", "HTTP_X_TELEPHONY_SIGNATURE": "\x00"}):
                visitor.send("POST", "/api/telephony/asterisk/udmurtia-mio/", body, "application/json", title, **head)
            text = body.decode("utf-8", "replace")
            form = encoded([("vpbx_api_key", KEY), ("sign", mango.sign(KEY, text, SALT)), ("json", text)])
            for what in ("call", "²"):
                url = f"/api/telephony/mango/udmurtia-mio/events/{what}"
                visitor.send("POST", url, form, "application/x-www-form-urlencoded", title)
        for address, value in (
            ("max", {"update_type": "message_created", "message": {"body": 5}}),
            ("max", {"message": []}),
        ):
            head = {"HTTP_X_MAX_BOT_API_SECRET": "s3cret"}
            body = json.dumps(value).encode()
            visitor.send("POST", f"/api/bots/{address}/udmurtia-mio/", body, "application/json", str(value), **head)
        for value in ({"type": "message_new", "object": []}, {"type": [], "object": {"message": {"from_id": "²"}}}):
            body = json.dumps({"secret": "s3cret", "group_id": 1234, **value}).encode()
            visitor.send("POST", "/api/bots/vk/udmurtia-mio/", body, "application/json", str(value))
        good = json.dumps(order()).encode()
        taken = visitor.send("POST", "/api/exchange/epgu/udmurtia-mio/", good, "application/json", **signed(good))
        assert taken.first < 300, taken.said


def test_a_covering_letter_is_drawn_for_the_bodies_chosen(found: Walk) -> None:
    """The script of the page asks for it while one chooses: no form of the page leads there."""
    town = found.town
    case = next(c for plan, c in town.cases.items() if plan.state == "in_work")
    to = OtherBody.objects.filter(organisation=town.body, ways__contains="email")[0]
    chosen = [("body", str(to.pk)), (f"way_{to.pk}", "email"), ("reason", "Это решают там"), ("letter", "0")]
    answer = found.visitors["head"].send(
        "POST", f"/w/cases/{case.pk}/forwarding/draft/", encoded(chosen), "application/x-www-form-urlencoded"
    )
    assert answer.content.startswith(b"%PDF")


def signed(body: bytes) -> dict[str, str]:
    """Headers of a request of the exchange with the right signature."""
    return {
        f"HTTP_{k.upper().replace('-', '_')}": v for k, v in signed_headers("key", body).items() if k != "Content-Type"
    }


def candidates() -> tuple[list[int], list[str]]:
    """Numbers of rows and short words of every table, few of each column."""
    numbers: set[int] = set()
    words: set[str] = set()
    for model in apps.get_models():
        if not model.__module__.startswith("priemnaya."):
            continue
        numbers |= set(model._default_manager.order_by("-pk").values_list("pk", flat=True)[:1])
        for field in model._meta.get_fields():
            if isinstance(field, models.CharField) and re.search(
                r"slug|token|number|code|name|purpose|channel", field.name
            ):
                words |= {str(v) for v in model._default_manager.values_list(field.name, flat=True)[:3]}
    return sorted(numbers), sorted(w for w in words if w and len(w) < 60 and "/" not in w)


def fitting(route: str, numbers: list[int], words: list[str], body: str) -> Iterator[str]:
    """Addresses of a route: the body by its slug, one other part tried over everything the tables hold."""
    parts = re.findall(r"<[^>]+>|\{\w+\}", route)
    fixed = [body if part == "<slug:body>" else None for part in parts]
    free = [n for n, value in enumerate(fixed) if value is None]
    for value in [*numbers, *words] if free else [""]:
        url = route
        for n, part in enumerate(parts):
            url = url.replace(part, str(fixed[n] or value), 1)
        yield f"/{url}"


def test_a_list_of_newcomers_is_hired_after_it_was_shown(found: Walk) -> None:
    """What nonsense never gets to: a file that is right, and the form of the page that shows it."""
    admin, kind = found.visitors["admin"], "application/x-www-form-urlencoded"
    lines = "Фамилия;Имя;Логин;Роли\nОбходчиков;Пётр;obkhod;Исполнитель"
    page = admin.send("POST", "/w/employees/list/", encoded([("lines", lines)]), kind)
    [form] = [f for f in forms_of(page.said, page.page) if f.action.endswith("/hire/")]
    assert submit(found, "admin", form, form.shown(), "как показано").first == 302


def test_every_url_was_opened_or_it_is_said_why_not(walk: Walk) -> None:
    """Last: each route has been answered without a refusal at least once. What was used up stands once more."""
    talk, said = used_up_again(walk.town), encoded([("text", GOOD_LINE), ("line", "0" * 20)])
    walk.visitors["registrar"].send("POST", f"/w/chats/{talk}/say/", said, "application/x-www-form-urlencoded")
    walk.try_unopened()
    never = {route for route, pattern in routes() if not walk.was_opened(route, pattern)}
    if fresh := sorted(never - set(NEVER_OPENED)):
        said = "\n".join(f"{r}: {sorted(walk.ledger.opened.get(r, ()))}" for r in fresh)
        pytest.fail(f"nobody opened:\n{said}", pytrace=False)
    assert set(NEVER_OPENED) - never == set(), "opened now: take it off the list"
