"""The watched folder: PRIEMNAYA_SCANS/<body>/*. A file is taken when it has stopped growing, then moved to done/, or to
failed/."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.conf import settings

from priemnaya.core.journal import alert
from priemnaya.paper.actions import take_folder_file
from priemnaya.people.models import Organisation

KINDS = {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp"}
STILL = 5  # seconds a file must have been left alone


def take_scans(body: Organisation) -> int:
    """Everything ready in the folder of a body; returns how many were taken. Moved only after commit."""
    folder = Path(settings.SCANS) / body.slug
    return _take(body, folder) if settings.SCANS and folder.is_dir() else 0


def _take(body: Organisation, folder: Path) -> int:
    taken = 0
    for path in sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in KINDS):
        try:
            facts = path.stat()
            if time.time() - facts.st_mtime < STILL:
                continue
            if facts.st_size > settings.MAX_LETTER:
                alert("scan", f"Скан {path.name} слишком большой и не принят.", organisation_id=body.pk)
                went = False
            else:
                went = take_folder_file(body, path.name, path.read_bytes()) is not None
            place = folder / ("done" if went else "failed")
            place.mkdir(exist_ok=True)
            os.replace(path, place / path.name)
            taken += went
        except OSError as error:
            alert("scan", f"Папка сканов: {error}", organisation_id=body.pk)
    return taken
