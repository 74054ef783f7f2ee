"""Of what and whom the reviews and the milestones of the knowledge base remind."""

from __future__ import annotations

from django.urls import reverse

from priemnaya.core.models import Obligation
from priemnaya.core.reminders import About, about
from priemnaya.people.duties import about_duty, answering
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.words import Staff
from priemnaya.policy.owed import KNOWLEDGE_FILLED, KNOWLEDGE_SKELETON

from .actions.articles import published
from .authorship import approvers
from .models import Section


@about("section")
def about_section(owed: Obligation) -> About | None:
    """The head of the section; when the review is near, also the authors of what is published there."""
    section = Section.objects.select_related("organisation", "head").filter(pk=owed.subject_id).first()
    if section is None:
        return None
    articles = published(section.organisation).filter(section=section).select_related("current__author")
    authors = [a.current.author for a in articles if a.current and a.current.author]
    head = approvers(section)
    return About(
        section,
        f"раздел «{section.title}»",
        reverse("knowledge_section", args=[section.slug]),
        head,
        near_also=authors,
        called=Staff(section.organisation).called(section.head),
    )


@about("organisation")
def about_body(owed: Obligation) -> About | None:
    """The editors of the knowledge base and who answers for it by the order; the heads when the day has passed."""
    body = Organisation.objects.filter(pk=owed.subject_id).first()
    if body is None:
        return None
    if owed.what not in (KNOWLEDGE_SKELETON, KNOWLEDGE_FILLED):
        return about_duty(owed, body)
    staff = list(Employee.objects.filter(organisation=body, is_active=True))
    named = answering(owed, body) if owed.rule.get("who") else []
    heads = [e for e in staff if e.may("knowledge.approve")]
    among = Staff(body)
    told = [e for word in owed.rule.get("told") or () for e in among.of(word)]
    return About(
        body,
        "база знаний",
        reverse("knowledge_board"),
        [*(e for e in staff if e.may("knowledge.edit") and e not in heads), *named],
        otherwise=heads,
        heads=[*heads, *told],
        near_also=told,
        called=among.called(),
    )
