"""`check`: findings of the plain-language checker in files, by a body's order. Needs no database."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import Any

from priemnaya.errors import Objection
from priemnaya.policy.titles import clause_title

from .places import orders_folder

KINDS = ("reply", "refusal", "forwarding", "clarification", "messenger", "article", "script", "speech", "service")
AUDIENCES = ("layman", "firm", "specialist")


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "check", help="проверить ясность текста: priemnaya check письмо.docx --body udmurtia-mio --kind refusal"
    )
    parser.add_argument(
        "files", nargs="+", type=Path, help="txt, html, docx, odt, pdf, doc, rtf; «-» читает со стандартного входа"
    )
    parser.add_argument("--body", help="чей порядок решает, что проверять")
    parser.add_argument("--kind", default="reply", choices=KINDS, help="вид текста")
    parser.add_argument("--audience", default="layman", choices=AUDIENCES, help="кто будет читать")
    parser.add_argument(
        "--whole", action="store_true", help="текст — письмо целиком: требовать подпись, телефон и опрос"
    )
    parser.add_argument("--syntax", action="store_true", help="включить разбор предложений (медленнее)")
    parser.add_argument("--format", default="text", choices=["text", "json", "sarif"])
    parser.add_argument("--fix", type=Path, help="записать сюда файл с надёжными исправлениями (один входной файл)")
    parser.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Exit code 1 when something would stop a letter, 2 when a file can't be read."""
    from priemnaya.plain import Unreadable
    from priemnaya.plain.formats import as_row, as_sarif

    if options.fix and len(options.files) != 1:
        raise Objection("--fix пишет один файл: назовите один входной.")
    profile, clauses = _profile(options)
    checked, unread = [], 0
    for path in options.files:
        try:
            checked.append(_check_one(path, profile, clauses, options.fix))
        except (OSError, Unreadable) as error:
            print(f"priemnaya: {error}", file=sys.stderr)
            unread += 1
    if options.format == "json":
        print(
            json.dumps([as_row(f, name) for name, _, found, _ in checked for f in found], ensure_ascii=False, indent=1)
        )
    elif options.format == "sarif":
        print(
            json.dumps(as_sarif((name, text, found) for name, text, found, _ in checked), ensure_ascii=False, indent=1)
        )
    else:
        for name, text, found, score in checked:
            _print_text(name, text, found, score)
    if unread:
        return 2
    return 1 if any(f.level == "error" for _, _, found, _ in checked for f in found) else 0


def _check_one(path: Path, profile: Any, clauses: Any, fix: Path | None) -> tuple[str, str, Any, int]:
    from priemnaya.plain import check, with_clauses
    from priemnaya.plain.inputs import read_document

    data = sys.stdin.buffer.read() if os.fspath(path) == "-" else path.read_bytes()
    manuscript = read_document(data, path.name)
    report = check(manuscript.document(), profile)
    found = with_clauses(report.findings, clauses) if clauses else report.findings
    for words in manuscript.unread:
        print(f"priemnaya: {path.name}: {words}", file=sys.stderr)
    if fix is not None:
        _mend(manuscript, [f for f in found if f.safe or f.family == "FMT"], path, fix)
    placed = tuple(manuscript.in_source(f) for f in found)
    return os.fspath(path), manuscript.source, placed, report.score


def _mend(manuscript: Any, findings: list[Any], path: Path, fix: Path) -> None:
    """The file with these findings mended, put in its place whole. What had to be left is said."""
    mended = manuscript.mended(findings)
    if mended is None:
        raise Objection(f"{path.name}: такой файл исправить нельзя. Подойдут txt, html, docx, odt.")
    unfinished = fix.with_name(f".{fix.name}.part")
    unfinished.write_bytes(mended)
    unfinished.replace(fix)
    looks = sum(f.family == "FMT" for f in manuscript.left)
    if words := len(manuscript.left) - looks:
        print(
            f"priemnaya: {path.name}: не исправлено замечаний: {words}. Через их слова проходит поле, ссылка, сноска"
            " или чужая правка: исправьте их в редакторе.",
            file=sys.stderr,
        )
    if looks:
        print(
            f"priemnaya: {path.name}: не исправлено замечаний к оформлению: {looks}. Исправьте их в редакторе.",
            file=sys.stderr,
        )


def _print_text(name: str, text: str, found: Any, score: int) -> None:
    names = {"error": "ошибка", "warning": "предупреждение", "advice": "совет", "metric": "мера"}
    for f in found:
        line = text.count("\n", 0, f.start) + 1
        clause = f" [{clause_title(f.clause)}]" if f.clause else ""
        better = f" Лучше: {f.better}" if f.better else ""
        print(f"{name}:{line}: {f.rule} {names[f.level]}{clause} {f.message}{better}")
    print(f"{name}: ясность {score} из 100" + ("" if found else ", замечаний нет"))


def _profile(options: argparse.Namespace) -> tuple[Any, list[tuple[str, frozenset[str]]]]:
    from priemnaya.plain import Profile, catalogue, for_order, load_style
    from priemnaya.policy import Policy, load_order

    supplied = frozenset() if options.whole else frozenset({"signer", "phone", "survey"})
    more: dict[str, Any] = {
        "kind": options.kind,
        "audience": options.audience,
        "syntax": options.syntax,
        "supplied": supplied,
    }
    if not options.body:
        return Profile(**more), []
    path = orders_folder() / options.body / "order.yaml"
    if not path.exists():
        known = ", ".join(sorted(p.parent.name for p in orders_folder().glob("*/order.yaml")))
        raise Objection(f"Порядка «{options.body}» нет. Есть: {known}.")
    today = dt.datetime.now().astimezone().date()
    held = Policy((load_order(path),)).rules("written", today, facts={"on": "reply"})
    rules = [(r.clause.number, frozenset(r.value.all_checks), r.value.max_words) for r in held]
    style = load_style(path.with_name("plain.yaml"), catalogue())
    return for_order(((checks, words) for _, checks, words in rules), style, **more), [(n, c) for n, c, _ in rules]
