"""`orders test`: the examples of `cases.yaml`, one line an example, against a scratch database of its own."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from priemnaya.errors import Objection
from priemnaya.policy.loading import REGIONAL
from priemnaya.policy.titles import title_and_key

from .places import bring_up_to_date, orders_folder, setup

OF_REAL_DATA = ("DATABASE_URL", "PRIEMNAYA_DATA", "PRIEMNAYA_ORDERS")


def add_to(orders: Any) -> None:
    test = orders.add_parser("test", help="выполнить примеры из cases.yaml: priemnaya orders test udmurtia-mio")
    test.add_argument("body", nargs="*", metavar="ОРГАН", help="только эти органы; base — примеры закона")
    test.set_defaults(run=run_test)


def run_test(options: argparse.Namespace) -> int:
    """0 when every example comes out as written; 1 when one does not; 2 when a file is wrong."""
    with scratch(options.body) as folder:
        from priemnaya.config.examples import with_examples

        known = with_examples(folder)
        if lacking := [slug for slug in options.body if slug not in known]:
            raise Objection(f"Примеров нет: {', '.join(lacking)}. Есть у: {', '.join(known)}")
        wrong = sum(tell(folder, slug) for slug in known if not options.body or slug in options.body)
    return 1 if wrong else 0


def tell(folder: Path, slug: str, say: Callable[[str], None] = print) -> int:
    """A line for each example of a body; how many came out otherwise."""
    from priemnaya.config.examples import examples_in, run_example

    examples, wrong, waiting = examples_in(folder, slug), 0, 0
    say(f"{slug}:")
    for example in examples:
        outcome = _played(slug, example, run_example)
        wrong, waiting = wrong + (not outcome.ok), waiting + bool(outcome.waits)
        sign = "…" if outcome.waits else "✓" if outcome.ok else "✗"
        came = f" — ждёт: {outcome.waits}" if outcome.waits else f" — {outcome.came}" if outcome.came else ""
        say(f"  {sign} {title_and_key(example.clause)}: {example.title}{came}")
    say(f"  примеров {len(examples)}, не сошлось {wrong}" + (f", ждёт {waiting}" if waiting else ""))
    return wrong


def _played(slug: str, example: Any, run: Callable[[Any, Any], Any]) -> Any:
    from django.db import transaction

    from priemnaya.config.examples import playing

    with transaction.atomic():
        try:
            with playing(slug) as body:
                return run(body, example)
        finally:
            transaction.set_rollback(True)


@contextmanager
def scratch(slugs: list[str]) -> Iterator[Path]:
    """Django on a database made for the block, in a folder that goes with it. The orders are links to the real ones:
    the base, and of the bodies those that are named (all, when none is). Nothing of the real data is touched."""
    from priemnaya.config.database import EmbeddedPostgres

    before = {name: os.environ.get(name) for name in OF_REAL_DATA}
    place, real = Path(tempfile.mkdtemp(prefix="priemnaya-orders-test-")), orders_folder()
    orders = place / "orders"
    orders.mkdir()
    for path in sorted(real.iterdir()):
        if path.is_dir() and (path.name in ("base", REGIONAL) or not slugs or path.name in slugs):
            (orders / path.name).symlink_to(path)
    server = EmbeddedPostgres(place / "data", fsync=False)
    try:
        server.start()
        os.environ |= {
            "DATABASE_URL": server.url,
            "PRIEMNAYA_DATA": str(place / "data"),
            "PRIEMNAYA_ORDERS": str(orders),
        }
        setup()
        bring_up_to_date()
        yield orders
    finally:
        _closed()
        server.stop()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(place, ignore_errors=True)


def _closed() -> None:
    from django.apps import apps

    if apps.ready:
        from django.db import connections

        connections.close_all()
