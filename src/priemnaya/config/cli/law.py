"""When the law, a region's acts or the defaults have a new edition, open terms that stand on them are counted anew, in
every body concerned, in the background, as after a change of its own order.

What a body's terms were last counted by is kept with it (`Organisation.law`): which process has read the new edition
first does not matter.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from priemnaya.cases.recount import queue_recounts
from priemnaya.people.editions import BASE, changed, forget
from priemnaya.people.models import GoodFile, Organisation
from priemnaya.people.policies import regional_layers
from priemnaya.policy.loading import LAYERS, REGIONAL

SAID = {"federal.yaml": "новая редакция закона", "defaults.yaml": "новые значения по умолчанию"}
OF_REGION = "новая редакция актов региона"


def recount_by_law() -> None:
    """Bodies whose law is another than the one their terms were counted by. One that had none on record yet only notes
    it."""
    bodies = list(Organisation.objects.filter(parent=None).only("pk", "region", "law"))
    _read_regions({body.region for body in bodies if body.region})
    files = {(f.slug, f.name): f for f in GoodFile.objects.filter(slug__in=(BASE, REGIONAL)).defer("text")}
    for body in bodies:
        mine = [files.get(place) for place in _places(body.region)]
        now = hashlib.sha256("\0".join(f.digest if f else "" for f in mine).encode()).hexdigest()
        if body.law == now or not Organisation.objects.filter(pk=body.pk, law=body.law).update(law=now):
            continue
        if body.law:
            queue_recounts(Organisation.objects.filter(Q(pk=body.pk) | Q(parent=body)), _why(mine), by=None)


def _places(region: str) -> list[tuple[str, str]]:
    return [*((BASE, f"{name}.yaml") for name, _ in LAYERS), (REGIONAL, f"{region}.yaml")]


def _read_regions(regions: set[str]) -> None:
    """Only what is not what was read last: a letter handed over by a pipe does not wait for it."""
    folder = Path(settings.ORDERS) / REGIONAL
    if not folder.is_dir():
        return
    forget(REGIONAL)
    for region in regions:
        if (folder / f"{region}.yaml").exists() and changed(REGIONAL, [f"{region}.yaml"]):
            regional_layers(region)


def _why(files: list[GoodFile | None]) -> str:
    """What the latest of them says of its corrections, else which it is."""
    latest = max((f for f in files if f is not None), key=lambda f: f.loaded_at)
    what = SAID.get(latest.name, OF_REGION)
    return f"{what}: {latest.why}" if latest.why else what
