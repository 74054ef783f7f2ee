"""Personal data in the tables of outreach: what clients said of answers and services, and who was sent a mailing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat

from priemnaya.core.erasure import COPIES, NAMES, OPINIONS, Exported, Held, Keeper, Subjects, keeps
from priemnaya.core.models import Delivery
from priemnaya.people.models import Client
from priemnaya.policy.contact_points import title_of

from .models import ImprovementMeasure, MailingRecipient, PortalRating, SurveyAnswer


def _ratings(subjects: Subjects) -> QuerySet[PortalRating]:
    """Of the cases; and old ones that came with no case, because the portal does not say whose they are."""
    loose = Q(organisation_id=subjects.organisation_id, case=None, at__lt=subjects.before)
    return PortalRating.objects.filter(Q(case__in=subjects.of("case")) | loose)


def _gather(subjects: Subjects) -> None:
    """What was promised about a case ends with it."""
    measures = ImprovementMeasure.objects.filter(case__in=subjects.of("case"))
    subjects.add("improvementmeasure", measures.values_list("pk", flat=True))


def _recipients(subjects: Subjects) -> QuerySet[MailingRecipient]:
    return MailingRecipient.objects.filter(client__in=subjects.of("client"))


def _letters(subjects: Subjects) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=_recipients(subjects).exclude(delivery=None).values("delivery"))


def _export(client: Client) -> Iterator[Exported]:
    for answer in SurveyAnswer.objects.filter(reply__case__client=client).select_related("reply__case"):
        scores = {"satisfaction": answer.satisfaction, "ease": answer.ease, "politeness": answer.politeness}
        said = f"Удовлетворённость: {answer.satisfaction} из 5"
        if answer.ease:
            said += f". Лёгкость: {answer.ease} из 7"
        if answer.politeness:
            said += f". Вежливость: {answer.politeness} из 5"
        if answer.got_result:
            said += f". Результат получен: {answer.get_got_result_display()}"
        facts = {"kind": "survey", "case": answer.reply.case.number, **scores, "got_result": answer.got_result}
        meta = f"{title_of(answer.point)}, от клиента, дело {answer.reply.case.number}"
        yield Exported(answer.at, "Оценка ответа", meta, f"{said}\n{answer.comment}".strip(), facts=facts)
    for rating in PortalRating.objects.filter(case__client=client).select_related("case"):
        assert rating.case is not None
        facts = {"kind": "rating", "case": rating.case.number, "stars": rating.stars, "service": rating.service}
        meta = f"{title_of(rating.system)}, от клиента, дело {rating.case.number}"
        text = f"{rating.stars} из 5. Услуга: {rating.service}\n{rating.comment}".strip()
        yield Exported(rating.at, "Оценка на портале", meta, text, facts=facts)
    sent = MailingRecipient.objects.filter(Q(client=client) | Q(client__merged_into=client))
    for row in sent.select_related("mailing", "delivery"):
        at = (row.delivery and (row.delivery.sent_at or row.delivery.created_at)) or row.mailing.created_at
        meta = f"рассылка, клиенту, {row.address}" + (
            f", {row.delivery.get_state_display()}" if row.delivery else ", не отправлена"
        )
        facts = {"kind": "mailing", "address": row.address, "delivery": row.delivery.state if row.delivery else None}
        yield Exported(at, row.mailing.subject, meta, row.mailing.text, facts=facts)
        if row.unsubscribed_at:
            facts = {"kind": "unsubscribed"}
            yield Exported(
                row.unsubscribed_at, f"Отписка от рассылки: {row.mailing.subject}", "от клиента", facts=facts
            )


keeps(
    Keeper(
        "outreach",
        held=(
            Held("core.Delivery", ("address", "payload", "error"), COPIES, _letters),
            Held("outreach.MailingRecipient", ("address", "consent"), NAMES, _recipients),
            Held(
                "outreach.SurveyAnswer",
                ("comment",),
                OPINIONS,
                lambda s: SurveyAnswer.objects.filter(reply__case__in=s.of("case")),
            ),
            Held(
                "outreach.PortalRating",
                ("comment", "external_id"),
                OPINIONS,
                _ratings,
                put={"external_id": Concat(Value("gone-"), Cast("pk", CharField()))},
            ),
            Held(
                "outreach.ImprovementMeasure",
                ("text", "result"),
                OPINIONS,
                lambda s: ImprovementMeasure.objects.filter(case__in=s.of("case")),
            ),
        ),
        gather=_gather,
        export=_export,
    )
)
