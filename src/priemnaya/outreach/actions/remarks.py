"""What visitors say of an article: a vote, kept with it; or a matter of its own, when it seems to complain of somebody
who works here, so that it is kept from whom it names."""

from __future__ import annotations

import hashlib

from django.db import transaction

from priemnaya.cases.actions import receive_message
from priemnaya.cases.actions.reading import words_told
from priemnaya.cases.incoming import Arrival, Incoming, Matter
from priemnaya.knowledge.actions.articles import vote
from priemnaya.knowledge.models import Article
from priemnaya.people.models import Organisation


@transaction.atomic
def take_remark(organisation: Organisation, article: Article, helped: bool, comment: str) -> None:
    """Raises Objection."""
    comment = comment.strip()[:1000]
    found = words_told(organisation, Matter(comment), "") if comment else None
    if found is None or not (found.named or found.waits):
        vote(article, helped, comment)
        return
    vote(article, helped)
    text = f"Отзыв о статье «{article.title}» на портале.\n\n{comment}"
    key = f"remark:{article.pk}:{hashlib.sha256(comment.encode()).hexdigest()[:16]}"
    subject = f"Отзыв о статье: {article.title}"[:250]
    receive_message(organisation, Incoming(Arrival("site", key=key), Matter(text, subject=subject, kind="feedback")))
