"""`journal check`, `journal anchor`: whether the journal of access is what was written."""

from __future__ import annotations

import argparse
from typing import Any

from .places import with_database

DIGEST = 64


def add_to(commands: Any) -> None:
    journal = commands.add_parser("journal", help="журнал доступа: цел ли он").add_subparsers(
        dest="journal", required=True
    )
    check = journal.add_parser("check", help="пересчитать цепочку; код 1, если запись изменена или удалена")
    check.add_argument(
        "--anchor",
        action="append",
        default=[],
        metavar="НОМЕР:ОТПЕЧАТОК",
        help="отметка, записанная отдельно (из акта или журнала системы); вместе с файлом отметок",
    )
    check.set_defaults(run=run_check)
    anchor = journal.add_parser("anchor", help="записать отметку: номер и отпечаток последней записи")
    anchor.set_defaults(run=run_anchor)


def run_check(options: argparse.Namespace) -> int:
    with with_database(migrate=False):
        from priemnaya.core.chain import Anchor, check, kept_anchors
        from priemnaya.core.reading import numeral

        given = []
        for text in options.anchor:
            number, _, digest = text.partition(":")
            if not numeral(number) or len(digest) != DIGEST:
                raise ValueError(f"отметка «{text[:40]}» не понята. Нужно НОМЕР:ОТПЕЧАТОК.")
            given.append(Anchor(int(number), digest))
        anchors = [*kept_anchors(), *given]
        found = check(anchors)
    if found.broken:
        print(f"Журнал доступа нарушен. Первая неверная запись — № {found.broken}: {found.why}.")
        return 1
    print(f"Журнал доступа цел. Записей: {found.records}. Отметок снаружи, с которыми сверено: {len(anchors)}.")
    print(f"Отметка: {found.head.number}:{found.head.digest}")
    return 0


def run_anchor(options: argparse.Namespace) -> int:
    with with_database(migrate=False):
        from priemnaya.core.chain import anchor

        now = anchor()
    print(f"{now.number}:{now.digest}")
    return 0
