"""Counters of limits, shared by all processes; nothing but their own time ends them."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models
from django.utils import timezone


class CounterQuerySet(models.QuerySet["Counter"]):
    def spend(self, key: str, amount: int, seconds: float) -> int:
        """Add to a counter and say how much it holds; one whose time is over begins anew."""
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into core_counter as c (key, n, until) values (%(key)s, %(n)s, %(until)s) on conflict (key) do"
                " update set n = case when c.until <= %(now)s then %(n)s else c.n + %(n)s end, until = case when"
                " c.until <= %(now)s then %(until)s else c.until end returning n",
                {"key": key, "n": amount, "until": now + dt.timedelta(seconds=seconds), "now": now},
            )
            return int(cursor.fetchone()[0])

    def claim(self, key: str, seconds: float, n: int = 1) -> bool:
        """Take a key for some time, with a number on it; False while somebody else holds it. Of two at the same
        instant one gets it."""
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into core_counter as c (key, n, until) values (%(key)s, %(n)s, %(until)s) on conflict (key) do"
                " update set n = %(n)s, until = %(until)s where c.until <= %(now)s returning n",
                {"key": key, "n": n, "until": now + dt.timedelta(seconds=seconds), "now": now},
            )
            return cursor.fetchone() is not None

    def stand_in_line(self, key: str, step: float) -> dt.datetime:
        """A place in a line that moves every `step` seconds: when its turn comes."""
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into core_counter as c (key, n, until) values (%(key)s, 1, %(then)s) on conflict (key) do"
                " update set until = greatest(%(then)s, c.until + make_interval(secs => %(step)s)) returning until",
                {"key": key, "step": step, "then": now + dt.timedelta(seconds=step)},
            )
            begins: dt.datetime = cursor.fetchone()[0] - dt.timedelta(seconds=step)
            return begins

    def living(self, keys: list[str]) -> dict[str, Counter]:
        return {c.key: c for c in self.filter(key__in=keys, until__gt=timezone.now())}

    def sweep(self, now: dt.datetime) -> int:
        return self.filter(until__lte=now).delete()[0]


class Counter(models.Model):
    """How much of something was used until an instant. `key` is a digest with the installation's secret: no address,
    login or number can be read from it."""

    key = models.CharField(max_length=64, primary_key=True)
    n = models.BigIntegerField()
    until = models.DateTimeField(db_index=True)

    objects = CounterQuerySet.as_manager()


class Cached(models.Model):
    """The table of Django's database cache, which allauth's own limits use: see CACHES in the settings."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "cached"
