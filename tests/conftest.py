"""One PostgreSQL for the whole run (embedded, fsync off), a database a worker; a named cast instead of factories."""

from __future__ import annotations

import datetime as dt
import functools
import gc
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from priemnaya.config.database import EmbeddedPostgres
from priemnaya.roomy import roomy

from .breadth import WALKS, of_walks
from .clock import Clock, chosen
from .long import Costs, mark

hypothesis.settings.register_profile("project", deadline=None)  # machines differ; no test is about speed
hypothesis.settings.load_profile("project")

SALT = "salt-of-everybody-in-the-cast"  # long enough not to be made anew at the first sign-in
HASHED = f"md5${SALT}${hashlib.md5(f'{SALT}correct horse battery'.encode()).hexdigest()}"
"""The password of everybody in the cast, as MD5PasswordHasher keeps it."""

FIRST_OF_CAST = 1_000
"""Keys of everybody in the cast, and of whom a test hires, come after it: nobody works here before."""

_SERVER: EmbeddedPostgres | None = None
CLOCK = pytest.StashKey[Clock]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--at", default="", help="the instant all tests stand at, e.g. 2026-12-30T12:00 (Europe/Samara)")
    parser.addoption("--costs", default="", help="where to write what each test took, for tests/long.py")


def pytest_report_header(config: pytest.Config) -> str:
    return f"clock: {config.stash[CLOCK].at.isoformat()}"


@pytest.hookimpl(tryfirst=True)  # before pytest chooses where its temporary folders lie
def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the server; workers of xdist inherit its address."""
    global _SERVER
    if config.option.basetemp is None and not hasattr(config, "workerinput"):
        # /tmp/pytest-of-root is everybody's: each pytest that starts closes it to the user our servers work as
        config.option.basetemp = tempfile.mkdtemp(prefix="priemnaya-tests-")
        config.add_cleanup(functools.partial(shutil.rmtree, config.option.basetemp, ignore_errors=True))
    config.option.loadscopereorder = False  # xdist would begin with the groups that have the most tests
    config.stash[CLOCK] = Clock(chosen(config.getoption("--at")))
    config.stash[CLOCK].set()
    if config.option.costs and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Costs(Path(config.option.costs)))
    if of_walks(config.getoption("markexpr")):
        os.environ[WALKS] = "1"
    os.environ.setdefault("PRIEMNAYA_SECRET_KEY", "test-only-secret")
    # Playwright's synchronous API keeps a loop in its worker; tests of rows that come after it there are no coroutines.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    os.environ["PRIEMNAYA_DATA"] = os.environ.get("PRIEMNAYA_DATA") or tempfile.mkdtemp(prefix="priemnaya-test-")
    if hasattr(config, "workerinput") or os.environ.get("DATABASE_URL"):
        return
    if config.getoption("markexpr") in ("unit", "unit and not walk"):
        return
    _SERVER = EmbeddedPostgres(Path(os.environ["PRIEMNAYA_DATA"]), fsync=False)
    _SERVER.start()
    os.environ["DATABASE_URL"] = _SERVER.url
    from django.conf import settings

    from priemnaya.config.settings import database_of

    known = {k: v for k, v in database_of(_SERVER.url).items() if k != "TEST"}
    settings.DATABASES["default"].update(known)  # without xdist the settings are read before this hook


def pytest_sessionstart(session: pytest.Session) -> None:
    """Slow password hashes protect people, not tests; nor need each client of a test look for the files of pages."""
    from django.conf import settings

    from .static_files import look_once

    look_once()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


LONGEST = ("crawl", "servers", "product", "schemathesis", "code", "imap", "clamd")
"""Groups that stay in one worker, those that take the longest first: one begun late would be waited for by all."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Long tests are walks before marks decide what is run; what is run is put in order after all others did."""
    mark(items)
    yield

    def place(item: pytest.Item) -> int:
        mark = item.get_closest_marker("xdist_group")
        return LONGEST.index(mark.args[0]) if mark else len(LONGEST)

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """What is loaded by now stays: the collector of rubbish need not look through it, neither while it is loaded nor
    after every few objects of a test."""
    gc.disable()
    found = yield
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    gc.enable()
    return found


def pytest_unconfigure(config: pytest.Config) -> None:
    gc.freeze()  # pytest looks five times through all rubbish at its end, four seconds a worker
    config.stash[CLOCK].lift()
    if _SERVER is not None:
        _SERVER.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(pytestconfig: pytest.Config, django_db_modify_db_settings: None) -> None:
    """A kept database belongs to one instant: rows written at another would lie in the future of these tests."""
    from django.conf import settings

    known = settings.DATABASES["default"]
    name = known["TEST"].get("NAME") or f"test_{known['NAME']}"
    known["TEST"]["NAME"] = f"{name}_{pytestconfig.stash[CLOCK].at:%Y%m%d%H%M}"


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig: pytest.Config,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: pytest.FixtureRequest,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """A database a worker, laid out and loaded as `make run` does it: the day before the tests."""
    from priemnaya.cases.models import Recount
    from priemnaya.people.models import Organisation

    from .databases import dropped, made, tidied

    pytestconfig.stash[CLOCK].set(before=dt.timedelta(days=1))
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        made(anew=django_db_createdb or not django_db_keepdb)
        # a kept database was loaded by older files: what that asks for is no test's concern
        Recount.objects.all().delete()
        # the cast signs in by password alone; tests/test_doors.py holds what the second factor asks
        # as if they had worked here for years: what a test puts into the past was owed then
        Organisation.objects.update(second_factor=[], began_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    pytestconfig.stash[CLOCK].set()
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            dropped()
            tidied()


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Whatever a test does with them, rows are locked in the one order."""
    from .locks import in_order

    with in_order() as locks:
        yield Cast()
    assert locks.wrong == []


class Cast:
    """The people of the tests. udm: the ministry of Udmurtia; stranger works at another body."""

    ROLES = {
        "registrar": ("Лебедева", "registrar"),
        "executor": ("Сорокин", "executor"),
        "colleague": ("Васильева", "executor"),
        "head": ("Орлов", "head"),
        "analyst": ("Белов", "analyst"),
        "admin": ("Громова", "admin"),
        "editor": ("Зайцева", "editor"),
        "reception": ("Котова", "reception"),
        "drafter": ("Юнусов", "drafter"),
        "signer": ("Тихонов", "signer"),
        "auditor": ("Ревизоров", "auditor"),
        "stranger": ("Чужой", "registrar", "head", "executor", "analyst", "admin"),
    }

    def __init__(self) -> None:
        from django.db import connection

        from priemnaya.people.models import Employee, Organisation

        # The same people have the same keys in each test: texts of queries that the product keeps by them (of the menu,
        # of walls) are drawn up once a process, not once a test. A sequence is not rolled back with its rows.
        with connection.cursor() as cursor:
            cursor.execute("select setval(pg_get_serial_sequence('people_employee', 'id'), %s)", [FIRST_OF_CAST])
        self.bodies = {o.slug: o for o in Organisation.objects.filter(parent=None)}
        self.udm, self.altai = self.bodies["udmurtia-mio"], self.bodies["altai-zags"]
        units = {body.pk: body.units.first() for body in (self.udm, self.altai)}

        def person(username: str, organisation: Organisation, surname: str, *roles: str) -> Employee:
            known = organisation.pk in units
            return Employee(
                username=username,
                password=HASHED,
                organisation=organisation,
                unit=units[organisation.pk] if known else organisation.units.first(),
                surname=surname,
                name="Имя",
                patronymic="Отчество",
                post="Начальник отдела",
                roles=list(roles),
            )

        def hire(username: str, organisation: Organisation, surname: str, *roles: str) -> Employee:
            hired = person(username, organisation, surname, *roles)
            hired.save()
            return hired

        self.hire = hire
        here = {name: self.altai if name == "stranger" else self.udm for name in self.ROLES}
        for made in Employee.objects.bulk_create(person(n, here[n], *self.ROLES[n]) for n in self.ROLES):
            setattr(self, made.username, made)

    def head_of(self, body: str):  # type: ignore[no-untyped-def]
        from priemnaya.people.models import Employee

        known = Employee.objects.filter(username=f"head-{body}").first()
        return known or self.hire(f"head-{body}", self.bodies[body], "Начальников", "head", "executor", "registrar")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture, those of the session too: they are made at the same instant."""
    clock = item.config.stash[CLOCK]
    if item.get_closest_marker("browser"):
        clock.lift()
    else:
        clock.set()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest does it, with room: a test stands sixty calls deep before it asks for a page."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    roomy(runtestprotocol)(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture(autouse=True)
def calendars_are_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's rolled-back calendar must not be seen by the next. Within a test it does not age: a process looks again
    every five seconds (three queries), and which page that falls on is a matter of the machine's load."""
    from priemnaya.people import policies

    policies.forget_calendars()
    monkeypatch.setattr(policies, "CALENDAR_FRESH", float("inf"))


@pytest.fixture(autouse=True)
def the_language_is_nobody_s() -> None:
    """A page asked for in English leaves its thread at English: the next test begins with the product's own."""
    from django.utils import translation

    translation.deactivate()


def pytest_make_parametrize_id(config: object, val: object, argname: str) -> str | None:
    """A long text or a file is named by its size: its content may differ from worker to worker (the hour in a ZIP), and
    no report is to print it."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > 100):
        return f"{argname}-{len(val)}"
    return None
