"""How well the search finds: queries in people's own words, each with the service it is after. `make bench` prints the
figure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from priemnaya.knowledge.models import Service
from priemnaya.knowledge.search import find
from priemnaya.people.models import Organisation

QUERIES = Path(__file__).with_name("queries.tsv")
EVERYDAY = Path(__file__).with_name("everyday.tsv")
FOREIGN = Path(__file__).with_name("foreign.tsv")
LOOKED_AT = 10


@dataclass(frozen=True)
class Measured:
    """mrr: mean of 1 / place of the right service among the services found (0 when it is not among ten); first: share
    found first, per cent; missed: queries whose service is not among ten."""

    queries: int
    mrr: float
    first: float
    missed: tuple[str, ...]


def queries() -> list[tuple[str, str, str]]:
    """(body, query, slug of the service)."""
    lines = QUERIES.read_text(encoding="utf-8").splitlines()[1:]
    return [(body, query, slug) for body, query, slug in (line.split("\t") for line in lines if line)]


def measure() -> Measured:
    """Ask every query of its body, as a client does."""
    bodies = {o.slug: o for o in Organisation.objects.filter(parent=None)}
    ranks: list[float] = []
    missed = []
    for body, query, slug in queries():
        found = [h.ref for h in find(bodies[body], query, public=True, kinds=("service",), limit=LOOKED_AT).hits]
        rank = 1 / (found.index(slug) + 1) if slug in found else 0.0
        ranks.append(rank)
        if not rank:
            missed.append(f"{body}: {query}")
    return Measured(len(ranks), sum(ranks) / len(ranks), 100 * ranks.count(1.0) / len(ranks), tuple(missed))


def everyday(*parts: str) -> Measured:
    """Queries in everyday words, half of them mistyped, among all that clients find. parts: «tune» is what synonyms
    were written by, «held» was only measured; one author wrote both and the synonyms. A life situation that lists the
    service is as right as the service; missed: whatever does not come first."""
    bodies = {o.slug: o for o in Organisation.objects.filter(parent=None)}
    lines = [line.split("\t") for line in EVERYDAY.read_text(encoding="utf-8").splitlines()[1:] if line]
    ranks, missed = [], []
    for part, body, query, expected in lines:
        if part not in parts:
            continue
        right = {expected, *_situations_of(bodies[body], expected)}
        found = [f"{h.kind}:{h.ref}" for h in find(bodies[body], query, public=True, limit=LOOKED_AT).hits]
        ranks.append(max((1 / (n + 1) for n, one in enumerate(found) if one in right), default=0.0))
        if ranks[-1] < 1:
            missed.append(f"{body}: {query}")
    return Measured(len(ranks), sum(ranks) / len(ranks), 100 * ranks.count(1.0) / len(ranks), tuple(missed))


def nonsense(*parts: str) -> list[str]:
    """Everyday queries about what a body does not do, that find something there all the same. All were written before
    any was tried: «tune» is what the search was mended by, «held» was only measured."""
    bodies = {o.slug: o for o in Organisation.objects.filter(parent=None)}
    lines = [line.split("\t") for line in FOREIGN.read_text(encoding="utf-8").splitlines()[1:] if line]
    return [
        f"{body}: {query}"
        for part, body, query in lines
        if part in parts and find(bodies[body], query, public=True, limit=1).hits
    ]


def _situations_of(body: Organisation, expected: str) -> list[str]:
    kind, _, slug = expected.partition(":")
    if kind != "service":
        return []
    service = Service.objects.get(organisation=body, slug=slug)
    return [f"situation:{s}" for s in service.situations]
