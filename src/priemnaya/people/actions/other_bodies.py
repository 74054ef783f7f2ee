"""The directory of other bodies: from `orders/base/bodies.yaml` and `orders/<slug>/bodies.yaml`, and by hand on its
screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, Field

from priemnaya.bounded.wrong_words import made
from priemnaya.core.journal import record
from priemnaya.core.settings_kept import must_stand
from priemnaya.errors import Objection
from priemnaya.policy.yaml_lines import LinedDict, LinedList, Wrong, careful, read, shown, text_of

from ..acting import action
from ..models import BODY_WAYS, Employee, Organisation, OtherBody
from ..reaching import fault_in_numbers, mailbox_of, normal

FOLDER = re.compile(r"^[\w.-]{1,60}$")
"""A name of one folder: nothing in it leads elsewhere."""


class Listed(BaseModel):
    """One body as the file says it: the same keys as the screen has fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    slug: str = Field(pattern=r"^[a-z0-9-]{2,50}$")
    name: str = Field(min_length=3, max_length=300)
    short: str = Field("", max_length=150)
    addressee: str = Field("", max_length=300)
    email: str = ""
    folder: str = ""
    postal_address: str = Field("", max_length=300)
    phone: str = Field("", max_length=60)
    ways: tuple[Literal["docflow", "email", "post"], ...]
    deals_with: str = ""
    source: str = Field("", max_length=300)
    example: bool = False


FIELDS = tuple(n for n in Listed.model_fields if n != "slug")


@careful
def load_bodies(path: Path, text: str | None = None) -> tuple[Listed, ...]:
    """Read and check a file; text: in place of what it holds now. Raises OrderErrors with file and line."""
    wrong = Wrong(shown(path))
    raw = read(text_of(path) if text is None else text, wrong)
    rows = raw.get("bodies", LinedList()) if isinstance(raw, LinedDict) else LinedList()
    if raw is not None and (not isinstance(raw, LinedDict) or set(raw) - {"bodies"} or not isinstance(rows, list)):
        wrong.add("ожидался один ключ: bodies, список органов", 1)
    found: dict[str, Listed] = {}
    for n, item in enumerate(rows if isinstance(rows, LinedList) else ()):
        line = rows.lines[n]
        listed = made(Listed, item, wrong, line=line)
        if listed is None:
            continue
        if problem := lacks(listed.model_dump()):
            wrong.add(f"{listed.slug}: {problem}", line)
        if listed.slug in found:
            wrong.add(f"орган «{listed.slug}» повторён", line)
        found[listed.slug] = listed
    wrong.stop()
    return tuple(found.values())


def lacks(fields: dict[str, Any]) -> str:
    """What a line of the directory lacks to be of use, in words; empty when nothing. Each way it takes needs its
    address."""
    if not str(fields.get("name", "")).strip():
        return "Напишите полное название органа."
    if not fields.get("ways"):
        return "Отметьте хотя бы один способ, которым орган принимает письма."
    needs = {
        "docflow": ("folder", "папку органа"),
        "email": ("email", "адрес почты"),
        "post": ("postal_address", "адрес"),
    }
    for way in fields["ways"]:
        if way not in needs:
            return f"Способа «{way}» нет. Выберите из списка."
        name, words = needs[way]
        if not str(fields.get(name, "")).strip():
            return f"Способ «{BODY_WAYS[way]}» отмечен: впишите {words}."
    if (email := str(fields.get("email", "")).strip()) and mailbox_of(email) is None:
        return f"Проверьте адрес почты «{email}»: в нём ошибка."
    if (phone := str(fields.get("phone", "")).strip()) and (fault := fault_in_numbers(phone)):
        return fault
    if (folder := str(fields.get("folder", "")).strip()) and (not FOLDER.match(folder) or set(folder) == {"."}):
        return "Имя папки: буквы, цифры, точка, дефис или подчёркивание, без пробелов и косых черт."
    return ""


def sync_bodies(organisation: Organisation, *paths: Path) -> int:
    """write_bodies of what the files hold, a later file over an earlier one."""
    return write_bodies(organisation, [b for path in paths if path.exists() for b in load_bodies(path)])


@transaction.atomic
def write_bodies(organisation: Organisation, rows: Iterable[Listed]) -> int:
    """Put lines into the directory, a later one over an earlier; what people changed stays as it is, and what is not
    among them is switched off, not deleted. Returns how many there are."""
    listed = {b.slug: b for b in rows}
    known = {b.slug: b for b in OtherBody.objects.filter(organisation=organisation).exclude(slug="")}
    taken = set(OtherBody.objects.filter(organisation=organisation).values_list("name", flat=True))
    for slug, line in listed.items():
        row = known.get(slug)
        if (row is None and line.name in taken) or (row is not None and row.origin == "people"):
            continue
        row = row or OtherBody(organisation=organisation, slug=slug)
        _fill(row, line.model_dump())
        row.active, row.origin = True, "file"
        row.save()
    gone = [b.pk for b in known.values() if b.origin == "file" and b.slug not in listed]
    OtherBody.objects.filter(pk__in=gone).update(active=False)
    return len(listed)


def _fill(row: OtherBody, fields: dict[str, Any]) -> None:
    for name in FIELDS:
        value = fields.get(name, getattr(row, name))
        setattr(row, name, list(value) if name == "ways" else value.strip() if isinstance(value, str) else value)
    row.email = normal("email", row.email)
    row.search_text = row.described()


@action("bodies.edit")
@transaction.atomic
def save_body(
    organisation: Organisation, fields: dict[str, Any], *, by: Employee, body: OtherBody | None = None, seen: str = ""
) -> OtherBody:
    """Add a line to the directory, or change one: from then on the file does not overwrite it. seen: the token of
    `body_told` of the page that asks. Raises Objection, NotAllowed, Stale."""
    if body is not None:
        body = OtherBody.objects.select_for_update(of=("self",)).get(pk=body.pk)
        must_stand(body_told(body), seen)
    known = {n: fields.get(n, getattr(body, n) if body else "") for n in ("name", "ways", *dict(ADDRESSES).values())}
    if problem := lacks(known):
        raise Objection(problem)
    row = body or OtherBody(organisation=organisation)
    _fill(row, fields)
    row.active, row.origin = bool(fields.get("active", row.active)), "people"
    for name, limit in LONGEST.items():
        setattr(row, name, getattr(row, name)[:limit])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Objection(f"«{row.name}» уже есть в справочнике: измените ту запись.") from error
    record("body.changed" if body else "body.added", row, by=by)
    return row


def body_told(body: OtherBody) -> dict[str, str]:
    """What stands there, in words."""
    return {
        "Название": body.name,
        "Коротко": body.short,
        "Кому": body.addressee,
        "Как отправлять": ", ".join(str(dict(BODY_WAYS).get(w, w)) for w in body.ways),
        "Почта": body.email,
        "Папка документооборота": body.folder,
        "Почтовый адрес": body.postal_address,
        "Телефон": body.phone,
        "Чем занимается": str(body.deals_with),
        "Откуда известно": body.source,
        "Образец": "да" if body.example else "",
        "Используется": "да" if body.active else "нет",
    }


LONGEST = {"name": 300, "short": 150, "addressee": 300, "postal_address": 300, "phone": 60, "source": 300}
ADDRESSES = (("docflow", "folder"), ("email", "email"), ("post", "postal_address"))


def bodies_named(organisation: Organisation, names: Iterable[str]) -> list[OtherBody]:
    """Active lines of the directory by their names, short names or codes, as another system gives them. Raises
    Objection."""
    rows = list(OtherBody.objects.filter(organisation=organisation).active())
    found = []
    for name in filter(None, (n.strip() for n in names)):
        same = [b for b in rows if name.lower() in (b.slug, b.name.lower(), b.short.lower())]
        if not same:
            raise Objection(f"Органа «{name}» нет в справочнике. Внесите его в «Другие органы» вместе с адресом.")
        found.append(same[0])
    return found
