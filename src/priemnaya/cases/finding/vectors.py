"""Words as PostgreSQL's lexemes: how a text is taken apart, what numbers and names stand there as they are, and how
much of it a row holds (`sql.py` says what of which)."""

from __future__ import annotations

from .figures import CAR, LIKE_CYRILLIC, LIKE_LATIN, LOCAL, LONG_NUMBER, REACHED, THOUSANDS

SPACED = "-–—‑/:()+._,;№#@…«»\"'[]{}|\\<>*=&!?"
"""Signs that only part words and numbers: 12-34/5 is 12, 34, 5 one after another, of a mailbox each part is a word."""
DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0300"
ODD, IN_A_ROW = "[^\\u0001-\\u007f\\u0401\\u0410-\\u044f\\u0451]", 32
"""Signs that may be marks over a letter, and after how many of them in a row a space is put: to order the marks of one
letter takes a square of their number, while the number of a new case is locked."""
LONG, QUOTED, SHORT = 150_000, 80_000, 20_000
"""Characters that are kept with the places of their words: of what was written, of what was quoted or recognised; of
either where they are too many for a tsvector, and of one file. What goes beyond is kept too, without places
(`cases_found_more`): PostgreSQL knows none after the 16,383rd anyway."""
EACH = 50_000
"""Characters of one letter or answer with places: no first one leaves the later out."""
LAP = 200
"""Characters by which a piece reaches back, so that no word is cut."""
PIECE, MOST_PIECES, BEYOND = 100_000, 10, 500_000
"""Characters that are made lexemes at once, how many times; and of what goes beyond in one case, for each writing to it
takes them apart anew. A million take four seconds."""
LONGEST_SIGN = 200
"""Characters of a lexeme of ours. PostgreSQL keeps its length in eleven bits, and `array_to_tsvector` does not look:
of a longer one it keeps some bytes from the middle of a letter, and the row can be neither dumped nor read."""
_NAME = "[А-ЯЁ][а-яё]{1,40}"
_SURNAME = rf"{_NAME}(?:-{_NAME})?"

CLEAN = f"""
create or replace function cases_found_clean(said text) returns text language sql immutable as $$
  select regexp_replace(regexp_replace(regexp_replace(translate(regexp_replace(
      normalize(regexp_replace(replace(coalesce(said, ''), '№', ' '),
        '({ODD}{{{IN_A_ROW}}})(?={ODD})', '\\1 ', 'g'), nfkc),
      '([а-яё])-[ \\t\\r]*\\n[ \\t]*([а-яё])', '\\1\\2', 'g'),
      'ёЁ' || $p${SPACED}$p$ || '{DROPPED}', 'еЕ{" " * len(SPACED)}'),
    '(^|[^0-9A-Za-zА-Яа-я])[NnНн][oOоО]?(?=[0-9])', '\\1 ', 'g'),
    '([0-9]) ?[жЖ] ?(?=[0-9])', '\\1 ', 'g'),
    '(^|[^0-9])0+(?=[0-9])', '\\1', 'g')
$$;
"""
SIGNS = f"""
create or replace function cases_found_signs(said text) returns text[] language sql immutable as $$
  with runs as (
    (select m[1] as run from regexp_matches(said, '(?<![0-9])({REACHED})(?![0-9])', 'g') m limit 300)
    union (select m[1] from regexp_matches(said, '(?<![0-9])({LOCAL}|{THOUSANDS})(?![0-9])', 'g') m limit 300)
    union (select m[1] from regexp_matches(said, '(?<![0-9])({LONG_NUMBER})(?![0-9])', 'g') m limit 300)
  ), whole as (
    select distinct regexp_replace(run, '[^0-9]', '', 'g') as d from runs
  ), parts as (
    select unnest(array[d, case when length(d) >= 7 then right(d, 7) end, case when length(d) >= 6 then right(d, 6) end,
      case when length(d) >= 6 then right(d, 4) end, case when length(d) >= 10 then right(d, 10) end,
      case when length(d) = 11 then left(d, 9) end]) as d from whole
    union all
    select translate(lower(concat(m[1], m[2], m[3])), 'ё', 'е') from (select * from regexp_matches(said,
      '(?<![0-9A-Za-zА-Яа-яЁё])([0-9]{{1,5}})(?: ([А-Яа-яЁё])|-?([А-Яа-яЁё]{{1,3}}))(?![0-9А-Яа-яЁё])', 'g') m
      limit 300) with_letters
    union all
    select translate(lower(m[1] || m[2]), 'ё', 'е') from (select * from regexp_matches(said,
      '(?<![0-9А-Яа-яЁё])([А-Яа-яЁё])[/\\\\]([А-Яа-яЁё])(?![0-9А-Яа-яЁё])', 'g') m limit 300) shortened
    union all
    select unnest(array[car, left(car, 6)]) from (
      select translate(regexp_replace(lower(m[1]), '[ -]', '', 'g'), '{LIKE_LATIN}', '{LIKE_CYRILLIC}') as car
      from regexp_matches(said, '(?<![0-9A-Za-zА-Яа-яЁё])({CAR})(?![0-9A-Za-zА-Яа-яЁё])', 'gi') m limit 300) cars
  ), called as (
    select m[1] as surname, m[2] as i, m[3] as o from regexp_matches(said,
      '({_SURNAME})[  ]{{1,2}}([А-ЯЁ])[.] ?([А-ЯЁ])?', 'g') m
    union all
    select m[1], m[2], m[3] from regexp_matches(said,
      '({_SURNAME}) ([А-ЯЁ])[а-яё]{{1,40}} ([А-ЯЁ])[а-яё]{{1,40}}(?:вич|вн|ичн|оглы|кызы)', 'g') m
    union all
    select m[3], m[1], m[2] from regexp_matches(said,
      '(?:^|[^А-Яа-яЁё])([А-ЯЁ])[.] ?(?:([А-ЯЁ])[.])? ?({_SURNAME})(?![а-яё])', 'g') m
    union all
    select m[3], m[1], m[2] from regexp_matches(said,
      '(?:^|[^А-Яа-яЁё])([А-ЯЁ])[а-яё]{{1,40}} ([А-ЯЁ])[а-яё]{{1,40}}(?:вич|вн|ичн|оглы|кызы)[а-я]* '
      '({_SURNAME})(?![а-яё])', 'g') m
  ), named as (
    select translate(lower(surname), 'ё', 'е') as s, translate(lower(i), 'ё', 'е') as i,
      translate(lower(o), 'ё', 'е') as o from called limit 300
  )
  select coalesce(array_agg(distinct sign), '{{}}') from (
    select '#' || d as sign from parts where d is not null
    union all select '~' || s || '~' || i from named where i <> ''
    union all select '~' || s || '~' || i || '~' || o from named where o <> ''
  ) of_all where length(sign) <= {LONGEST_SIGN}
$$;
create or replace function cases_found_called(surname text, name text, patronymic text) returns text language sql
  immutable as $$
  select case when coalesce(surname, '') = '' or coalesce(name, '') = '' then '' else
    initcap(surname) || ' ' || upper(left(name, 1)) || '.' || coalesce(upper(left(patronymic, 1)) || '.', '') end
$$;
"""
VECTOR = f"""
create or replace function cases_found_vector(a text, b text, c text, d text) returns tsvector language plpgsql
  immutable as $$
begin
  c := left(c, {LONG});
  d := left(d, {QUOTED});
  return setweight(to_tsvector('russian', cases_found_clean(a)), 'A')
    || setweight(to_tsvector('russian', cases_found_clean(b)), 'B')
    || setweight(to_tsvector('russian', cases_found_clean(c)), 'C')
    || to_tsvector('russian', cases_found_clean(d))
    || array_to_tsvector(cases_found_signs(concat_ws(E'\\n', a, b, c, d)));
exception when program_limit_exceeded then  -- a letter of nothing but different words
  return cases_found_more(
    setweight(to_tsvector('russian', left(cases_found_clean(left(a, {SHORT})), {SHORT})), 'A')
      || setweight(to_tsvector('russian',
        left(cases_found_clean(left(concat_ws(E'\\n', b, c), {SHORT})), {SHORT})), 'C')
      || array_to_tsvector(cases_found_signs(left(concat_ws(E'\\n', a, b, c, d), {LONG}))),
    concat_ws(E'\\n', c, d));
end $$;
"""
MORE = rf"""
create or replace function cases_found_beyond(said text, kept int) returns text language sql immutable as $$
  select case when length(said) > kept then regexp_replace(substr(said, kept - {LAP}), '^\S{{0,{LAP}}}\s', '') end
$$;
create or replace function cases_found_more(held tsvector, said text) returns tsvector language plpgsql immutable as $$
declare
  piece text;
  since int := 1;
begin
  for n in 1..{MOST_PIECES} loop
    exit when since > length(said);
    piece := substr(said, since, {PIECE});
    if length(piece) = {PIECE} then
      piece := coalesce(nullif(regexp_replace(piece, '\S{{0,{LAP}}}$', ''), ''), piece);
    end if;
    since := since + length(piece);
    held := held || strip(to_tsvector('russian', cases_found_clean(piece)));
    held := held || array_to_tsvector(cases_found_signs(piece));
  end loop;
  return held;
exception when program_limit_exceeded then  -- as much as there is room for
  return held;
end $$;
create or replace function cases_found_marked(held tsvector, marks text[]) returns tsvector language plpgsql immutable
  as $$
begin
  return held || array_to_tsvector(array_remove(marks, null));
exception when program_limit_exceeded then
  return held;
end $$;
create or replace function cases_found_all(held tsvector, others tsvector[]) returns tsvector language plpgsql
  immutable as $$
declare one tsvector;
begin
  foreach one in array coalesce(others, '{{}}') loop
    held := coalesce(held || one, held);
  end loop;
  return held;
exception when program_limit_exceeded then
  return held;
end $$;
"""
WHOLE = f"""
create or replace function cases_found_whole(a text, b text, c text, d text, beyond text, files tsvector[],
  marks text[]) returns tsvector language sql immutable as $$
  select cases_found_all(cases_found_more(cases_found_marked(cases_found_vector(a, b, c, d), marks),
    left(concat_ws(E'\\n', beyond, cases_found_beyond(c, {LONG}), cases_found_beyond(d, {QUOTED})), {BEYOND})), files)
$$;
create or replace function cases_found_whole(a text, b text, c text, d text, beyond text, files tsvector[])
  returns tsvector language sql immutable as $$
  select cases_found_whole(a, b, c, d, beyond, files, '{{}}')
$$;
create or replace function cases_found_added(held tsvector, words text, files tsvector[]) returns tsvector
  language plpgsql immutable as $$
begin
  begin
    held := held || to_tsvector('russian', cases_found_clean(words));
  exception when program_limit_exceeded then null;
  end;
  return cases_found_all(held, files);
end $$;
create or replace function cases_filewords_made() returns trigger language plpgsql as $$
begin
  new.search := cases_found_more('', new.text);
  return new;
end $$;
"""
FUNCTIONS = CLEAN + SIGNS + MORE + VECTOR + WHOLE
BACKWARD = (
    "drop function if exists cases_filewords_made(), cases_found_added(tsvector, text, tsvector[]),"
    " cases_found_whole(text, text, text, text, text, tsvector[]),"
    " cases_found_whole(text, text, text, text, text, tsvector[], text[]),"
    " cases_found_vector(text, text, text, text), cases_found_called(text, text, text);"
    "drop function if exists cases_found_all(tsvector, tsvector[]), cases_found_marked(tsvector, text[]),"
    " cases_found_more(tsvector, text),"
    " cases_found_beyond(text, int), cases_found_signs(text), cases_found_clean(text);"
)
