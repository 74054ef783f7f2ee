"""Personal data of clients: who keeps it, in which columns, how it ends, what of it a client is given (152-ФЗ).

Each package says it for its own tables in its `personal.py`, as data: a `Held` names a table, its columns, and the rows
that belong to given subjects. Destruction empties exactly that, counts it, and looks again that nothing is left: the
act certifies these figures. A test compares the declared columns with every column of the database, so that none can be
forgotten.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from .models import StoredFile
from .traces import in_words

log = logging.getLogger(__name__)

NAMES = "имена, адреса и другие сведения о клиенте"
MESSAGES = "тексты обращений и переписки"
ANSWERS = "ответы, решения и их основания"
DESK = "служебные заметки, поручения и уведомления"
OPINIONS = "оценки и отзывы"
CONSENTS = "согласия"
COPIES = "технические копии: отправления, ответы программам, сеансы, черновики"
FILES = "файлы"
CATEGORIES = (NAMES, MESSAGES, ANSWERS, DESK, OPINIONS, CONSENTS, COPIES, FILES)
"""Categories of data, as an act names them (приказ Роскомнадзора от 28.10.2022 № 179, п. 3)."""
BATCH = 1000


@dataclass
class Subjects:
    """Whose data: ids by kind («case», «contact», «client», …) of one organisation. `before`: texts that belong to
    nobody in particular (a vote, a search, an alert) go when they are older. `words`: names and addresses of people who
    go wholly.
    """

    organisation_id: int
    before: dt.datetime
    ids: dict[str, set[int]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def of(self, kind: str) -> set[int]:
        return self.ids.get(kind, set())

    def add(self, kind: str, ids: Iterable[int | None]) -> None:
        self.ids.setdefault(kind, set()).update(i for i in ids if i is not None)

    def size(self) -> int:
        return sum(map(len, self.ids.values()))

    def about(self, prefix: str = "subject_") -> Q:
        """Rows that name their subject by type and id."""
        found = Q(pk__in=())
        for kind, ids in self.ids.items():
            if ids:
                found |= Q(**{f"{prefix}type": kind, f"{prefix}id__in": ids})
        return found & Q(organisation_id=self.organisation_id)

    def names(self, text: str) -> bool:
        """Whether a text names somebody who goes, in any case form of the name."""
        return any(re.search(_stem(w), text.lower().replace("ё", "е")) for w in self.words)


def _stem(word: str) -> str:
    """A pattern for a word and its declined forms; addresses and numbers match as they are."""
    word = word.lower().replace("ё", "е").strip()
    if not re.fullmatch(r"[а-я-]+", word):
        return re.escape(word)
    stem = re.sub(r"(?:ая|яя|ий|ый|ой|ей|[аяоеьиы])$", "", word) if len(word) > 4 else word
    return rf"\b{re.escape(stem)}[а-я]{{0,3}}\b"


@dataclass(frozen=True)
class Held:
    """Personal data in one table. rows: those that belong to the subjects; emptied, or deleted when nothing of the row
    has a reason to stay. put: what a column holds afterwards instead of its empty value. derived: columns the database
    computes from the others."""

    model: str
    columns: tuple[str, ...]
    category: str
    rows: Callable[[Subjects], models.QuerySet[Any]]
    delete: bool = False
    put: Mapping[str, Any] = field(default_factory=dict)
    derived: tuple[str, ...] = ()

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def after(self) -> dict[str, Any]:
        """What each column holds when its content is gone."""
        empty = {name: empty_of(self.table, name) for name in self.columns if name not in self.put}
        return {**empty, **self.put}


def empty_of(table: type[models.Model], name: str) -> Any:
    column: Any = table._meta.get_field(name)
    if column.null:
        return None
    if isinstance(column, models.JSONField):
        return column.get_default()
    if isinstance(column, models.CharField | models.TextField):
        return ""
    raise ValueError(f"{table._meta.label}.{name} cannot be emptied: make it nullable or delete the row")


@dataclass(frozen=True)
class Exported:
    """One thing of a client's history: when, what it is, its words, its files (name, stored file), and facts for
    programs."""

    at: dt.datetime
    title: str
    meta: str
    text: str = ""
    files: tuple[tuple[str, StoredFile], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Keeper:
    """What one package says of itself. gather: adds further subjects that belong to those known already (a case's
    replies); erase: what cannot be said as Held; expire: what ends by itself, however its client is; export: what a
    client is given.
    """

    package: str
    held: tuple[Held, ...] = ()
    gather: Callable[[Subjects], None] | None = None
    expire: Callable[[dt.datetime], int] | None = None
    export: Callable[[Any], Iterator[Exported]] | None = None


KEEPERS: dict[str, Keeper] = {}


def keeps(keeper: Keeper) -> None:
    """Register a package's declaration; called once by its personal.py."""
    KEEPERS[keeper.package] = keeper


def keepers() -> list[Keeper]:
    """The highest package first: its rows may refer to those below."""
    order = [config.label for config in apps.get_app_configs()]
    return sorted(KEEPERS.values(), key=lambda k: order.index(k.package), reverse=True)


@dataclass
class Erased:
    """What was really destroyed: rows by category, rows by table."""

    categories: Counter[str] = field(default_factory=Counter)
    tables: Counter[str] = field(default_factory=Counter)

    def count(self, category: str, table: str, rows: int) -> None:
        if rows:
            self.categories[category] += rows
            self.tables[table] += rows


class LeftOver(Exception):
    """Something declared as personal was still there after its destruction: a fault of ours, so nothing may be
    certified."""


def erase(subjects: Subjects) -> Erased:
    """Destroy everything that belongs to the subjects, in the caller's transaction; files go when nothing else refers
    to them. Raises LeftOver, so that the transaction and the act fail together."""
    gather(subjects)
    work = [(held, sorted(held.rows(subjects).values_list("pk", flat=True))) for k in keepers() for held in k.held]
    erased, files = Erased(), set[int]()
    for held, pks in work:
        for at in range(0, len(pks), BATCH):
            rows = held.table._base_manager.filter(pk__in=pks[at : at + BATCH])
            files |= _files_of(held, rows)
            erased.count(held.category, held.table._meta.db_table, _end(held, rows))
    for held, pks in work:
        for at in range(0, len(pks), BATCH):
            if _filled(held, held.table._base_manager.filter(pk__in=pks[at : at + BATCH])).exists():
                raise LeftOver(f"{held.model}: {', '.join(held.columns)}")
    erased.count(FILES, StoredFile._meta.db_table, StoredFile.objects.drop_unused(files))
    return erased


def gather(subjects: Subjects) -> None:
    """Ask every package what belongs to the subjects, until nothing new is found."""
    size = -1
    while size != subjects.size():
        size = subjects.size()
        for keeper in keepers():
            if keeper.gather:
                keeper.gather(subjects)


def _filled(held: Held, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Those of the rows that still hold something."""
    if held.delete:
        return rows
    gone = Q()
    for name, value in held.after().items():
        gone &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return rows.exclude(gone)


def _end(held: Held, rows: models.QuerySet[Any]) -> int:
    filled = _filled(held, rows)
    if held.delete:
        return filled.delete()[1].get(held.model, 0)
    return filled.update(**held.after())


def _files_of(held: Held, rows: models.QuerySet[Any]) -> set[int]:
    """Stored files the rows refer to, by key or in a document."""
    found: set[int] = set()
    for column in held.table._meta.concrete_fields:
        if column.name in held.columns and column.related_model is StoredFile:
            found.update(pk for pk in rows.values_list(column.attname, flat=True) if pk)
        elif column.name in held.columns and isinstance(column, models.JSONField):
            found |= StoredFile.objects.named_in(column, rows)
    return found


class NotExpired(Exception):
    """Some packages could not end what has a short life; the others did."""


def expire(now: dt.datetime) -> dict[str, int]:
    """End what has a short life of its own (drafts, sessions, kept answers to programs), package by package: one that
    fails stops no other. Raises NotExpired at the end, with what failed."""
    done, failed = dict[str, int](), list[str]()
    for keeper in keepers():
        if keeper.expire is None:
            continue
        try:
            with transaction.atomic():
                done[keeper.package] = keeper.expire(now)
        except Exception as error:
            log.exception("expire %s", keeper.package)
            failed.append(f"{keeper.package}: {in_words(error)}"[:200])
    if failed:
        raise NotExpired("; ".join(failed))
    return done


def export(client: Any) -> Iterator[Exported]:
    """Everything the packages keep of a client's dealings, in the order it happened."""
    items = [item for k in keepers() if k.export for item in k.export(client)]
    yield from sorted(items, key=lambda item: item.at)
