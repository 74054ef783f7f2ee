"""What the tables of people need beyond their models; migrations run it, and it may be run again."""

from __future__ import annotations

DUTIES = """
create or replace function people_duty_needs_proof() returns trigger language plpgsql as $$
begin
  if new.subject_type = 'organisation' and jsonb_exists(new.rule, 'every') and new.fulfilled_at is not null
     and old.fulfilled_at is null
     and not exists (select 1 from people_dutyproof p where p.obligation_id = new.id and p.kept) then
    raise exception 'a duty % is met only by a proof', new.id using errcode = 'check_violation';
  end if;
  if new.subject_type = 'organisation' and jsonb_exists(new.rule, 'every') and new.fulfilled_at is not null
     and old.fulfilled_at is null and new.fulfilled_at < new.since_at then
    raise exception 'the period of a duty % has not begun', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists core_obligation_proof on core_obligation;
create trigger core_obligation_proof before update of fulfilled_at on core_obligation
  for each row execute function people_duty_needs_proof();

create or replace function people_dutyproof_begun() returns trigger language plpgsql as $$
begin
  if exists (select 1 from core_obligation o where o.id = new.obligation_id and o.since_at > new.at) then
    raise exception 'the period of a duty % has not begun', new.obligation_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists people_dutyproof_begun on people_dutyproof;
create trigger people_dutyproof_begun before insert on people_dutyproof
  for each row execute function people_dutyproof_begun();

create or replace function people_dutyproof_stays() returns trigger language plpgsql as $$
begin
  raise exception 'a proof of a duty is never changed: %', tg_op using errcode = 'check_violation';
end $$;
drop trigger if exists people_dutyproof_stays on people_dutyproof;
create trigger people_dutyproof_stays before update or delete on people_dutyproof
  for each row execute function people_dutyproof_stays();
"""
