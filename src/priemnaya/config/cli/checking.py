"""`orders check`: every error of every file in one run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from priemnaya.policy.loading import REGIONAL
from priemnaya.worktime.terms import plural

from .places import data_folder, orders_folder, setup, with_database


def run_check(options: argparse.Namespace) -> int:
    """Of the files named, or of all; 1 when anything is wrong."""
    setup()
    from priemnaya.policy import OrderError, load_base

    files = options.files or [p / "order.yaml" for p in _folders()]
    layers, found = _tried(load_base, orders_folder())
    regions, wrong_regions = _of_regions()
    errors: list[OrderError] = [*found, *_of_base(orders_folder() / "base", layers), *wrong_regions]
    orders = []
    for path in files:
        order, found = _of_body(path)
        errors += found
        if order is not None:
            orders.append(order)
    from priemnaya.policy.checks import same_mailboxes
    from priemnaya.policy.remarks import remarks

    errors += same_mailboxes((o.slug, o.file, o.body) for o in orders if o.body)
    kept, unseen = _against_kept([*orders, *regions, *(layers or ())], slugs=[Path(p).parent.name for p in files])
    errors += kept
    for error in dict.fromkeys(map(str, errors)):
        print(error)
    wrong = bool(errors)
    amiss = {Path(error.file).parent for error in errors if error.file}
    for order in orders:
        if Path(order.file).parent in amiss:
            continue  # what is wrong beside it is told; it has not passed
        count = len(order.clauses)
        print(f"{order.file}: {count} {plural(count, 'пункт', 'пункта', 'пунктов')}, {order.act.citation}")
        for words in remarks(order):
            print(f"{order.file}: обратите внимание: {words}", file=sys.stderr)
        wrong = _too_much_by_word(order) or wrong
    for words in unseen:
        print(f"Не сверено: {words}", file=sys.stderr)
    return int(wrong)


def _too_much_by_word(order: Any) -> bool:
    """Whether more clauses rest on a person's word alone than may, told."""
    from priemnaya.policy.remarks import by_word_alone

    by_hand = sum(bool(c.rules) and all(by_word_alone(r) for r in c.rules) for c in order.clauses)
    if by_hand <= (most := max(1, len(order.clauses) // 10)):
        return False
    print(
        f"{order.file}: вид by_hand (и review с title о работе: ответах, разговорах, приёме) у {by_hand} пунктов,"
        f" а можно у {most}: у одного из десяти, в малом порядке у одного. Чего никто не держит, пишите rules: []"
        " и not_written"
    )
    return True


def _folders() -> list[Path]:
    return [p for p in sorted(orders_folder().glob("*")) if p.is_dir() and p.name not in ("base", REGIONAL)]


def _tried(load: Callable[..., Any], *arguments: Any) -> tuple[Any, list[Any]]:
    from priemnaya.policy import OrderError
    from priemnaya.policy.yaml_lines import foreseen

    try:
        with foreseen(Path(arguments[0])):
            return load(*arguments), []
    except OrderError as error:
        return None, list(error.errors)


def _of_regions() -> tuple[list[Any], list[Any]]:
    """(acts of regions, what is wrong with them)."""
    from priemnaya.policy import load_region
    from priemnaya.policy.regions import REGIONS
    from priemnaya.policy.yaml_lines import OrderError, shown

    acts, errors = list[Any](), list[Any]()
    for path in sorted((orders_folder() / REGIONAL).glob("*.yaml")):
        if path.stem not in REGIONS:
            errors.append(OrderError("имя файла — код региона: RU-UD.yaml", file=shown(path)))
        act, found = _tried(load_region, orders_folder(), path.stem)
        errors += found
        acts += [act] if act else []
    return acts, errors


def _of_base(folder: Path, layers: Any) -> Iterator[Any]:
    from priemnaya.config.examples import read_examples
    from priemnaya.knowledge.synonyms import load_synonyms
    from priemnaya.people.actions.consents import load_consents
    from priemnaya.people.actions.other_bodies import load_bodies
    from priemnaya.people.policies import texts_made

    for name, load in (("bodies.yaml", load_bodies), ("consents.yaml", load_consents)):
        yield from _tried(load, folder / name)[1]
    yield from _tried(texts_made, folder / "texts.yaml", None)[1]
    yield from _tried(load_synonyms, folder / "synonyms.yaml")[1]
    if layers:
        yield from _tried(read_examples, folder / "cases.yaml", layers)[1]


def _of_body(path: Path) -> tuple[Any, list[Any]]:
    """The order of one body, and what is wrong with it and with every file beside it."""
    from priemnaya.channels.exchange.outbound import load_statuses
    from priemnaya.config.examples import read_examples
    from priemnaya.knowledge.actions.sections import read_sections
    from priemnaya.knowledge.services.loading import load_catalogue
    from priemnaya.knowledge.synonyms import load_synonyms
    from priemnaya.letterhead import load_head
    from priemnaya.people.actions.other_bodies import load_bodies
    from priemnaya.people.policies import style_made, texts_made
    from priemnaya.policy import load_order

    folder = path.parent
    order, errors = _tried(load_order, path)
    units = [u.slug for u in order.body.units] if order else None

    def also(name: str, load: Callable[..., Any], *more: Any) -> Any:
        if not os.path.lexists(folder / name):  # a file that is not there is none of an error: it has a default
            return None
        value, found = _tried(load, folder / name, *more)
        errors.extend(found)
        return value

    catalogue = also("services.yaml", load_catalogue, None, units)
    services = [s.slug for s in catalogue.services] if catalogue else None
    also("knowledge.yaml", read_sections, None, units, services)
    for name, load in (
        ("bodies.yaml", load_bodies),
        ("synonyms.yaml", load_synonyms),
        ("exchange.yaml", load_statuses),
    ):
        also(name, load)
    also("texts.yaml", texts_made, None)
    also("plain.yaml", style_made, None)
    errors += [*_of_act(folder), *_unfilled(folder)]
    head = also("letterhead.yaml", load_head)
    errors += _of_head(head, folder, units)
    if order is not None:
        also("cases.yaml", read_examples, [order])
    return order, errors


def _unfilled(folder: Path) -> Iterator[Any]:
    """Places of the files beside the order where a person was to write; the loader of the order looks into its own."""
    from priemnaya.policy.checks import PLACEHOLDER
    from priemnaya.policy.yaml_lines import OrderError, shown

    for path in sorted(p for p in folder.glob("*.yaml") if p.name != "order.yaml" and p.is_file()):
        for n, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            said = "" if line.lstrip().startswith("#") else line.partition(" #")[0]
            if met := PLACEHOLDER.search(said):
                words = f"«{met[0]}» — место, которое не заполнили, и его прочтут люди: впишите нужное"
                yield OrderError(words, file=shown(path), line=n)


def _of_act(folder: Path) -> list[Any]:
    """What is wrong with the text of the act beside the order."""
    from priemnaya.errors import Objection
    from priemnaya.people.actions.acts import act_file, read_file
    from priemnaya.policy import OrderError
    from priemnaya.policy.yaml_lines import foreseen, shown

    path = act_file(folder)
    if path is None:
        return []
    try:
        with foreseen(path, passing=(Objection, OSError)):
            read_file(path, folder.name)
    except (Objection, OSError, OrderError) as error:
        return [error if isinstance(error, OrderError) else OrderError(str(error), file=shown(path))]
    return []


def _of_head(head: Any, folder: Path, units: list[str] | None) -> list[Any]:
    """What a letterhead names that is not there."""
    from priemnaya.bounded.wrong_words import unknown
    from priemnaya.policy.yaml_lines import Wrong, shown

    wrong = Wrong(shown(folder / "letterhead.yaml"))
    if head is not None and head.emblem and head.emblem_file() is None:
        wrong.add(f"emblem: файла «{head.emblem}» рядом нет")
    if head is not None and head.place.map and head.map_file() is None:
        wrong.add(_of_map(head.place.map, folder))
    for slug in head.units if head is not None else ():
        if units is not None and slug not in units:
            wrong.add(f"units: {unknown('в порядке нет подразделения', slug, units)}")
    return wrong.found


def _of_map(name: str, folder: Path) -> str:
    from priemnaya.letterhead.head import MAP_MOST

    if (folder / name).is_file():
        return f"map: файл «{name}» больше {MAP_MOST // 1024} КБ, на телефоне он не откроется сразу: уменьшите его"
    return f"map: файла «{name}» рядом нет"


PAST = "не изменено ли прошлое, не убраны ли пункты с открытыми сроками, нет ли чужой почты"


def _against_kept(orders: list[Any], slugs: list[str]) -> tuple[list[Any], list[str]]:
    """(what may not follow the editions that the installation works by, as its server will say; what of it could not be
    looked at, and why)."""
    if not (os.environ.get("DATABASE_URL") or (data_folder() / "pgdata").exists()):
        return [e for o in orders for e in _no_services(o)], [f"{PAST}: базы данных здесь нет"]
    from django.db import DatabaseError

    try:
        return _kept_say(orders, slugs)
    except DatabaseError:  # a server that is down is no fault of the files
        return [], [f"{PAST}: база данных не отвечает"]


def _no_services(order: Any) -> Iterator[Any]:
    """Services that conditions name and the catalogue beside the order has not."""
    from priemnaya.knowledge.services.known import services_of_file
    from priemnaya.policy.needs import unknown_services
    from priemnaya.policy.yaml_lines import OrderError

    if order.layer == "body":
        for clause, rule, words in unknown_services(order, services_of_file(Path(order.file).parent)):
            yield OrderError(words, file=order.file, line=rule.line, clause=clause.number)


def _kept_say(orders: list[Any], slugs: list[str]) -> tuple[list[Any], list[str]]:
    from django.db import connection

    from priemnaya.people.editions import BASE, against_kept, compared, vanished
    from priemnaya.people.models import GoodFile

    with with_database(migrate=False):
        if GoodFile._meta.db_table not in connection.introspection.table_names():
            return [], [f"{PAST}: система ещё не запускалась"]
        errors = [error for order in orders for error in against_kept(order)] + vanished([*slugs, BASE, REGIONAL])
        new = [o.file for o in orders if o.layer == "body" and not compared(o)]
        return errors, [f"{file}: прежней редакции в базе нет" for file in new]
