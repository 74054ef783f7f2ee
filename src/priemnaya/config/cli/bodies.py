"""From the files of bodies to rows: each body by itself, so that what is wrong with one touches no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from priemnaya.cases.letters import head_of
from priemnaya.cases.recount import queue_recounts
from priemnaya.channels.exchange.outbound import load_statuses
from priemnaya.core.journal import alert, resolve
from priemnaya.errors import Objection
from priemnaya.knowledge.actions.catalogue import index_all
from priemnaya.knowledge.actions.reviews import open_reviews, settle_milestones
from priemnaya.knowledge.actions.sections import read_sections, sync_knowledge
from priemnaya.knowledge.services.loading import Catalogue, load_catalogue, write_services
from priemnaya.knowledge.synonyms import load_synonyms, synonyms_of
from priemnaya.people.actions.acquaintance import ask_to_read
from priemnaya.people.actions.acts import SHIPPED, sync_act
from priemnaya.people.actions.consents import purposes
from priemnaya.people.actions.other_bodies import load_bodies, write_bodies
from priemnaya.people.editions import (
    BASE,
    ORDER,
    changed,
    forget,
    good,
    kept_bodies,
    refused,
    retry,
    tell,
    why_of,
    wrong_now,
)
from priemnaya.people.loading import begin, close_by_day, sync_body
from priemnaya.people.models import Organisation
from priemnaya.people.policies import base_layers, order_of, style_of, texts_made, texts_of
from priemnaya.policy import OrderError
from priemnaya.policy.loading import REGIONAL

from .law import recount_by_law
from .places import LOADING

log = logging.getLogger(__name__)
CHANGED = "изменился порядок или услуги"
FILES = (
    ORDER,
    "texts.yaml",
    "plain.yaml",
    "letterhead.yaml",
    "services.yaml",
    "knowledge.yaml",
    "bodies.yaml",
    "synonyms.yaml",
    "exchange.yaml",
)

BASE_FILES = ("federal.yaml", "defaults.yaml", "texts.yaml", "consents.yaml", "synonyms.yaml", "bodies.yaml")


def slugs() -> list[str]:
    """Bodies that have a folder, and those that once had one which was well."""
    folders = [p.name for p in sorted(Path(settings.ORDERS).glob("*")) if p.is_dir() and p.name not in (BASE, REGIONAL)]
    return list(dict.fromkeys([*folders, *kept_bodies()]))


def load_changed(digest_of: Callable[[Path], str]) -> None:
    """Load every body whose files are not those it was loaded from. Never raises for what is wrong with a file: its
    body is told, and what it was goes on."""
    forget(BASE)
    _attempt("base", _look_at_base)
    known = dict(Organisation.objects.filter(parent=None).values_list("slug", "loaded"))
    for slug in slugs():
        digest = digest_of(Path(settings.ORDERS) / slug)
        was = known.get(slug)
        if was != digest and not (was == _waiting(digest) and _still_refused(slug)):
            forget(slug)
            _attempt(slug, lambda slug=slug, digest=digest, was=was: _load(slug, digest, again=bool(was)))  # type: ignore[misc]
    for body in Organisation.objects.filter(parent=None, began_at=None):
        _attempt(body.slug, lambda body=body: begin(body))  # type: ignore[misc]
    _attempt("law", recount_by_law)


def _waiting(digest: str) -> str:
    """What a body was loaded from whose order is well but may not follow what is there (a mailbox that another body
    has, terms that lean on a clause): it is tried anew."""
    return f"?{digest}"[:64]


def _still_refused(slug: str) -> bool:
    retry(slug)
    _attempt(slug, lambda: order_of(slug))
    return refused(slug)


def look_again(digest_of: Callable[[Path], str]) -> None:
    """What the worker does every few seconds: take what was mended, tell of what is broken, close what closes by its
    day. Another process that is loading is left to it, whether it looks at the files, migrates or starts."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOADING])
        if not cursor.fetchone()[0]:
            return
    try:
        _look(digest_of)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOADING])


def _look(digest_of: Callable[[Path], str]) -> None:
    load_changed(digest_of)
    for slug in (BASE, *slugs()):
        _tell_again(slug)
    for body in Organisation.objects.filter(parent=None):
        _attempt(body.slug, lambda body=body: close_by_day(body, order_of(body.slug)))  # type: ignore[misc]


def _tell_again(slug: str) -> bool:
    """Alerts of what this process has found wrong; one that was written in a transaction that failed is gone. Whether
    there is any."""
    names = BASE_FILES if slug == BASE else FILES
    errors = [(name, error) for name in names if (error := wrong_now(slug, name)) is not None]
    for name, error in errors:
        tell(slug, name, error)
    return bool(errors)


def _attempt(slug: str, act: Callable[[], object]) -> None:
    """What is wrong with a body is its own; an order that was never well has told of itself."""
    kind = f"load:{slug}"[:40]
    told = list(Organisation.objects.filter(parent=None, slug=slug).values_list("pk", flat=True))
    try:
        with transaction.atomic():
            act()
    except Exception as error:
        log.warning("орган %s не загружен", slug, exc_info=None if isinstance(error, OrderError | Objection) else error)
        if _tell_again(slug) and isinstance(error, OrderError):
            return
        said = str(error) if isinstance(error, OrderError | Objection) else "программа не приняла его значений"
        words = f"Порядок «{slug}» не загружен: {said}. Исправьте и проверьте: priemnaya orders check."
        for pk in told:
            resolve(kind, organisation_id=pk, but=words)
            alert(kind, words, organisation_id=pk)
        return
    for pk in told:
        resolve(kind, organisation_id=pk)


def _look_at_base() -> None:
    """Only when one of its files is another than before: a letter handed over by a pipe does not wait for it."""
    if not changed(BASE, BASE_FILES):
        return
    base_layers()
    purposes()
    good(BASE, "texts.yaml", texts_made)
    good(BASE, "synonyms.yaml", load_synonyms, list)
    good(BASE, "bodies.yaml", load_bodies, tuple)


def _load(slug: str, digest: str, *, again: bool) -> None:
    """One body. Raises OrderError when its order was never well."""
    body = sync_body(order_of(slug))
    texts_of(body), style_of(body), head_of(body), synonyms_of(body)  # kept, or told of
    good(slug, "exchange.yaml", load_statuses, dict)
    write_bodies(body, [*good(BASE, "bodies.yaml", load_bodies, tuple), *good(slug, "bodies.yaml", load_bodies, tuple)])
    units = set(body.units.values_list("slug", flat=True))
    catalogue = good(slug, "services.yaml", lambda path, text: _catalogue(path, text, units), Catalogue.empty)
    write_services(body, catalogue, f"{slug}/services.yaml")
    sections = good(slug, "knowledge.yaml", lambda path, text: read_sections(path, text, units), list)
    sync_knowledge(body, Path(slug), sections)
    sync_act(body, Path(settings.ORDERS) / slug, order_of(slug).act.text_from or SHIPPED)
    index_all(body)
    open_reviews(body)
    settle_milestones(body)
    ask_to_read(body)
    Organisation.objects.filter(pk=body.pk).update(loaded=_waiting(digest) if refused(slug) else digest)
    if again:
        family = Organisation.objects.filter(Q(pk=body.pk) | Q(parent=body))
        queue_recounts(family, why_of(slug) or CHANGED, by=None)


def _catalogue(path: Path, text: str | None, units: set[str]) -> Any:
    return load_catalogue(path, text, units) if text is not None or path.exists() else Catalogue.empty()


__all__ = ["FILES", "load_changed", "look_again", "slugs"]
