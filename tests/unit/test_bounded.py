"""A work that goes on for ever, eats all memory, dies or says too much costs its asker a deadline and a sentence."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from priemnaya.bounded import WORKS, Busy, Exceeded, asking, run

from ..bounded_works import TESTED

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True, scope="module")
def misbehaving() -> Iterator[None]:
    """Works of the test beside those of the product, in a first process of their own."""
    patch = pytest.MonkeyPatch()
    patch.setattr(asking, "COMMAND", ("-m", "tests.bounded_works"))
    patch.setattr(asking, "_known", None)
    for name, work in TESTED.items():
        patch.setitem(WORKS, name, work)
    yield
    patch.undo()


@pytest.mark.parametrize(
    ("name", "limit", "words"),
    [
        ("test.spin", "time", "слишком много времени"),
        ("test.pattern", "time", "слишком много времени"),
        ("test.eat", "memory", "слишком много памяти"),
        ("test.die", "memory", "слишком много памяти"),
        ("test.fill", "output", "слишком много данных"),
    ],
)
def test_what_is_too_much_ends_in_words_and_the_next_work_goes_on(name: str, limit: str, words: str) -> None:
    started = time.monotonic()
    with pytest.raises(Exceeded, match=words) as exceeded:
        run(name)
    assert exceeded.value.limit == limit
    assert str(exceeded.value).endswith("Сделайте иначе.")
    assert time.monotonic() - started < 30  # a processor second, and whatever a busy machine adds
    assert run("test.ok", 1)[0] == 1


def test_a_work_that_only_waits_is_ended_by_the_clock() -> None:
    with pytest.raises(Exceeded, match="слишком много времени"):
        run("test.sleep", 60.0)


def test_a_worker_stays_warm_and_is_replaced_after_a_work_that_was_too_much() -> None:
    first = run("test.ok", "раз")[1]
    assert run("test.ok", "два")[1] == first
    with pytest.raises(Exceeded):
        run("test.eat")
    assert run("test.ok", "три") != ("три", first)


def test_a_worker_knows_no_address_of_the_database_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(asking, "_known", None)  # started anew, with that in our environment
    found = run("test.environment")
    assert "PATH" in found
    assert not {"DATABASE_URL", "PRIEMNAYA_SECRET_KEY", "PRIEMNAYA_DATA"} & set(found)


def test_what_a_library_writes_of_a_file_is_in_no_log(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("test.chatter") == "said"
    assert capfd.readouterr() == ("", "")


def test_without_a_worker_the_words_ask_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "COMMAND", ("-c", "raise SystemExit"))
    monkeypatch.setattr(asking, "_known", None)
    with pytest.raises(Busy, match="Подождите минуту"):
        run("test.ok", 1)


def test_an_exception_of_the_work_comes_back_as_it_is() -> None:
    with pytest.raises(KeyError, match="что-то"):
        run("test.refuse")


def test_a_work_inside_a_work_is_done_in_the_same_process() -> None:
    assert run("test.nested")[0] == "внутри"


def test_passers_by_leave_a_slot_for_everybody_else() -> None:
    """One of them holds the only slot they have: the next is told at once, and an employee's work goes on."""
    said: list[Any] = []
    holding = threading.Thread(target=lambda: said.append(run("test.sleep", 1.5, anybody=True)))
    holding.start()
    time.sleep(0.3)
    with pytest.raises(Busy, match="Подождите минуту"):
        run("test.ok", "прохожий", anybody=True, patience=0.1)
    assert run("test.ok", "сотрудник", patience=0.1)[0] == "сотрудник"
    holding.join()
    assert said == ["slept"]
    assert run("test.ok", "прохожий", anybody=True)[0] == "прохожий"


def test_threads_that_ask_at_once_each_get_their_own_answer() -> None:
    """As a web process with more threads than slots would: nobody's answer goes to another."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: run("test.ok", n, patience=60.0)[0], range(200)))
    assert answers == list(range(200))


def test_only_works_of_the_list_are_done() -> None:
    with pytest.raises(KeyError):
        run("os.system", "true")


@pytest.mark.parametrize("name", [n for n in WORKS if not n.startswith("test.")])
def test_every_work_of_the_list_exists_and_has_a_budget(name: str) -> None:
    work = WORKS[name]
    assert callable(work.function())
    assert 0 < work.cpu <= work.wall <= 130
    assert work.memory <= 1536
    assert work.what[0].isupper() and work.remedy.endswith(".")
