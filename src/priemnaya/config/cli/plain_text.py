"""`check`: findings of the plain-language checker in files, by a body's order. Needs no database."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

from .places import orders_folder


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "check", help="проверить ясность текста: priemnaya check письмо.txt --body udmurtia-mio"
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--body", help="чей порядок решает, что проверять")
    parser.add_argument("--kind", default="reply", choices=["reply"])
    parser.add_argument("--format", default="text", choices=["text", "json"])
    parser.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Exit code 1 when something would stop a letter."""
    from priemnaya.plain import check

    rules = _rules(options.body) if options.body else [(None, None, 25)]
    rows, stops = [], False
    for path in options.files:
        text = path.read_bytes().decode("utf-8", "replace")
        seen = set()
        for clause, names, max_words in rules:
            for f in check(text, names, max_words=max_words):
                if (f.check, f.start, f.end) in seen:
                    continue
                seen.add((f.check, f.start, f.end))
                stops = stops or f.level == "error"
                rows.append({
                    "file": os.fspath(path), "rule": f.check, "level": f.level, "start": f.start, "end": f.end, "message": f.message,
                    "clause": clause, "replacement": f.better,
                })  # fmt: skip
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            clause = f" [п. {row['clause']}]" if row["clause"] else ""
            print(
                f"{row['file']}:{row['start']}-{row['end']} {row['level']}{clause} {row['message']}"
                + (f" Лучше: {row['replacement']}" if row["replacement"] else "")
            )
        if not rows:
            print("Замечаний нет.")
    return 1 if stops else 0


def _rules(body: str) -> list[tuple[str | None, Any, int]]:
    from priemnaya.policy import Policy, load_order

    path = orders_folder() / body / "order.yaml"
    policy = Policy((load_order(path),))
    held = policy.rules("written_plainly", dt.date.today(), facts={"on": "reply"})
    return [(r.clause.number, r.value.checks, r.value.max_words or 25) for r in held]
