"""From `orders/<slug>/services.yaml` to editions in the database. What people changed on screen is left alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ValidationError

from priemnaya.knowledge.models import LifeSituation, Service, ServiceEdition
from priemnaya.knowledge.topics import shipped
from priemnaya.people.models import Organisation
from priemnaya.policy.yaml_lines import LinedDict, OrderError, load

from .described import Listed, ServiceText, Situation

TOP = {"common", "situations", "services"}
COMMON = {"law", "access", "appeal", "again", "documents", "grounds", "file_by", "receive_by", "example"}


@dataclass(frozen=True)
class Catalogue:
    situations: tuple[Situation, ...]
    services: tuple[Listed, ...]


def load_catalogue(path: Path) -> Catalogue:
    """Read and check a file. `common` gives what a service leaves out; a document or ground named by its id alone is
    taken from there. Raises OrderError with file and line."""
    raw, file = load(path), str(path)
    _keys(raw, TOP, file)
    common = raw.get("common") or LinedDict()
    if common:
        _keys(common, COMMON, file)
    situations = tuple(_made(Situation, item, file) for item in raw.get("situations") or [])
    known, topics = {s.slug for s in situations}, shipped.titles()[0]
    services = []
    for item in raw.get("services") or []:
        listed = _listed(item, common, file)
        if listed.text.topic and listed.text.topic not in topics:
            raise OrderError(f"темы «{listed.text.topic}» нет в классификаторе обращений", file=file, line=item.line)
        for slug in listed.text.situations:
            if slug not in known:
                raise OrderError(f"жизненной ситуации «{slug}» нет в списке situations", file=file, line=item.line)
        services.append(listed)
    return Catalogue(situations, tuple(services))


def _keys(raw: Any, allowed: set[str], file: str) -> None:
    if not isinstance(raw, LinedDict):
        raise OrderError(
            f"ожидался набор ключей: {', '.join(sorted(allowed))}", file=file, line=getattr(raw, "line", 1)
        )
    for key in raw:
        if key not in allowed:
            raise OrderError(
                f"неизвестный ключ «{key}»; допустимо: {', '.join(sorted(allowed))}", file=file, line=raw.lines[key]
            )


def _listed(item: Any, common: dict[str, Any], file: str) -> Listed:
    _keys(item, {"slug", "since", *ServiceText.model_fields}, file)
    fields = {k: v for k, v in item.items() if k not in ("slug", "since")}
    for name in ("law", "access", "appeal", "again", "file_by", "receive_by", "example"):
        if name in common and name not in fields:
            fields[name] = common[name]
    for name in ("documents", "grounds"):
        shared = {thing["id"]: thing for thing in common.get(name, ())}
        fields[name] = [_shared(thing, shared, file, item.line) for thing in fields.get(name, ())]
    text = _made(ServiceText, fields, file, item.line)
    return _made(Listed, {"slug": item.get("slug", ""), "since": item.get("since"), "text": text}, file, item.line)  # type: ignore[no-any-return]


def _shared(thing: Any, shared: dict[str, Any], file: str, line: int) -> Any:
    if not isinstance(thing, str):
        return thing
    if thing not in shared:
        raise OrderError(f"в common нет записи «{thing}»", file=file, line=line)
    return shared[thing]


def _made(model: type[BaseModel], raw: Any, file: str, line: int = 0) -> Any:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"])
        allowed = first.get("ctx", {}).get("expected") or (
            ", ".join(model.model_fields) if first["type"] in ("missing", "extra_forbidden") else ""
        )
        text = first["msg"].removeprefix("Value error, ")
        hint = f"; допустимо: {allowed}" if allowed else ""
        raise OrderError(f"{where}: {text}{hint}", file=file, line=line or getattr(raw, "line", 1)) from error


@transaction.atomic
def sync_services(organisation: Organisation, path: Path) -> int:
    """Create what the file has and the database lacks, and refresh editions that came from the file and were not
    changed since. Returns how many editions were written."""
    if not path.exists():
        return 0
    catalogue, written = load_catalogue(path), 0
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
            raise OrderError(
                f"услуга «{listed.slug}»: в порядке нет подразделения «{listed.text.unit}»", file=str(path)
            )
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
