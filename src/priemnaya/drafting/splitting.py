"""An act cut into its structural units by its own numbering: a tree as the act prints it.

Points nest by their numbers, lists by where they open («…необходимо:»), whatever marks their items have: «1)», «а)», a
dash or nothing. A paragraph without a mark after the end of a list belongs to the point above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .headings import is_sentence
from .marks import Mark, are_lettered, cited, ended, mark_of, named, term_of
from .numerals import whole
from .parts import Part

Sort = Literal["part", "chapter", "article", "point", "bracket", "letter", "item", "term", "paragraph"]
_DEFINES = re.compile(
    r"\b(?:термин|определени|поняти|сокращени)|\bслова,?\sкотор|\bзначени\w\sслов|\bчто\s(?:зна|озна)чают",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё-]+|[А-ЯЁ][а-яё-]+\s[А-ЯЁ]\.\s?[А-ЯЁ]\.")
HEADING = 160
"""Characters of the longest heading."""
LEAP = 4
"""How many numbers an item of a list may jump over."""
_ROMAN = re.compile(r"[IVXLCХІ]{1,7}[.)]?\s")
GAP, FIRST = 9, 30
"""The same for points, which acts lose by amendments; and the first number of an extract."""


@dataclass
class Unit:
    """number: as it is cited; text: its own words; title: its heading; inserted: the end of the number of one put in
    after another. children in the order of the act."""

    sort: Sort
    number: str
    text: str = ""
    title: str = ""
    parts: tuple[int, ...] = ()
    inserted: str = ""
    parent: Unit | None = None
    children: list[Unit] = field(default_factory=list)

    @property
    def opens(self) -> bool:
        """Its words end with a colon: what follows is its list."""
        return (self.text or self.title).rstrip().endswith(":")

    @property
    def defines(self) -> bool:
        return bool(_DEFINES.search(f"{self.title} {self.text}"))

    def walk(self) -> Iterator[Unit]:
        yield self
        for child in self.children:
            yield from child.walk()

    def last(self) -> str:
        """The words that end it, those of its last child."""
        return self.children[-1].last() if self.children else self.text or self.title


def split(part: Part, aside: list[str]) -> Unit:
    """The units of a part. aside: takes the lines that belong to none: heads, signatures."""
    return _Splitter(part, aside).tree()


class _Splitter:
    def __init__(self, part: Part, aside: list[str]) -> None:
        self.lines = part.lines
        lettered = are_lettered(part.lines)
        self.marks = [mark_of(line, lettered=lettered) for line in part.lines]
        self.aside = aside
        self.root = Unit("part", part.name)
        self.at = self.root
        self.order = part.name == "order"
        self.unnumbered = not any(m.sort in ("point", "article", "chapter") for m in self.marks)
        aside += part.head

    def tree(self) -> Unit:
        n = 0
        while n < len(self.lines):
            mark = self.marks[n]
            if mark.sort == "plain" and self.order and self._signed(n):
                self.aside += self.lines[n:]
                break
            self._take(n, mark)
            n += 1
        _inserted(self.root)
        _by_chapters(self.root)
        _headings_alone(self.root)
        return self.root

    def _signed(self, n: int) -> bool:
        """From here on the order is signed, sent out and acknowledged."""
        if self.at is self.root or not any(_SIGNED.search(x) and len(x) < 90 for x in self.lines[n : n + 4]):
            return False
        return len(self.lines[n]) < 100 and not self.lines[n].endswith((":", ";")) and not self.at.opens

    def _take(self, n: int, mark: Mark) -> None:
        if mark.sort == "chapter" and self._counts_in_roman(mark, n):
            self._add(self._up("article"), Unit("point", f"{self._up('article').number}.{mark.label}", mark.text))
            self.at.parts = mark.parts
        elif mark.sort == "chapter":
            self._add(self.root, Unit("chapter", mark.label, title=mark.text))
        elif mark.sort == "article":
            self._add(self._up("chapter"), Unit("article", mark.label, title=mark.text, parts=mark.parts))
        elif mark.sort == "point":
            self._point(mark, n)
        elif mark.sort in ("bracket", "letter"):
            self._numbered(mark, n)
        elif mark.sort == "dash":
            self._item(mark.text)
        else:
            self._plain(n, mark.text)

    def _add(self, parent: Unit, unit: Unit) -> None:
        unit.parent = parent
        parent.children.append(unit)
        self.at = unit

    def _up(self, *sorts: str) -> Unit:
        """The nearest unit of one of these sorts, from here outwards; the part itself when there is none."""
        unit: Unit | None = self.at
        while unit is not None and unit.sort not in sorts:
            unit = unit.parent
        return unit or self.root

    def _counts_in_roman(self, mark: Mark, n: int) -> bool:
        """«I. Сотрудникам запрещается:» inside an article: its part, no chapter."""
        article = self._up("article")
        following = self.marks[n + 1].sort if n + 1 < len(self.marks) else "plain"
        if article is self.root or not _ROMAN.match(self.lines[n]) or following in ("article", "chapter", "point"):
            return False
        own = [u.parts[-1] for u in article.children if u.sort == "point"]
        return mark.parts[0] == len(own) + 1 and (ended(mark.text) or is_sentence(mark.text))

    # --- points

    def _point(self, mark: Mark, n: int) -> None:
        if mark.inserted and (before := self._before(mark)) is not None and before.parent is not None:
            number = before.number.removesuffix(before.inserted) + mark.inserted
            self._add(before.parent, Unit("point", number, mark.text, parts=mark.parts, inserted=mark.inserted))
            return
        parent = self._parent_of(mark)
        if parent is None:
            self._numbered(mark, n) if len(mark.parts) == 1 and self._lead() else self._plain(n, self.lines[n])
            return
        heading = self._is_heading(mark, n)
        number = mark.label
        if parent.sort == "article" and not _within(parent.parts, mark.parts):
            number = f"{parent.number}.{mark.label}"
        elif parent.sort == "point" and parent.number.endswith(
            f".{_label(parent)}"
        ):  # of an article: «1.1» under «3.1»
            number = f"{parent.number}.{mark.parts[-1]}"
        unit = Unit("point", number + mark.inserted, parts=mark.parts, inserted=mark.inserted)
        unit.title, unit.text = (mark.text, "") if heading else ("", mark.text)
        self._add(parent, unit)

    def _before(self, mark: Mark) -> Unit | None:
        """The point that «15(1)» was put in after, where it is the last so far."""
        unit: Unit | None = self.at
        while unit is not None:
            if unit.sort == "point" and unit.parts == mark.parts:
                first = unit.number.removesuffix(unit.inserted)
                same = [u for u in (unit.parent or self.root).children if u.number == first]
                return same[0] if same else unit
            unit = unit.parent
        return None

    def _parent_of(self, mark: Mark) -> Unit | None:
        """Under which unit a point stands; None when it is out of turn, as a number in a broken line is."""
        if len(mark.parts) > 1:
            unit: Unit | None = self.at
            while unit is not None:
                if unit.sort in ("point", "article") and unit.parts and unit.parts == mark.parts[:-1]:
                    return unit if self._in_turn(unit, mark) else None
                unit = unit.parent
        where = self._up("article", "chapter")
        return where if self._in_turn(where, mark) else None

    def _in_turn(self, parent: Unit, mark: Mark) -> bool:
        points = [u for u in parent.walk() if u.sort == "point" and len(u.parts) == len(mark.parts)]
        if parent.sort == "chapter" and not points and mark.parts[-1] != 1:
            points = [u for u in self.root.walk() if u.sort == "point" and len(u.parts) == len(mark.parts)]
        same = [u for u in points if u.parts[:-1] == mark.parts[:-1]]
        last = same[-1].parts[-1] if same else 0
        if not same:
            return mark.parts[-1] <= (FIRST if not points else GAP)
        return last < mark.parts[-1] <= last + GAP

    def _is_heading(self, mark: Mark, n: int) -> bool:
        """«2. Организация приёма»: short, without an end, and something stands under it."""
        following = self.marks[n + 1] if n + 1 < len(self.marks) else None
        if self.order or following is None or len(mark.text) > HEADING or is_sentence(mark.text):
            return False
        under = following.sort == "point" and following.parts[: len(mark.parts)] == mark.parts
        if not ended(mark.text):
            return len(mark.parts) == 1 and (under or following.sort == "plain")
        return under and mark.text.endswith(".") and len(mark.text) < 80 and len(mark.parts) == 1

    # --- lists

    def _lead(self) -> Unit | None:
        """The nearest unit, outwards, whose list is open."""
        unit: Unit | None = self.at
        while unit is not None and not unit.opens:
            unit = unit.parent
        return unit

    def _numbered(self, mark: Mark, n: int) -> None:
        """«1)», «а)»: the next of a list that goes on, or the first of a new one."""
        sort: Sort = "letter" if mark.sort == "letter" else "bracket"
        index = mark.parts[0]
        unit: Unit | None = self.at
        while unit is not None:
            if unit.sort == sort and unit.parent is not None and unit.parts[0] < index <= unit.parts[0] + LEAP:
                base = f"{unit.parent.number}." if unit.parent.number else ""
                self._add(unit.parent, Unit(sort, f"{base}{cited(sort, index)}", mark.text, parts=(index,)))
                return
            unit = unit.parent
        if index > LEAP:
            self._plain(n, self.lines[n])
            return
        parent = self._lead() or self._up("point", "article", "chapter")
        while parent.sort in ("item", "term") and not parent.opens and parent.parent is not None:
            parent = parent.parent
        base = f"{parent.number}." if parent.number else ""
        self._add(parent, Unit(sort, f"{base}{cited(sort, index)}", mark.text, parts=(index,)))

    def _item(self, text: str) -> None:
        parent = self._list_parent()
        if parent is self.root:
            if self.unnumbered and self.root.number.startswith("app"):  # a list is all that the appendix is
                self._add(self.root, Unit("item", str(_next(self.root)), text))
            else:
                self.aside.append(text)
            return
        term = self._up("term")
        if parent.defines and term is not self.root and not term_of(text):
            self._add(term, Unit("item", f"{term.number}.{_next(term)}", text))
            return
        if parent.defines and (defined := term_of(text)):
            self._add(parent, Unit("term", f"{parent.number}.{named(defined)}", text))
            return
        self._add(parent, Unit("item", f"{parent.number}.{_next(parent)}", text))

    def _list_parent(self) -> Unit:
        """Whose list an item without a number goes on with."""
        if self.at.sort == "item" and self.at.parent is not None:
            return self.at.parent
        return self._lead() or self._up("bracket", "letter", "paragraph", "point", "article", "chapter")

    # --- paragraphs without a mark

    def _plain(self, n: int, text: str) -> None:
        if self.at.sort in ("chapter", "article") and not self.at.title and not self.at.children:
            self.at.title = text
        elif self._leads_alone(n, text):
            self._add(self.root, Unit("point", str(len(self.root.children) + 1), text))
        elif self._is_bare_heading(n, text):
            self._head(n, text)
        elif self.at is self.root:
            self.aside.append(text)
        elif (defining := self._defining(text)) is not None:
            self._add(defining, Unit("term", f"{defining.number}.{named(term_of(text))}", text))
        elif self._goes_on_listing(text):
            self._item(text)
        else:
            owner = self._up("point", "article", "chapter")
            if not owner.text and not owner.children:
                owner.text = text
                self.at = owner
            else:
                self._add(owner, Unit("paragraph", f"{owner.number}.{_next(owner, 2)}", text))

    def _leads_alone(self, n: int, text: str) -> bool:
        """In an act without a number or a heading so far: words that open a list are a clause of their own."""
        following = self.marks[n + 1] if n + 1 < len(self.marks) else None
        return (
            self.unnumbered
            and text.endswith(":")
            and following is not None
            and following.sort in ("dash", "bracket", "letter")
            and all(u.sort == "point" for u in self.root.children)
            and (self.at is self.root or self.at.text.endswith("."))
        )

    def _head(self, n: int, text: str) -> None:
        """A heading without a number: of a chapter, or one among the points of a point, which changes nothing."""
        if len(self.marks[n + 1].parts) > 1 and self.at is not self.root:
            self.aside.append(text)
            return
        chapters = sum(u.sort == "chapter" for u in self.root.children)
        self._add(self.root, Unit("chapter", str(chapters + 1), title=text))

    def _defining(self, text: str) -> Unit | None:
        unit: Unit | None = self.at
        while unit is not None and not (unit.defines and unit.sort in ("point", "article", "chapter", "paragraph")):
            unit = unit.parent
        return unit if unit is not None and unit is not self.root and term_of(text) else None

    def _goes_on_listing(self, text: str) -> bool:
        if self.at.opens:
            return True
        if self.at.sort not in ("item", "term") and self._lead() is None:
            return False
        return self.at.text.endswith((";", ",")) or text[0].islower() or self._of_sentences()

    def _of_sentences(self) -> bool:
        """The items of this list are whole sentences, so an end of one is no end of the list: «…следующие фразы:»."""
        listed = self.at.parent.children if self.at.sort == "item" and self.at.parent else []
        first = next((n + 1 for n in reversed(range(len(listed))) if listed[n].opens), 0)
        if first >= len(listed) or (first == 0 and not (self.at.parent and self.at.parent.opens)):
            return False
        text = listed[first].text
        return text[:1].isupper() and text.endswith((".", "?", "!", "…"))

    def _is_bare_heading(self, n: int, text: str) -> bool:
        """A heading without a number: short, capital, without an end, before something numbered or longer."""
        following = self.marks[n + 1] if n + 1 < len(self.marks) else None
        if following is None or len(text) > HEADING or not text[0].isupper() or self.order:
            return False
        if text.endswith(":"):
            return following.sort == "point" and len(text) < 100 and len(following.parts) > 1
        if self.at.last().endswith((";", ",")) or (self.at.opens and self.at.sort != "chapter"):
            return False
        if ended(text) or (self.at is self.root and not self.unnumbered):
            return False
        if self.unnumbered:
            return (
                following.sort == "plain"
                and len(text) < 90
                and ended(following.text)
                and len(following.text) > len(text)
            )
        return following.sort in ("point", "article", "chapter") or (following.sort == "plain" and len(text) < 90)


def _label(unit: Unit) -> str:
    return ".".join(map(str, unit.parts))


def _within(outer: tuple[int, ...], inner: tuple[int, ...]) -> bool:
    """The inner number begins with the outer one and goes on: 5.1 in article 5."""
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _by_chapters(root: Unit) -> None:
    """Where points begin anew in every chapter, the number of the chapter is a part of theirs."""
    chapters = [u for u in root.children if u.sort == "chapter"]
    own = [c.number for chapter in chapters for c in chapter.children if c.sort in ("point", "bracket", "item")]
    if len(set(own)) == len(own):
        return
    for chapter in chapters:
        for unit in (u for child in chapter.children for u in child.walk()):
            unit.number = f"{chapter.number}.{unit.number}"


def _headings_alone(root: Unit) -> None:
    """What stands as the heading of nothing is the clause itself: «II. Сотрудник отвечает за 5 дней.», «Статья 6» and a
    line under it. So is a whole sentence that stands as the heading of clauses."""
    for unit in root.walk():
        if unit.sort not in ("chapter", "article", "point") or unit.text:
            continue
        alone = not unit.children and (ended(unit.title) or is_sentence(unit.title))
        if alone or (ended(unit.title) and is_sentence(unit.title)):
            unit.text, unit.title = unit.title, ""


def _inserted(root: Unit) -> None:
    """«Статья 2.1» between articles 2 and 3: its parts would bear the numbers of items of article 2, so the article is
    2-1."""
    articles = [u for u in root.walk() if u.sort == "article"]
    known = {u.parts for u in articles}
    for article in articles:
        if len(article.parts) > 1 and article.parts[:-1] in known:
            own = "-".join(map(str, article.parts))
            for unit in article.walk():
                if unit.number == article.number or unit.number.startswith(f"{article.number}."):
                    unit.number = own + unit.number[len(article.number) :] if unit is not article else unit.number
            article.number = own


def _next(parent: Unit, least: int = 1) -> int:
    """The next free last part of a number under a unit."""
    taken = [whole(c.number.rpartition(".")[2]) for c in parent.children]
    return max([least - 1, *(n for n in taken if n is not None)]) + 1
