"""`demo` and `bench`."""

from __future__ import annotations

import argparse
from typing import Any

from .places import with_database


def add_to(commands: Any) -> None:
    demo = commands.add_parser("demo", help="заполнить демонстрационными данными")
    demo.set_defaults(run=run_demo)
    bench = commands.add_parser("bench", help="замерить приём, страницы и поиск")
    bench.add_argument("--sizes", default="10000,100000")
    bench.set_defaults(run=run_bench)


def run_demo(options: argparse.Namespace) -> int:
    with with_database():
        from priemnaya.config.demo import fill_once, logins

        fill_once()
        print(logins())
    return 0


def run_bench(options: argparse.Namespace) -> int:
    from priemnaya.config.bench import run

    run([int(n) for n in options.sizes.split(",")])
    return 0
