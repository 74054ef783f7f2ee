"""Letters to other bodies by the document system: PRIEMNAYA_DOCFLOW/<body>/<folder of the other body>/out/<letter>/.

A letter is one folder: its files and card.xml (number, date, from, to, files with their SHA-256). It is written beside
under a name with a dot and then renamed, so that the document system never sees half of it. The system moves a taken
letter to done/ (or takes it away), one it cannot take to failed/ with the reason in <letter>.txt beside.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree  # it only writes here  # nosec B405

from django.conf import settings

from priemnaya.channels.base import OF_AN_ADDRESS, Away, GiveUp, NotSetUp, carries, settled_by
from priemnaya.core.each import each
from priemnaya.core.models import Delivery, StoredFile
from priemnaya.people.models import Organisation

FORMAT = "priemnaya-docflow/1"
FOLDER = re.compile(r"^(?!\.+$)[\w.-]{1,60}$")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")


def place_of(delivery: Delivery) -> Path:
    """The folder of the other body. Raises Away while the exchange is not set up, GiveUp for a name that is no
    folder."""
    if not settings.DOCFLOW:
        raise NotSetUp("Через систему документооборота сейчас не отправляется")
    if not FOLDER.match(delivery.address):
        raise GiveUp(f"Имя папки не годится: {delivery.address}. Исправьте его в справочнике «Другие органы».")
    body = Organisation.objects.select_related("parent").get(pk=delivery.organisation_id)
    return Path(settings.DOCFLOW) / (body.parent or body).slug / delivery.address


def name_of(delivery: Delivery) -> str:
    """One name for ever: a second try of the same row is seen on disk."""
    return f"{delivery.pk:08d}"


@carries("docflow", OF_AN_ADDRESS)
def send(delivery: Delivery) -> None:
    """Write the letter whole, then show it. A letter that lies there already is not written twice. Raises Away,
    GiveUp."""
    place, name = place_of(delivery), name_of(delivery)
    if any((place / box / name).exists() for box in ("out", "done", "failed")):
        return
    part = place / "out" / f".{name}.part"
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _write(delivery, part)
        os.replace(part, place / "out" / name)
    except OSError as error:
        raise Away(f"Папка системы документооборота недоступна: {error}") from error


def _write(delivery: Delivery, folder: Path) -> None:
    card = ElementTree.Element("letter", {"format": FORMAT, "id": delivery.message_id.strip("<>")})
    for key, value in delivery.payload.get("card", {}).items():
        ElementTree.SubElement(card, key).text = NOT_XML.sub("", str(value))
    listed = ElementTree.SubElement(card, "files")
    for name, file_id, kind in delivery.payload.get("files", ()):
        stored, shown = StoredFile.objects.get(pk=file_id), UNSAFE.sub("_", name)[-120:]
        digest = hashlib.sha256()
        with (folder / shown).open("wb") as out:
            for piece in stored.pieces():
                digest.update(piece)
                out.write(piece)
        facts = {"name": shown, "type": kind, "size": str(stored.size), "sha256": digest.hexdigest()}
        ElementTree.SubElement(listed, "file", facts)
    ElementTree.indent(card)
    ElementTree.ElementTree(card).write(folder / "card.xml", encoding="utf-8", xml_declaration=True)


def look_at_folders(body: Organisation) -> int:
    """What became of a body's letters that lie there: taken, or not and why. Returns how many were settled."""
    if not settings.DOCFLOW:
        return 0
    waiting = Delivery.objects.filter(organisation_id=body.pk, channel="docflow", state="sent")
    return each(waiting.order_by("pk"), _settled, "letter in a folder of the document system")


def _settled(delivery: Delivery) -> bool:
    place, name = place_of(delivery), name_of(delivery)
    if (place / "failed" / name).exists():
        said = place / "failed" / f"{name}.txt"
        why = (
            said.read_text("utf-8", "replace").strip()
            if said.exists()
            else "система документооборота не приняла письмо"
        )
        settled_by(delivery).bounced(delivery, why)
        return True
    waits = (place / "out" / name).exists() or not (place / "out").is_dir()
    if waits:
        return False
    settled_by(delivery).confirmed(delivery, "delivered")
    return True
