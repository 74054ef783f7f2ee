"""What a case asks: the questions people named on it, and those the client put with a question mark."""

from __future__ import annotations

from dataclasses import dataclass

from priemnaya.core.read_once import read_once
from priemnaya.plain.document import Document

from .models import Case, CaseQuestion, Contact

OWN = "m"
"""A client's own question is known by this letter and its number in the message."""
MOST = 6
FIRST = 20
"""Messages of the client that are read."""


@dataclass(frozen=True)
class Asked:
    """A question with the key under which a reply says of it. row: the one that people named; None for words of the
    message."""

    key: str
    words: str
    row: CaseQuestion | None = None


def questions_of(case: Case) -> list[CaseQuestion]:
    """Those that people named, in order; read once for a page that only reads."""
    rows = case.questions.select_related("topic").order_by("pk")
    return list(read_once(("questions", case.pk), lambda: list(rows)))


def messages_of(case: Case) -> list[Contact]:
    """The first that came from the client, in order; read once for a page that only reads."""
    rows = case.contacts.filter(direction="in").order_by("at", "pk")
    return list(read_once(("messages", case.pk), lambda: list(rows[:FIRST])))


def asked_in(case: Case) -> list[Asked]:
    """Every question of a case in order. While people have named one matter only, what the client asks with a question
    mark counts too: «Как её проверить?» is not answered by a word of the topic. Once they have told several questions
    apart, those are all."""
    rows = questions_of(case) or [CaseQuestion(case=case, text=case.subject)]
    named = [Asked(str(row.pk or 0), row.text.strip() or (row.topic.title if row.topic else ""), row) for row in rows]
    return named if len(rows) > 1 else [*named, *_own(case)]


def _own(case: Case) -> list[Asked]:
    first = next(iter(messages_of(case)), None)
    if first is None or "?" not in first.own_words:  # questions of a form are ours, not the client's
        return []
    document = Document(first.own_words[:20_000])
    sentences = [document.text[s.start : s.end].strip() for s in document.sentences]
    put = list(dict.fromkeys(s for s in sentences if s.endswith("?")))[:MOST]
    return [Asked(f"{OWN}{n}", " ".join(words.split())[:500], None) for n, words in enumerate(put, 1)]
