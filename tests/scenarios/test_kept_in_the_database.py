"""What was sent stays as it was, whatever writes to the tables: every table that holds some of it, tried by raw SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from priemnaya.cases import actions
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.models import Case, Contact, Decision, ForwardedLetter, Reply
from priemnaya.cases.sql import SENT
from priemnaya.core.models import Delivery, FileChunk, StoredFile
from tests.helpers import case_of, drafted, goes_out, made_ready, sent_on

FILES = ("core_storedfile", "core_filechunk", "core_delivery", "core_event")


@dataclass
class Gone:
    """An answer with a file that went by e-mail, and a letter to another body."""

    case: Case
    reply: Reply
    file: StoredFile
    letter: ForwardedLetter

    @property
    def keys(self) -> dict[str, Any]:
        row = Delivery.objects.get(payload__reply=self.reply.pk)
        return {
            "case": self.case.pk,
            "reply": self.reply.pk,
            "file": self.file.pk,
            "chunk": FileChunk.objects.get(file=self.file).pk,
            "pdf": self.reply.pdf_id,
            "decision": Decision.objects.get(reply=self.reply).pk,
            "contact": Contact.objects.get(reply=self.reply).pk,
            "delivery": row.pk,
            "letter": self.letter.pk,
            "forwarding": self.letter.forwarding_id,
            "by_letter": self.letter.delivery_id,
        }


@pytest.fixture
def gone(cast: Any) -> Gone:
    mail = {"chosen_point": "email", "chosen_address": "maria@mail.example"}
    case = made_ready(case_of(cast.udm, **mail), cast.registrar)
    reply = drafted(case, cast.executor)
    made = attach_to_reply(reply, "план.txt", b"the plan as it was sent", "text/plain", by=cast.executor)
    actions.send_reply(reply, by=cast.head)
    goes_out(case)
    other = sent_on(case_of(cast.udm, text="О дороге"), "Росавтодор", by=cast.executor)
    return Gone(case, Reply.objects.get(pk=reply.pk), made.file, ForwardedLetter.objects.get(forwarding__case=other))


TRIES = {
    "the text of an answer": "update cases_reply set text = 'подлог' where id = {reply}",
    "an answer becomes a draft": "update cases_reply set state = 'draft' where id = {reply}",
    "an answer goes": "delete from cases_reply where id = {reply}",
    "an answer born as sent": (
        "insert into cases_reply select (jsonb_populate_record(r, jsonb_build_object('id', 999999, 'survey_token',"
        " 'x'))).* from cases_reply r where id = {reply}"
    ),
    "a case born as answered": (
        "insert into cases_case ({case_columns}) select {case_values} from cases_case where id = {case}"
    ),
    "a decision": "update cases_decision set outcome = 'refusal' where id = {decision}",
    "a decision goes": "delete from cases_decision where id = {decision}",
    "a second decision of an answer": (
        "insert into cases_decision select (jsonb_populate_record(d, '{{\"id\": 999999}}')).*"
        " from cases_decision d where id = {decision}"
    ),
    "a file of an answer": "update cases_attachment set file_id = {pdf} where reply_id = {reply}",
    "a file of an answer goes": "delete from cases_attachment where reply_id = {reply}",
    "one more file of an answer": (
        "insert into cases_attachment (reply_id, file_id, name, content_type, inline, scan)"
        " values ({reply}, {pdf}, 'ещё.pdf', '', false, '')"
    ),
    "the content of a file": "update core_filechunk set data = 'other' where id = {chunk}",
    "a part of a file": "delete from core_filechunk where id = {chunk}",
    "content added to a file": "insert into core_filechunk (file_id, number, data) values ({file}, 7, 'more')",
    "the digest of a file": "update core_storedfile set sha256 = 'x' where id = {file}",
    "a file in use": "delete from core_storedfile where id = {file}",
    "the letter on the timeline": "update cases_contact set text = 'подлог' where id = {contact}",
    "the letter off the timeline": "delete from cases_contact where id = {contact}",
    "what a delivery carried": (
        "update core_delivery set payload = jsonb_set(payload, '{{files}}', '[]') where id = {delivery}"
    ),
    "the words a delivery carried": (
        "update core_delivery set payload = jsonb_set(payload, '{{text}}', '\"x\"') where id = {delivery}"
    ),
    "a delivery goes": "delete from core_delivery where id = {delivery}",
    "a delivery to another body": (
        "update core_delivery set payload = jsonb_set(payload, '{{files}}', '[]') where id = {by_letter}"
    ),
    "a letter to another body": "update cases_forwardedletter set text = 'подлог' where id = {letter}",
    "a letter to another body goes": "delete from cases_forwardedletter where id = {letter}",
    "the package to another body": "update cases_forwarding set package_id = {file} where id = {forwarding}",
    "an event": "update core_event set verb = 'x'",
    "an event goes": "delete from core_event",
}


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(sql)
        cursor.execute("set constraints all immediate")


def case_columns() -> dict[str, str]:
    names = [f.column for f in Case._meta.concrete_fields if f.column != "id"]
    values = ["'X-1'" if n == "number" else f'"{n}"' for n in names]
    return {"case_columns": ", ".join(f'"{n}"' for n in names), "case_values": ", ".join(values)}


def test_nothing_that_was_sent_changes_by_raw_sql(gone: Gone) -> None:
    keys = gone.keys | case_columns()
    done = []
    for what, sql in TRIES.items():
        try:
            run(sql.format(**keys))
        except DatabaseError as stopped:
            assert "syntax" not in str(stopped) and "does not exist" not in str(stopped), (what, stopped)
        else:
            done.append(what)
    assert done == []


def test_no_table_of_what_was_sent_is_emptied(gone: Gone) -> None:
    for table in (*SENT, *FILES, "people_organisation"):
        with pytest.raises(DatabaseError, match=r"never truncated|запрещено"):
            run(f"truncate {table} cascade")
            pytest.fail(f"{table} was emptied")


def test_every_table_that_holds_what_was_sent_has_its_triggers(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal")
        found: dict[str, set[str]] = {}
        for table, name in cursor.fetchall():
            found.setdefault(table, set()).add(name)
    for table in (*SENT, *FILES):
        assert f"{table}_no_truncate" in found[table]
        assert len(found[table]) > 1, f"{table} may be rewritten"


def test_what_happens_to_a_letter_afterwards_is_still_written(gone: Gone, cast: Any) -> None:
    """The triggers hold what was said, not what became of it."""
    row = Delivery.objects.get(payload__reply=gone.reply.pk)
    assert actions.delivery_confirmed(row, "delivered")
    actions.number_reply(gone.reply, "СЭД-1", by=cast.head)
    actions.delivery_bounced(row, "вернулось")
    again = actions.retry_delivery(row, by=cast.executor, address="new@mail.example")
    actions.delivery_sent(again)
    assert Reply.objects.get(pk=gone.reply.pk).state == "sent"
    unused = StoredFile.objects.store(b"nobody refers to it")
    assert StoredFile.objects.drop_unused([unused.pk]) == 1
