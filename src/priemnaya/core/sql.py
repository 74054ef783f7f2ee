"""What the tables of core need beyond their models; migrations run it, and it may be run again.

Events are only added. Stored content is what its digest says and never changes: a chunk comes with its file, and goes
only with it. Of a message that left, what it carried, where it went and why it came back stay. What is owed, and what
moved its term, ends with a reason and is never deleted. Destruction by schedule (records) is the one lawful door.
"""

from __future__ import annotations

ERASING = "coalesce(current_setting('priemnaya.disposal', true), '') <> ''"
"""Destruction by schedule names its act in this setting of the transaction."""


def never_truncated(*tables: str) -> str:
    """No table of these is ever emptied as a whole, not even by a cascade."""
    return "".join(
        f"""
drop trigger if exists {table}_no_truncate on {table};
create trigger {table}_no_truncate before truncate on {table} for each statement execute function core_no_truncate();
"""
        for table in tables
    )


NO_TRUNCATE = """
create or replace function core_no_truncate() returns trigger language plpgsql as $$
begin
  raise exception '% is never truncated', tg_table_name using errcode = 'check_violation';
end $$;
"""

EVENTS = """
create or replace function core_event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'события только добавляются: % запрещено', tg_op using errcode = 'integrity_constraint_violation';
end $$;
drop trigger if exists core_event_no_change on core_event;
create trigger core_event_no_change before update or delete on core_event
  for each row execute function core_event_is_append_only();
drop trigger if exists core_event_no_truncate on core_event;
create trigger core_event_no_truncate before truncate on core_event
  for each statement execute function core_event_is_append_only();
"""

REASONS = f"""
create or replace function core_reason_stays() returns trigger language plpgsql as $$
begin
  if old.excused and not ({ERASING}) then
    raise exception 'why a rule was set aside is on record and does not change' using errcode = 'check_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
drop trigger if exists core_ruling_reason_stays on core_ruling;
create trigger core_ruling_reason_stays before update or delete on core_ruling
  for each row execute function core_reason_stays();
"""
"""What a person wrote to go on against a rule stays as written, with who and when; destruction is the one lawful
door."""

FILES = """
create or replace function core_content_kept() returns trigger language plpgsql as $$
begin
  raise exception 'stored content % does not change', old.id using errcode = 'check_violation';
end $$;
drop trigger if exists core_storedfile_kept on core_storedfile;
create trigger core_storedfile_kept before update of id, sha256, size on core_storedfile
  for each row execute function core_content_kept();
drop trigger if exists core_filechunk_kept on core_filechunk;
create trigger core_filechunk_kept before update on core_filechunk
  for each row execute function core_content_kept();

create or replace function core_filechunk_fits() returns trigger language plpgsql as $$
declare whole bigint; kept bigint;
begin
  select size into whole from core_storedfile where id = new.file_id;
  select coalesce(sum(octet_length(data)), 0) into kept from core_filechunk where file_id = new.file_id;
  if kept > whole then
    raise exception 'stored file % has its % bytes already', new.file_id, whole using errcode = 'check_violation';
  end if;
  return null;
end $$;
drop trigger if exists core_filechunk_fits on core_filechunk;
create trigger core_filechunk_fits after insert on core_filechunk
  for each row execute function core_filechunk_fits();

create or replace function core_filechunk_goes_with_file() returns trigger language plpgsql as $$
begin
  if exists (select from core_storedfile where id = old.file_id) then
    raise exception 'a part of stored file % does not go by itself', old.file_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
drop trigger if exists core_filechunk_goes_with_file on core_filechunk;
create constraint trigger core_filechunk_goes_with_file after delete on core_filechunk
  deferrable initially deferred for each row execute function core_filechunk_goes_with_file();
"""

DELIVERIES = f"""
create or replace function core_delivery_kept() returns trigger language plpgsql as $$
begin
  if {ERASING} or old.sent_at is null or old.subject_type not in ('case', 'forwardedletter') then
    return coalesce(new, old);
  end if;
  if tg_op = 'DELETE' then
    raise exception 'delivery % left and stays', old.id using errcode = 'check_violation';
  end if;
  if new.sent_at is null or old.subject_type <> new.subject_type or old.subject_id <> new.subject_id
     or jsonb_build_array(old.payload->'files', old.payload->'reply', old.payload->'notice', old.payload->'subject')
        <> jsonb_build_array(new.payload->'files', new.payload->'reply', new.payload->'notice', new.payload->'subject')
     or (jsonb_typeof(old.payload->'reply') = 'number' and old.payload->'text' is distinct from new.payload->'text')
     or old.channel <> new.channel or old.address <> new.address or new.state in ('queued', 'held', 'doing', 'dead')
     or (old.state = 'bounced' and old.error <> new.error)
  then
    raise exception 'delivery % left, what it carried does not change', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists core_delivery_kept on core_delivery;
create trigger core_delivery_kept before update or delete on core_delivery
  for each row execute function core_delivery_kept();
"""

TERMS = f"""
create or replace function core_term_kept() returns trigger language plpgsql as $$
begin
  if {ERASING} then return coalesce(new, old); end if;
  if tg_op = 'DELETE' then
    raise exception '% % ends with a reason, never deleted', tg_table_name, old.id using errcode = 'check_violation';
  end if;
  if old.what <> new.what or old.organisation_id <> new.organisation_id then
    raise exception 'what obligation % demands does not change', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists core_obligation_kept on core_obligation;
create trigger core_obligation_kept before update of what, organisation_id or delete on core_obligation
  for each row execute function core_term_kept();
drop trigger if exists core_termchange_kept on core_termchange;
create trigger core_termchange_kept before delete on core_termchange
  for each row execute function core_term_kept();
"""

SENT = "core_storedfile", "core_filechunk", "core_delivery"
FORWARD = NO_TRUNCATE + EVENTS + FILES + DELIVERIES + never_truncated(*SENT)
TERMS += never_truncated("core_obligation", "core_termchange")
TERMS_BACKWARD = """
drop trigger if exists core_obligation_kept on core_obligation;
drop trigger if exists core_termchange_kept on core_termchange;
drop trigger if exists core_obligation_no_truncate on core_obligation;
drop trigger if exists core_termchange_no_truncate on core_termchange;
"""
BACKWARD = """
drop trigger if exists core_event_no_truncate on core_event;
drop trigger if exists core_event_no_change on core_event;
drop trigger if exists core_storedfile_kept on core_storedfile;
drop trigger if exists core_filechunk_kept on core_filechunk;
drop trigger if exists core_filechunk_fits on core_filechunk;
drop trigger if exists core_filechunk_goes_with_file on core_filechunk;
drop trigger if exists core_delivery_kept on core_delivery;
drop trigger if exists core_storedfile_no_truncate on core_storedfile;
drop trigger if exists core_filechunk_no_truncate on core_filechunk;
drop trigger if exists core_delivery_no_truncate on core_delivery;
"""

ACCESS = """
create or replace function core_access_text(r core_accessrecord) returns text language sql stable as $$
  select jsonb_build_array(
    r.number, r.organisation_id, r.employee_id, r.issuer_id, r.kind, r.page, r.cases, r.clients, r.others, r.address,
    (extract(epoch from r.at) * 1000000)::bigint
  )::text
$$;
create or replace function core_access_chained() returns trigger language plpgsql as $$
declare last record;
begin
  perform pg_advisory_xact_lock(hashtext('core_accessrecord'));
  select number, digest into last from core_accessrecord order by number desc limit 1;
  new.number := coalesce(last.number, 0) + 1;
  new.digest := encode(sha256(convert_to(coalesce(last.digest, '') || core_access_text(new), 'UTF8')), 'hex');
  return new;
end $$;
create or replace function core_access_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'журнал доступа только пополняется: % запрещено', tg_op
    using errcode = 'integrity_constraint_violation';
end $$;
drop trigger if exists core_access_chained on core_accessrecord;
create trigger core_access_chained before insert on core_accessrecord
  for each row execute function core_access_chained();
drop trigger if exists core_access_no_change on core_accessrecord;
create trigger core_access_no_change before update or delete on core_accessrecord
  for each row execute function core_access_is_append_only();
""" + never_truncated("core_accessrecord")
"""The lock is held to the end of the transaction: rows are added by themselves when an answer is ready, so that it is a
matter of one commit. What verifies the chain stands in core.chain and does not believe these functions."""
ACCESS_BACKWARD = """
drop trigger if exists core_access_chained on core_accessrecord;
drop trigger if exists core_access_no_change on core_accessrecord;
drop trigger if exists core_accessrecord_no_truncate on core_accessrecord;
drop function if exists core_access_text(core_accessrecord);
"""
ACCESS_OF_OLD = """
update core_accessrecord set
  cases = case subject_type when 'case' then array[subject_id] else '{}' end,
  clients = case subject_type when 'client' then array[subject_id] else '{}' end,
  others = case when subject_type in ('case', 'client') then '{}' else array[subject_type || ':' || subject_id] end,
  kind = case when page in ('file', 'original') then 'download' when page = 'history' then 'export' else 'view' end,
  number = placed.number
from (select id, row_number() over (order by id) as number from core_accessrecord) placed
where placed.id = core_accessrecord.id;
"""
ACCESS_CHAIN_OLD = """
do $$
declare r core_accessrecord; last text := '';
begin
  for r in select * from core_accessrecord order by number loop
    last := encode(sha256(convert_to(last || core_access_text(r), 'UTF8')), 'hex');
    update core_accessrecord set digest = last where id = r.id;
  end loop;
end $$;
"""
"""Rows of before are chained as they lie; run before the triggers stand."""

SETTINGS = """
create or replace function core_setting_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'журнал настроек только пополняется: % запрещено', tg_op
    using errcode = 'integrity_constraint_violation';
end $$;
drop trigger if exists core_settingchange_no_change on core_settingchange;
create trigger core_settingchange_no_change before update or delete on core_settingchange
  for each row execute function core_setting_is_append_only();
""" + never_truncated("core_settingchange")
SETTINGS_BACKWARD = """
drop trigger if exists core_settingchange_no_change on core_settingchange;
drop trigger if exists core_settingchange_no_truncate on core_settingchange;
drop function if exists core_setting_is_append_only();
"""
