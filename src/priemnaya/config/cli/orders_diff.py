"""`orders diff`: what a new edition changes for clients and staff, and which open matters it moves."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from priemnaya.errors import Objection
from priemnaya.policy.titles import title_and_key

from .places import data_folder, orders_folder, with_database

if TYPE_CHECKING:
    from priemnaya.cases.moving import Moves
    from priemnaya.policy import Order, OrderError

HELP = (
    "чем отличаются редакции: priemnaya orders diff СТАРЫЙ НОВЫЙ (файлы), diff НОВЫЙ (с тем, что действует), diff ОРГАН"
    " (файл с последней загруженной редакцией)"
)


def add_to(orders: Any) -> None:
    diff = orders.add_parser("diff", help=HELP)
    diff.add_argument("old", metavar="СТАРЫЙ", help="файл order.yaml или имя органа")
    diff.add_argument("new", metavar="НОВЫЙ", nargs="?", help="файл order.yaml")
    diff.add_argument("--body", metavar="ОРГАН", help="чьи дела считать, когда файлы лежат не в папке органа")
    diff.set_defaults(run=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """0: whatever the difference is; it is printed."""
    if not (os.environ.get("DATABASE_URL") or (data_folder() / "pgdata").exists()):
        old, new = _pair(options)
        _print(old, new, None, _by_files(old, new))
        return 0
    with with_database(migrate=False):
        old, new = _pair(options)
        _print(old, new, _counted(old, new), _refused(old, new))
    return 0


def _by_files(old: Order, new: Order) -> tuple[OrderError, ...]:
    """Why the new edition may not follow the old one, as far as the two files say: what open matters lean on is not
    seen."""
    from priemnaya.policy.succession import check_next
    from priemnaya.policy.yaml_lines import Wrong

    wrong = Wrong(new.file)
    check_next(old, new, dt.date.today(), lambda _sort, _name: [], wrong)  # noqa: DTZ011 - the day of who compares
    return tuple(wrong.found)


def _refused(old: Order, new: Order) -> tuple[OrderError, ...]:
    """The same, with what the database knows, where the old one is what the body works by."""
    from django.db import DatabaseError

    from priemnaya.people.editions import must_follow
    from priemnaya.people.models import GoodFile
    from priemnaya.policy import OrderError

    try:
        kept = GoodFile.objects.filter(slug=new.slug, name="order.yaml").first()
        must_follow(new.slug, old, new, kept)
    except OrderError as error:
        return error.errors
    except DatabaseError:
        return _by_files(old, new)
    return ()


def _pair(options: argparse.Namespace) -> tuple[Order, Order]:
    """The edition of today and the new one. Raises OrderError, Objection."""
    from priemnaya.policy import load_order

    given = Path(options.old)
    if options.new is not None:
        old, new = _file(options.old), _file(options.new)
        slug = options.body or _known(new) or _known(old) or new.resolve().parent.name
        return load_order(old, slug=slug), load_order(new, slug=slug)
    if given.suffix == ".yaml" or given.is_file():
        file = _file(options.old)
        if not (slug := options.body or _known(file)):
            raise Objection(f"Чья это редакция, не видно: назовите орган, например --body {_bodies()[0]}.")
        return load_order(_file(str(orders_folder() / slug / "order.yaml"))), load_order(file, slug=slug)
    path = _file(str(orders_folder() / options.old / "order.yaml"))
    return _last_loaded(options.old), load_order(path)


def _file(name: str) -> Path:
    path = Path(name)
    path = path / "order.yaml" if path.is_dir() else path
    if not path.is_file():
        raise Objection(f"Файла {path} нет.")
    return path


def _bodies() -> list[str]:
    return [path.parent.name for path in sorted(orders_folder().glob("*/order.yaml"))] or ["ОРГАН"]


def _known(path: Path) -> str:
    """Whose order a file is, by its folder, its own name or the mailbox it gives; empty when the product has no such
    body."""
    named = next((name for name in (path.resolve().parent.name, path.stem) if name in _bodies()), "")
    return named or next((name for name in _bodies() if _mailbox(_order_file(name)) == _mailbox(path) != ""), "")


def _order_file(slug: str) -> Path:
    return orders_folder() / slug / "order.yaml"


def _mailbox(path: Path) -> str:
    """The body's own, which no other body may have; empty where the file does not say."""
    from priemnaya.policy import OrderError
    from priemnaya.policy.yaml_lines import load

    try:
        raw = load(path)
    except OrderError:
        return ""
    body = raw.get("body") if isinstance(raw, dict) else None
    return str(body.get("email") or "").lower() if isinstance(body, dict) else ""


def _last_loaded(slug: str) -> Order:
    """The edition that the database keeps. Raises Objection where it keeps none."""
    from django.apps import apps

    from priemnaya.policy import OrderError, load_order

    try:
        kept: Any = apps.get_model("people", "GoodFile") if apps.ready else None
    except LookupError:
        kept = None
    row = kept.objects.filter(slug=slug, name="order.yaml").first() if kept is not None else None
    if row is None:
        raise Objection(
            f"Загруженной редакции органа «{slug}» в базе нет. Сравните два файла: priemnaya orders diff СТАРЫЙ НОВЫЙ."
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "order.yaml"
        path.write_text(row.text, encoding="utf-8")
        try:
            return load_order(path, slug=slug)
        except OrderError:
            raise Objection(
                f"Загруженную редакцию органа «{slug}» читала прежняя версия системы, эта её не читает. Сравните два"
                " файла: priemnaya orders diff СТАРЫЙ НОВЫЙ."
            ) from None


def _counted(old: Order, new: Order) -> Moves | None:
    """None also where the database does not answer: what the files say is told all the same."""
    from django.db import DatabaseError

    try:
        return _moves(old, new)
    except DatabaseError:
        return None


def _moves(old: Order, new: Order) -> Moves | None:
    from priemnaya.cases.moving import moved_by
    from priemnaya.people.models import Organisation

    body = Organisation.objects.filter(slug=new.slug, parent=None).first()
    return moved_by(body, old, new) if body is not None else None


def _print(old: Order, new: Order, moves: Moves | None, refused: Sequence[OrderError]) -> None:
    for line in told(old, new, moves, refused):
        print(line)


def told(old: Order, new: Order, moves: Moves | None, refused: Sequence[OrderError] = ()) -> Iterator[str]:
    """The whole difference, line by line. refused: why the new edition will not be taken."""
    from priemnaya.policy.comparing import TITLES, WHOM, asks_reading, changes, to_read
    from priemnaya.policy.requisites import requisites

    found = changes(old, new)
    yield f"Было: {old.act.citation}"
    yield f"Стало: {new.act.citation}"
    yield from requisites(old, new)
    if not found:
        yield "Пункты и значения те же."
    for change in found:
        whom = ", ".join(WHOM[w] for w in change.whom)
        yield f"{title_and_key(change.clause)} — {TITLES[change.what]}{f' ({whom})' if whom else ''}: {change.demand}"
        yield from (f"    {line}" for line in change.lines)
        yield from (f"    НЕ ПРИМУТ: {error.message}" for error in refused if error.clause == change.clause)
    if asks_reading(new) and to_read(old, new):
        yield "Сотрудников попросят прочитать порядок заново; пока идёт срок на это, прежнее ознакомление действует."
    shown = {change.clause for change in found}
    yield from (f"НЕ ПРИМУТ: {error}" for error in refused if error.clause not in shown)
    yield from _matters(moves)
    if refused:
        yield f"Такую редакцию система не примет (причин: {len(refused)}), работает прежняя; сроки не сдвинутся."


def _matters(moves: Moves | None) -> Iterator[str]:
    from priemnaya.policy.owed import OWED
    from priemnaya.worktime.terms import plural

    if moves is None:
        yield "Открытые дела не посчитаны: базы нет, она не отвечает или органа в ней ещё нет."
        return
    count = len(moves.touched)
    whose = plural(count, "дела", "дел", "дел")
    yield f"Открытых дел {moves.cases}, сроков в них {moves.terms}; сроки сдвинутся у {count} {whose}."
    for title, counted in (("раньше", moves.earlier), ("позже", moves.later), ("больше не требуется", moves.dropped)):
        for what, n in sorted(counted.items()):
            yield f"    {title}: {OWED.get(what, what)} — {n}"
