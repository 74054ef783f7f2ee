"""An installation that is brought up to date keeps what its rows said: each migration that changes rows is run on tables as
they were before it, with old rows in them.

The tables stand in a schema of their own, made by the models of that day, and go with the transaction of the test: no
second database, no migration of everything.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.utils import timezone

pytestmark = [pytest.mark.django_db]
AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
SOURCE = Path(__file__).resolve().parents[2] / "src" / "priemnaya"


@lru_cache(maxsize=1)
def loader() -> MigrationLoader:
    return MigrationLoader(None)


class Before:
    """The tables before a migration, and the migration itself. models: of that day, by «app.Model»."""

    def __init__(self, app: str, name: str, tables: tuple[str, ...]) -> None:
        self.migration = loader().graph.nodes[app, name]
        self.state = loader().project_state((app, name), at_end=False)
        self.models = {title: self.state.apps.get_model(title) for title in tables}
        with connection.schema_editor(atomic=False) as editor:
            for model in self.models.values():
                editor.create_model(model)
            editor.deferred_sql.clear()  # keys to tables that are not here

    def __getitem__(self, title: str) -> Any:
        return self.models[title].objects

    def applied(self, only: Callable[[Any], bool] = lambda operation: True) -> Any:
        """Runs it and returns the models of the day after. only: which of its operations; others need more tables."""
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        with connection.schema_editor(atomic=False) as editor:
            for operation in self.migration.operations:
                after = self.state.clone()
                operation.state_forwards(self.migration.app_label, after)
                if only(operation):
                    operation.database_forwards(self.migration.app_label, editor, self.state, after)
                self.state = after
            editor.deferred_sql.clear()
        return self.state.apps.get_model


@pytest.fixture
def before() -> Callable[..., Before]:
    """What is not made here (functions of triggers) is found in today's schema; all of it is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("create schema old")
        cursor.execute("set local search_path to old, public")
    return lambda node, *tables: Before(*node.split("/"), tables)


TESTED = {
    "cases/0005_signed_forwardings": "test_what_was_sent_on_is_signed_by_whoever_sent_it",
    "cases/0007_each_request_a_term": "test_each_request_to_another_body_gets_a_term_of_its_own",
    "cases/0009_trust": "test_what_was_known_of_clients_stays",
    "cases/0013_letters_said": "test_codes.py",
    "cases/0014_cards": "test_whoever_took_a_case_over_is_identified_on_it",
    "cases/0015_a": "test_joined_cases.py",
    "cases/0017_b": "test_working.py",
    "cases/0018_a": "test_joined_walls.py",
    "cases/0019_b": "test_called_and_reached.py",
    "cases/0022_c_fill": "test_finding.py",
    "cases/0025_h": "test_found_numbers.py",
    "cases/0026_a": "test_closed_addresses.py",
    "cases/0032_b_fill": "test_file_words.py",
    "cases/0033_owed_by_none": "test_event_terms.py",
    "cases/0034_reasons_of_sentences": "test_why_words_are_no_refusal_becomes_the_reason_of_the_sentences_that_stand",
    "desk/0008_one_text": "test_campaigns_of_before_keep_only_who_says_the_same",
    "cases/0036_k_fill": "test_file_words.py",
    "cases/0038_what_nobody_can_meet": "test_takes_in_only.py",
    "cases/0039_read_anew": "test_file_words.py",
    "core/0010_return_paths": "test_only_letters_that_wait_get_a_return_path",
    "core/0011_access_chained": "test_the_journal_of_before_is_kept_and_chained",
    "core/0012_d": "test_traces.py",
    "core/0018_d": "test_terms_that_are_there_cite_the_clause_as_people_do",
    "core/0019_notices_by_kind": "test_a_notice_of_before_knows_its_case",
    "core/0026_one_alert": "test_of_alerts_that_said_the_same_the_first_waits",
    "knowledge/0002_d": "test_everyday.py",
    "people/0003_service_accounts": "test_staff.py",
    "people/0006_d": "test_typed_beside.py",
    "people/0007_b": "test_working.py",
    "people/0008_b": "test_called_and_reached.py",
    "people/0013_f": "test_rows_of_duties_are_those_of_their_rules",
    "knowledge/0006_public_words": "test_everyday.py",
    "reception/0007_visits_closed": "test_words_of_visits_of_before_are_looked_through",
}
"""Migrations that change rows -> where that is tried on old ones."""
TRIGGERS_ONLY = re.compile(r"create (?:or replace function|trigger|constraint trigger)", re.IGNORECASE)
CHANGES_ROWS = re.compile(r"^\s*(?:update \w+(?: \w+)? set|insert into|delete from|do \$\$)", re.I | re.M)


def changes_rows(operation: Any) -> bool:
    if isinstance(operation, RunPython):
        return True
    if not isinstance(operation, RunSQL):
        return False
    sql = operation.sql if isinstance(operation.sql, str) else "\n".join(map(str, operation.sql))
    return bool(CHANGES_ROWS.search(sql)) and not TRIGGERS_ONLY.search(sql)


def test_each_migration_that_changes_rows_is_tried_on_old_ones() -> None:
    ours = {(a, n): m for (a, n), m in loader().disk_migrations.items() if m.__module__.startswith("priemnaya.")}
    found = {f"{a}/{n}" for (a, n), m in ours.items() if any(changes_rows(o) for o in m.operations)}
    assert found == set(TESTED)
    here = Path(__file__).read_text("utf-8")
    tests = Path(__file__).parents[1]
    for node, where in TESTED.items():
        if where.startswith("test_") and not where.endswith(".py"):
            assert f"def {where}(" in here, node
        else:
            (path,) = tests.rglob(where)
            assert node.split("/")[1] in path.read_text("utf-8"), node


def test_what_runs_in_no_transaction_may_be_run_again() -> None:
    """A migration that was interrupted is not written down: the next start of the server begins it anew. What makes
    tables stands in another one, which is done whole or not at all."""
    ours = [m for m in loader().disk_migrations.values() if m.__module__.startswith("priemnaya.") and not m.atomic]
    assert ours
    for migration in ours:
        assert all(isinstance(o, RunSQL | RunPython) for o in migration.operations), migration


def owes(before: Before, case: int, what: str, at: dt.datetime, **more: Any) -> Any:
    fields = {"organisation_id": 1, "subject_type": "case", "subject_id": case, "what": what, "since_at": at}
    return before["core.Obligation"].create(**fields, due_at=at + dt.timedelta(days=30), **more)


def test_each_request_to_another_body_gets_a_term_of_its_own(before: Any) -> None:
    """Three requests of one case had one term between them; an answered one and another case have nothing to share."""
    was = before("cases/0007_each_request_a_term", "core.Obligation", "cases.BodyRequest", "cases.ApplicationDocument")
    asked = [
        was["cases.BodyRequest"].create(case_id=case, body=body, what="план", at=AT + dt.timedelta(days=day), **more)
        for case, body, day, more in (
            (7, "Росреестр", 0, {}),
            (7, "ФНС", 4, {"answered_at": AT}),
            (7, "МВД", 6, {}),
            (7, "ЗАГС", 9, {}),
            (8, "Мэрия", 2, {}),
        )
    ]
    first, _answered, second, third, other = asked
    shared = owes(was, 7, "interagency_answer", third.at, remark="день перенесён")
    ended = owes(was, 7, "interagency_answer", AT, fulfilled_at=AT)
    reply = owes(was, 7, "reply_on_substance", AT)
    alone = owes(was, 8, "interagency_answer", other.at)
    rows = was.applied()("core", "Obligation").objects
    terms = {o.part: o for o in rows.filter(what="interagency_answer", fulfilled_at=None)}
    assert terms.keys() == {r.pk for r in (first, second, third, other)}
    for request in (first, second, third, other):
        found = terms[request.pk]
        assert (found.since_at, found.due_at) == (request.at, request.at + dt.timedelta(days=30))
        assert found.subject_id == request.case_id
    assert terms[third.pk].pk == shared.pk  # the newest keeps the row, and all that hangs on it
    assert {terms[r.pk].remark for r in (first, second, third)} == {"день перенесён"}
    assert terms[other.pk].pk == alone.pk
    assert rows.get(pk=ended.pk).part == rows.get(pk=reply.pk).part == 0


def test_terms_that_are_there_cite_the_clause_as_people_do(before: Any) -> None:
    was = before("core/0018_d", "core.Obligation")
    said = "день назван\nоснование: п. order.2\nстроже, чем: п. order.21, п. 2.client."
    rows = {
        key: owes(was, n, "x", AT, clause=key, citation=f"п. {key}", layer="body", reasoning=said)
        for n, key in enumerate(("order.2", "order.21", "2.client", "3.5"), 1)
    }
    law = owes(
        was, 9, "x", AT, clause="59-fz.12", citation="59-ФЗ, ст. 12", layer="federal", reasoning="основание: 59-ФЗ"
    )
    after = was.applied()("core", "Obligation").objects
    assert {key: after.get(pk=row.pk).citation for key, row in rows.items()} == {
        "order.2": "утверждающий акт, п. 2",
        "order.21": "утверждающий акт, п. 21",
        "2.client": "п. 2, «клиент»",
        "3.5": "п. 3.5",
    }
    assert after.get(pk=rows["3.5"].pk).reasoning == (
        "день назван\nоснование: утверждающий акт, п. 2\nстроже, чем: утверждающий акт, п. 21, п. 2, «клиент»."
    )
    assert (after.get(pk=law.pk).citation, after.get(pk=law.pk).reasoning) == (law.citation, law.reasoning)


def test_whoever_took_a_case_over_is_identified_on_it(before: Any) -> None:
    was = before("cases/0014_cards", "cases.Case", "core.Event")
    for pk, level in ((1, 0), (2, 1), (3, 2), (4, 0)):
        was["cases.Case"].create(pk=pk, number=f"2026-{pk}", **of_day(was), level=level)
    for case, verb in ((1, "case.claimed"), (2, "case.claimed"), (4, "case.viewed")):
        was["core.Event"].create(organisation_id=1, subject_type="case", subject_id=case, verb=verb, at=AT)
    was["core.Event"].create(organisation_id=1, subject_type="client", subject_id=4, verb="case.claimed", at=AT)
    after = was.applied()("cases", "Case").objects.order_by("pk")
    assert list(after.values_list("level", flat=True)) == [2, 2, 2, 0]


def of_day(was: Before) -> dict[str, Any]:
    """What a case of any day must have."""
    names = {f.name for f in was.models["cases.Case"]._meta.get_fields()}
    given = {"organisation_id": 1, "received_at": AT, "registered_at": AT}
    return {k: v for k, v in given.items() if k.removesuffix("_id") in names or k in names}


def test_what_was_known_of_clients_stays(before: Any) -> None:
    """Who was identified, and every address a case was written to: none of them proved but those of messengers."""
    tables = ("people.Client", "people.ClientAddress", "cases.Case", "cases.Contact")
    was = before("cases/0009_trust", *tables)
    client = was["people.Client"].create(
        organisation_id=1, surname="Иванова", name="Мария", postal_address="Ижевск, Мира, 1"
    )
    was["people.ClientAddress"].create(client_id=client.pk, channel="email", address="m@mail.example")
    case = {**of_day(was), "client_id": client.pk}
    sure = was["cases.Case"].create(
        number="2026-1", identified=True, chosen_point="telegram", chosen_address="77", second_point="email",
        second_address="m@mail.example", **case,
    )  # fmt: skip
    unsure = was["cases.Case"].create(number="2026-2", identified=False, **of_day(was))
    for row in (sure, unsure):
        for way in ({"direction": "in"}, {"direction": "out", "notice": "received"}):
            was["cases.Contact"].create(case_id=row.pk, organisation_id=1, at=AT, **way)
    model = was.applied()
    assert dict(model("cases", "Case").objects.values_list("number", "level")) == {"2026-1": 2, "2026-2": 0}
    levels = model("cases", "Contact").objects.order_by("pk").values_list("level", "how")
    assert list(levels) == [(2, "provider"), (0, "typed"), (0, "typed"), (0, "typed")]
    known = model("cases", "CaseAddress").objects.order_by("channel")
    assert list(known.values_list("case_id", "channel", "address", "level", "how")) == [
        (sure.pk, "email", "m@mail.example", 0, "typed"),
        (sure.pk, "post", "Ижевск, Мира, 1", 0, "typed"),
        (sure.pk, "telegram", "77", 1, "messenger"),
    ]


def test_what_was_sent_on_is_signed_by_whoever_sent_it(before: Any) -> None:
    was = before("cases/0005_signed_forwardings", "people.Employee", "cases.Forwarding", "cases.ForwardedLetter")
    was["people.Employee"].create(pk=5, organisation_id=1, username="e@udm", surname="Орлов")
    row = was["cases.Forwarding"].create(organisation_id=1, case_id=1, by_id=5, at=AT, reason="Это решают там")
    model = was.applied(lambda o: not isinstance(o, RunSQL) or changes_rows(o))
    found = model("cases", "Forwarding").objects.get(pk=row.pk)
    assert (found.signed_at, found.signer_id) == (AT, 5)


def test_only_letters_that_wait_get_a_return_path(before: Any) -> None:
    was = before("core/0010_return_paths", "core.Delivery")
    waits, left, paper = (
        was["core.Delivery"].create(
            organisation_id=1, channel=channel, key=key, subject_type="case", subject_id=1, payload={}, sent_at=sent
        )
        for channel, key, sent in (("email", "a", None), ("email", "b", AT), ("post", "c", None))
    )
    tokens = dict(was.applied()("core", "Delivery").objects.values_list("pk", "return_token"))
    assert len(tokens[waits.pk]) >= 16
    assert (tokens[left.pk], tokens[paper.pk]) == ("", "")


def test_a_notice_of_before_knows_its_case(before: Any) -> None:
    was = before("core/0019_notices_by_kind", "core.Notice")
    made = {
        path: was["core.Notice"].create(organisation_id=1, employee_id=3, text="Срок завтра", path=path, at=AT).pk
        for path in ("/w/cases/41/", "/w/cases/7/reply/2/", "/w/news/5/", "")
    }
    cases = dict(was.applied()("core", "Notice").objects.values_list("pk", "case_id"))
    assert {path: cases[pk] for path, pk in made.items()} == {
        "/w/cases/41/": 41,
        "/w/cases/7/reply/2/": 7,
        "/w/news/5/": None,
        "": None,
    }


def test_of_alerts_that_said_the_same_the_first_waits(before: Any) -> None:
    was = before("core/0026_one_alert", "core.Alert")
    said = [(1, "Файл не читается"), (1, "Файл не читается"), (2, "Файл не читается"), (1, "Почтовый ящик молчит")]
    made = [was["core.Alert"].create(organisation_id=body, kind="files", text=text, at=AT).pk for body, text in said]
    waits = was.applied()("core", "Alert").objects.filter(resolved_at=None).values_list("pk", flat=True)
    assert set(waits) & set(made) == {made[0], made[2], made[3]}


def test_the_journal_of_before_is_kept_and_chained(before: Any) -> None:
    was = before("core/0011_access_chained", "core.AccessRecord")
    for view, sort, key in (("case", "case", 4), ("file", "case", 4), ("client", "client", 9), ("scan", "scan", 2)):
        was["core.AccessRecord"].create(
            organisation_id=1, employee_id=3, view=view, subject_type=sort, subject_id=key, at=AT
        )
    rows = was.applied()("core", "AccessRecord").objects.order_by("number")
    said = list(rows.values_list("number", "page", "kind", "cases", "clients", "others"))
    assert said == [
        (1, "case", "view", [4], [], []),
        (2, "file", "download", [4], [], []),
        (3, "client", "view", [], [9], []),
        (4, "scan", "view", [], [], ["scan:2"]),
    ]
    with connection.cursor() as cursor:
        cursor.execute("select digest, core_access_text(r) from core_accessrecord r order by number")
        chain = cursor.fetchall()
    assert len({digest for digest, _ in chain}) == 4
    assert all(len(digest) == 64 for digest, _ in chain)


def test_rows_of_duties_are_those_of_their_rules(before: Any) -> None:
    """Rows were told apart by their words: two rules of a clause are two still, and each keeps its past; terms of
    events are left as they are."""
    from priemnaya.people.duties import part_of

    was = before("people/0013_f", "core.Obligation")

    def duty(what: str, part: int, rule: dict[str, Any], **more: Any) -> Any:
        fields = {"organisation_id": 1, "subject_type": "organisation", "subject_id": 1, "since_at": AT, "due_at": AT}
        ours = {"clause": "5.5", "layer": "body", "rule": rule}
        return was["core.Obligation"].create(**fields, **ours, what=what, part=part, **more)

    one, two = {"how": "слушает", "every": "month"}, {"how": "читает", "every": "month"}
    rows = [
        duty("by_hand", 77, one, cancelled_at=AT),
        duty("by_hand", 88, two),
        duty("by_hand", 77, one),
        duty("training", 99, {"what": "training", "every": "year"}),
        duty("noted", 55, {"do": "noted", "by": "2030-01-15"}, facts={"after": "order_in_force"}),
        duty("noted", 66, {"do": "noted", "within": "2wd"}, facts={"after": "client_added"}),
    ]
    found = was.applied()("core", "Obligation").objects.in_bulk()
    first, second = part_of("body", "5.5", "by_hand", 0), part_of("body", "5.5", "by_hand", 1)
    assert [found[r.pk].part for r in rows] == [
        first,
        second,
        first,
        part_of("body", "5.5", "review", 0),
        part_of("body", "5.5", "within", 0),
        66,
    ]


def test_why_words_are_no_refusal_becomes_the_reason_of_the_sentences_that_stand(before: Any) -> None:
    from priemnaya.cases.explained import digest_of

    was, why = before("cases/0034_reasons_of_sentences", "cases.Reply"), "Аренду продолжит новый договор."
    words = "К сожалению, продлить её нельзя."

    def letter(case: int, **fields: Any) -> Any:
        text = f"Здравствуйте!\n\n{words}"
        return was["cases.Reply"].create(organisation_id=1, case_id=case, text=text, survey_token=str(case), **fields)

    rows = [
        letter(1, state="on_check", not_refusal=why),
        letter(2, decision="refusal", set_aside={"explain": {"not_refusal": why}}),
        letter(3, state="sent", not_refusal=why),
        letter(4, state="dropped", set_aside={"explain": {"not_refusal": why}, "grant": {"not_refusal": "И вот."}}),
        letter(5, state="dropped", not_refusal=why),
    ]
    was["cases.Reply"].filter(pk=rows[4].pk).update(text="Здравствуйте! Продлим.")
    after = was.applied()("cases", "Reply").objects
    found, name = after.in_bulk(), f"refuses:{digest_of(words)}"
    assert [(r.not_refusal, r.overrides, r.set_aside) for r in (found[row.pk] for row in rows)] == [
        ("", {name: why}, {}),
        ("", {name: why}, {}),
        (why, {}, {}),
        ("", {name: f"И вот.\n\n{why}"}, {}),
        (why, {}, {}),
    ]
    assert after.filter(pk=rows[4].pk).update(state="draft", decision="refusal"), "a draft taken back is decided anew"


def test_campaigns_of_before_keep_only_who_says_the_same(before: Any) -> None:
    tables = ("cases.Case", "desk.Campaign", "desk.CampaignMember", "cases.Contact")
    was, plea = before("desk/0008_one_text", *tables), "Прошу продлить аренду участка под детской площадкой."
    campaign, more = was["desk.Campaign"].create(organisation_id=1, members_count=4, last_at=AT), "Верните переплату."
    for case, text in ((1, plea), (2, f"Добрый день! {plea}"), (3, f"{plea} {more}"), (4, f"{plea} {more}")):
        at = timezone.now() if case == 4 else AT - dt.timedelta(days=900)
        known = {"organisation_id": 1, "client_id": 1, "number": str(case), "registered_at": at, "received_at": at}
        was["cases.Case"].create(pk=case, **known)
        was["desk.CampaignMember"].create(case_id=case, campaign=campaign)
        fields = {"organisation_id": 1, "case_id": case, "direction": "in", "point": "email", "text": text, "at": AT}
        was["cases.Contact"].create(**fields)
    after = was.applied()
    assert set(after("desk", "CampaignMember").objects.exclude(campaign=None).values_list("case", flat=True)) == {1, 2}
    assert after("desk", "Campaign").objects.get().members_count == 2
    assert set(after("desk", "CampaignMember").objects.values_list("case", flat=True)) == {1, 2, 3}, (
        "4 is looked at anew"
    )


def test_words_of_visits_of_before_are_looked_through(before: Any) -> None:
    was = before("reception/0007_visits_closed", "reception.Visit")
    rows = [was["reception.Visit"].create(organisation_id=1, place_id=1, about=words) for words in ("Жалуюсь", "")]
    after = was.applied()("reception", "Visit").objects.in_bulk()
    assert [after[row.pk].unsought for row in rows] == [True, False]
