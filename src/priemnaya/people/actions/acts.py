"""The text of the act is published beside the order: out of the body's folder, or attached by an administrator."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from priemnaya import bounded
from priemnaya.core.antivirus import harmful, scan
from priemnaya.core.journal import alert, record, resolve
from priemnaya.core.models import StoredFile
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import ActText, Employee, Organisation
from priemnaya.plain.inputs.reading import LARGEST_FILE, too_large_file

if TYPE_CHECKING:
    from priemnaya.drafting import ActText as Read

SUFFIXES = ("docx", "odt", "pdf", "txt")
SHIPPED = "из файла порядка органа; акты государственных органов не охраняются авторским правом (ГК РФ, ст. 1259 п. 6)"
"""Where a text of the body's folder is from, when its order does not say."""


def act_file(folder: Path) -> Path | None:
    """The file of the act in a body's folder: act.txt, act.docx, act.odt or act.pdf."""
    return next((path for s in ("docx", "odt", "pdf", "txt") if (path := folder / f"act.{s}").is_file()), None)


def read_file(path: Path, slug: str) -> tuple[bytes, Read]:
    """Raises Objection with what is wrong with the file."""
    if path.stat().st_size > LARGEST_FILE:
        raise Objection(too_large_file(path.name))
    data = path.read_bytes()
    return data, bounded.run("drafting.act", data, path.name, slug)


@transaction.atomic
def sync_act(body: Organisation, folder: Path, source: str) -> None:
    """What lies in the folder is published, unless an administrator attached another; what is gone from it goes. A file
    that can't be read leaves what was and is told."""
    path, kept = act_file(folder), ActText.objects.filter(organisation=body).first()
    if kept is not None and kept.by_id is not None:
        return
    if path is None:
        if kept is not None:
            kept.delete()
        resolve(WRONG, organisation_id=body.pk)
        return
    try:
        if kept is not None and kept.digest == hashlib.sha256(path.read_bytes()).hexdigest() and kept.source == source:
            resolve(WRONG, organisation_id=body.pk)
            return
        data, found = read_file(path, body.slug)
    except (Objection, OSError) as error:
        words = f"Текст приказа {path.name} не прочитан и не опубликован: {error}"
        resolve(WRONG, organisation_id=body.pk, but=words)
        alert(WRONG, words, organisation_id=body.pk)
        return
    _put(body, path.name, data, found, source, None)
    resolve(WRONG, organisation_id=body.pk)


WRONG = "act:unread"


@action("order.draft")
@transaction.atomic
def publish_act(body: Organisation, name: str, data: bytes, source: str, *, by: Employee) -> ActText:
    """The text of the act on the pages of the order, for staff and clients. Raises Objection."""
    if name.rpartition(".")[2].lower() not in SUFFIXES:
        raise Objection(f"«{name}»: здесь читаем {', '.join(SUFFIXES)}. Сохраните документ в одном из этих видов.")
    if len(source.strip()) < 5:
        raise Objection("Напишите, откуда текст: адрес официального опубликования или документ органа.")
    if len(source.strip()) > 300:
        raise Objection("Напишите короче, откуда текст: не больше 300 знаков.")
    if harmful(found := scan(data)):
        raise Objection(f"Антивирус нашёл в файле «{name}» угрозу ({found}).")
    read: Read = bounded.run("drafting.act", data, name, body.slug)
    row = _put(body, name[-255:], data, read, source.strip(), by)
    record("act.published", body, by=by, act=row.pk)
    return row


@action("order.draft")
@transaction.atomic
def withdraw_act(body: Organisation, *, by: Employee) -> None:
    """What an administrator attached is there no more; what lies in the folder comes back by itself."""
    row = ActText.objects.filter(organisation=body).exclude(by=None).first()
    if row is None:
        raise Objection("Приложенного текста нет: обновите страницу.")
    record("act.withdrawn", body, by=by, act=row.pk)
    row.delete()
    Organisation.objects.filter(pk=body.pk).update(loaded="")


def _put(body: Organisation, name: str, data: bytes, read: Read, source: str, by: Employee | None) -> ActText:
    row, _ = ActText.objects.update_or_create(
        organisation=body,
        defaults={
            "file": StoredFile.objects.store(data),
            "name": name,
            "text": read.text,
            "words": read.words,
            "source": source,
            "digest": hashlib.sha256(data).hexdigest(),
            "by": by,
            "at": timezone.now(),
        },
    )
    return row
