"""`orders vocabulary`: the page of all kinds of rules and all words they speak of, drawn from the code."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .places import setup


def add_to(orders: Any) -> None:
    parser = orders.add_parser("vocabulary", help="страница видов правил и слов: --output docs/vocabulary.md")
    parser.add_argument("--output", type=Path, help="файл; без него — на экран")
    parser.set_defaults(run=run_vocabulary)


def run_vocabulary(options: argparse.Namespace) -> int:
    setup()
    from priemnaya.config.vocabulary_page import page

    if options.output is None:
        sys.stdout.write(page())
    else:
        options.output.write_text(page(), encoding="utf-8")
        print(f"Записано: {options.output}")
    return 0
