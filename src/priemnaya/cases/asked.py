"""What a case asks: the questions people named on it, and those the client put with a question mark."""

from __future__ import annotations

from dataclasses import dataclass

from priemnaya.plain.document import Document

from .models import Case, CaseQuestion

OWN = "m"
"""A client's own question is known by this letter and its number in the message."""
MOST = 6


@dataclass(frozen=True)
class Asked:
    """A question with the key under which a reply says of it. row: the one that people named; None for words of the
    message."""

    key: str
    words: str
    row: CaseQuestion | None = None


def asked_in(case: Case) -> list[Asked]:
    """Every question of a case in order. While people have named one matter only, what the client asks with a question
    mark counts too: «Как её проверить?» is not answered by a word of the topic. Once they have told several questions
    apart, those are all."""
    rows = list(case.questions.select_related("topic").order_by("pk")) or [CaseQuestion(case=case, text=case.subject)]
    named = [Asked(str(row.pk or 0), row.text.strip() or (row.topic.title if row.topic else ""), row) for row in rows]
    return named if len(rows) > 1 else [*named, *_own(case)]


def _own(case: Case) -> list[Asked]:
    first = case.contacts.filter(direction="in").order_by("at", "pk").first()
    if first is None or "?" not in first.own_words:  # questions of a form are ours, not the client's
        return []
    document = Document(first.own_words[:20_000])
    sentences = [document.text[s.start : s.end].strip() for s in document.sentences]
    put = list(dict.fromkeys(s for s in sentences if s.endswith("?")))[:MOST]
    return [Asked(f"{OWN}{n}", " ".join(words.split())[:500], None) for n, words in enumerate(put, 1)]
