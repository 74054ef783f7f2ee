"""Who may open what: every address of the resolver, every operation of the API, asked by every role, by another body
and by nobody, compared with the permission the address declares. A new address is taken in by itself.

Addresses of rows are filled with rows of the body, so that a 404 to a stranger says that it is the body that stops, and
a marked client is looked for wherever a role without cases can read."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from priemnaya.api.rest import guard
from priemnaya.api.rest.urls import schema
from priemnaya.cases import actions
from priemnaya.cases.actions.decisions import record_decision
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case, Decision
from priemnaya.core.journal import viewed
from priemnaya.core.models import ApiToken, Ruling
from priemnaya.desk import actions as desks
from priemnaya.outreach.models import PortalRating
from priemnaya.people.actions.api_tokens import SCOPES
from priemnaya.people.models import Employee, MergeSuggestion
from priemnaya.people.roles import NEVER_BY_PROGRAMS, PERMISSIONS, ROLES, page, rights_of
from priemnaya.records import actions as records

from .crawl.visit import routes
from .helpers import as_part, case_of, drafted, key_of, made_ready
from .planting import door

MARK, WORDS = "Меченова", "меченыеслова"
"""The client's name and the client's words: whoever has no cases reads neither anywhere."""
LANDED = (200, 204, 302, 400, 404, 405, 409, 422)
"""What an address answers to one who may: the page, where it leads, or what is wrong with an empty request."""


BEHIND = [("get", f"/w/compliance/{n}/?which=all", "report.view") for n in ("3.5", "3.6", "4.1")]
"""Figures with the cases behind them."""


class Body:
    """One body with one row of every sort that an address names."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.case = case_of(
            cast.udm,
            surname=MARK,
            subject=f"Про {WORDS}",
            text=f"Прошу: {WORDS}.",
            raw=b"raw",
            files=(IncomingFile(f"{WORDS}.txt", b"x", "text/plain"),),
        )
        actions.assign_case(made_ready(self.case, cast.registrar), cast.executor, by=cast.head)
        desks.add_note(self.case, f"Заметка {WORDS}", by=cast.executor)
        self.reply = drafted(self.case, cast.executor, text=f"{MARK}, вот ответ про {WORDS}.")
        viewed(self.case, by=cast.executor)
        viewed(self.case.client, by=cast.executor)
        other = case_of(cast.udm, surname=MARK, identity="esia-2", subject=WORDS)
        as_part(record_decision, made_ready(other, cast.registrar), "refusal", by=cast.head)
        against = Decision.objects.get(case=other)
        against.pk, against._state.adding, against.reply, against.case = None, True, None, self.case
        against.differs, against.usual, against.similar, against.usual_share = True, "grant", 9, 90
        against.why = WORDS
        against.save()
        PortalRating.objects.create(
            organisation=cast.udm, system="epgu", external_id="1", stars=1, comment=WORDS, case=other, at=timezone.now()
        )
        stopped = Ruling(organisation_id=cast.udm.pk, subject_type="case", subject_id=other.pk, actor_id=cast.head.pk)
        stopped.clause, stopped.kind, stopped.target, stopped.ok = "3.5", "written_plainly", "reply", False
        stopped.reason, stopped.at = WORDS, timezone.now()
        stopped.save()
        old = case_of(cast.udm, surname=MARK, identity="esia-3", subject=WORDS)
        then = timezone.now() - dt.timedelta(days=3000)
        with door():
            old.contacts.update(at=then)
            Case.objects.filter(pk=old.pk).update(
                state="answered", closed_at=then, received_at=then, registered_at=then
            )
        assert records.propose_disposal(cast.udm) is not None
        self.suggestion = MergeSuggestion.objects.create(client=self.case.client, other=other.client, reason=WORDS)

    def filled(self, route: str) -> str:
        """An address of the route with a row of this body, or with what is nobody's."""
        file = self.case.contacts.get(direction="in").attachments.get().pk
        contact = self.case.contacts.get(direction="in").pk
        by_start = {
            "w/cases/": self.case.pk,
            "w/signing/": self.case.pk,
            "w/clients/suggestions/": self.suggestion.pk,
            "w/clients/": self.case.client_id,
            "w/files/": file,
            "w/letters/": contact,
            "w/employees/": self.cast.colleague.pk,
            "w/staff/units/": self.cast.colleague.unit_id,
            "w/units/": self.cast.colleague.unit_id,
            "w/points/": self.cast.udm.points.first().pk,
        }
        pk = next((v for start, v in by_start.items() if route.startswith(start)), 999_999)
        path = re.sub(
            r"\(\?P<(\w+)>\\d\+\)|<int:(\w+)>", lambda m: str(pk if (m[1] or m[2]) == "pk" else 999_999), route
        )
        path = re.sub(r"\(\?P<\w+>(\w+)(?:\|\w+)*\)", lambda m: m[1], path)
        path = re.sub(r"<slug:body>", self.cast.udm.slug, path)
        path = re.sub(r"<(?:slug|str):\w+>", "no-such", path)
        return "/" + path.strip("^$").replace("$", "")


@pytest.fixture(scope="module")
def body(django_db_setup: None, django_db_blocker: Any) -> Iterator[Body]:
    from .conftest import Cast

    with django_db_blocker.unblock(), transaction.atomic():
        yield Body(Cast())
        transaction.set_rollback(True)


def staff_routes() -> list[tuple[str, str]]:
    """(route, permission) of everything that is for staff."""
    found = [(r, str(getattr(p.callback, "permission", ""))) for r, p in routes()]
    return [(r, p) for r, p in found if p and p not in ("public", "token")]


@pytest.fixture(scope="module")
def doors(body: Body) -> list[tuple[str, str, str]]:
    """Every address of staff."""
    found = taken(body)
    assert len(found) > 200
    return found


def taken(body: Body, nth: int = 1) -> list[tuple[str, str, str]]:
    """(method, address, permission): addresses of staff by the methods they take."""
    nobody, every = Client(), [(m, body.filled(r), p) for r, p in staff_routes() for m in ("get", "post")]
    found = [(m, url, p) for m, url, p in every[::nth] if asked(nobody, m, url).status_code != 405]
    assert found
    return found


def asked(client: Client, method: str, url: str) -> Any:
    """One request that leaves nothing behind."""
    with transaction.atomic():
        answer = getattr(client, method)(url)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


ROLE_NAMES = tuple(ROLES)
FULL = bool(os.environ.get("ACCESS_FULL"))
"""Every page by every role that may; else each by two of them, and by all that may not."""


def two_of(permission: str, turn: int) -> set[str]:
    """Two of the roles that hold a permission, others each turn."""
    may = [r for r in ROLE_NAMES if permission in rights_of([r])]
    return {may[(turn + n) % len(may)] for n in range(2)}


def one_of(cast: Any, role: str) -> Employee:
    found = getattr(cast, role)
    assert found.roles == [role]
    return found  # type: ignore[no-any-return]


@pytest.mark.walk
@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLE_NAMES)
def test_every_address_opens_to_the_roles_that_hold_its_permission_and_to_no_other(
    body: Body, doors: list[tuple[str, str, str]], role: str
) -> None:
    """And a role without cases reads neither a client's name nor their words on any page that opens to it."""
    held, wrong, client = rights_of([role]), [], Client(raise_request_exception=False)
    client.force_login(one_of(body.cast, role))
    blind = "case.view" not in held
    for n, (method, url, permission) in enumerate([*doors, *BEHIND]):
        looked_for = blind and method == "get"
        if permission in held and not (FULL or looked_for or role in two_of(permission, n)):
            continue
        answer = asked(client, method, url)
        status = answer.status_code
        if permission in held and status not in LANDED:
            wrong.append(f"{role} may {permission}, but {method} {url}: {status}")
        if permission not in held and status != 403:
            wrong.append(f"{role} may not {permission}, but {method} {url}: {status}")
        said = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        if looked_for and (MARK in said or WORDS in said):
            wrong.append(f"{role} has no cases, but {url} shows a client")
    assert wrong == []


SAMPLED = pytest.mark.parametrize("nth", [15, pytest.param(1, marks=pytest.mark.walk)])
"""In the suite every fifteenth address, in the walks all of them."""


@SAMPLED
@pytest.mark.django_db
def test_to_nobody_every_address_of_staff_shows_the_sign_in(body: Body, nth: int) -> None:
    wrong, client = [], Client(raise_request_exception=False)
    for method, url, _permission in taken(body, nth):
        answer = asked(client, method, url)
        if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/"):
            wrong.append(f"{method} {url}: {answer.status_code}")
    assert wrong == []


@SAMPLED
@pytest.mark.django_db
def test_to_another_body_no_row_of_this_one_exists(body: Body, nth: int) -> None:
    """The stranger holds almost every right, at another body."""
    wrong, client = [], Client(raise_request_exception=False)
    stranger = body.cast.hire("outsider", body.cast.altai, "Чужих", *ROLES)
    client.force_login(stranger)
    for method, url, _permission in taken(body, nth):
        if method == "post" and not re.search(r"/\d+/", url):
            continue  # about no row: it is the stranger's own body that would answer
        answer = asked(client, method, url)
        said = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        if MARK in said or WORDS in said:
            wrong.append(f"{method} {url} shows the client")
        if re.search(r"/\d+/", url) and answer.status_code != 404:
            wrong.append(f"{method} {url}: {answer.status_code}")
    assert wrong == []


@pytest.mark.django_db
def test_every_address_declares_a_permission_that_has_words(body: Body) -> None:
    for route, pattern in routes():
        permission = getattr(pattern.callback, "permission", None)
        ours = str(getattr(pattern.callback, "__module__", "")).startswith("priemnaya")
        if ours:
            assert permission, route
            assert permission in {"public", "token", "staff", "order.read", *PERMISSIONS}, route
    assert {p for _t, held in ROLES.values() for p in held} == set(PERMISSIONS)
    assert len(list(get_resolver().url_patterns)) > 5


@cache
def described() -> Any:
    return schema()


def operations(body: Body) -> list[tuple[str, str, str]]:
    """(method, address, scope) of every operation of the API, with rows of the body."""
    known = {"number": body.case.number, "client_id": body.case.client_id, "purpose": "mailing"}
    made = []
    for path, about in described()["paths"].items():
        url = re.sub(r"\{(\w+)\}", lambda m: str(known.get(m[1], 999_999)), path)
        made += [(method, url, path) for method in about if method in ("get", "post", "put", "delete")]
    return [(m, u, p) for m, u, p in made if u.startswith("/api/v1/")]


def scope_of(method: str, path: str) -> str:
    """The scope that the operation asks, as it stands in its code."""
    from priemnaya.api.rest.urls import api

    for prefix, router in api._routers:
        for route, view in router.path_operations.items():
            full = f"/api/v1/{prefix}{route}".replace("//", "/")
            for operation in view.operations:
                if full == path and method.upper() in operation.methods:
                    return str(operation.auth_callbacks[0].scope)  # type: ignore[union-attr]
    raise AssertionError(f"{method} {path} asks for no scope")


def called(secret: str, method: str, url: str) -> tuple[int, bool]:
    """The status, and whether it was the key's rights that stopped it: an operation may have 403 of its own."""
    with transaction.atomic():
        answer = Client(raise_request_exception=False).generic(
            method.upper(), url, "{}", content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {secret}"
        )
        transaction.set_rollback(True)
    return int(answer.status_code), "Ключу нужна область" in answer.content.decode("utf-8", "replace")


@pytest.mark.walk
@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLE_NAMES)
def test_every_operation_answers_the_programs_whose_role_holds_its_right_and_no_other(
    body: Body, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "A_MINUTE", 10**9)
    held = rights_of([role]) - NEVER_BY_PROGRAMS
    with transaction.atomic():
        scopes = [s for s, (permission, _w) in SCOPES.items() if permission in held]
        row, secret = key_of(one_of(body.cast, role), scopes)
        ApiToken.objects.filter(pk=row.pk).update(scopes=list(SCOPES))  # the key says everything; the role decides
        wrong = []
        for method, url, path in operations(body):
            may = SCOPES[scope_of(method, path)][0] in held
            status, stopped = called(secret, method, url)
            if stopped == may or (stopped and status != 403) or status in (401, 500):
                wrong.append(f"{role} {'may' if may else 'may not'} {method} {url}: {status}")
        transaction.set_rollback(True)
    assert wrong == []


@SAMPLED
@pytest.mark.django_db
def test_every_operation_needs_a_key_of_this_body(body: Body, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    monkeypatch.setattr(guard, "A_MINUTE", 10**9)
    with transaction.atomic():
        stranger = body.cast.hire("outsider", body.cast.altai, "Чужих", *ROLES)
        theirs = key_of(stranger, list(SCOPES))[1]
        wrong = []
        for method, url, path in operations(body)[::nth]:
            if (status := called("", method, url)[0]) != 401:
                wrong.append(f"without a key {method} {url}: {status}")
            if "{" in path and (status := called(theirs, method, url)[0]) not in (404, 422):
                wrong.append(f"with another body's key {method} {url}: {status}")
        transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.unit
def test_the_table_of_rights_in_the_docs_is_the_code_s() -> None:
    from pathlib import Path

    drawn = Path(__file__).resolve().parents[1] / "docs" / "rights.md"
    assert drawn.read_text(encoding="utf-8") == page(), "make docs"
