"""Two at the same instant, each with a connection of their own: nobody waits for anybody in a circle."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from priemnaya.cases import actions
from priemnaya.cases.models import Attachment, Case, FileWords, Reply
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import Delivery, StoredFile
from priemnaya.errors import Objection
from priemnaya.knowledge import search
from priemnaya.knowledge.actions.findable import put
from priemnaya.knowledge.models import SearchWord
from priemnaya.paper.actions import for_post, make_list
from priemnaya.people.models import Client, Consent, Employee, Organisation

from ..helpers import came_in, case_of, message
from ..mail.test_mail import letter
from .test_guards import asking
from .test_trust import BODY, person

WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
MESSAGE: dict[str, Any] = {"point": "portal", "kind": "message", "surname": "Иванова", "name": "Мария"}


class Apart:
    """A copy of the tests' database, in which what is done stays done."""

    def __init__(self, name: str) -> None:
        self.name, self.pool = name, ThreadPoolExecutor(3)

    def link(self, **more: Any) -> psycopg.Connection:
        given = connection.get_connection_params()
        known = {k: given[k] for k in ("host", "port", "user", "password") if given.get(k)}
        return psycopg.connect(**known, dbname=self.name, **more)

    def act(self, deed: Callable[[Organisation], Any]) -> Future[Any]:
        """Somebody does this now."""
        return self.pool.submit(self._acts, deed)

    def _acts(self, deed: Callable[[Organisation], Any]) -> Any:
        own = connections.create_connection("default")
        own.settings_dict = {**own.settings_dict, "NAME": self.name}
        connections["default"] = own  # of this thread only
        try:
            return deed(Organisation.objects.select_related("parent").get(slug="udmurtia-mio"))
        finally:
            own.close()

    def wait(self, watch: psycopg.Connection, waiting: int) -> None:
        deadline = time.monotonic() + 20
        while (found := watch.execute(WAITING).fetchone()) is None or found[0] < waiting:
            assert time.monotonic() < deadline, "both must come to the lock"
            time.sleep(0.02)


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: Any) -> Iterator[Apart]:
    with django_db_blocker.unblock():
        ours = str(connection.settings_dict["NAME"])
        connection.close()  # a database is copied while nobody is in it
        made, above = Apart(f"{ours}_apart"), Apart("postgres")
        with above.link(autocommit=True) as link:
            link.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [ours]
            )  # a thread's
            link.execute(f'drop database if exists "{made.name}" with (force)')
            link.execute(f'create database "{made.name}" template "{ours}"')
            yield made
            made.pool.shutdown()
            link.execute(f'drop database "{made.name}" with (force)')


def test_taking_a_case_over_while_its_owner_writes_the_same_again(apart: Apart) -> None:
    """Who takes it over holds the case and wants the card; the message holds the card and names the case."""
    me = {"identity": "esia-at-once", "addresses": {"email": "o@mail.example"}}

    def come(body: Organisation, **given: Any) -> actions.Received:
        return actions.receive_message(body, message(**MESSAGE, **given))

    def claim(body: Organisation, number: str, code: str) -> Any:
        return actions.claim_case(body, number, code, Client.objects.get(identity="esia-at-once"))

    apart.act(lambda body: come(body, **me, text="Первое")).result(30)
    old = apart.act(lambda body: come(body, addresses=me["addresses"], text="То же самое")).result(30)
    with apart.link() as row, apart.link(autocommit=True) as watch:
        row.execute("select 1 from core_numberseries where name = 'case' for update")
        writes = apart.act(lambda body: come(body, **me, text="То же самое", patronymic="Сергеевна"))
        apart.wait(watch, 1)  # it holds the card
        takes = apart.act(lambda body: claim(body, old.case.number, old.code))
        apart.wait(watch, 2)  # it holds the case
        row.commit()
    assert writes.result(30).duplicate_of == takes.result(30) == old.case


IDENTITY = "esia-apart"


def test_a_card_is_held_from_finding_it_until_what_is_written_stands_on_it(apart: Apart) -> None:
    """A message finds a card while a colleague joins that card to another, in either order: the second one waits, and
    the message stands on the card that lives. Who takes over the last case of a card waits for what is being written
    on it, so that a consent given meanwhile goes along."""

    def come(body: Organisation, identity: str = "", **given: Any) -> actions.Received:
        return actions.receive_message(body, message(**MESSAGE, identity=identity, **given))

    def joins(body: Organisation, into: actions.Received) -> None:
        clerk, _ = Employee.objects.get_or_create(username="apart", organisation=body, roles=["registrar"])
        mine = Client.objects.get(organisation=body, identity=IDENTITY)
        actions.merge_clients(mine, Client.objects.get(cases=into.case), by=clerk)

    def claims(body: Organisation, taken: actions.Received) -> Any:
        return actions.claim_case(body, taken.case.number, taken.code, Client.objects.get(identity=IDENTITY))  # type: ignore[union-attr]

    def done(deed: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return apart.act(lambda body: deed(body, *given, **named)).result(30)

    def card(of: actions.Received) -> Any:
        return done(lambda body: Case.objects.get(pk=of.case.pk).client_id)  # type: ignore[union-attr]

    mine = done(come, IDENTITY, text="Первое")
    others = [done(come, addresses={"email": f"{n}@mail.example"}, text=n) for n in ("один", "два", "три")]
    with apart.link() as row, apart.link(autocommit=True) as watch:
        row.execute("select 1 from core_numberseries where name = 'case' for update")
        writes = apart.act(lambda body: come(body, IDENTITY, text="Второе"))
        apart.wait(watch, 1)  # it has found the card
        merges = apart.act(lambda body: joins(body, others[0]))
        apart.wait(watch, 2)  # which is not joined away
        row.commit()
        merges.result(30)
        assert card(writes.result(30)) == card(mine) == card(others[0])

        row.execute("select 1 from people_mergesuggestion for update")
        merges = apart.act(lambda body: joins(body, others[1]))
        apart.wait(watch, 1)  # it has moved the card's matters
        writes = apart.act(lambda body: come(body, IDENTITY, text="Третье"))
        apart.wait(watch, 2)  # and the message waits for the card
        row.commit()
        merges.result(30)
        assert card(writes.result(30)) == card(mine) == card(others[1])

        left = card(others[2])
        row.execute("select 1 from people_client where id = %s for no key update", [left])
        row.execute(
            "insert into people_consent (client_id, purpose, text, version, given_how, given_at, withdrawn_how)"
            " values (%s, 'mailing', 'Согласен', '1', 'portal', now(), '')",
            [left],
        )
        takes = apart.act(lambda body: claims(body, others[2]))
        apart.wait(watch, 1)
        row.commit()
        takes.result(30)
    assert done(lambda body: Consent.objects.get().client_id) == card(others[2]) == card(mine)


def test_a_case_is_held_before_its_card_and_never_more_than_needed(cast: Any) -> None:
    """A full lock of a case would stop whoever only names it."""
    received = came_in(cast.udm, identity="", kind="message", addresses={})
    case = received.case
    assert case is not None
    browser = person(Browser(), cast.udm, "esia-1", surname="Иванова", name="Мария")
    case_of(cast.udm)
    desk = Browser()
    desk.force_login(cast.head)
    with CaptureQueriesContext(connection) as asked:
        browser.post(f"{BODY}/my/", {"do": "claim", "number": case.number, "code": received.code})
        desk.post(f"/w/cases/{case.pk}/confide/", {"reason": "Просит не показывать"})
    locks = [
        q["sql"] for q in asked if " FOR " in q["sql"] and ("cases_case" in q["sql"] or "people_client" in q["sql"])
    ]
    held = ["case" if 'FROM "cases_case"' in sql else "card" for sql in locks]
    case.refresh_from_db()
    assert case.identified
    assert case.confidential.filter(lifted_at=None).exists()
    assert held[:2] == ["case", "card"]
    assert [sql for sql in locks if "FOR NO KEY UPDATE" not in sql] == []


DMARC = "mx.body.example; dmarc=pass header.from=mail.example"


def test_two_first_letters_of_one_proved_mailbox_make_one_card(apart: Apart, settings: Any) -> None:
    """The first has made its card and has not ended; the second waits for it and stands on it. A namesake of the
    family, who shares the mailbox, waits too and has a card of their own; another mailbox waits for nobody."""
    settings.AUTHSERV = "mx.body.example"

    def writes(body: Organisation, n: int, who: str, mailbox: str) -> int | None:
        raw = letter(
            f"Письмо {n}", Message_ID=f"<{n}@mail.example>", From=f"{who} <{mailbox}>", Authentication_Results=DMARC
        )
        case = receive_letter(body, raw).contact.case
        assert case is not None
        return case.client_id

    def sends(n: int, who: str = "Мария Иванова", mailbox: str = "ivanovy@mail.example") -> Future[int | None]:
        return apart.act(lambda body: writes(body, n, who, mailbox))

    sends(0, mailbox="before@mail.example").result(30)
    with apart.link() as row, apart.link(autocommit=True) as watch:
        row.execute("select 1 from core_numberseries where name = 'case' for update")
        first = sends(1)
        apart.wait(watch, 1)  # its card stands, not yet for others
        second = sends(2)
        apart.wait(watch, 2)
        other = sends(3, mailbox="other@mail.example")
        apart.wait(watch, 3)
        held = watch.execute("select count(*) from pg_locks where locktype = 'advisory' and not granted").fetchone()
        assert held == (1,), "only the second letter waits for the mailbox"
        row.commit()
    cards = [sent.result(30) for sent in (first, second, other)]
    assert cards[0] == cards[1] != cards[2]
    assert sends(4, "Пётр Смирнов").result(30) not in cards
    assert sends(5).result(30) == cards[0]


def test_words_of_a_body_are_counted_by_two_at_once_and_by_no_page(apart: Apart) -> None:
    """The worker and who publishes count them one after the other; the first searches of a body count none."""

    def searches(body: Organisation) -> tuple[bool, int]:
        search.forget_vocabularies()
        return bool(search.find(body, "участак", public=True).hits), SearchWord.objects.count()

    apart.act(lambda body: put(body, "article", "r1", title="Участок земли", public=True)).result(30)
    with apart.link(autocommit=True) as watch:
        watch.execute("delete from knowledge_searchword")
        assert {f.result(30) for f in [apart.act(searches) for _ in range(3)]} == {(True, 0)}
        with apart.link() as table:
            table.execute("lock table knowledge_searchword in exclusive mode")
            counted = [apart.act(search.refresh_words) for _ in range(2)]
            apart.wait(watch, 2)
        assert len({f.result(30) for f in counted}) == 1
        assert watch.execute("select count(*) > 1 from knowledge_searchword").fetchone() == (True,)


def test_words_of_a_file_of_an_answer_wait_for_its_signing(apart: Apart) -> None:
    """The signing has made the row of the case and has not ended; words that come meanwhile are added when it has."""

    def prepared(body: Organisation) -> tuple[int, int]:
        case = came_in(body).case
        author = Employee.objects.create(username="author", organisation=body, roles=["executor"])
        reply = Reply.objects.create(organisation=body, case=case, author=author, text="Ответ")
        Attachment.objects.create(reply=reply, file=StoredFile.objects.store(b"x"), name="а.txt")
        return case.pk, reply.pk  # type: ignore[union-attr]

    case, reply = apart.act(prepared).result(30)
    with apart.link() as row, apart.link(autocommit=True) as watch:
        row.execute("set local session_replication_role = replica")  # the row of the case is made already
        row.execute("update cases_reply set state = 'signed' where id = %s", [reply])
        words = apart.act(lambda _body: FileWords.objects.update(text="Про ламу", state=""))
        apart.wait(watch, 1)
        row.commit()
        words.result(30)
        found = "select count(*) from cases_found where case_id = %s and search @@ to_tsquery('russian', 'лама')"
        assert watch.execute(found, [case]).fetchone() == (1,)


def test_two_cases_given_at_once_do_not_pass_the_limit_of_one_person(apart: Apart) -> None:
    """The second giving waits for the first and counts its case, by hand and by a rule of the desk alike."""

    def ready(body: Organisation) -> list[int]:
        Employee.objects.create(username="gives", organisation=body, roles=["registrar"])
        Employee.objects.create(username="takes", organisation=body, roles=["executor"])
        return [came_in(body, identity=f"esia-at-once-{n}").case.pk for n in range(3)]  # type: ignore[union-attr]

    def gives(body: Organisation, pk: int, by: str) -> str:
        case = Case.objects.select_related("organisation__parent", "unit", "assignee").get(pk=pk)
        giver = Employee.objects.filter(username=by).first()
        try:
            actions.assign_case(case, Employee.objects.get(username="takes"), by=giver)
        except Objection as stopped:
            return str(stopped)
        return ""

    first, second, third = apart.act(ready).result(30)
    with (
        asking("limit", what="open_cases", at_most=1),
        apart.link() as table,
        apart.link(autocommit=True) as watch,
    ):
        table.execute("lock table cases_assignment in share mode")  # nobody is given anything yet
        both = [
            apart.act(lambda body, pk=pk, by=by: gives(body, pk, by)) for pk, by in ((first, "gives"), (second, ""))
        ]  # type: ignore[misc]
        apart.wait(watch, 2)
        table.commit()
        said = sorted(one.result(30) for one in both)
        assert said[0] == "" and "Не больше одного открытого дела" in said[1], said
        assert watch.execute("select count(*) from cases_assignment").fetchone() == (1,)
        assert apart.act(lambda body: gives(body, third, "gives")).result(30)


def test_a_letter_stands_in_one_list_for_the_post(apart: Apart) -> None:
    """Two people list the same letters: the second waits for the first, and finds nothing left to list."""

    def queued(body: Organisation) -> int:
        about = {"organisation_id": body.pk, "subject_type": "case", "subject_id": came_in(body).case.pk}  # type: ignore[union-attr]
        return Delivery.objects.create(channel="post", key="at-once", address="426000, Ижевск, Мира, 1", **about).pk

    def lists(body: Organisation) -> int:
        clerk, _ = Employee.objects.get_or_create(username="at-once", organisation=body, roles=["executor"])
        try:
            return make_list(body, for_post(body), by=clerk).pk
        except Objection:
            return 0

    letter = apart.act(queued).result(30)
    apart.act(lambda body: Employee.objects.create(username="at-once", organisation=body, roles=["executor"])).result(
        30
    )
    with apart.link() as row, apart.link(autocommit=True) as watch:
        row.execute("select 1 from core_delivery where id = %s for update", [letter])
        both = [apart.act(lists) for _ in range(2)]
        apart.wait(watch, 2)
        row.commit()
        assert sorted(bool(one.result(30)) for one in both) == [False, True]
        assert watch.execute("select count(*) from paper_postitem").fetchone() == (1,)
