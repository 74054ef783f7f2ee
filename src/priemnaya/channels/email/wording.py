"""All words that a file of several holds inside, for the search of staff: of a letter its heading, what was written and
quoted, of an archive the names, of both the files in them that hold text; of a signature the document in it, of XML
what stands between its tags and in them. A bounded work: every byte is a stranger's."""

from __future__ import annotations

import io
import mimetypes
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from priemnaya.cases.openable import wrapped
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import KNOWN, kind_of, read_document
from priemnaya.plain.inputs.gathering import OBJECT
from priemnaya.plain.inputs.kinds import ZIP
from priemnaya.plain.inputs.word_xml import is_word_xml
from priemnaya.plain.inputs.worded import read_as
from priemnaya.plain.inputs.zipped import parsed

from .insides import sort_of
from .names import safe
from .parse import parse_letter

DEEP = 3
"""Files in files."""
LONGEST = 1_000_000
"""Characters that are kept of one file."""
MOST_NAMES, MOST_FILES = 2_000, 200
"""Of an archive: files that are named, and those of them that are unpacked."""
ONE, ALL = 20 * 1024 * 1024, 60 * 1024 * 1024
"""Bytes unpacked of one file of an archive, and of all in it and in those in it: whatever its directory says, no more
is unpacked than that."""

PIECE = 64 * 1024
"""Bytes unpacked at a time: what fails on the way is charged as far as it was read."""


@dataclass
class Room:
    """What may still be unpacked; lost: what was not read or not to its end, by name, whoever is to blame."""

    files: int = MOST_FILES
    size: int = ALL
    lost: list[str] = field(default_factory=list)

    def cut(self, name: str, text: str) -> str:
        if len(text) > LONGEST:
            self.lost.append(name)
        return text[:LONGEST]


def words(name: str, data: bytes) -> tuple[str, bool]:
    """What the file says, and whether that is all of it: a file in it that breaks its reader, or has no room, leaves
    the words of the others."""
    room = Room(MOST_FILES, ALL)
    text = room.cut(name, _read(name, data, DEEP, room))
    return text, not room.lost


def _words(name: str, data: bytes, deep: int, room: Room) -> str:
    """Of a file in another: whatever a stranger's file does to its reader, those beside it are read."""
    try:
        return _read(name, data, deep, room)
    except Exception:
        room.lost.append(name)
        return ""


def _read(name: str, data: bytes, deep: int, room: Room) -> str:
    sort, ending, kind = sort_of(name), PurePath(name.lower()).suffix, kind_of(data)
    packed = kind is ZIP and ending[1:] not in KNOWN
    if not deep and (packed or sort in ("letter", "sealed")):
        room.lost.append(name)
        return ""
    if sort == "letter":
        return _of_letter(name, data, deep - 1, room)
    if sort == "sealed":
        inner = wrapped(data)
        return _words(safe(PurePath(name).stem), inner, deep - 1, room) if inner else ""
    if packed:
        return room.cut(name, "\n".join(_of_archive(name, data, deep - 1, room)))
    try:
        if ending == ".xml" and not is_word_xml(data):
            return _of_xml(data)
        if sort or not (named := read_as(name, data)):
            return ""
        return read_document(data, named).text.replace(OBJECT, "")
    except Unreadable:
        return ""


def _of_letter(name: str, data: bytes, deep: int, room: Room) -> str:
    letter = parse_letter(data)
    if not letter.whole:
        room.lost.append(name)
    said = [letter.subject, letter.sender_name, letter.sender, letter.text, letter.quoted]
    for file in letter.files:
        said += [file.name, _words(file.name, file.content, deep, room)]
    return "\n".join(part for part in said if part)


def _of_xml(data: bytes) -> str:
    """In the charset that it declares: what stands between tags and in attributes."""
    try:
        root = parsed(data)
    except SyntaxError:  # of lxml's too; what calls itself so and is none may be a text
        return read_document(data, "xml.txt").text
    said = [*root.itertext(), *(value for tag in root.iter("*") for value in tag.attrib.values())]
    return "\n".join(part for one in said if (part := one.strip()))


def _of_archive(called: str, data: bytes, deep: int, room: Room) -> Iterator[str]:
    """Names, then words, file by file; of one that is no whole archive nothing."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        room.lost.append(called)
        return
    with archive:
        every = archive.infolist()
        if len(every) > MOST_NAMES:
            room.lost.append(called)
        inside = [one for one in every[:MOST_NAMES] if not one.is_dir()]
        names = [_name_in(one) for one in inside]
        yield from names
        for one, name in zip(inside, names, strict=True):
            content = _unpacked(archive, one, room)
            if content:
                inner = Room(room.files // 2, room.size // 2, room.lost)  # one in it leaves room for those beside it
                before = inner.files, inner.size
                yield _words(PurePath(name).name, content, deep, inner)
                room.files -= before[0] - inner.files
                room.size -= before[1] - inner.size
            elif content is None and not _says_nothing(name):
                room.lost.append(name)


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo, room: Room) -> bytes | None:
    """None of what has no room, is larger than it said, locked or cannot be unpacked."""
    if one.flag_bits & 1 or one.file_size > ONE or room.files <= 0 or room.size <= 0:
        return None
    room.files -= 1
    most, content, lost = min(ONE, room.size), bytearray(), 0
    try:
        with archive.open(one) as packed:
            while len(content) <= most and (piece := packed.read(min(PIECE, most + 1 - len(content)))):
                content += piece
    except Exception:  # each method of packing has errors of its own
        lost = PIECE
        return None
    finally:
        room.size -= max(min(len(content) + lost, most), one.compress_size)
    return bytes(content) if len(content) <= most else None


def _says_nothing(name: str) -> bool:
    """A film or a photo: no words are read in it wherever it lies."""
    return (mimetypes.guess_type(name)[0] or "").startswith(("image/", "video/", "audio/"))


def _name_in(one: zipfile.ZipInfo) -> str:
    """Windows writes Russian names in the DOS charset, others in UTF-8 without saying so; zipfile takes both for
    cp437."""
    if one.flag_bits & 0x800:
        return one.filename
    try:
        raw = one.filename.encode("cp437")
    except UnicodeEncodeError:
        return one.filename
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp866", "replace")
