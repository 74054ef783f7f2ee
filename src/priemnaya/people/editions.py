"""The last good edition of every file of an order. A file that is broken, missing or can't be read touches nobody: what
it said when it was last read well goes on, from the database, and an alert of its body names the error until it is
mended."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Q
from django.utils import timezone

import priemnaya.policy
from priemnaya.core.journal import alert, resolve
from priemnaya.core.models import Alert, Obligation
from priemnaya.policy import Order, OrderError, load_order
from priemnaya.policy.checks import of_kept
from priemnaya.policy.comparing import to_read
from priemnaya.policy.loading import REGIONAL
from priemnaya.policy.needs import unknown_services
from priemnaya.policy.succession import check_next, corrections, gone_units
from priemnaya.policy.yaml_lines import OrderErrors, Wrong, foreseen, shown, text_of

from .models import GoodFile, InteractionPoint, Organisation, Unit
from .once import loaded, place

T = TypeVar("T")
Make = Callable[[Path, str | None], Any]
"""A loader of a file: of what the file holds now, or of the text given in its place."""
ORDER = "order.yaml"
BASE = "base"
FRESH = 1.0  # seconds between looks at the files' times
SAID = 5  # errors named in an alert; `orders check` names all

_seen: dict[str, tuple[float, Any]] = {}
_made: dict[Path, Read] = {}
AGAIN = 10.0
"""Seconds after which a file is tried anew that the rows of the database stood in the way of."""
LEANING: list[Callable[[list[int], str, str], list[str]]] = []
"""(ids of organisations, «clause» or «unit», its name) -> what open matters lean on it, in words, by each module."""


class Unfollowed(OrderErrors):
    """A file that is well by itself, but may not follow what is there: that may change while the file stays."""


class Kept:
    """A row written in a transaction that may yet be undone."""

    def __init__(self) -> None:
        self.done, self.of = False, connections[DEFAULT_DB_ALIAS]
        self.of.on_commit(self.commit)

    def commit(self) -> None:
        self.done = True

    @property
    def undone(self) -> bool:
        return not self.done and all(one[1] != self.commit for one in self.of.run_on_commit)


@dataclass(frozen=True)
class Read:
    """What a file said when it was looked at, and why it is not used as it is; kept: its row, if one was written."""

    stamp: Any
    value: Any
    error: OrderError | None
    kept: Kept | None
    at: float

    @property
    def stale(self) -> bool:
        """Whether it must be read again though the file is the same."""
        return bool(self.kept and self.kept.undone) or (self.refused and time.monotonic() - self.at > AGAIN)

    @property
    def refused(self) -> bool:
        return isinstance(self.error, Unfollowed)


def fresh(key: str, seconds: float, make: Callable[[], Any]) -> Any:
    """The value made at most `seconds` ago in this process."""
    known, now = _seen.get(key), time.monotonic()
    if known is None or now - known[0] > seconds:
        known = _seen[key] = (now, make())
    return known[1]


def stamp_of(path: Path) -> tuple[float, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime, found.st_size


def good(slug: str, name: str, make: Callable[[Path, str | None], T], default: Callable[[], Any] | None = None) -> T:
    """What a file says, read again when it has changed; while it is wrong, what it said last. default: of a file that
    was never read well. Raises OrderError when there is nothing to go by."""
    path = place(str(settings.ORDERS), slug, name)
    stamp = fresh(str(path), FRESH, lambda: stamp_of(path))
    known = _made.get(path)
    if known is None or known.stamp != stamp or known.stale:
        optional = default if slug != BASE else None  # the product's own files are all there
        known = _made[path] = Read(stamp, *_read(slug, name, path, make, optional), time.monotonic())
    if known.error is not None and known.value is None:
        if default is None:
            raise known.error
        return default()  # type: ignore[no-any-return]
    return known.value  # type: ignore[no-any-return]


def forget(slug: str) -> None:
    """Look at the files' times again at once."""
    for path in [p for p in _seen if Path(p).parent.name == slug]:
        _seen.pop(path, None)


def refused(slug: str) -> bool:
    """Whether one of a body's files is well, but may not follow what is there."""
    return any(read.refused for path, read in _made.items() if path.parent.name == slug)


def retry(slug: str) -> None:
    """Read those anew at the next look."""
    for path in [p for p, read in _made.items() if read.refused and p.parent.name == slug]:
        _made.pop(path)


def changed(slug: str, names: Iterable[str]) -> list[str]:
    """Which of the files are not those that were last read well."""
    rows = GoodFile.objects.filter(slug=slug, code=code()).values_list("name", "digest")
    known, folder = dict(rows), Path(settings.ORDERS) / slug
    return [name for name in names if known.get(name) != _digest_of(folder / name)]


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(text_of(path).encode()).hexdigest()
    except OrderError:
        return "unreadable"


def wrong_now(slug: str, name: str) -> OrderError | None:
    """Why the file is not used as it is, as far as this process has looked."""
    known = _made.get(Path(settings.ORDERS) / slug / name)
    return known.error if known else None


def _read(
    slug: str, name: str, path: Path, make: Make, default: Callable[[], Any] | None = None
) -> tuple[Any, OrderError | None, Kept | None]:
    kept = None
    try:
        text = text_of(path) if os.path.lexists(path) else None
        kept = GoodFile.objects.filter(slug=slug, name=name).first()
        if text is None and kept is not None:
            raise OrderError(MISSING, file=shown(path))
        with foreseen(path, passing=(DatabaseError,)):
            value = default() if text is None and default is not None else make(path, text)
            written = _keep(slug, name, text, value, kept, path) if text is not None else None
        settle(slug, name)
        return value, None, written
    except OrderError as error:
        kept = kept or GoodFile.objects.filter(slug=slug, name=name).first()
        tell(slug, name, error)
        return _of_kept(kept, path, make), error, None


MISSING = "файла нет; если он больше не нужен, положите на его место файл с одной строкой {}"


def _of_kept(kept: GoodFile | None, path: Path, make: Make) -> Any:
    """None: there is none, or it was read by an older grammar."""
    for asked in (nullcontext, of_kept) if kept else ():  # as a new file first: so it was read already
        with suppress(OrderError), asked(), foreseen(path, passing=(DatabaseError,)):
            return make(path, kept.text)  # type: ignore[union-attr]
    return None


def _keep(slug: str, name: str, text: str, value: Any, kept: GoodFile | None, path: Path) -> Kept | None:
    """The file is well: from now on it is what goes on. Raises Unfollowed when it may not follow what was before."""
    digest, why, gone = hashlib.sha256(text.encode()).hexdigest(), "", list[str]()
    anew = kept.anew.split() if kept else []
    same_code = kept is not None and kept.code == code()
    if kept is not None and same_code and kept.digest == digest:
        return None
    if value is None and kept is not None and same_code:
        _may_vanish(kept, path)
    if isinstance(value, Order):
        old = _of_kept(kept, path, _as(value)) if same_code else None
        must_follow(slug, old, value, kept)
        why = "; ".join(corrections(old, value))[:200] if old else ""
        gone = gone_units(old, value) if old else []
        anew += to_read(old, value) if old else []
    row = GoodFile(slug=slug, name=name, text=text, digest=digest, code=code(), why=why, loaded_at=timezone.now())
    row.anew = "\n".join(dict.fromkeys(anew))
    GoodFile.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["slug", "name"],
        update_fields=["text", "digest", "code", "why", "anew", "loaded_at"],
    )
    if gone:
        units = Unit.objects.filter(organisation__slug=slug, slug__in=gone, entered_by=None, closed_at=None)
        units.update(closed_at=timezone.now())
    return Kept()


def _may_vanish(kept: GoodFile, path: Path) -> None:
    """Acts of a region that are to be none any more. Raises Unfollowed while one of their clauses is in force."""
    try:
        act = load_order(path, "regional", path.stem.lower(), kept.text)
    except OrderError:
        return
    if held := [c.number for c in act.clauses if not c.closed_by(act.today)]:
        words = f"акты региона ещё действуют (пункты {', '.join(held[:5])}): сначала закройте их: closed: с какого дня"
        raise Unfollowed([OrderError(words, file=shown(path))])


def _as(order: Order) -> Make:
    """Reads an earlier edition of the same order or layer."""
    return lambda path, text: loaded(path, order.layer, order.slug, text)


def home_of(order: Order) -> tuple[str, str]:
    """(folder, file) under which an order or a layer of law is kept."""
    if order.layer == "body":
        return order.slug, ORDER
    return (REGIONAL, f"{order.slug.upper()}.yaml") if order.layer == "regional" else (BASE, f"{order.slug}.yaml")


def compared(order: Order) -> bool:
    """Whether there is an edition that an order may be compared with."""
    slug, name = home_of(order)
    return GoodFile.objects.filter(slug=slug, name=name, code=code()).exists()


def vanished(slugs: Iterable[str]) -> list[OrderError]:
    """Files that these bodies work by and that are not there."""
    rows = GoodFile.objects.filter(slug__in=list(slugs)).values_list("slug", "name").order_by("slug", "name")
    paths = [Path(settings.ORDERS) / slug / name for slug, name in rows]
    return [OrderError(MISSING, file=shown(path)) for path in paths if not os.path.lexists(path)]


def against_kept(order: Order) -> tuple[OrderError, ...]:
    """Why an order, or a layer of law, may not follow what its body works by now."""
    slug, name = home_of(order)
    kept = GoodFile.objects.filter(slug=slug, name=name, code=code()).first()
    try:
        with foreseen(Path(order.file), passing=(DatabaseError,)):
            must_follow(slug, _of_kept(kept, Path(settings.ORDERS) / slug / name, _as(order)), order, kept)
    except OrderError as error:
        return error.errors
    return ()


def must_follow(slug: str, old: Order | None, new: Order, kept: GoodFile | None = None) -> None:
    """Raises Unfollowed: the past changed in silence, a clause or something that open matters lean on gone, a mailbox
    that another body has. kept: the row of the old edition."""
    wrong, loaded = Wrong(new.file), kept.loaded_at if kept else timezone.now()
    owner = Organisation.objects.filter(slug=slug).first() if new.layer == "body" else None
    today, day = _day_of(owner, timezone.now()), _day_of(owner, loaded)
    if old is not None and new.layer != "body":
        check_next(old, new, today, lambda _, name: _terms(layer=new.layer, clause=name), wrong, day)
    if old is not None and owner is not None:
        ids = [owner.pk, *owner.subordinates.values_list("pk", flat=True)]
        check_next(old, new, today, lambda sort, name: leaning(ids, sort, name), wrong, day)
    if new.layer == "body":
        _no_others_mailbox(slug, new, wrong)
        _no_unknown_services(slug, new, wrong)
    if wrong.found:
        raise Unfollowed(sorted(wrong.found, key=lambda e: e.line))


def _day_of(owner: Organisation | None, at: dt.datetime) -> dt.date:
    """The day an instant is on, of the body or of the server, whichever is earlier: who writes a file may sit in
    either zone."""
    here = timezone.localtime(at).date()
    return min(here, owner.local(at).date()) if owner else here


def _no_others_mailbox(slug: str, new: Order, wrong: Wrong) -> None:
    """Letters to a mailbox that two bodies name would go to one of them only."""
    theirs = Organisation.objects.filter(parent=None).exclude(slug=slug)
    points = InteractionPoint.objects.filter(kind="email", organisation__in=theirs, closed_at=None)
    known = dict(points.values_list("address", "organisation__slug")) | dict(theirs.values_list("email", "slug"))
    owners = {mailbox.lower(): owner for mailbox, owner in known.items() if mailbox}
    ours = [("email", new.body.email)] if new.body else []
    ours += [
        (f"points.{n}", p.address) for n, p in enumerate(new.body.points if new.body else (), 1) if p.kind == "email"
    ]
    for where, mailbox in ours:
        if owner := owners.get(mailbox.lower()):
            wrong.add(f"{where}: почта {mailbox} уже у органа «{owner}»: у каждого органа своя")


def _no_unknown_services(slug: str, new: Order, wrong: Wrong) -> None:
    """A condition on a service that the body does not give holds for no matter on earth."""
    if any(unknown_services(new, ())):  # else nobody need look
        services = sorted({service for one in CATALOGUES for service in one(slug)})
        for clause, rule, words in unknown_services(new, services):
            wrong.add(words, rule.line, clause.number)


CATALOGUES: list[Callable[[str], Iterable[str]]] = []
"""(slug of a body) -> the services that it gives, as they are now. Modules add theirs."""


def leaning(ids: list[int], sort: str, name: str) -> list[str]:
    return [words for one in LEANING for words in one(ids, sort, name)]


def _open_terms(ids: list[int], sort: str, name: str) -> list[str]:
    if sort != "clause":
        return []
    return _terms(organisation_id__in=ids, layer="body", clause=name)


def _terms(**which: Any) -> list[str]:
    count = Obligation.objects.filter(**which).open().count()
    return [f"открытые сроки: {count}"] if count else []


LEANING.append(_open_terms)


@lru_cache(maxsize=1)
def code() -> str:
    """Digest of the grammar: an edition that another release read says nothing about what may follow it."""
    folder = Path(priemnaya.policy.__path__[0])
    return hashlib.sha256(b"\0".join(p.read_bytes() for p in sorted(folder.rglob("*.py")))).hexdigest()


def alert_kind(slug: str, name: str) -> str:
    """Names that the column has no room for are told apart by their digest."""
    kind = f"file:{name}" if slug == BASE else f"file:{name}:{slug}"
    return kind if len(kind) <= LONGEST else f"{kind[: LONGEST - 9]}~{hashlib.sha256(slug.encode()).hexdigest()[:8]}"


LONGEST = 40
"""Characters of an alert's kind (core.models)."""


def tell(slug: str, name: str, error: OrderError) -> None:
    """One alert of the body (of its bodies, for a region's acts; of every body, for a file of `base` or of a body that
    is not loaded yet) names the error."""
    kind = alert_kind(slug, name)
    bodies = Organisation.objects.filter(parent=None)
    whose = {"region": Path(name).stem} if slug == REGIONAL else {"slug": slug}
    told: list[Organisation | None] = [*bodies.filter(**whose)] or [*bodies]
    for body in told or [None]:
        pk, words = body.pk if body else None, _words(slug, name, error, body)
        resolve(kind, organisation_id=pk, but=words)
        alert(kind, words, organisation_id=pk)


def settle(slug: str, name: str) -> None:
    """The file is well again: whoever was told need not look any more."""
    mine = Q(kind=alert_kind(slug, name))
    if len(cut := f"file:{name}:{slug}") > LONGEST:  # as alerts of long names were called once
        ids = list(Organisation.objects.filter(slug=slug).values_list("pk", flat=True))
        mine |= Q(kind=cut[:LONGEST], organisation_id__in=ids)
    Alert.objects.filter(mine, resolved_at=None).update(resolved_at=timezone.now())


def _words(slug: str, name: str, error: OrderError, body: Organisation | None) -> str:
    """body: who is told, by whose clock."""
    kept = GoodFile.objects.filter(slug=slug, name=name).only("loaded_at").first()
    goes = f"Действует прежний, от {_day(kept.loaded_at, body)}." if kept else "Прежнего нет, он не действует."
    lines = [str(e) for e in error.errors]
    more = f"\nи ещё ошибок: {len(lines) - SAID}" if len(lines) > SAID else ""
    listed = "\n".join(lines[:SAID])
    return f"Файл {slug}/{name} не читается. {goes} Исправьте и проверьте: priemnaya orders check.\n{listed}{more}"


def _day(at: dt.datetime, body: Organisation | None) -> str:
    return f"{body.local(at) if body else timezone.localtime(at):%d.%m.%Y %H:%M}"


def why_of(slug: str) -> str:
    """Corrections of the past that came with the order's edition in use."""
    found = GoodFile.objects.filter(slug=slug, name=ORDER).values_list("why", flat=True).first()
    return found or ""


def kept_bodies() -> list[str]:
    """Bodies whose order was read well once."""
    return list(GoodFile.objects.filter(name=ORDER).exclude(slug=BASE).values_list("slug", flat=True))
