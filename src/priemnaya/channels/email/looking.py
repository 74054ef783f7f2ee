"""What a file has inside that a browser does not show: a letter in a letter, a document in its signature, a photograph
of a telephone. A bounded work: every byte is a stranger's. Words come out, one file, or a picture drawn anew."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import Any

from PIL import Image, ImageOps

from priemnaya.cases.openable import state_of, wrapped

from .insides import sort_of
from .names import safe
from .parse import parse_letter

LARGEST_SIDE = 2000
"""Pixels of a shown picture's longer side; the file itself is one click away."""
SEALED = {
    "apart": "В этом файле только подпись: документ лежит отдельным файлом.",
    "encrypted": "Файл зашифрован, ключа у нас нет. Попросите отправителя прислать документ открытым.",
    "damaged": "Файл повреждён: ни подпись, ни документ в нём не прочесть. Попросите отправителя прислать его снова.",
    "empty": "Файл пустой: в нём ни одного байта. Попросите отправителя прислать его снова.",
}
NOT_OPENED = "Файл не открылся: он повреждён или зашифрован. Скачайте его и откройте своей программой."


def look(name: str, data: bytes) -> dict[str, Any]:
    """{sort, …} of a file: a letter's `subject`, `sender`, `text`, `quoted` and `files`; the `name` and `content` of
    what is inside a signature; the `content` of a JPEG. `problem` in words when there is nothing to show."""
    sort = sort_of(name)
    try:
        if sort == "letter":
            return {"sort": sort, **_letter(data)}
        if sort == "sealed":
            inner = wrapped(data)
            inner_name = safe(PurePath(name).stem)
            if inner:
                return {"sort": sort, "name": inner_name, "content": inner}
            return {"sort": sort, "problem": SEALED.get(state_of(name, data), NOT_OPENED)}
        return {"sort": sort, "content": _jpeg(data)} if sort == "photograph" else _nothing(sort)
    except MemoryError:
        raise
    except Exception:
        return _nothing(sort)


def _nothing(sort: str) -> dict[str, Any]:
    return {"sort": sort, "problem": NOT_OPENED}


def _letter(data: bytes) -> dict[str, Any]:
    letter = parse_letter(data)
    return {
        "subject": letter.subject,
        "sender": " ".join(p for p in (letter.sender_name, letter.sender) if p),
        "when": letter.date,
        "text": letter.text,
        "quoted": letter.quoted,
        "files": [(f.name, len(f.content)) for f in letter.files],
        "problem": "" if letter.text.strip() or letter.subject or letter.files else NOT_OPENED,
    }


def _jpeg(data: bytes) -> bytes:
    """Drawn anew, turned as it was held, without the place where it was taken."""
    import pi_heif

    pi_heif.register_heif_opener()
    with Image.open(io.BytesIO(data)) as picture:
        picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        shown = ImageOps.exif_transpose(picture).convert("RGB")
    shown.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=85)
    return out.getvalue()
