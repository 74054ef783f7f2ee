"""Where the words stand: a piece of the letter, the answer, the scan or a file, with the words marked. Read from the
rows of one page only, by five queries however many there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q, Value
from django.db.models.functions import Left, Length, Substr
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from priemnaya.cases.models import GONE_OUT, Attachment, Case, Contact, FileWords, Reply
from priemnaya.plain.words import fold

from .terms import Term

READ = 30_000
"""Characters of one letter that are looked through for a piece to show."""
READ_OF_ALL = 600_000
"""Characters of all that one page of cases holds; of what comes after them only the beginnings are looked through, and
so many of what goes beyond READ."""
BEGINNING = 1_000
FAR = 20
"""Long texts of one page that are looked through to their ends."""
PIECES = 400
"""Letters, answers and files of one page of cases that are looked through, the newest first."""
AROUND = 90
"""Characters before and after the first word."""
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Piece:
    """where: what it is of, in words; text: with <mark>."""

    where: str
    text: SafeString
    strength: int


class Marker:
    """Finds the words of a search in texts: any of their forms, of a mended one any word that begins so."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.whole: dict[str, int] = {}
        self.begins: list[tuple[str, int]] = []
        self.met: dict[str, int | None] = {}
        for n, term in enumerate(terms):
            self.whole |= dict.fromkeys(term.forms, n)
            starts = [s for s in term.signs if s[0] not in "#~"]
            self.begins += [(s, n) for s in starts if len(s) > 2]

    def term_at(self, word: str) -> int | None:
        if word not in self.met:
            self.met[word] = self._term_of(re.sub(r"^0+(?=\d)", "", fold(word)))
        return self.met[word]

    def _term_of(self, key: str) -> int | None:
        if key in self.whole:
            return self.whole[key]
        return next((n for start, n in self.begins if key.startswith(start)), None)

    def spans(self, text: str) -> list[tuple[int, int, int]]:
        found = ((m.start(), m.end(), self.term_at(m[0])) for m in WORD.finditer(text))
        return [(a, b, n) for a, b, n in found if n is not None]

    def marked(self, text: str) -> SafeString:
        return _marked(text, self.spans(text))

    def piece(self, where: str, text: str) -> Piece | None:
        """The part of a text where most of the words stand close together; None where none does."""
        flat = " ".join(text[:READ].replace("\u00ad", "").split())
        spans = self.spans(flat)
        if not spans:
            return None
        best = _closest(spans)
        start, end = max(0, best - AROUND), min(len(flat), best + 2 * AROUND)
        start = flat.rfind(" ", 0, start) + 1 if start else 0
        end = next((at for at in (flat.find(" ", end),) if at > 0), len(flat))
        cut = flat[start:end]
        inside = [(a - start, b - start, n) for a, b, n in spans if a >= start and b <= end]
        before, after = "… " if start else "", " …" if end < len(flat) else ""
        return Piece(where, mark_safe(before + _marked(cut, inside) + after), len({n for *_, n in inside}))  # noqa: S308 - escaped piece by piece  # nosec B308 B703


def _closest(spans: list[tuple[int, int, int]]) -> int:
    """Where the most words of a search begin to stand close together, the first such place: a window over the spans,
    each of which comes into it and goes out of it once."""
    inside: Counter[int] = Counter()
    last, best, most = 0, 0, 0
    for at, _end, n in spans:
        while last < len(spans) and spans[last][0] < at + 2 * AROUND:
            inside[spans[last][2]] += 1
            last += 1
        if len(inside) > most:
            best, most = at, len(inside)
        inside[n] -= 1
        if not inside[n]:
            del inside[n]
    return best


def _marked(text: str, spans: list[tuple[int, int, int]]) -> SafeString:
    parts, at = [], 0
    for a, b, _n in spans:
        parts += [escape(text[at:a]), "<mark>", escape(text[a:b]), "</mark>"]
        at = b
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 - every piece of it is escaped  # nosec B308 B703


def marked_in(text: str) -> list[str]:
    """The words that are marked in a shown text."""
    return re.findall(r"<mark>([^<]*)</mark>", text)


def pieces_of(cases: Iterable[int], terms: list[Term]) -> dict[int, Piece]:
    """Case -> the best piece of what it holds, beside its subject and name, which the list shows anyway."""
    pks, marker = list(cases), Marker(terms)
    best: dict[int, Piece] = {}
    if not pks or not terms:
        return {}
    left = READ_OF_ALL
    for case, where, text in _texts(pks):
        held = best.get(case)
        if held is not None and held.strength == len(terms):
            continue
        piece = marker.piece(where, text if left > 0 else text[:BEGINNING])
        left -= len(text[:READ])
        if piece and (held is None or piece.strength > held.strength):
            best[case] = piece
    return best | _far(marker, [pk for pk in pks if pk not in best])


def _far(marker: Marker, pks: list[int]) -> dict[int, Piece]:
    """Of cases with no piece so far: what stands deep in a long text."""
    best: dict[int, Piece] = {}
    left = READ_OF_ALL
    for case, where, text in _deep(pks) if pks else ():
        for since in range(0, min(len(text), left), READ - AROUND):
            if case not in best and (piece := marker.piece(where, text[since : since + READ])):
                best[case] = piece
        left -= len(text)
        if left <= 0:
            break
    return best


def _deep(pks: list[int]) -> Iterator[tuple[int, str, str]]:
    """What long texts say after READ: one query for letters, answers and files."""
    in_file = FileWords.objects.exclude(attachment__contact__reading="waits")
    rows = [
        (Contact.objects.filter(notice=""), "case"),
        (Reply.objects.filter(state__in=GONE_OUT), "case"),
        (in_file, "attachment__contact__case"),
        (in_file.filter(attachment__reply__state__in=GONE_OUT), "attachment__reply__case"),
    ]
    titles = [_("сообщение"), _("ответ"), _("файл"), _("файл")]
    each = [
        table.filter(**{f"{case}__in": pks})
        .annotate(size=Length("text"), sort=Value(n), whose=F(case), far=Substr("text", READ, READ_OF_ALL))
        .filter(size__gt=READ)
        .order_by()
        .values_list("whose", "sort", "far")
        for n, (table, case) in enumerate(rows)
    ]
    for case, sort, text in each[0].union(*each[1:], all=True)[:FAR]:
        yield case, titles[sort], text


def words_of_letters(letters: Iterable[Contact]) -> dict[int, str]:
    """What letters and their files say, as much of each as is looked through for a piece to show."""
    rows = Contact.objects.filter(pk__in=[letter.pk for letter in letters]).order_by("pk", "attachments__pk")
    said = ("text", "quoted", "attachments__name", "attachments__words__text")
    found: dict[int, list[str]] = {}
    for pk, *parts in rows.values_list("pk", *(Left(part, READ // len(said)) for part in said))[:PIECES]:
        known = found.setdefault(pk, [])
        known += [part for part in parts if part and part not in known]
    return {pk: " ".join(parts) for pk, parts in found.items()}


def _texts(pks: list[int]) -> Iterator[tuple[int, str, str]]:
    """What cases hold: messages, their files, quotations, answers, scans."""
    letters = Contact.objects.filter(case__in=pks, notice="").annotate(t=Left("text", READ), q=Left("quoted", READ))
    quoted = []
    rows = letters.order_by("-at").values_list("case", "direction", "sender", "t", "q", "oral_answer", "subject")
    for case, direction, sender, text, quotation, oral, subject in rows[:PIECES]:
        yield case, _("сообщение клиента") if direction == "in" else _("клиенту"), f"{subject} {text} {oral}"
        if sender:
            yield case, _("отправитель"), sender
        if quotation:
            quoted.append((case, quotation))
    of_letters, of_answers = Q(contact__case__in=pks), Q(reply__case__in=pks, reply__state__in=GONE_OUT)
    files = Attachment.objects.filter(of_letters | of_answers).order_by("-pk")
    said = files.annotate(said=Left("words__text", READ))
    for in_letter, in_reply, reading, name, text in said.values_list(
        "contact__case", "reply__case", "contact__reading", "name", "said"
    )[:PIECES]:
        shown = text if text and reading != "waits" else ""
        yield in_letter or in_reply, _("файл"), f"{name} {shown}".strip()
    answers = Reply.objects.filter(case__in=pks, state__in=GONE_OUT).order_by("-pk")
    for case, number, text in answers.values_list("case", "number", Left("text", READ))[:PIECES]:
        yield case, _("ответ"), f"{number} {text}"
    yield from ((case, _("процитированное письмо"), text) for case, text in quoted)
    yield from _scanned(pks)


def _scanned(pks: list[int]) -> Iterator[tuple[int, str, str]]:
    scans = Case.objects.filter(pk__in=pks, scans__isnull=False).order_by("-scans__pk")
    for case, name, text in scans.values_list("pk", "scans__name", Left("scans__text", READ))[:PIECES]:
        yield case, _("скан"), f"{name} {text}"
