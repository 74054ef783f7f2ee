"""Personal data on paper: scans with what was recognised, and to whom letters went by post."""

from __future__ import annotations

from collections.abc import Iterator

from priemnaya.core.erasure import MESSAGES, NAMES, Exported, Held, Keeper, Subjects, keeps
from priemnaya.core.models import Delivery
from priemnaya.people.models import Client

from .models import PostItem, Scan


def _gather(subjects: Subjects) -> None:
    subjects.add("scan", Scan.objects.filter(case__in=subjects.of("case")).values_list("pk", flat=True))


def _letters(cases: set[int]) -> list[int]:
    return list(Delivery.objects.filter(subject_type="case", subject_id__in=cases).values_list("pk", flat=True))


def _export(client: Client) -> Iterator[Exported]:
    """Letters handed to the post: to whom, where, under which number."""
    letters = _letters(set(client.cases.values_list("pk", flat=True)))
    for row in PostItem.objects.filter(delivery__in=letters).select_related("post_list"):
        track = f"трек-номер {row.track}" if row.track else "простое письмо"
        text = f"Кому: {row.recipient}\nКуда: {row.address}"
        facts = {"kind": "posted", "list": row.post_list.number, "track": row.track}
        yield Exported(row.post_list.at, f"Письмо отдано на почту, {track}", row.post_list.number, text, facts=facts)


keeps(
    Keeper(
        "paper",
        held=(
            Held(
                "paper.PostItem",
                ("recipient", "address", "track"),
                NAMES,
                lambda s: PostItem.objects.filter(delivery__in=_letters(s.of("case"))),
            ),
            Held(
                "paper.Scan",
                ("name", "file", "text", "problem"),
                MESSAGES,
                lambda s: Scan.objects.filter(pk__in=s.of("scan")),
                delete=True,
            ),
        ),
        gather=_gather,
        export=_export,
    )
)
