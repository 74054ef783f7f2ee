"""What changes of a row of the index without its words being taken apart anew: whose the case is, and words of a file
that come when the rest is there already."""

from __future__ import annotations

from .vectors import SHORT

MARKS = "array['@u' || {row}.unit_id, '@a' || {row}.assignee_id]"
"""Whose a case is, beside its words: who is kept to a unit is given what has such a mark, and then meets the walls."""
_MARKED = (
    f"cases_found_marked(ts_delete(f.search, array_remove({MARKS.format(row='o')}, null)), {MARKS.format(row='n')})"
)
MOVED = f"""
create or replace function cases_found_moved() returns trigger language plpgsql as $$
begin
  perform 1 from cases_found f join is_now n on n.id = f.case_id join was o on o.id = n.id
    where (o.unit_id, o.assignee_id) is distinct from (n.unit_id, n.assignee_id) order by f.case_id for update of f;
  update cases_found f set search = {_MARKED} from is_now n join was o on o.id = n.id
    where f.case_id = n.id and (o.unit_id, o.assignee_id) is distinct from (n.unit_id, n.assignee_id);
  return null;
end $$;
drop trigger if exists cases_found_moved on cases_case;
create trigger cases_found_moved after update on cases_case referencing old table as was new table as is_now
  for each statement execute function cases_found_moved();
"""
UNMOVED = "drop trigger if exists cases_found_moved on cases_case; drop function if exists cases_found_moved();"
MARK = f"""
do $$
declare last_id bigint; from_id bigint := 0;
begin
  select coalesce(max(id), 0) into last_id from cases_case;
  while from_id < last_id loop
    perform 1 from cases_found f where f.case_id > from_id and f.case_id <= from_id + 500 order by f.case_id for update;
    update cases_found f set search = cases_found_marked(ts_delete(f.search, array(
        select m from unnest(tsvector_to_array(f.search)) m where m like '@%')), {MARKS.format(row="n")})
      from cases_case n where n.id = f.case_id and f.case_id > from_id and f.case_id <= from_id + 500;
    commit;
    from_id := from_id + 500;
  end loop;
end $$;
"""
"""What was there before the marks, by five hundred; it may be run again."""
READ_ANEW = """
update cases_filewords w set state = 'waits', tries = 0, tried_at = null from cases_attachment f
where f.id = w.attachment_id and (
  (w.state = 'none' and (lower(f.name) ~ '\\.(zip|xml|sgn)$' or f.name !~ '\\.[[:alnum:]]{1,8}$'))
  or (w.state = '' and lower(f.name) ~ '\\.(eml|p7m|p7s|sig)$'))
"""
"""Files of kinds that were not read before; those that hold others of such kinds are read once more."""


_FIRST = "o.text = '' and n.text <> '' and n.attachment_id = o.attachment_id"
_OTHER = f"(o.text, o.attachment_id) is distinct from (n.text, n.attachment_id) and not ({_FIRST})"

_HELD = "\n".join(
    f"""  perform 1 from cases_{of} where id in (select f.{of}_id from is_now n join cases_attachment f
    on f.id = n.attachment_id) order by id for share;"""
    for of in ("contact", "reply")
)


def added(signed: str) -> str:
    """Words of a file that had none are added to the row of its case or letter: made anew, the row would be put
    together out of all its files for each of them. The message, or the answer, is locked before it is asked whose it
    is: a joining that moves it, or a signing that makes it found, either waits or is over. signed: states of answers
    whose files are found."""
    owners = f"""
      select coalesce(t.case_id, r.case_id) as case_id, case when t.case_id is null then t.id end as contact_id,
        n.id, n.text, n.search
      from was o join is_now n on n.id = o.id join cases_attachment f on f.id = n.attachment_id
      left join cases_contact t on t.id = f.contact_id
      left join cases_reply r on r.id = f.reply_id and r.state in ({signed})
      where {_FIRST}"""
    made = "".join(
        f"""
  update cases_found f set search = cases_found_added(f.search, a.words, a.search),
    changed_in = pg_current_xact_id()::text::bigint
  from (select {of}, string_agg(left(text, {SHORT}), E'\\n' order by id desc) as words, array_agg(search) as search
    from ({owners}) x where {of} is not null group by {of}) a
  where f.{of} = a.{of};"""
        for of in ("case_id", "contact_id")
    )
    other = f"""
      select f.contact_id, f.reply_id from was o join is_now n on n.id = o.id
      join cases_attachment f on f.id in (o.attachment_id, n.attachment_id) where {_OTHER}"""
    return f"""
create or replace function cases_filewords_found_update() returns trigger language plpgsql as $$
begin
{_HELD}
  if exists (select 1 from was o join is_now n on n.id = o.id where {_FIRST}) then{made}
  end if;
  if exists (select 1 from was o join is_now n on n.id = o.id where {_OTHER}) then
    perform cases_found_cases(array(select distinct i from (
      select t.case_id from ({other}) x join cases_contact t on t.id = x.contact_id
      union select r.case_id from ({other}) x join cases_reply r on r.id = x.reply_id) of_all (i) where i is not null));
    perform cases_found_letters(array(select distinct t.id from ({other}) x
      join cases_contact t on t.id = x.contact_id where t.case_id is null));
  end if;
  return null;
end $$;
"""
