"""DOCX: read without any office suite, as it would be printed; written back with every other part byte for byte the
same.

Read: the results of fields (not their codes), what was inserted or moved here, text boxes once, notes after the
paragraph that bears them, headers and footers at the end. Not read: what was deleted or moved away, hidden
text, remarks.
ISO/IEC 29500-1, clauses 17.3 (paragraphs), 17.11 (notes), 17.13 (corrections), 17.16 (fields).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from .docx_look import Styles, tidy
from .docx_parts import Story, notes_of, pages_of
from .gathering import OBJECT, SPACES, Gathered
from .manuscript import Manuscript
from .ooxml import child, is_on, main_part, name_of, said
from .runs import Run, main_font
from .zipped import UNKNOWN, Package

_NOT_READ = frozenset(["del", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "rt"])
_TYPED_BY_PEOPLE = ("", "HYPERLINK", "FORMTEXT")
"""Fields whose result is somebody's own words: changing them is not undone by the next update."""
_SILENT = frozenset(
    ["XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "ADVANCE", "NEXT", "NEXTIF", "SKIPIF", *_TYPED_BY_PEOPLE]
)
"""Fields that show nothing where they stand."""
_SCHEMES = "Текст схем и диаграмм не проверялся."
_ATTACHED = "Часть документа вставлена в него как отдельный файл и не проверялась."


def read_docx(data: bytes) -> Manuscript:
    """Paragraphs by line; a run's look is its own properties over its styles over the defaults. Raises Unreadable."""
    package = Package(data)
    part = main_part(package)
    reader = _Reader(package, part, Styles(package, part), notes_of(package, part))
    reader.whole(package.tree(part))
    manuscript = reader.out.manuscript()
    manuscript.unread += [UNKNOWN] if package.shortened else []
    doomed = reader.doomed

    def save(touched: set[str]) -> bytes:
        for element in doomed:
            if element.text == "" and element.getparent() is not None:
                element.getparent().remove(element)
        return package.rewritten(touched)

    manuscript.save = save
    font = main_font(r for r in manuscript.runs if manuscript.text[r.start : r.end].strip())
    manuscript.tidy = lambda element, finding, run: tidy(element, finding, run, font)
    return manuscript


@dataclass
class _Field:
    """A field that is open. code: its instruction. shows: we are past the code, in its result. start: of the result.
    chosen: what stands in a list of an old form, which Word draws without writing it into the document."""

    code: str = ""
    shows: bool = False
    start: int = 0
    chosen: str = ""

    @property
    def kind(self) -> str:
        return (self.code.split() or [""])[0].upper()


class _Reader:
    """Walks the elements of a part; what stands aside (boxes, notes) waits for the end of its paragraph."""

    def __init__(self, package: Package, part: str, styles: Styles, notes: dict[tuple[str, str], Story]) -> None:
        self.package, self.part = package, part
        self.styles, self.notes = styles, notes
        self.out = Gathered(part)
        self.doomed: list[Any] = []
        self.fields: list[_Field] = []
        self.loose: set[Any] = set()
        self.aside: list[Callable[[], None]] = []

    def whole(self, root: Any) -> None:
        self.story(Story(self.part, root))
        seen: dict[str, int] = {}
        for story in pages_of(self.package, self.part, root):
            copy = self._copy(story.part)
            copy.story(story)
            words = copy.out.source
            if words in seen:
                self.out.twins.append(
                    [replace(p, start=p.start + seen[words], end=p.end + seen[words]) for p in copy.out.pieces]
                )
            elif words.strip(OBJECT + " \n\t"):
                seen[words] = self.out.length
                self.story(story)

    def story(self, story: Story) -> None:
        """A body, a header, a note: fields and corrections do not reach out of it."""
        held = self.out.part, self.fields, self.loose, self.aside
        self.out.part, self.fields, self.aside = story.part, [], []
        self.loose = _unmatched(story.root)
        self.blocks(story.root, False)
        self.out.part, self.fields, self.loose, self.aside = held

    def _copy(self, part: str) -> _Reader:
        """For what is read only to be compared: the same words elsewhere."""
        copy = _Reader(self.package, self.part, self.styles, {})
        copy.out.part, copy.loose = part, self.loose
        copy.fields = [replace(f) for f in self.fields]
        copy.doomed = self.doomed
        return copy

    # --- blocks

    def blocks(self, element: Any, fixed: bool) -> None:
        for block in element:
            name = name_of(block)
            if name == "p":
                self.paragraph(block, fixed)
            elif name == "mc:AlternateContent":
                self._alternate(block, lambda reader, chosen: reader.blocks(chosen, fixed))
            elif name == "altChunk":
                self.out.unread[_ATTACHED] = None
            elif name and name not in _NOT_READ and not _deleted_cell(block, name) and not _is_empty(block, name):
                self.blocks(block, fixed or (name == "sdt" and _locked(block)))

    def paragraph(self, paragraph: Any, fixed: bool) -> None:
        properties = child(paragraph, "pPr")
        start, waiting, self.aside = self.out.length, self.aside, []
        self.inline(paragraph, self.styles.of_paragraph(properties), fixed)
        self.out.end_paragraph(start, joined=_goes_on(properties))
        aside, self.aside = self.aside, waiting
        for read in aside:
            read()

    # --- lines

    def inline(self, element: Any, look: Run, fixed: bool) -> None:
        for part in element:
            name = name_of(part)
            if name == "r":
                self.run(part, look, fixed)
            elif name in ("m:oMath", "m:oMathPara"):
                self._math(part)
            elif name == "mc:AlternateContent":
                self._alternate(part, lambda reader, chosen: reader.inline(chosen, look, fixed))
            elif name in ("del", "moveFrom"):
                self.out.wall()
            elif name in ("ins", "moveTo", "hyperlink", "sdt", "fldSimple"):
                self.out.wall()
                self._within(part, name, look, fixed)
                self.out.wall()
            elif name and name != "p" and name not in _NOT_READ:
                self.inline(part, look, fixed)

    def _within(self, element: Any, name: str, look: Run, fixed: bool) -> None:
        """Words between two walls: a link, a field, a control, a correction."""
        if _is_empty(element, name):
            self.out.fixed(OBJECT)
            return
        start, kind = self.out.length, (said(element, "instr").split() or [""])[0].upper()
        if name == "fldSimple":
            fixed = fixed or kind not in _TYPED_BY_PEOPLE
        elif name == "sdt":
            fixed = fixed or _locked(element)
        self.inline(element, replace(look, link=True) if name == "hyperlink" else look, fixed)
        if name == "fldSimple" and self.out.length == start and kind not in _SILENT and self._shown():
            self.out.fixed(OBJECT)

    def _math(self, element: Any) -> None:
        if self._shown():
            text = "".join((t.text or "") for t in element.iter() if name_of(t) == "m:t")
            self.out.hushed(" ".join(text.split()) or OBJECT)

    def _alternate(self, element: Any, read: Callable[[_Reader, Any], None]) -> None:
        """One of two writings of the same thing is read, and the other one is mended with it."""
        chosen, other = _choices(element)
        start = self.out.length
        if chosen is not None:
            read(self, chosen)
        if other is not None and self.out.length > start:
            copy = self._copy(self.out.part)
            read(copy, other)
            self.out.twin(copy.out, start)

    # --- runs

    def run(self, element: Any, look: Run, fixed: bool) -> None:
        look = self.styles.of_run(child(element, "rPr"), look)
        start = self.out.length
        for part in element:
            name = name_of(part)
            if name == "fldChar":
                self._field(part)
            elif name == "instrText":
                if self.fields and not self.fields[-1].shows:
                    self.fields[-1].code += part.text or ""
            elif not look.hidden and self._shown():
                self._seen(part, name, fixed or not self._ours())
        self.out.look(look, start, element)

    def _seen(self, element: Any, name: str, fixed: bool) -> None:
        """One child of a run that is shown."""
        if name == "t" and element.text:
            shown = element.text.translate(SPACES)
            if fixed:
                self.out.write(element.text, shown)
            else:
                self.out.piece(element.text, _putter(element), shown)
        elif name in ("br", "cr"):
            self.out.write("\n")
        elif name in ("tab", "ptab"):
            self.out.write("\t")
        elif name == "noBreakHyphen":
            self._hyphen(element, fixed)
        elif name in ("footnoteReference", "endnoteReference"):
            self.out.wall()
            if (note := self.notes.pop((name, said(element, "id")), None)) is not None:  # each is read once
                self.aside.append(lambda: self.story(note))
        elif name in ("drawing", "pict", "object", "mc:AlternateContent"):
            self._drawn(element, fixed)
        elif name in ("sym", "pgNum"):
            self.out.fixed(OBJECT)
        elif name == "ruby":
            self.inline(element, Run(0, 0), True)

    def _hyphen(self, element: Any, fixed: bool) -> None:
        if fixed:
            self.out.write("-")
            return

        def put(text: str) -> None:
            if text != "-":
                element.tag = f"{{{etree.QName(element).namespace}}}t"
                _putter(element)(text)

        self.doomed.append(element)
        self.out.piece("-", put)

    def _drawn(self, element: Any, fixed: bool) -> None:
        """A picture is an object of the line unless it floats; a text box is read after the paragraph."""
        boxes = list(_boxes(element))
        for box, other in boxes:
            self.aside.append(lambda box=box, other=other: self._box(box, other, fixed))  # type: ignore[misc]
        names = {name_of(e) for e in element.iter()}
        if {"c:chart", "dgm:relIds"} & names:
            self.out.unread[_SCHEMES] = None
        if not boxes:
            self.out.pictures += 1
            floats = "wp:anchor" in names or any("absolute" in (e.get("style") or "") for e in element.iter())
            if not floats:
                self.out.fixed(OBJECT)

    def _box(self, box: Any, other: Any, fixed: bool) -> None:
        start, part = self.out.length, self.out.part
        held, self.fields = self.fields, []
        self.loose |= _unmatched(box)
        self.blocks(box, fixed)
        self.fields = held
        if other is not None:
            copy = self._copy(part)
            copy.fields = []
            copy.blocks(other, fixed)
            self.out.twin(copy.out, start)

    # --- fields

    def _field(self, mark: Any) -> None:
        """A beginning, the end of the code, or the end of a field; one without its other end is no field."""
        kind = said(mark, "fldCharType")
        if mark in self.loose:
            return
        self.out.wall()
        if kind == "begin":
            self.fields.append(_Field(start=self.out.length, chosen=_chosen(mark)))
        elif kind == "separate" and self.fields:
            self.fields[-1].shows, self.fields[-1].start = True, self.out.length
        elif kind == "end" and self.fields:
            field = self.fields.pop()
            if self.out.length == field.start and field.kind not in _SILENT and self._shown():
                self.out.fixed((field.chosen if field.kind == "FORMDROPDOWN" else "") or OBJECT)

    def _shown(self) -> bool:
        return all(f.shows for f in self.fields)

    def _ours(self) -> bool:
        """No program writes here anew."""
        return all(f.kind in _TYPED_BY_PEOPLE for f in self.fields)


def _chosen(mark: Any) -> str:
    """The entry of a drop-down list that is chosen: its number, else the usual one, else the first (17.16.9)."""
    choices = child(mark, "ffData", "ddList")
    if choices is None:
        return ""
    entries = [said(e, "val") for e in choices if name_of(e) == "listEntry"]
    number = next((said(n, "val") for name in ("result", "default") if (n := child(choices, name)) is not None), "0")
    return entries[int(number)] if re.fullmatch(r"\d{1,4}", number) and int(number) < len(entries) else ""


def _putter(element: Any) -> Callable[[str], None]:
    def put(text: str) -> None:
        element.text = text
        if text != text.strip():
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    return put


def _unmatched(root: Any) -> set[Any]:
    """Marks of fields that have no other end: a broken document must not lose its words to them."""
    found: set[Any] = set()
    open_marks: list[list[Any]] = []
    for mark in root.iter():
        if name_of(mark) != "fldChar":
            continue
        kind = said(mark, "fldCharType")
        if kind == "begin":
            open_marks.append([mark])
        elif not open_marks:
            found.add(mark)
        elif kind == "end":
            open_marks.pop()
        else:
            open_marks[-1].append(mark)
    return found | {mark for marks in open_marks for mark in marks}


def _goes_on(properties: Any) -> bool:
    """The next paragraph continues this one: its mark is deleted, moved away or hidden, or it is a drop capital."""
    mark = child(properties, "rPr")
    if any(child(mark, name) is not None for name in ("del", "moveFrom")) or is_on(child(mark, "vanish")):
        return True
    frame = child(properties, "framePr")
    return frame is not None and said(frame, "dropCap") in ("drop", "margin")


def _locked(control: Any) -> bool:
    """What a control holds comes from data elsewhere or is not to be edited."""
    lock = child(control, "sdtPr", "lock")
    return child(control, "sdtPr", "dataBinding") is not None or (
        lock is not None and said(lock, "val") in ("contentLocked", "sdtContentLocked")
    )


def _is_empty(control: Any, name: str) -> bool:
    """A control that nobody has filled in: what it shows («Место для ввода текста») is Word's own hint."""
    return name == "sdt" and is_on(child(control, "sdtPr", "showingPlcHdr"))


def _deleted_cell(element: Any, name: str) -> bool:
    if name == "tr":
        return child(element, "trPr", "del") is not None
    return name == "tc" and child(element, "tcPr", "cellDel") is not None


def _choices(element: Any) -> tuple[Any, Any]:
    """(what is read, its other writing) of alternate content: the first choice that holds anything, else the
    fallback."""
    choices = [c for c in element if name_of(c) == "mc:Choice" and len(c)]
    other = next((c for c in element if name_of(c) == "mc:Fallback"), None)
    return (choices[0], other) if choices else (other, None)


def _boxes(element: Any) -> Iterator[tuple[Any, Any]]:
    """Text boxes of a drawing, each with its copy for older programs."""
    for part in element if name_of(element) != "mc:AlternateContent" else (element,):
        name = name_of(part)
        if name == "txbxContent":
            yield part, None
        elif name == "mc:AlternateContent":
            chosen, other = _choices(part)
            first = list(_boxes(chosen)) if chosen is not None else []
            second = [box for box, _ in _boxes(other)] if other is not None else []
            if first:
                yield from ((box, second[n] if n < len(second) else None) for n, (box, _) in enumerate(first))
            else:
                yield from ((box, None) for box in second)
        elif name:
            yield from _boxes(part)
