"""The index of staff's search, kept by the database itself: whatever code writes a word, in the same transaction its
row of `cases_found` is made anew. Statement by statement, so that many rows cost one pass; only where a word changed.

Two writers of one case: the row is locked first, then all its words are read, so that neither loses the other's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from priemnaya.cases.models.reply import GONE_OUT

from . import moving, vectors
from .moving import MARKS
from .vectors import EACH, SHORT

SIGNED = ", ".join(f"'{state}'" for state in GONE_OUT)
"""A letter that was never signed, given up or not, is its author's: it is not found by others."""

READY = "if to_regclass('cases_filewords') is null then return; end if;  -- an older database on its way to today's"
OF_FILES = f"""string_agg(left(w.text, {SHORT}), E'\\n' order by w.id desc) as words,
      array_agg(w.search order by w.id desc) as search"""
CASES = f"""
create or replace function cases_found_cases(ids bigint[]) returns void language plpgsql as $$
begin
  if coalesce(cardinality(ids), 0) = 0 then return; end if;
  {READY}
  perform 1 from cases_found where case_id = any(ids) order by case_id for update;
  insert into cases_found (organisation_id, kind, case_id, search, changed_in)
  select k.organisation_id, 'case', k.id, cases_found_whole(
      concat_ws(' ', k.number, answers.numbers, sent_on.numbers),
      concat_ws(E'\\n', k.subject, p.surname || ' ' || p.name || ' ' || p.patronymic, p.company, k.on_behalf_of,
        k.written_for, cases_found_called(p.surname, p.name, p.patronymic)),
      concat_ws(E'\\n', reached.addresses, left(told.heads, {SHORT}), left(files.names, {SHORT}), answers.words,
        told.words, sent_on.words),
      concat_ws(E'\\n', told.quoted, scans.words, files.words),
      concat_ws(E'\\n', told.beyond, answers.beyond, scans.beyond), files.search, {MARKS.format(row="k")}
    ), pg_current_xact_id()::text::bigint
  from cases_case k left join people_client p on p.id = k.client_id
  left join lateral (
    select string_agg(concat_ws(E'\\n', t.subject, t.sender), E'\\n' order by t.id desc) as heads,
      string_agg(left(concat_ws(E'\\n', t.oral_answer, t.text), {EACH}), E'\\n' order by t.id desc) as words,
      string_agg(nullif(left(t.quoted, {EACH}), ''), E'\\n' order by t.id desc) as quoted,
      string_agg(concat_ws(E'\\n', cases_found_beyond(concat_ws(E'\\n', t.oral_answer, t.text), {EACH}),
        cases_found_beyond(t.quoted, {EACH})), E'\\n' order by t.id desc) as beyond
    from cases_contact t where t.case_id = k.id and t.notice = ''
  ) told on true
  left join lateral (
    select string_agg(f.name, E'\\n') as names, {OF_FILES}
    from cases_attachment f left join cases_filewords w on w.attachment_id = f.id
    where f.contact_id in (select id from cases_contact where case_id = k.id)
      or f.reply_id in (select id from cases_reply where case_id = k.id and state in ({SIGNED}))
  ) files on true
  left join lateral (
    select string_agg(concat_ws(' ', r.number, r.external_number), ' ') as numbers,
      string_agg(left(r.text, {EACH}), E'\\n' order by r.id desc) as words,
      string_agg(cases_found_beyond(r.text, {EACH}), E'\\n' order by r.id desc) as beyond
    from cases_reply r where r.case_id = k.id and r.state in ({SIGNED})
  ) answers on true
  left join lateral (
    select string_agg(l.number, ' ') as numbers, string_agg(concat_ws(E'\\n', l.name, l.text), E'\\n') as words
    from cases_forwardedletter l join cases_forwarding w on w.id = l.forwarding_id
    where w.case_id = k.id and l.number <> ''
  ) sent_on on true
  left join lateral (
    select string_agg(a.address, E'\\n') as addresses from cases_caseaddress a where a.case_id = k.id
  ) reached on true
  left join lateral (
    select string_agg(left(concat_ws(E'\\n', s.name, s.text), {EACH}), E'\\n' order by s.id desc) as words,
      string_agg(cases_found_beyond(s.text, {EACH}), E'\\n' order by s.id desc) as beyond
    from paper_scan s where s.case_id = k.id
  ) scans on true
  where k.id = any(ids) order by k.id
  on conflict (case_id) do update
    set search = excluded.search, organisation_id = excluded.organisation_id, changed_in = excluded.changed_in;
end $$;
"""
BY_ITSELF = """not exists (
      select 1 from cases_case k join cases_caseaddress g on g.case_id = k.id
      where k.client_id = p.id and g.channel = {channel} and g.address = {address}
    )"""
"""Of a card `p`: no case of it was given the address. What a case was given is found by the row of the case, behind
its walls, and not by the card: perhaps the case is closed to who looks."""
CLIENTS = f"""
create or replace function cases_found_clients(ids bigint[]) returns void language plpgsql as $$
begin
  if coalesce(cardinality(ids), 0) = 0 then return; end if;
  perform 1 from cases_found where client_id = any(ids) order by client_id for update;
  insert into cases_found (organisation_id, kind, client_id, search, changed_in)
  select p.organisation_id, 'client', p.id, cases_found_vector('',
      concat_ws(E'\\n', p.surname || ' ' || p.name || ' ' || p.patronymic, p.company,
        cases_found_called(p.surname, p.name, p.patronymic), reached.addresses),
      case when {BY_ITSELF.format(channel="'post'", address="btrim(p.postal_address)")} then p.postal_address
        else '' end,
      ''), pg_current_xact_id()::text::bigint
  from people_client p
  left join lateral (
    select string_agg(a.address, E'\\n') as addresses from people_clientaddress a
    where a.client_id = p.id
      and (a.agreed_at is not null or {BY_ITSELF.format(channel="a.channel", address="a.address")})
  ) reached on true
  where p.id = any(ids) order by p.id
  on conflict (client_id) do update
    set search = excluded.search, organisation_id = excluded.organisation_id, changed_in = excluded.changed_in;
end $$;
"""
LETTERS = f"""
create or replace function cases_found_letters(ids bigint[]) returns void language plpgsql as $$
begin
  if coalesce(cardinality(ids), 0) = 0 then return; end if;
  {READY}
  perform 1 from cases_found where contact_id = any(ids) order by contact_id for update;
  delete from cases_found f using cases_contact t where f.contact_id = any(ids) and t.id = f.contact_id
    and t.case_id is not null;
  insert into cases_found (organisation_id, kind, contact_id, search, changed_in)
  select t.organisation_id, 'letter', t.id, cases_found_whole('', concat_ws(E'\\n', t.subject, t.sender),
      concat_ws(E'\\n', files.names, t.text, t.oral_answer), concat_ws(E'\\n', t.quoted, files.words), '',
      files.search), pg_current_xact_id()::text::bigint
  from cases_contact t
  left join lateral (
    select left(string_agg(f.name, E'\\n'), {SHORT}) as names, {OF_FILES}
    from cases_attachment f left join cases_filewords w on w.attachment_id = f.id where f.contact_id = t.id
  ) files on true
  where t.id = any(ids) and t.case_id is null and t.direction = 'in' order by t.id
  on conflict (contact_id) do update
    set search = excluded.search, organisation_id = excluded.organisation_id, changed_in = excluded.changed_in;
end $$;
"""


class Source(NamedTuple):
    """A table whose words are searched. columns: those that are, or that say whose they are; of_cases, of_clients:
    those of them that stand in cases and on cards, when not all do. cases, clients, letters: the ids concerned, over
    the written rows `x`. own: the column of `cases_found` that names its rows, which go with them."""

    table: str
    columns: tuple[str, ...]
    cases: str = ""
    clients: str = ""
    letters: str = ""
    where: str = "true"
    own: str = ""
    of_cases: tuple[str, ...] = ()
    of_clients: tuple[str, ...] = ()


SOURCES = (
    Source(
        "cases_case",
        ("number", "subject", "client_id", "on_behalf_of", "written_for", "organisation_id"),
        cases="select x.id from x",
        clients="select x.client_id from x",
        of_clients=("client_id",),
        own="case_id",
    ),
    Source(
        "cases_contact",
        ("case_id", "subject", "sender", "text", "oral_answer", "quoted", "direction"),
        cases="select x.case_id from x",
        letters="select x.id from x where x.direction = 'in'",
        where="x.notice = ''",
        own="contact_id",
    ),
    Source(
        "cases_attachment",
        ("name", "contact_id", "reply_id"),
        cases="select t.case_id from x join cases_contact t on t.id = x.contact_id"
        " union select r.case_id from x join cases_reply r on r.id = x.reply_id",
        letters="select t.id from x join cases_contact t on t.id = x.contact_id where t.case_id is null",
    ),
    Source("cases_reply", ("case_id", "state", "number", "external_number", "text"), cases="select x.case_id from x"),
    Source(
        "cases_caseaddress",
        ("case_id", "channel", "address"),
        cases="select x.case_id from x",
        clients="select k.client_id from x join cases_case k on k.id = x.case_id",
        of_cases=("case_id", "address"),
    ),
    Source(
        "cases_forwardedletter",
        ("forwarding_id", "number", "name", "text"),
        cases="select w.case_id from x join cases_forwarding w on w.id = x.forwarding_id",
    ),
    Source("cases_forwarding", ("case_id",), cases="select x.case_id from x"),
    Source(
        "people_client",
        ("surname", "name", "patronymic", "company", "postal_address", "organisation_id"),
        cases="select k.id from x join cases_case k on k.client_id = x.id",
        clients="select x.id from x",
        own="client_id",
        of_cases=("surname", "name", "patronymic", "company", "organisation_id"),
    ),
    Source(
        "people_clientaddress", ("client_id", "channel", "address", "agreed_at"), clients="select x.client_id from x"
    ),
)
SCANS = Source("paper_scan", ("case_id", "name", "text"), cases="select x.case_id from x")
"""Scans lie a layer above: their own migration watches them."""
FILES = Source(
    "cases_filewords",
    ("text", "attachment_id"),
    cases="select t.case_id from x join cases_attachment f on f.id = x.attachment_id join cases_contact t"
    " on t.id = f.contact_id union select r.case_id from x join cases_attachment f on f.id = x.attachment_id"
    " join cases_reply r on r.id = f.reply_id",
    letters="select t.id from x join cases_attachment f on f.id = x.attachment_id join cases_contact t"
    " on t.id = f.contact_id where t.case_id is null",
    where="x.text <> ''",
)
"""A table younger than the index: its own migration watches it."""


def _changed(columns: Iterable[str], of: str) -> str:
    return "(" + ", ".join(f"{of}.{c}" for c in columns) + ")"


def _rows(source: Source, deed: str, columns: Iterable[str]) -> str:
    """The written rows that matter: of an update those of whose words some changed, as they were and as they are."""
    if deed != "update":
        return f"select x.* from {'was' if deed == 'delete' else 'is_now'} x where {source.where}"
    pairs = "from was o join is_now n on n.id = o.id"
    differs = f"{_changed(columns, 'o')} is distinct from {_changed(columns, 'n')}"
    written = f"select o.* {pairs} where {differs} union all select n.* {pairs} where {differs}"
    return f"select x.* from ({written}) x where {source.where}"


def watched(source: Source) -> str:
    """Functions and triggers of one table: after each statement that inserts, updates or deletes."""
    made = ""
    for deed in ("insert", "update", "delete"):
        name = f"{source.table}_found_{deed}"
        refresh = "".join(
            f"  perform cases_found_{what}(array(with x as ({_rows(source, deed, columns)})"
            f" select distinct i from ({ids}) of_all (i) where i is not null));\n"
            for what, ids, columns in (
                ("clients", source.clients, source.of_clients or source.columns),
                ("cases", source.cases, source.of_cases or source.columns),
                ("letters", source.letters, source.columns),
            )
            if ids
        )
        if deed == "delete" and source.own:
            refresh += f"  delete from cases_found where {source.own} in (select id from was);\n"
        tables = {
            "insert": "new table as is_now",
            "delete": "old table as was",
            "update": "old table as was new table as is_now",
        }[deed]
        made += f"""
create or replace function {name}() returns trigger language plpgsql as $$
begin
{refresh}  return null;
end $$;
drop trigger if exists {name} on {source.table};
create trigger {name} after {deed} on {source.table} referencing {tables} for each statement
  execute function {name}();
"""
    return made


def unwatched(source: Source) -> str:
    return "".join(
        f"drop trigger if exists {source.table}_found_{deed} on {source.table};\n"
        f"drop function if exists {source.table}_found_{deed}();\n"
        for deed in ("insert", "update", "delete")
    )


FUNCTIONS = vectors.FUNCTIONS + CASES + CLIENTS + LETTERS
TRIGGERS = "".join(watched(source) for source in SOURCES) + moving.MOVED
BACKWARD = "".join(unwatched(source) for source in SOURCES) + (
    moving.UNMOVED
    + "drop function if exists cases_found_letters(bigint[]), cases_found_clients(bigint[]),"
    + " cases_found_cases(bigint[]);"
    + vectors.BACKWARD
)
OF_FILE_WORDS = f"""
create or replace function cases_attachment_worded() returns trigger language plpgsql as $$
begin
  insert into cases_filewords (attachment_id, state, tries, text) select id, 'waits', 0, '' from is_now order by id;
  return null;
end $$;
drop trigger if exists cases_attachment_worded on cases_attachment;
create trigger cases_attachment_worded after insert on cases_attachment referencing new table as is_now
  for each statement execute function cases_attachment_worded();
drop trigger if exists cases_filewords_made on cases_filewords;
create trigger cases_filewords_made before insert or update of text on cases_filewords for each row
  execute function cases_filewords_made();
{watched(FILES)}
{moving.added(SIGNED)}
"""
FILES_OF_BEFORE = """
insert into cases_filewords (attachment_id, state, tries, text)
select f.id, 'waits', 0, '' from cases_attachment f
where not exists (select 1 from cases_filewords w where w.attachment_id = f.id) order by f.id
on conflict (attachment_id) do nothing
"""

FILL = """
do $$
declare last_id bigint; from_id bigint := 0;
begin
  select coalesce(max(x.id), 0) into last_id from {table} x;
  while from_id < last_id loop
    perform {refresh}(array(select x.id from {table} x where x.id > from_id and x.id <= from_id + 500 and {where}));
    commit;
    from_id := from_id + 500;
  end loop;
end $$;
"""
FILLED = tuple(
    FILL.format(table=table, refresh=refresh, where=where)
    for table, refresh, where in (
        ("cases_case", "cases_found_cases", "true"),
        ("people_client", "cases_found_clients", "true"),
        ("cases_contact", "cases_found_letters", "x.case_id is null and x.direction = 'in'"),
    )
)
"""What was there before the triggers, by five hundred, each its own transaction: nobody waits for it."""
