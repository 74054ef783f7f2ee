"""Officials' examples: `orders/*/cases.yaml`, each run as a test named after its clause by the runner of
`priemnaya orders test`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from priemnaya.config.cli.places import setup
from priemnaya.policy import load_folder
from priemnaya.policy.points import test_name as name_of

setup()

from priemnaya.config.examples import Example, examples_in, playing, run_example, with_examples  # noqa: E402 - needs Django

ORDERS = Path(__file__).resolve().parents[2] / "orders"


def _make(body: str, example: Example) -> Callable[[Any], None]:
    def test(cast: Any) -> None:
        with playing(body) as organisation:
            outcome = run_example(organisation, example)
        assert outcome.ok, outcome.came

    test.__doc__ = example.title
    return test


def _load() -> None:
    for body in with_examples(ORDERS):
        for n, example in enumerate(examples_in(ORDERS, body), 1):
            globals()[f"{name_of(body, example.clause)}__{n}"] = _make(body, example)


_load()


@pytest.mark.unit
def test_every_body_has_examples() -> None:
    """That each names a clause of its order is a load error (config/examples/reading.py)."""
    assert set(with_examples(ORDERS)) >= set(load_folder(ORDERS))
