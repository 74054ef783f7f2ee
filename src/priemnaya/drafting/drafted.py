"""From a file to the draft of an order: the whole way, and what each file can be refused with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from priemnaya.plain.document import Unreadable
from priemnaya.plain.inputs.kinds import DOCX, LOCKED_OFFICE, ODT, OLD_OFFICE, OPEN, PDF, ZIP, kind_of
from priemnaya.plain.inputs.numbered import read_numbered

from .aliases import own_words
from .examples import examples
from .folding import Piece, numbered, pieces, untold
from .joining import paragraphs
from .levels import STATES, State
from .likeness import Likeness
from .naming import region_in
from .parts import Head, date_in, head_of, parts_of
from .proposing import Row, proposed
from .splitting import split

MOST_CHARACTERS = 1_000_000
"""About three hundred pages and more: an order has ten to fifty."""
MOST_CLAUSES = 1_500
FEWEST = 3
"""Clauses of the shortest order."""
SUFFIXES = ("docx", "odt", "pdf", "txt")
SLUG = re.compile(r"[a-z][a-z0-9-]{1,40}")


@dataclass
class Draft:
    """head: what the act says of itself; rows: its clauses; aside: lines that belong to none; unread: what of the file
    was not read; yaml: the draft of `order.yaml`; by_articles: its numbers are of articles and their parts."""

    slug: str
    file: str
    head: Head
    rows: list[Row]
    aside: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    region: str = ""
    zone: str = ""
    yaml: str = ""
    by_articles: bool = False

    def in_state(self, state: State) -> list[Row]:
        return [r for r in self.rows if r.state == state]

    @property
    def summary(self) -> str:
        parts = [f"{title}: {n}" for state, title in STATES.items() if (n := len(self.in_state(state)))]
        return f"пунктов {len(self.rows)}; " + ", ".join(parts)


def draft_order(data: bytes, name: str, slug: str, folders: Sequence[str]) -> Draft:
    """folders: of the orders to liken it to. Raises Unreadable with what is wrong and what to do."""
    from .writing import order_yaml

    if not SLUG.fullmatch(slug):
        raise Unreadable(
            f"Имя органа «{slug}» не подойдёт: латинские строчные буквы, цифры и дефис, первой буква, например"
            " tula-social."
        )
    must_be_read_here(data, name)
    text, wrapped, unread = read_numbered(data, name)
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(
            f"В файле «{name}» больше {MOST_CHARACTERS // 1000} тысяч знаков — это не один порядок. Оставьте в нём"
            " приказ и утверждённый порядок, уберите остальное и повторите."
        )
    found, head, aside, left = cut(text, wrapped)
    must_be_an_order(found, text, name)
    model = _learnt(tuple(folders))
    own = own_words(found, model.lemmas)
    rows = [proposed(piece, model, own) for piece in found]
    draft = Draft(slug, name, head, rows, aside, unread, by_articles=len(_ARTICLE.findall(text)) >= FEWEST)
    draft.region, draft.zone = region_in(" ".join([head.body, head.title, *aside, text[:4000]]))
    draft.aside += left
    draft.yaml = order_yaml(draft)
    return draft


_ARTICLE = re.compile(r"^\s{0,20}Статья\s{1,5}\d{1,3}(?!\d)", re.MULTILINE)
"""Heads of articles: the numbers under them are of their parts."""
_READ = (DOCX, ODT, OPEN, PDF, LOCKED_OFFICE, ZIP)
"""What is read, and what its reader refuses in words of its own."""


def must_be_read_here(data: bytes, name: str) -> None:
    """Raises Unreadable for a file of another kind, whatever its name says: old Word keeps the numbers of its lists
    where nobody else finds them."""
    kind = kind_of(data)
    if kind is None or kind in _READ:
        return
    what = "документ старого Word (DOC)" if kind is OLD_OFFICE else kind.title
    scan = "изображение" in what or "фотография" in what
    do = (
        "Распознайте его, сохраните текст в DOCX"
        if scan
        else "Откройте его в Word или LibreOffice, выберите «Сохранить как» — DOCX"
    )
    raise Unreadable(f"«{name}»: это {what}, а приказ читаем из {', '.join(SUFFIXES)}. {do} и загрузите снова.")


def cut(text: str, wrapped: bool) -> tuple[list[Piece], Head, list[str], list[str]]:
    """The clauses, what the heads say, lines that belong to no clause, lines of what is around an act. Every word of
    the text is in one of them."""
    left: list[str] = []
    aside: list[str] = []
    parts = parts_of(paragraphs(text.split("\n"), wrapped=wrapped, left=left))
    found: list[Piece] = []
    for part in parts:
        root = split(part, aside)
        own = pieces(root)
        heads = [piece for piece in own if heads_a_table(piece.text)]
        found += [piece for piece in own if piece not in heads]
        aside += [*(piece.text for piece in heads), *untold(root, own)]
    return numbered(found), head_of(parts), aside, left


_HEADS = re.compile(
    r"№|№\s?п/п|срок\w*|вид\w*|наименование|ответственн\w+|исполнител\w+|показател\w+|мероприяти\w+", re.I
)


def heads_a_table(words: str) -> bool:
    """The first row of a table, that says what its columns are: «№ | Вид сигнала | Срок»."""
    cells = [cell.strip() for cell in words.strip(" .|").split("|")]
    short = all(0 < len(cell.split()) <= 5 and (cell[0].isupper() or cell[0] == "№") for cell in cells)
    return (
        len(cells) > 1 and short and sum(bool(_HEADS.match(cell)) for cell in cells) > 1 and not re.search(r"\d", words)
    )


def must_be_an_order(found: Sequence[Piece], text: str, name: str) -> None:
    """Raises Unreadable for what is no act, by what can be said surely."""
    if len(found) > MOST_CLAUSES:
        raise Unreadable(
            f"В файле «{name}» больше {MOST_CLAUSES} пунктов — это не один порядок. Оставьте в нём приказ и"
            " утверждённый порядок, уберите остальное и повторите."
        )
    russian = len(re.findall("[а-яё]", text.lower())) * 2 > len(re.findall(r"[^\W\d_]", text))
    if not russian:
        raise Unreadable(f"«{name}» — не на русском языке. Пришлите текст приказа и порядка на русском.")
    if len(found) < FEWEST:
        raise Unreadable(
            f"В файле «{name}» не нашлось пунктов: ни статей, ни номеров вида 3.5 или 1), ни перечней. Похоже, это не"
            " порядок. Проверьте, тот ли это файл; если номера были картинкой, пришлите текст."
        )


@lru_cache(maxsize=2)
def _learnt(folders: tuple[str, ...]) -> Likeness:
    return Likeness(examples([Path(f) for f in folders]))


_DATE = r"(\d{1,2}\s[а-я]{3,9}\s\d{4}|[\d.]{8,10})"
_IN = (
    r"(?:вступа(?:ет|ют)\sв\s(?:законную\s)?силу|действу(?:ет|ют)|применя(?:ется|ются|ть)"
    r"|вв(?:ести|одится|одятся|едены?)\s(?:\S+\s){0,6}?в\sдействие)"
)
_IN_FORCE = re.compile(
    rf"{_IN}\s(?:начиная\s)?с\s{_DATE}|(?<![а-яё])с\s{_DATE}(?:\sгода|\sг\.)?\s(?:\S+\s){{0,6}}?{_IN}(?![а-яё])",
    re.I,
)
"""«вступает в силу с…», «ввести его в действие с…», «с… вводится в действие»."""


def in_force(draft: Draft) -> dt.date | None:
    """The day that the act itself names: one not before it was signed."""
    for words in (*(row.words for row in draft.rows), *draft.aside):
        if (met := _IN_FORCE.search(words)) and (day := date_in(met[1] or met[2])) is not None:
            return day if draft.head.date is None or day >= draft.head.date else None
    return None


def since(draft: Draft) -> dt.date:
    """The day that values are dated by: of the act, else the first of this year, which is assumed."""
    return in_force(draft) or draft.head.date or dt.date(dt.datetime.now(tz=dt.UTC).year, 1, 1)
