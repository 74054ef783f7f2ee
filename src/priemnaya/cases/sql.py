"""Triggers that keep what the actions promise, whatever code writes: moves only by the table, and what was signed never
changes.

Destruction by schedule (records) is the one lawful door: it names its act in the transaction's setting
`priemnaya.disposal`.
"""

from __future__ import annotations

from priemnaya.core.sql import ERASING, NO_TRUNCATE, never_truncated

from .models import GONE_OUT, UNSIGNED
from .states import CASE_MOVES, REPLY_MOVES, pairs

CONTENT = (
    "text",
    "decision",
    "grounds",
    "how_to_fix",
    "how_to_reapply",
    "how_to_appeal",
    "ground_codes",
    "suspended_until",
    "remedy_by",
    "why_differs",
    "not_refusal",
    "answers",
    "endnotes",
    "letterhead",
    "survey",
    "overrides",
)
"""Columns of a reply that the client will read or that decide whether it may go: they change in a draft only."""
FREE_WHEN_SIGNED = ("state", "external_number", "sent_at", "updated_at")
"""Columns that may still change once a reply is signed: when it left, and the number another system gave it."""
DECISION_SEEN = ("seen_by_id", "seen_at", "seen_as")
"""What a head adds to a decision later; the decision itself stays as taken."""

CONTACT_FREE = ("case_id", "client_id", "delivery_id")
"""What may change of a message to the client: whose it is after a merge, and its delivery."""
FORWARDING_FREE = ("case_id", "keeps")
LETTER_FREE = ("body_id", "delivery_id", "told_at", "recalled_at")
"""What may change of a letter to another body once it is signed: what became of it; its words, number and file stay."""
BORN = {"cases_case": "new", "cases_reply": "draft"}
"""Where a row begins: it gets anywhere else by moves only."""
SENT = (
    "cases_case",
    "cases_reply",
    "cases_attachment",
    "cases_decision",
    "cases_contact",
    "cases_forwarding",
    "cases_forwardedletter",
)
"""Tables of this package that hold what was sent; with core_delivery, core_storedfile, core_filechunk and the events
that is all of it."""


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{v}'" for v in values)


def _moves(table: str, allowed: list[tuple[str, str]]) -> str:
    known = ", ".join(f"('{a}', '{b}')" for a, b in allowed)
    return f"""
create or replace function {table}_moves() returns trigger language plpgsql as $$
begin
  if old.state is distinct from new.state and (old.state, new.state) not in ({known}) then
    raise exception '{table} % cannot move from % to %', old.id, old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists {table}_moves on {table};
create trigger {table}_moves before update of state on {table} for each row execute function {table}_moves();
"""


def _same(columns: tuple[str, ...]) -> str:
    return f"(to_jsonb(old) - array[{_listed(columns)}]) = (to_jsonb(new) - array[{_listed(columns)}])"


def _reply_is_kept() -> str:
    changed = " or ".join(f"old.{c} is distinct from new.{c}" for c in CONTENT)
    return f"""
create or replace function cases_reply_kept() returns trigger language plpgsql as $$
begin
  if {ERASING} then return coalesce(new, old); end if;
  if tg_op = 'DELETE' then
    if old.state in ({_listed(GONE_OUT)}) then
      raise exception 'reply % is signed and stays', old.id using errcode = 'check_violation';
    end if;
    return old;
  end if;
  if old.state in ({_listed(GONE_OUT)}) and not {_same(FREE_WHEN_SIGNED)} then
    raise exception 'reply % is signed and does not change', old.id using errcode = 'check_violation';
  end if;
  if old.state <> 'draft' and ({changed}) then
    raise exception 'reply % is %, its content does not change', old.id, old.state using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists cases_reply_kept on cases_reply;
create trigger cases_reply_kept before update or delete on cases_reply for each row execute function cases_reply_kept();
"""


def _files_are_kept() -> str:
    """Files of a reply come and go with a draft only: what was checked is what is signed. What was found of a signature
    file stays."""
    return f"""
create or replace function cases_attachment_kept() returns trigger language plpgsql as $$
declare found varchar;
begin
  if {ERASING} then return coalesce(new, old); end if;
  for found in select state from cases_reply where id in (old.reply_id, new.reply_id) for share loop
   if found <> 'draft' then
    raise exception 'files of a reply that is % do not change', found using errcode = 'check_violation';
   end if;
  end loop;
  if tg_op = 'UPDATE' and old.seal is distinct from new.seal
     and coalesce(old.seal->'judgement'->>'why', '') <> 'waits' then
    raise exception 'the signature % was judged', old.id using errcode = 'check_violation';
  end if;
  return coalesce(new, old);
end $$;
drop trigger if exists cases_attachment_kept on cases_attachment;
create trigger cases_attachment_kept before insert or update or delete on cases_attachment
  for each row execute function cases_attachment_kept();
"""


def _decision_is_kept() -> str:
    return f"""
create or replace function cases_decision_kept() returns trigger language plpgsql as $$
begin
  if {ERASING} then return coalesce(new, old); end if;
  if tg_op = 'DELETE' or not {_same(DECISION_SEEN)} then
    raise exception 'decision % stays as it was taken', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists cases_decision_kept on cases_decision;
create trigger cases_decision_kept before update or delete on cases_decision
  for each row execute function cases_decision_kept();
"""


def _born(table: str, state: str) -> str:
    return f"""
create or replace function {table}_born() returns trigger language plpgsql as $$
begin
  if new.state <> '{state}' then
    raise exception '{table} begins as {state}, not as %', new.state using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists {table}_born on {table};
create trigger {table}_born before insert on {table} for each row execute function {table}_born();
"""


def _kept(table: str, free: tuple[str, ...], which: str = "true") -> str:
    """Rows of a table that stay as they are, but for some columns."""
    return f"""
create or replace function {table}_kept() returns trigger language plpgsql as $$
begin
  if {ERASING} or not ({which}) then return coalesce(new, old); end if;
  if tg_op = 'DELETE' or not {_same(free)} then
    raise exception '{table} % was sent and stays as it is', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists {table}_kept on {table};
create trigger {table}_kept before update or delete on {table} for each row execute function {table}_kept();
"""


def triggers() -> str:
    """All of them, safe to run again: after a change of the table of moves a migration runs this anew."""
    assert set(UNSIGNED) | set(GONE_OUT) | {"dropped"} == {s for m in REPLY_MOVES.values() for s in m.steps}
    return "".join(
        [
            _moves("cases_case", pairs(CASE_MOVES)),
            _moves("cases_reply", pairs(REPLY_MOVES)),
            _reply_is_kept(),
            _files_are_kept(),
            _decision_is_kept(),
            *(_born(table, state) for table, state in BORN.items()),
            _kept("cases_contact", CONTACT_FREE, "old.direction = 'out'"),
            _kept("cases_forwarding", FORWARDING_FREE, "to_jsonb(old) ->> 'signed_at' is not null"),
            _kept("cases_forwardedletter", LETTER_FREE, "old.number <> ''"),
            NO_TRUNCATE,
            never_truncated(*SENT),
        ]
    )


FORWARD = triggers()
BACKWARD = """
drop trigger if exists cases_case_moves on cases_case;
drop trigger if exists cases_reply_moves on cases_reply;
drop trigger if exists cases_reply_kept on cases_reply;
drop trigger if exists cases_attachment_kept on cases_attachment;
drop trigger if exists cases_decision_kept on cases_decision;
drop trigger if exists cases_case_born on cases_case;
drop trigger if exists cases_reply_born on cases_reply;
drop trigger if exists cases_contact_kept on cases_contact;
drop trigger if exists cases_forwarding_kept on cases_forwarding;
drop trigger if exists cases_forwardedletter_kept on cases_forwardedletter;
""" + "".join(f"drop trigger if exists {table}_no_truncate on {table};\n" for table in SENT)

SECOND_FREE = ("state", "how", "proved_name", "why", "said_at", "digest", "until", "sent_at", "email")
"""What may change of a second applicant while nobody has answered: whose word is waited for stays."""
ANSWERED = f"""
create or replace function cases_contact_answers() returns trigger language plpgsql as $$
begin
  if old.answers is distinct from new.answers and not ({ERASING}) then
    raise exception 'what was answered in message % stays as it was sent', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists cases_contact_answers on cases_contact;
create trigger cases_contact_answers before update of answers on cases_contact
  for each row execute function cases_contact_answers();
create or replace function cases_secondapplicant_kept() returns trigger language plpgsql as $$
begin
  if {ERASING} then return coalesce(new, old); end if;
  if tg_op = 'INSERT' then
    if new.state <> 'waits' then
      raise exception 'a second applicant begins as waited for' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if tg_op = 'DELETE' or old.state <> 'waits' or not {_same(SECOND_FREE)} then
    raise exception 'the second applicant of case % stays as said', old.case_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists cases_secondapplicant_kept on cases_secondapplicant;
create trigger cases_secondapplicant_kept before insert or update or delete on cases_secondapplicant
  for each row execute function cases_secondapplicant_kept();
{NO_TRUNCATE}
{never_truncated("cases_secondapplicant")}
"""
"""Answers to a form never change, and a second applicant answers once."""
ANSWERED_BACK = """
drop trigger if exists cases_contact_answers on cases_contact;
drop trigger if exists cases_secondapplicant_kept on cases_secondapplicant;
drop trigger if exists cases_secondapplicant_no_truncate on cases_secondapplicant;
"""
NEVER_FOREIGN = """
create or replace function cases_caseaddress_own() returns trigger language plpgsql as $$
begin
  if exists (select 1 from cases_foreignaddress f
      where f.case_id = new.case_id and f.channel = new.channel and f.address = new.address) then
    raise exception 'the reader of this mailbox has said that case % is none of theirs', new.case_id
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists cases_caseaddress_own on cases_caseaddress;
create trigger cases_caseaddress_own
  before insert or update of case_id, channel, address, level on cases_caseaddress
  for each row execute function cases_caseaddress_own();
"""
NEVER_FOREIGN_BACK = "drop trigger if exists cases_caseaddress_own on cases_caseaddress;"
"""«Я этого не писал» holds: no code gives a case that mailbox again (cases/foreign.py says it in words)."""
STANDING = """
create statistics if not exists cases_case_standing (mcv) on organisation_id, state, assignee_id from cases_case;
"""
"""Which states go with whom: by themselves «open» and «given to nobody» seem to have no case in common, and a list of
two thousand was joined and sorted whole for its first page. Read by the planner alone."""
EMPTY_STATISTICS = """
select distinct c.relname from pg_statistic_ext s join pg_class c on c.oid = s.stxrelid
where s.stxnamespace = current_schema()::regnamespace and starts_with(s.stxname::text, 'cases_')
  and not exists (select from pg_stats_ext known
    where known.statistics_schemaname = current_schema() and known.statistics_name = s.stxname)
"""
"""Tables whose statistics know nothing of them yet."""
STANDING_BACK = "drop statistics if exists cases_case_standing;"
