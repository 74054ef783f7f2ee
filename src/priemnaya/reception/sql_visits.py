"""What the tables of visits need beyond their models; a migration runs it.

No extension is needed: a window is a range of one number, so that both parts of each constraint overlap by `&&`.
"""

from __future__ import annotations

VISITS = """
alter table reception_visit add constraint visit_no_double exclude using gist (
  int8range(window_id, window_id, '[]') with &&, during with &&
) where (during is not null and state in ('held', 'booked', 'waiting', 'called', 'serving', 'parked'));
alter table reception_receptionhours add constraint hours_no_overlap exclude using gist (
  int8range(window_id, window_id, '[]') with &&,
  int4range(weekday::int, weekday::int, '[]') with &&,
  int4range(begins::int, ends::int) with &&,
  (case when nth = 0 then int4range(1, 6) when nth = -1 then int4range(4, 6)
   else int4range(nth::int, nth::int, '[]') end) with &&
);
"""
VISITS_BACKWARD = """
alter table reception_visit drop constraint if exists visit_no_double;
alter table reception_receptionhours drop constraint if exists hours_no_overlap;
"""
