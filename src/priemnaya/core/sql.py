"""What the tables of core need beyond their models: the migration `0002_triggers` runs it, so that migrations can be
written anew."""

FORWARD = """
create function core_event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'события только добавляются: % запрещено', tg_op using errcode = 'integrity_constraint_violation';
end $$;
create trigger core_event_no_change before update or delete on core_event
  for each row execute function core_event_is_append_only();
create trigger core_event_no_truncate before truncate on core_event
  for each statement execute function core_event_is_append_only();
"""
BACKWARD = """
drop trigger core_event_no_truncate on core_event;
drop trigger core_event_no_change on core_event;
drop function core_event_is_append_only();
"""
