"""Every answer that shows a client's name or words leaves a record, whichever address or operation gave it; the others
say why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from priemnaya.api.rest import guard
from priemnaya.cases import actions
from priemnaya.cases.actions.seeking import seek_in_letters
from priemnaya.cases.models import Case, Contact, ForwardedLetter
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.channels.vk.actions import Said, take_comment
from priemnaya.core.journal import notify
from priemnaya.core.models import AccessRecord
from priemnaya.core.models.access import KINDS
from priemnaya.desk.models import Campaign, CampaignMember
from priemnaya.outreach.models import SurveyAnswer
from priemnaya.paper import actions as paper
from priemnaya.people.actions.api_tokens import SCOPES
from priemnaya.people.roles import ROLES
from priemnaya.reception.actions import calls, visits
from priemnaya.reception.actions.visits import BookingDetails
from priemnaya.reception.models import Visit
from priemnaya.records.actions import ask_history, build_waiting
from priemnaya.ui.journalling import words_of
from priemnaya.ui.places import PLACES

from . import marks
from .chats import begun, on_duty, with_chat
from .crawl.visit import routes
from .helpers import case_of, drafted, goes_out, key_of, made_ready, sent_on
from .reception import a_place, first_free
from .scenarios.test_letters import signer
from .test_access import BEHIND, MARK, WORDS, Body, operations, staff_routes

EXCUSED = {
    "w/cases/new/": "an empty form",
    "w/calls/at-hand/": "that a talk lies with the employee, since when; asked every two seconds, it names nobody",
    "w/connections/telephony/": "what an exchange told, with no number but its last two figures",
    "w/topics/": "the classifier",
    "w/commands/": "names of deeds and pages; of a case in view only its number",
    "w/bodies/": "other bodies",
    "w/calendar/": "days and terms of the body; how many cases move, none named",
    "w/wording/": "rules of the checker",
    "w/disposals/<int:pk>/file/": "the act of destruction names nobody (records/act.py)",
    "w/connections/": "keys and subscriptions; events carry numbers and no words",
    "w/mailings/": "how many receive it, nobody by name",
    "w/services/": "services of the body",
    "w/knowledge/": "articles",
    "w/staff/": "employees, not clients",
    "w/settings/": "links to other pages",
    "w/account/": "the employee's own sessions",
    "w/employees/": "employees, not clients",
    "w/roles/": "roles",
    "w/units/": "departments",
    "w/points/": "points of contact",
    "w/emergency/": "an empty form; what it opens is journalled there, and told to heads",
    "w/journal/sign-ins/": "sign-ins of employees",
    "w/rules/": "rules and macros; a trial, which is a POST, is journalled by the cases it names",
    "w/journal/settings/": "settings of the body, who changed them; no clients",
    "w/order/": "the order",
    "w/design/": "parts of pages with words of ours, in debug only",
    "w/overview/": "how many cases by unit and day, by employee and topic, none named",
    "w/load/": "how many cases each employee has",
    "w/news/": "what the body tells its own people, and which of them has read it",
    "w/notices/choices/": "what the employee wants to be told, and how",
    "w/duties/": "what the body owes by its order, and how employees say it was done",
    "w/measures/": "what a head changes about a clause; no case is in it",
    "w/cases/<int:pk>/reply/known/": "articles for the letter's page, which is journalled itself",
    "w/duties/<int:pk>/file/": "the proof an employee added",
    "w/visits/<int:pk>/ticket/": "a number in the queue, no name",
    "w/visits/book/": "free times and an empty form",
    "w/visits/schedule/": "places, windows, hours and days off",
    "w/calls/figures/": "how many called and were answered, nobody by name",
    "w/chats/figures/": "how many wrote and waited, nobody by name",
    "w/visits/figures/": "how many came and waited, nobody by name",
    "w/compliance/": "figures; the cases behind them are looked for with a clause that has some",
    "api/v1/deliveries": "by what channel and in what state; a word of a mail server that names an address is seen",
    "api/v1/me": "the key itself",
    "api/v1/topics": "the classifier",
    "api/v1/services": "services of the body",
    "api/v1/knowledge": "articles",
    "api/v1/points": "points of contact",
    "api/v1/compliance": "figures",
    "api/v1/webhooks": "subscriptions; events carry numbers and no words",
    "api/v1/clients/{client_id}/history/{export_id}": "how far it is made; the file is journalled when it is given",
}
"""Addresses of staff and operations that show nothing of clients when they are asked, and why. Each begins so."""


class Shown(Body):
    """The same with a row for every page that shows one: what is set aside, scanned, posted, forwarded, given out."""

    def __init__(self, cast: Any) -> None:
        super().__init__(cast)
        raw = f"From: {MARK} <x@mail.example>\r\nTo: mio@udm.example\r\nAuto-Submitted: auto-replied\r\n"
        receive_letter(cast.udm, f"{raw}Subject: absent\r\n\r\n{WORDS}".encode())
        self.aside = Contact.objects.get(case=None)
        with_chat(cast.udm)
        on_duty(cast.reception)
        self.talk = begun(cast.udm, WORDS, name=MARK)[0]
        take_comment(cast.udm, Said("wall-1_2_3", "e1", "-9", False, WORDS, b"{}"), edited=False)
        self.scan = paper.add_scan(cast.udm, f"{WORDS}.png", png(), by=cast.registrar)
        posted = case_of(
            cast.udm,
            surname=MARK,
            identity="esia-5",
            chosen_point="post",
            chosen_address=f"Ижевск, {WORDS}",
            postal_address=f"Ижевск, {WORDS}",
        )
        waiting = paper.for_post(cast.udm)
        assert waiting
        assert posted in [Case.objects.get(pk=d.subject_id) for d in waiting]
        self.list = paper.make_list(cast.udm, waiting, by=cast.head)
        self.forwarded = sent_on(
            made_ready(case_of(cast.udm, surname=MARK, identity="esia-6"), cast.registrar), "Росреестр", by=cast.head
        )
        self.letter = ForwardedLetter.objects.get(forwarding__case=self.forwarded)
        self.export = ask_history(self.case.client, by=None)  # type: ignore[arg-type]
        build_waiting(cast.udm)
        SurveyAnswer.objects.create(
            organisation=cast.udm, reply=self.reply, satisfaction=2, comment=WORDS, point="portal", at=timezone.now()
        )
        sent = made_ready(case_of(cast.udm, surname=MARK, identity="esia-8"), cast.registrar)
        actions.send_reply(drafted(sent, cast.executor), by=cast.head)
        goes_out(sent)
        self.sent = sent.replies.get()
        self.frozen = made_ready(case_of(cast.udm, surname=MARK, identity="esia-9"), cast.registrar)
        actions.prepare_reply(drafted(self.frozen, cast.executor), by=cast.head, certificate=signer()[1])
        self.waiting = made_ready(case_of(cast.udm, surname=MARK, identity="esia-10"), cast.registrar)
        actions.submit_reply(drafted(self.waiting, cast.executor), by=cast.executor)
        self.call = calls.begin_call(cast.udm, "+79120009988", by=cast.head, client=self.case.client)
        said = calls.Asked(WORDS, WORDS, "answered")
        calls.write_call(self.call, calls.Talk(questions=(said,), answered="yes", number="+79120009988"), by=cast.head)
        promise = calls.Promise("+79120009988", WORDS, timezone.now() + dt.timedelta(minutes=30), "утром")
        self.call_back = calls.promise_call_back(self.call, promise, owner=cast.head, by=cast.head)
        self.alike = Campaign.objects.create(organisation=cast.udm, last_at=timezone.now())
        CampaignMember.objects.create(case=self.case, campaign=self.alike)
        self.visit = self._received(cast)
        hidden = case_of(cast.udm, surname=MARK, identity="esia-7")
        actions.confide_case(hidden, "Личные сведения", by=cast.head)
        actions.break_glass(cast.udm, hidden.number, "Клиент в опасности", by=cast.registrar)

    def _received(self, cast: Any) -> Visit:
        """Somebody is booked for today, whatever the hour is, and somebody waits in the hall."""
        place = a_place(cast.udm)
        who = BookingDetails(MARK, phone="+7 912 000-11-22", about=WORDS)
        booked, _code = visits.book_visit(first_free(place), who, by=cast.reception)
        ten = dt.datetime.combine(place.today(), dt.time(10), place.zone)
        Visit.objects.filter(pk=booked.pk).update(during=(ten, ten + dt.timedelta(minutes=30)))
        visits.admit_visitor(place, by=cast.reception, name=MARK, about=WORDS, kind=place.kind)
        return booked

    def filled(self, route: str) -> str:
        if route.startswith("w/visits/<int:pk>/"):
            return f"/{route.replace('<int:pk>', str(self.visit.pk))}"
        known = {
            "w/search/": f"/w/search/?q={MARK.lower()}",  # not as it stands there: what the page repeats is no proof
            "w/cases/alike/<int:pk>/answer/": f"/w/cases/alike/{self.alike.pk}/answer/",
            "w/calls/<int:pk>/": f"/w/calls/{self.call.pk}/",
            "w/calls/back/<int:pk>/": f"/w/calls/back/{self.call_back.pk}/",
            "w/scans/<int:pk>/": f"/w/scans/{self.scan.pk}/",
            "w/scans/<int:pk>/page/<int:number>/": f"/w/scans/{self.scan.pk}/page/0/",
            "w/post/<int:pk>/<slug:what>.pdf": f"/w/post/{self.list.pk}/envelopes.pdf",
            "w/history/<int:pk>/": f"/w/history/{self.export.pk}/",
            "w/cases/<int:pk>/reply/prepared/": f"/w/cases/{self.frozen.pk}/reply/prepared/",
            "w/signing/<int:pk>/": f"/w/signing/{self.waiting.pk}/",
            "w/cases/<int:pk>/ways-letter/": f"/w/cases/{self.case.pk}/ways-letter/?kind=service_application",
            "w/chats/<int:pk>/": f"/w/chats/{self.talk.pk}/",
            "w/chats/<int:pk>/news/": f"/w/chats/{self.talk.pk}/news/",
            "w/compliance/<str:number>/": "/w/compliance/3.5/?which=all",
            "w/compliance/indicator/<slug:name>/": "/w/compliance/indicator/answered_in_time/",
        }
        if "forwarding/(?P<letter>" in route:
            return f"/w/cases/{self.forwarded.pk}/forwarding/{self.letter.pk}/package/"
        return known.get(route) or super().filled(route)


def png() -> bytes:
    import io

    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (200, 80), "white").save(written, "PNG")
    return written.getvalue()


@pytest.fixture(scope="module")
def body(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shown]:
    from .conftest import Cast

    with django_db_blocker.unblock(), transaction.atomic():
        yield Shown(Cast())
        transaction.set_rollback(True)


def read(answer: Any) -> str:
    """Everything that an answer says, the words inside files too."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith(("text/", "application/json")):
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return "\n".join(piece.decode("utf-8", "replace") for piece in marks.unpacked(content))
    return words_of(answer)


def asked(body: Shown) -> Iterator[tuple[str, str, str]]:
    """(method, address, route) of every address of staff and every operation of the API."""
    for route, _permission in staff_routes():
        yield from ((method, body.filled(route), route) for method in ("get", "post"))
    yield from ((method, url, url.strip("/")) for method, url, _permission in BEHIND)
    known = {"{file_id}": body.case.contacts.get(direction="in").attachments.get().pk, "{letter_id}": body.sent.pk}
    for method, url, path in operations(body):
        pk = next((pk for name, pk in known.items() if name in path), 999_999)
        yield method, url.replace("999999", str(pk)), path.strip("/")


@pytest.mark.django_db
@pytest.mark.parametrize("nth", [7, pytest.param(1, marks=pytest.mark.walk)])
def test_every_answer_that_shows_a_client_leaves_a_record_and_every_other_page_is_excused(
    body: Shown, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """Asked by one who may everything, so that nothing is hidden from it. In the suite every seventh address."""
    monkeypatch.setattr(guard, "A_MINUTE", 10**9)
    everybody = body.cast.hire("everything", body.cast.udm, "Всемогущая", *ROLES)
    notify(everybody, f"Вам поручено: {WORDS}", body.case.get_absolute_url(), kind="assigned")
    seek_in_letters(body.cast.udm)  # what came before they were hired is looked through for their name too
    row, secret = key_of(everybody, list(SCOPES))
    desk = Client(raise_request_exception=False)
    desk.force_login(everybody)
    wrong, silent, left, places = [], set(), set(), set()
    every = list(asked(body))
    some = set(sorted({route for _, _, route in every})[::nth])
    for method, url, route in every:
        if route not in some:
            continue
        with transaction.atomic():
            last = AccessRecord.objects.count()
            if url.startswith("/api/"):
                given = {"content_type": "application/json", "HTTP_AUTHORIZATION": f"Bearer {secret}"}
                answer = desk.generic(method.upper(), url, "{}", **given)  # type: ignore[arg-type]
            else:
                answer = getattr(desk, method)(url)
            said = read(answer)
            records = list(AccessRecord.objects.filter(number__gt=last))
            transaction.set_rollback(True)
        if (MARK in said or WORDS in said) and not any(r.cases or r.clients or r.others for r in records):
            wrong.append(f"{method} {url} shows the client and leaves no record")
        for r in records:
            by_key = url.startswith("/api/")
            who = (row.employee_id, everybody.pk) if by_key else (everybody.pk, None)
            places.update(() if by_key else [r.page])
            if (r.employee_id, r.issuer_id) != who or r.address != "127.0.0.1" or r.kind not in KINDS:
                wrong.append(f"{method} {url}: {r.employee_id} {r.issuer_id} {r.address} {r.kind}")
        if method == "get" and answer.status_code != 405:
            (left if records else silent).add(route)
    unexplained = {r for r in silent - left if not r.startswith(tuple(EXCUSED))}
    assert wrong == []
    assert unexplained == set()
    assert not [p for p in places if not p.startswith(tuple(start for start, _w in PLACES))], places
    assert len(left) > 35 // nth


def test_an_excuse_is_for_a_page_that_is_there() -> None:
    known = [r for r, _p in staff_routes()] + [r for r, _p in routes() if r.startswith("api/v1/")]
    assert len(known) > 200
    assert [e for e in EXCUSED if not any(r.startswith(e.partition("{")[0]) for r in known)] == []
