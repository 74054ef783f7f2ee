"""A slip in a file of one body is told of that file and reaches nobody else, whatever it is."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from priemnaya.channels.exchange.outbound import load_statuses
from priemnaya.config.examples import read_examples
from priemnaya.knowledge.actions.sections import read_sections
from priemnaya.knowledge.services.loading import load_catalogue
from priemnaya.knowledge.synonyms import load_synonyms
from priemnaya.letterhead import load_head
from priemnaya.people.actions.consents import load_consents
from priemnaya.people.actions.other_bodies import load_bodies
from priemnaya.people.policies import style_made, texts_made
from priemnaya.policy import OrderError, load_order

ORDERS = Path(__file__).parents[2] / "orders"
BODY, BASE = ORDERS / "udmurtia-mio", ORDERS / "base"
SLIPS: tuple[Any, ...] = (
    *([], {}, ["a", "b"], {"a": "b"}, {1: 2}, [[1]], [None], [{}], {"2026-01-01": [1]}, {None: None}),
    *(5, -1, 0.5, float("nan"), None, "", " ", "слово", True, dt.date(2026, 1, 1), dt.datetime(2026, 1, 1, 10)),
    *("x" * 5000, {"x": {"x": {"x": 1}}}, "\u200b", "0009-01-01", 10**30),
)
"""What stands in place of something else."""
UNFORESEEN = "файл не читается: в нём"
LOADERS: dict[Path, Callable[[Path], Any]] = {
    BODY / "order.yaml": load_order,
    BASE / "federal.yaml": lambda path: load_order(path, "federal", "federal"),
    BODY / "services.yaml": lambda path: load_catalogue(path, None, ["unit"]),
    BODY / "knowledge.yaml": lambda path: read_sections(path, None, ["unit"], ["service"]),
    BODY / "bodies.yaml": load_bodies,
    BODY / "synonyms.yaml": load_synonyms,
    BODY / "letterhead.yaml": load_head,
    BODY / "plain.yaml": lambda path: style_made(path, None),
    BODY / "cases.yaml": lambda path: read_examples(path, []),
    BASE / "texts.yaml": lambda path: texts_made(path, None),
    BASE / "consents.yaml": load_consents,
    BODY / "exchange.yaml": load_statuses,
}
EACH = {False: 6, True: 90}
"""Slips tried in each file, in the suite and in the walks."""


def read(path: Path) -> Any:
    if path.name == "exchange.yaml":
        return {"vis": {"case.registered": 2}}
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(whole, dict) or "clauses" not in whole:
        return whole
    met, kept = set[str](), []
    for clause in whole["clauses"]:  # one of each kind: what is read the same way is not mangled twice
        kinds = {rule["kind"] for rule in clause["rules"]}
        if kinds - met:
            kept.append(clause)
            met |= kinds
    day = dt.date(2026, 3, 1)
    kept[0] |= {"demand": {dt.date(2024, 1, 1): "Первое", day: "Второе"}, "closed": dt.date(2030, 1, 1)}
    kept[1] |= {"corrected": {day: "опечатка была"}, "act": "Приказ", "source": "п. 1", "not_written": "всё прочее"}
    if "body" in whole:
        whole["body"] |= {"schedule": {"mon-fri": ["09:00-18:00"]}, "needs": ["Что-то"]}
    return whole | {"clauses": kept}


def places(node: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    pairs = node.items() if isinstance(node, dict) else enumerate(node[:20]) if isinstance(node, list) else ()
    for key, value in pairs:
        yield from places(value, (*here, key))


def mangled(whole: Any, seed: str, each: int) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """(place, what stands there now, the whole): every slip at the top, then some of all there are."""
    chance = random.Random(seed)
    alike = {tuple("*" if isinstance(p, int) else p for p in place): place for place in places(whole)}
    every = [(place, slip) for place in alike.values() for slip in SLIPS]
    top = [one for one in every if len(one[0]) <= 1]
    for place, slip in [*chance.sample(top, min(each, len(top))), *chance.sample(every, min(each, len(every)))]:
        if not place:
            yield place, slip, slip
            continue
        tree = deepcopy(whole)
        node = tree
        for key in place[:-1]:
            node = node[key]
        node[place[-1]] = slip
        yield place, slip, tree


@pytest.mark.parametrize("path", LOADERS, ids=lambda path: path.stem)
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.walk)])
def test_whatever_a_file_says_is_told_in_the_words_of_its_checks(path: Path, tmp_path: Path, whole: bool) -> None:
    """No slip surprises a loader: the guard round it (the next test) is for what is not in this list."""
    folder = tmp_path / path.parent.name
    folder.mkdir()
    surprised = []
    for place, slip, tree in mangled(read(path), path.name, EACH[whole]):
        file = folder / path.name
        file.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
        try:
            LOADERS[path](file)
        except OrderError as error:
            surprised += [(place, slip, str(one)) for one in error.errors if UNFORESEEN in str(one)]
    assert not surprised
