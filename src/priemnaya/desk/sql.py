"""What the tables of the desk need beyond their models; migrations run it."""

from __future__ import annotations

NEWS = """
create or replace function desk_news_stays() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'desk_news' and (
    (old.title, old.text, old.by_id, old.at, old.roles, old.units, old.must_read, old.until, old.questions,
     old.replaces_id, old.organisation_id)
    is distinct from
    (new.title, new.text, new.by_id, new.at, new.roles, new.units, new.must_read, new.until, new.questions,
     new.replaces_id, new.organisation_id)
    or (old.retired_at is not null and (old.retired_at, old.retired_by_id) is distinct from
        (new.retired_at, new.retired_by_id))
  ) then
    raise exception 'people said that they read this very text: it stays' using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists desk_news_no_change on desk_news;
create trigger desk_news_no_change before update on desk_news for each row execute function desk_news_stays();
create or replace function desk_news_read_stays() returns trigger language plpgsql as $$
begin
  if old.read_at is not null and (old.read_at, old.news_id, old.employee_id)
    is distinct from (new.read_at, new.news_id, new.employee_id) then
    raise exception 'that somebody read it is on record' using errcode = 'check_violation';
  end if;
  return new;
end $$;
drop trigger if exists desk_newsread_no_change on desk_newsread;
create trigger desk_newsread_no_change before update on desk_newsread
  for each row execute function desk_news_read_stays();
"""
NEWS_BACKWARD = """
drop trigger if exists desk_news_no_change on desk_news;
drop trigger if exists desk_newsread_no_change on desk_newsread;
drop function if exists desk_news_stays(), desk_news_read_stays();
"""
