"""`orders check`, `receive`, `report compliance`; the other commands of orders in modules of their own."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from priemnaya.errors import Objection

from . import drafting, orders_coverage, orders_diff, orders_new, orders_test, orders_words
from .checking import run_check
from .places import with_database

if TYPE_CHECKING:
    from priemnaya.programme.compliance import Line


def add_to(commands: Any) -> None:
    orders = commands.add_parser("orders", help="порядки: проверка файлов и покрытие пунктов").add_subparsers(
        dest="orders", required=True
    )
    check = orders.add_parser("check", help="проверить файлы порядков")
    check.add_argument("files", nargs="*", type=Path)
    check.set_defaults(run=run_check)
    for module in (drafting, orders_new, orders_test, orders_diff, orders_words):
        module.add_to(orders)
    orders_coverage.add_to(orders, commands)
    receive = commands.add_parser("receive", help="принять письмо: для почтового сервера")
    receive.add_argument("--body", required=True)
    receive.add_argument("--channel", default="email", choices=["email"])
    receive.add_argument("file", help="файл письма или - для стандартного ввода")
    receive.add_argument("--format", default="text", choices=["text", "json", "none"])
    receive.set_defaults(run=run_receive)
    report = commands.add_parser("report", help="отчёты").add_subparsers(dest="report", required=True)
    compliance = report.add_parser("compliance", help="соблюдение порядка по пунктам")
    compliance.add_argument("--body", required=True)
    compliance.add_argument("--from", dest="first", help="2026-09")
    compliance.add_argument("--to", dest="last", help="2026-11")
    compliance.add_argument("--format", default="text", choices=["text", "json"])
    compliance.set_defaults(run=run_compliance)


def run_receive(options: argparse.Namespace) -> int:
    """Exit code 0 only after commit: on any other the mail server keeps the letter (main: TRY_AGAIN)."""
    raw = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    with with_database():
        from priemnaya.channels.email.inbound import receive_letter
        from priemnaya.people.models import Organisation

        organisation = Organisation.objects.filter(slug=options.body).first()
        if organisation is None:
            raise Objection(
                f"Органа «{options.body}» нет. Есть:"
                f" {', '.join(Organisation.objects.filter(parent=None).values_list('slug', flat=True))}"
            )
        outcome = receive_letter(organisation, raw).as_dict()
    _tell(outcome, options.format)
    return 0


def _tell(outcome: dict[str, Any], form: str) -> None:
    """Say what became of the letter. It is committed: that nobody hears or can write it makes no failure of it."""
    try:
        if form == "json":
            print(json.dumps(outcome, ensure_ascii=False), flush=True)
        elif form == "text":  # a mail server writes it down: nothing of the letter
            print(f"{outcome['status']}: {outcome['case'] or 'без дела'}", flush=True)
    except (OSError, ValueError):  # a closed pipe, letters that the terminal has not
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def run_compliance(options: argparse.Namespace) -> int:
    with with_database():
        from django.utils import timezone

        from priemnaya.people.models import Organisation
        from priemnaya.programme.compliance import board
        from priemnaya.programme.rollups import month_start, refresh_body

        organisation = Organisation.objects.filter(slug=options.body).first()
        if organisation is None:
            raise Objection(f"Органа «{options.body}» нет.")
        refresh_body(organisation, 12)

        def month(text: str | None) -> dt.date:
            return (
                dt.datetime.strptime(text, "%Y-%m").date() if text else month_start(organisation, timezone.now()).date()
            )

        lines = board(organisation, month(options.first), month(options.last))
    if options.format == "json":
        print(json.dumps([_as_row(line) for line in lines], ensure_ascii=False, indent=1))
        return 0
    for line in lines:
        print(_as_text(line))
    return 0


def _as_row(line: Line) -> dict[str, Any]:
    return {
        "clause": line.clause.number,
        "demand": line.clause.demand,
        "state": line.state.state,
        "kept": line.kept,
        "broken": line.broken,
        "open": line.open,
        "share": line.share,
        "indicator": line.state.indicator,
        "value": line.indicator.value if line.indicator else None,
    }


def _as_text(line: Line) -> str:
    figure = f"{line.indicator.value:.1f}" if line.indicator and not line.indicator.few else "—"
    if line.share is not None and not line.few:
        figure = f"{line.share:.0f} %"
    return (
        f"{line.clause.number:18} {figure:>6}  соблюдено {line.kept}, нарушено {line.broken}, открыто {line.open} "
        f" {line.clause.demand[:70]}"
    )
