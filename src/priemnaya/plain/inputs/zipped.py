"""A document that is a zip with XML: its parts unpacked within bounds, written back with all others as they were."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from ..document import Unreadable

LARGEST_PART = 20 * 1024 * 1024
"""Bytes of one unpacked part of XML: a zip bomb stops here. A letter of a hundred pages has one or two."""
LARGEST_WHOLE = 200 * 1024 * 1024
"""Bytes of all parts unpacked: what writing a document back goes through."""
MOST_PARTS = 5_000
MOST_TAGS = 1_000_000
"""Tags and entities of all parts of one document: a tree takes some hundred bytes for each, however little it
weighs."""
TOO_MUCH = "внутри файла слишком много данных. Сохраните документ без картинок или разделите его."
LOCKED = "файл закрыт паролем. Откройте его, снимите пароль и сохраните снова."
SIGNED = (
    "документ подписан электронной подписью, исправление сделает её недействительной. Исправьте исходный документ и"
    " подпишите его заново."
)

SHORTENED = (
    "в файле есть сокращения XML, слов которых мы не знаем. Откройте его в редакторе, сохраните снова и повторите."
)
UNKNOWN = "В файле есть сокращения XML («&имя;»): слова, которые за ними стоят, не проверялись."
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s[^>]*\?>\s*)?(?=<)")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\w.-]+)[\"']")


class Package:
    """The parts of a document by name; letters of either case and slashes of either sort are the same name."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable(
                "файл повреждён или это не документ. Откройте его в редакторе и сохраните снова."
            ) from error
        parts = self.archive.infolist()
        if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_WHOLE:
            raise Unreadable(TOO_MUCH)
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in parts:
            self._infos.setdefault(_key(info.filename), info)
        self._trees: dict[str, Any] = {}
        self.shortened: set[str] = set()
        """Parts in which an entity stands for words that we do not know."""
        self._tags = 0

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._infos

    def names(self) -> Iterator[str]:
        """Names of the parts, in lower case with plain slashes."""
        return iter(self._infos)

    def read(self, name: str) -> bytes:
        """Bytes of a part. Raises Unreadable for a part that is locked or too large, and what zipfile raises."""
        info = self._infos[_key(name)]
        if info.flag_bits & 1:
            raise Unreadable(LOCKED)
        if info.file_size > LARGEST_PART:
            raise Unreadable(TOO_MUCH)
        return self.archive.read(info)

    def tree(self, name: str) -> Any:
        """The root of a part of XML; the same one each time. Raises Unreadable where it is broken."""
        key = _key(name)
        if key not in self._trees:
            try:
                data = self.read(name)
                self._tags += data.count(b"<") + data.count(b"&")
                if self._tags > MOST_TAGS:
                    raise Unreadable(TOO_MUCH)
                self._trees[key] = root = parsed(data)
                if spell_entities(root):
                    self.shortened.add(key)
            except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
                raise Unreadable("файл повреждён. Откройте его в редакторе и сохраните снова.") from error
        return self._trees[key]

    def tree_if_sound(self, name: str) -> Any:
        """The same of a part that a document can do without: None where it is missing or broken."""
        if name not in self:
            return None
        try:
            return self.tree(name)
        except Unreadable as error:
            if str(error) in (TOO_MUCH, LOCKED):
                raise
            return None

    def rewritten(self, touched: set[str]) -> bytes:
        """The same archive with the trees of these parts anew: order, names, dates, remarks and the other bytes stay.
        Raises Unreadable for a signed document."""
        changed = {_key(name) for name in touched}
        if not changed:
            return self.data
        if any(n.startswith("_xmlsignatures/") or n == "meta-inf/documentsignatures.xml" for n in self._infos):
            raise Unreadable(SIGNED)
        if changed & self.shortened:
            raise Unreadable(SHORTENED)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            target.comment = self.archive.comment
            for info in self.archive.infolist():
                mine = self._infos[_key(info.filename)] is info and _key(info.filename) in changed
                data = self.archive.read(info)
                data = serialised(self._trees[_key(info.filename)], data) if mine else data
                target.writestr(info, data, compress_type=info.compress_type)
        return out.getvalue()


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def parsed(data: bytes) -> Any:
    """The root; no entity is resolved, nothing is fetched, at most 256 levels. Raises XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, strip_cdata=False)
    return etree.fromstring(data, parser)


def spell_entities(root: Any) -> bool:
    """Put the name of each unresolved entity («&firm;») where it stands, so that the words behind it are read too;
    whether there were any."""
    found = list(root.iter(etree.Entity))
    runs: list[list[Any]] = []
    for entity in found:
        if runs and entity.getprevious() is runs[-1][-1]:
            runs[-1].append(entity)
        else:
            runs.append([entity])
    for run in runs:  # joined once: each glued to the text before it would copy all of that
        parent, before = run[0].getparent(), run[0].getprevious()
        words = "".join(f"{entity.text or ''}{entity.tail or ''}" for entity in run)
        for entity in run:
            parent.remove(entity)
        if before is not None:
            before.tail = f"{before.tail or ''}{words}"
        else:
            parent.text = f"{parent.text or ''}{words}"
    return bool(found)


def serialised(root: Any, source: bytes) -> bytes:
    """The tree as it is now; its first line and its last signs as they were in the source, byte for byte."""
    tree = root.getroottree()
    first = _DECLARATION.match(source)
    named = _ENCODING.search(first[0]) if first else None
    if first is None or (named and named[1].lower() != b"utf-8"):
        alone = True if tree.docinfo.standalone else None
        return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=alone))
    tail = source[len(source.rstrip(b" \t\r\n")) :]
    return first[0] + bytes(etree.tostring(tree, xml_declaration=False, encoding="UTF-8")) + tail
