"""From `orders/<slug>/services.yaml` to editions in the database. What people changed on screen is left alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.db import transaction

from priemnaya.bounded.wrong_words import allowed, made, maybe, unknown
from priemnaya.knowledge.models import LifeSituation, Service, ServiceEdition
from priemnaya.knowledge.topics import shipped
from priemnaya.people.models import Organisation
from priemnaya.policy.yaml_lines import LinedDict, LinedList, OrderError, Wrong, careful, read, shown, text_of

from .described import Listed, ServiceText, Situation

TOP = {"common", "situations", "services"}
COMMON = {"law", "access", "appeal", "again", "documents", "grounds", "file_by", "receive_by", "payee", "example"}


@dataclass(frozen=True)
class Catalogue:
    situations: tuple[Situation, ...]
    services: tuple[Listed, ...]

    @classmethod
    def empty(cls) -> Catalogue:
        return cls((), ())


@careful
def load_catalogue(path: Path, text: str | None = None, units: Collection[str] | None = None) -> Catalogue:
    """Read and check a file. `common` gives what a service leaves out; a document or ground named by its id alone is
    taken from there. text: in place of what the file holds now; units: those of the order, when it is known. Raises
    OrderErrors with files and lines."""
    wrong = Wrong(shown(path))
    raw = read(text_of(path) if text is None else text, wrong)
    if not isinstance(raw, LinedDict):
        if raw is not None:
            wrong.add(f"ожидался набор ключей; {allowed(TOP)}", 1)
        raw = LinedDict()
    _keys(raw, TOP, wrong)
    common = raw.get("common") or LinedDict()
    if _mapping(common, "common", wrong):
        _keys(common, COMMON, wrong)
    else:
        common = LinedDict()
    situations = [s for item in _list(raw, "situations", wrong) if (s := made(Situation, item, wrong)) is not None]
    known = {s.slug for s in situations}
    services = [s for item in _list(raw, "services", wrong) if (s := _listed(item, common, known, units, wrong))]
    for n, one in enumerate(services):
        if (one.slug, one.since) in [(s.slug, s.since) for s in services[:n]]:
            wrong.add(f"услуга «{one.slug}» с {one.since:%d.%m.%Y} повторена")
    wrong.stop()
    return Catalogue(tuple(situations), tuple(services))


def _mapping(raw: Any, name: str, wrong: Wrong) -> bool:
    if not isinstance(raw, dict):
        wrong.add(f"{name} — это набор ключей", getattr(raw, "line", 1))
        return False
    return True


def _list(raw: LinedDict, name: str, wrong: Wrong) -> LinedList:
    given = raw.get(name)
    if given is not None and not isinstance(given, LinedList):
        wrong.add(f"{name} — это список: - slug: …", raw.lines[name])
    return given if isinstance(given, LinedList) else LinedList()


def _keys(raw: LinedDict, known: Iterable[str], wrong: Wrong) -> None:
    for key in raw:
        if key not in known:
            wrong.add(unknown("неизвестный ключ", key, known), raw.lines[key])


def _listed(
    item: Any, common: dict[str, Any], situations: set[str], units: Collection[str] | None, wrong: Wrong
) -> Listed | None:
    if not isinstance(item, LinedDict):
        wrong.add("услуга — это набор ключей", getattr(item, "line", 1))
        return None
    lead = f"услуга «{item.get('slug', '')}»: "
    fields = LinedDict({k: v for k, v in item.items() if k not in ("slug", "since")})
    fields.line, fields.lines = item.line, item.lines
    for name in ("law", "access", "appeal", "again", "file_by", "receive_by", "payee", "example"):
        if name in common and name not in fields and (name != "payee" or _is_paid(fields)):
            fields[name] = common[name]
            item.lines.setdefault(name, common.lines[name])  # type: ignore[attr-defined]
    for name in ("documents", "grounds"):
        fields[name] = _with_shared(fields, name, common, wrong, lead)
        item.lines.setdefault(name, item.line)
    text = made(ServiceText, fields, wrong, lead=lead)
    outer = LinedDict({k: v for k, v in item.items() if k in ("slug", "since")} | ({"text": text} if text else {}))
    outer.line, outer.lines = item.line, {**item.lines, "text": item.line}
    outer.setdefault("text", PLACE)
    listed = made(Listed, outer, wrong, lead=lead)
    if text is None or listed is None:
        return None
    line = item.lines.get
    if text.topic and text.topic not in shipped.titles()[0]:
        wrong.add(f"{lead}темы «{text.topic}» нет в классификаторе обращений", line("topic", item.line))
    for slug in text.situations:
        if slug not in situations:
            hint = maybe(slug, situations)
            wrong.add(f"{lead}{hint}жизненной ситуации «{slug}» нет в списке situations", line("situations", item.line))
    if units is not None and text.unit not in units:
        wrong.add(f"{lead}{unknown('в порядке нет подразделения', text.unit, units)}", line("unit", item.line))
    return cast(Listed, listed)


def _is_paid(fields: LinedDict) -> bool:
    """Whom to pay is said of what costs something."""
    cost = fields.get("cost")
    return isinstance(cost, dict) and bool(cost.get("rubles"))


_unchecked: Any = ServiceText.model_construct
PLACE = _unchecked()
"""In place of a text that is wrong, so that what stands beside it is looked at too."""


def _with_shared(fields: LinedDict, name: str, common: dict[str, Any], wrong: Wrong, lead: str) -> Any:
    """Documents or grounds, those named by their id alone taken from `common`."""
    rows, shared_rows = fields.get(name, LinedList()), common.get(name, ())
    if not isinstance(rows, list) or not isinstance(shared_rows, (list, tuple)):
        return rows
    shared = {str(t["id"]): t for t in shared_rows if isinstance(t, dict) and "id" in t}
    found = LinedList()
    found.line, found.lines = getattr(rows, "line", 0), list(getattr(rows, "lines", []))
    for n, thing in enumerate(rows):
        if isinstance(thing, str) and thing not in shared:
            wrong.add(f"{lead}{name}: {unknown('в common нет записи', thing, shared)}", found.lines[n])
        else:
            found.append(shared[thing] if isinstance(thing, str) else thing)
    if len(found) != len(found.lines):  # some are left out: lines of the others no longer fit their places
        found.lines = [found.line] * len(found)
    return found


def sync_services(organisation: Organisation, path: Path) -> int:
    """Create what the file has and the database lacks, and refresh editions that came from the file and were not
    changed since. Returns how many editions were written."""
    return write_services(organisation, load_catalogue(path), str(path)) if path.exists() else 0


@transaction.atomic
def write_services(organisation: Organisation, catalogue: Catalogue, file: str) -> int:
    """What sync_services does with the catalogue of its file. Raises OrderError."""
    written = 0
    units = {u.slug: u for u in organisation.units.all()}
    situations = {}
    for place, s in enumerate(catalogue.situations):
        situations[s.slug], _ = LifeSituation.objects.update_or_create(
            organisation=organisation, slug=s.slug, defaults={"title": s.title, "lead": s.lead, "place": place}
        )
    known = {
        (e.service.slug, e.since): e
        for e in ServiceEdition.objects.filter(service__organisation=organisation).select_related("service")
    }
    for place, listed in enumerate(catalogue.services):
        if listed.text.unit not in units:
            raise OrderError(f"услуга «{listed.slug}»: в порядке нет подразделения «{listed.text.unit}»", file=file)
        data = listed.text.model_dump(mode="json")
        mark = hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        edition = known.get((listed.slug, listed.since))
        if edition is not None and edition.loaded != "" and edition.loaded == mark:
            continue
        if edition is not None and not edition.loaded:
            continue
        service, _ = Service.objects.get_or_create(
            organisation=organisation, slug=listed.slug, defaults={"place": place}
        )
        ServiceEdition.objects.update_or_create(
            service=service, since=listed.since, defaults={**ServiceEdition.fields_of(listed.text), "loaded": mark}
        )
        service.refresh()
        written += 1
    return written
