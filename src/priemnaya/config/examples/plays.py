"""Whose examples there are, and the body each of them is played by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from priemnaya.errors import Objection
from priemnaya.people.loading import sync_body
from priemnaya.people.models import Organisation
from priemnaya.people.policies import overridden
from priemnaya.policy import Act, Body, Order, load_base, load_order

from .reading import Example, read_examples

BASE, FILE = "base", "cases.yaml"
PLAIN = Order(
    "any-body",
    "body",
    Act(title="Порядок без единого пункта", status="in_force"),
    (),
    Body.model_validate({"name": "Любой орган", "region": "RU-MOW", "zone": "Europe/Moscow"}),
)
"""Examples of the law are played by a body whose order says nothing: what holds there comes from the law alone."""


def examples_in(folder: Path, slug: str) -> list[Example]:
    """The examples of a body, or of the layers of law («base»). Raises OrderError; Objection when there is no file."""
    path = folder / slug / FILE
    if not path.exists():
        raise Objection(f"Примеров нет: положите их в {path}.")
    return read_examples(path, load_base(folder)) if slug == BASE else examples_beside(path)


def examples_beside(path: Path) -> list[Example]:
    """The examples of a file beside an order. Raises OrderError."""
    return read_examples(path, [load_order(path.with_name("order.yaml"))])


def with_examples(folder: Path) -> list[str]:
    return [path.parent.name for path in sorted(folder.glob(f"*/{FILE}"))]


@contextmanager
def playing(slug: str) -> Iterator[Organisation]:
    """The body of a folder, ready to play its examples. For «base» one is made: call it where that is taken back."""
    if slug != BASE:
        yield Organisation.objects.get(slug=slug)
        return
    with overridden(PLAIN):
        yield sync_body(PLAIN)
