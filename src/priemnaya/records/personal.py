"""Personal data in the tables of records: histories made for a client, and what people wrote on holds and proposals."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from priemnaya.core.erasure import COPIES, DESK, Held, Keeper, Subjects, keeps
from priemnaya.core.models import Notice

from .models import DisposalAct, HistoryExport, LegalHold


def _gather(subjects: Subjects) -> None:
    """A history of a client holds the cases that go, also when the client stays."""
    rows = HistoryExport.objects.filter(
        Q(client__cases__in=subjects.of("case")) | Q(client__in=subjects.of("client")),
    )
    subjects.add("historyexport", rows.exclude(state="waiting").values_list("pk", flat=True))


def _notices(subjects: Subjects) -> QuerySet[Notice]:
    """«История клиента собрана» names the client."""
    cards = HistoryExport.objects.filter(pk__in=subjects.of("historyexport")).values_list("client_id", flat=True)
    pages = [f"/w/clients/{pk}/" for pk in {*cards, *subjects.of("client")}]
    return Notice.objects.filter(organisation_id=subjects.organisation_id, path__in=pages)


def _rejected(subjects: Subjects) -> QuerySet[DisposalAct]:
    """Why earlier proposals were turned down: people name a client there («судится с нами»)."""
    rows = DisposalAct.objects.filter(organisation_id=subjects.organisation_id, state="rejected")
    cases = subjects.of("case")
    return rows.filter(pk__in=[a.pk for a in rows if not cases.isdisjoint(a.case_ids)])


keeps(
    Keeper(
        "records",
        held=(
            Held("core.Notice", ("text", "path"), DESK, _notices, delete=True),
            Held(
                "records.HistoryExport",
                ("file", "error"),
                COPIES,
                lambda s: HistoryExport.objects.filter(pk__in=s.of("historyexport")),
                put={"state": "expired"},
            ),
            Held(
                "records.LegalHold",
                ("reason",),
                DESK,
                lambda s: LegalHold.objects.filter(client__in=s.of("client")),
            ),
            Held("records.DisposalAct", ("why_rejected",), DESK, _rejected),
        ),
        gather=_gather,
    )
)
