"""Loading an edition of the classifier from a tab-separated file of code and title."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import transaction

from priemnaya.errors import Objection

from .models import CODE, ClassifierEdition, Topic

SHIPPED = Path(__file__).parent / "classifier.tsv"


@transaction.atomic
def load_classifier(
    path: Path = SHIPPED,
    *,
    name: str = "Типовой общероссийский тематический классификатор",
    since: dt.date = dt.date(2017, 11, 30),
) -> int:
    """Load an edition once; returns how many topics it has. Raises Objection with the line that is wrong."""
    edition, created = ClassifierEdition.objects.get_or_create(since=since, defaults={"name": name})
    if not created:
        return edition.topics.count()
    titles: dict[str, str] = {}
    topics = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        code, tab, title = line.partition("\t")
        if not tab or not CODE.match(code):
            raise Objection(
                f"{path.name}, строка {number}: нужны код вида 0001.0002.0003.0004 и название через табуляцию"
            )
        titles[code] = title
        parts = code.split(".")
        parents = [titles[".".join(parts[:n])] for n in range(1, len(parts)) if ".".join(parts[:n]) in titles]
        topics.append(
            Topic(edition=edition, code=code, title=title[:500], path=" › ".join(parents)[:1000], depth=len(parts))
        )
    Topic.objects.bulk_create(topics, batch_size=1000)
    return len(topics)
