"""Topics suggested to whoever registers a message: three at most, none when it is not sure; a person decides.

What is the same for all bodies is built once a process from the edition of the classifier in force; what one body has
decided is a layer over it, looked at anew when its rows have changed, and never shown to another body.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace

from django.db.models import Count, Max

from priemnaya.knowledge.models import ClassifierEdition, Service, Topic, TopicExample
from priemnaya.people.models import Organisation

from . import shipped
from .features import lemmas
from .index import DECIDED, EVERYDAY, Index, Layer, Text, favoured
from .questions import questions_in
from .sure import confidence, offered
from .vectors import Floats

FRESH = 20.0
LONGEST = 20_000
"""Characters of a message that are looked through for questions."""
_lock = threading.Lock()
_bases: dict[int, Index] = {}
_bodies: dict[int, _Body] = {}


@dataclass(frozen=True)
class Suggested:
    """A question of a message with its topics, the likeliest first; no topics when nothing is sure."""

    text: str
    topics: tuple[Topic, ...] = ()
    sure: float = 0.0


@dataclass(frozen=True)
class _Body:
    """stamp: of the rows it was made of. looked_at: when that was compared last, by the monotonic clock."""

    edition: int
    stamp: object
    layers: list[Layer] = field(default_factory=list)
    prior: Floats | None = None
    looked_at: float = 0.0


def suggest(organisation: Organisation, text: str, limit: int = 3) -> list[Topic]:
    """Topics of a text as one question; empty when it is not sure."""
    return list(_suggested(organisation, [text], limit)[0].topics)


def suggest_each(organisation: Organisation, subject: str, text: str, limit: int = 3) -> list[Suggested]:
    """Each question of a message with topics of its own. Questions that only end in question marks and turn out to be
    of one topic are one; a question that says too little is read with what was said before it."""
    asked = questions_in(text[:LONGEST])
    parts = list(asked.parts) or [subject]
    if len(parts) == 1:
        return _suggested(organisation, [f"{subject} {parts[0]}"], limit)
    found = _suggested(organisation, parts, limit)
    unclear = [f"{subject} {asked.before} {s.text}" for s in found if not s.topics]
    clearer = iter(_suggested(organisation, unclear, limit) if unclear else [])
    found = [s if s.topics else replace(next(clearer), text=s.text) for s in found]
    return found if asked.marked else _joined(found)


def _joined(found: list[Suggested]) -> list[Suggested]:
    """Neighbours of one topic, or of none, are one question."""
    result: list[Suggested] = []
    for one in found:
        last = result[-1] if result else None
        if last and (not one.topics or not last.topics or one.topics[0] == last.topics[0]):
            better = max(last, one, key=lambda s: s.sure)
            result[-1] = Suggested(f"{last.text} {one.text}", better.topics, better.sure)
        else:
            result.append(one)
    return result


def _suggested(organisation: Organisation, texts: list[str], limit: int) -> list[Suggested]:
    edition = current_edition()
    if edition is None:
        return [Suggested(t) for t in texts]
    index = base_of(edition)
    body = _body_of(organisation, index, edition)
    nears = [_near(index, body, lemmas(text)) for text in texts]
    best = [[] if near is None else offered(*near, limit) for near in nears]
    codes = {index.codes[n] for numbers in best for n in numbers}
    rows = {t.code: t for t in Topic.objects.filter(edition_id=edition, code__in=codes)} if codes else {}
    return [
        Suggested(text, tuple(rows[index.codes[n]] for n in numbers if index.codes[n] in rows), _sure(near))
        for text, near, numbers in zip(texts, nears, best, strict=True)
    ]


def _near(index: Index, body: _Body, words: list[str]) -> tuple[Floats, float] | None:
    """How near it is to each topic, and to messages about nothing. None: the text has no word that says anything."""
    if not words:
        return None
    text = index.text(words)
    near = index.nearness(text, body.layers)
    return near if body.prior is None else favoured(near, body.prior), index.emptiness(text)


def _sure(near: tuple[Floats, float] | None) -> float:
    return 0.0 if near is None else confidence(*near)


def current_edition() -> int | None:
    return ClassifierEdition.objects.order_by("-since").values_list("pk", flat=True).first()


def base_of(edition: int) -> Index:
    """Built once a process and edition, in about two seconds."""
    with _lock:
        if edition not in _bases:
            rows = dict(Topic.objects.filter(edition_id=edition).values_list("code", "title"))
            said = [(m.code, m.text) for m in shipped.messages()]
            _bases[edition] = Index(*shipped.chosen(rows), shipped.everyday(), said, shipped.empty("tune"))
        return _bases[edition]


def warm_topics() -> None:
    """Build what is the same for all bodies before somebody waits for it."""
    edition = current_edition()
    if edition is not None:
        base_of(edition)


def _body_of(organisation: Organisation, index: Index, edition: int) -> _Body:
    """What was learnt in this process counts at once, in another within FRESH seconds."""
    known = _bodies.get(organisation.pk)
    if known is not None and known.edition == edition and time.monotonic() - known.looked_at < FRESH:
        return known
    learnt = TopicExample.objects.filter(organisation=organisation)
    services = Service.objects.filter(organisation=organisation, withdrawn_at=None)
    stamp = (
        *learnt.aggregate(at=Max("at"), n=Count("pk")).values(),
        *services.aggregate(last=Max("editions__pk"), n=Count("pk", distinct=True)).values(),
    )
    if known is None or (known.edition, known.stamp) != (edition, stamp):
        known = _made(organisation, index, edition, stamp)
    known = _bodies[organisation.pk] = replace(known, looked_at=time.monotonic())
    return known


def _made(organisation: Organisation, index: Index, edition: int, stamp: object) -> _Body:
    decided = [(row.code, text) for row in TopicExample.objects.filter(organisation=organisation) if (text := row.text)]
    given = [(code, index.text(lemmas(words))) for code, words in _services(organisation)]
    prior = index.prior(c for c, _ in (*decided, *given))
    return _Body(edition, stamp, [index.layer(decided, DECIDED), index.layer(given, EVERYDAY)], prior)


def _services(organisation: Organisation) -> list[tuple[str, str]]:
    """Topics of the body's services with all that a service is called."""
    rows = Service.objects.filter(organisation=organisation, withdrawn_at=None).prefetch_related("editions")
    found = [edition.text for row in rows for edition in row.editions.all()[:1]]
    return [(t.topic, " ".join((t.title, t.name, t.lead, *t.words))) for t in found if t.topic]


def forget_learnt(organisation: Organisation) -> None:
    """What the body has learnt has changed in this process: look at it anew."""
    _bodies.pop(organisation.pk, None)


def learnt_from(index: Index, text: str) -> Text:
    """What is kept of a message whose topic a person decided: no word of it, and nothing of names."""
    return index.text(lemmas(text, impersonal=True))
