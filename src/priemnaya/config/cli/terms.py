"""`due`: a rule and an instant -> the instant it is due, with the reasoning. Needs no database."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from priemnaya.errors import Objection


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "due",
        help=(
            "посчитать срок: priemnaya due --rule 24h --skip non_working_days --from 2026-05-08T16:30 --zone"
            " Europe/Samara"
        ),
    )
    parser.add_argument("--rule", required=True, help="24h, 9wh, 30d, 15wd, 1mo")
    parser.add_argument("--from", dest="since", required=True, help="2026-05-08 или 2026-05-08T16:30")
    parser.add_argument("--zone", default="Europe/Moscow")
    parser.add_argument("--skip", default="none", choices=["none", "non_working_days"])
    parser.add_argument("--roll", default="none", choices=["none", "back", "forward"])
    parser.add_argument("--start", default="next_day", choices=["next_day", "same_day"])
    parser.add_argument("--region", help="код региона: RU-AL — учесть региональные дни")
    parser.add_argument(
        "--decree",
        type=Path,
        action="append",
        default=[],
        help="файл с переносами выходных года, которого в системе ещё нет",
    )
    parser.add_argument("--format", default="text", choices=["text", "json"])
    parser.set_defaults(run=run_due)


def run_due(options: argparse.Namespace) -> int:
    from priemnaya.worktime import ProductionCalendar, UndecreedYear, due, load_decree, parse_rule

    try:
        zone = ZoneInfo(options.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Objection(f"Часовой пояс «{options.zone}» не найден. Пишите, например, Europe/Samara") from error
    try:
        since = dt.datetime.fromisoformat(options.since)
    except ValueError as error:
        raise Objection(f"Дата «{options.since}» не понята. Пишите 2026-05-08 или 2026-05-08T16:30") from error
    since = since.replace(tzinfo=zone) if since.tzinfo is None else since.astimezone(zone)
    decrees = [d for path in options.decree for d in load_decree(path.read_text(encoding="utf-8"))]
    calendar = ProductionCalendar.of(options.region, decrees)
    result = due(
        parse_rule(options.rule, skip=options.skip, roll=options.roll, start=options.start), since, calendar, zone
    )
    for year in (since.year, result.at.year):
        if not calendar.knows(year):
            raise UndecreedYear(year)
    if options.format == "json":
        print(json.dumps({"due": result.at.isoformat(), "reasoning": list(result.reasoning)}, ensure_ascii=False))
    else:
        print(result.at.isoformat(timespec="seconds"))
        print(result.why)
    return 0
