"""A lost code at the window: against an identity document a new one is given out, shown once (docs/trust.md)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop as _

from priemnaya.cases import texts
from priemnaya.cases.guard import must_lead
from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_case
from priemnaya.core.journal import record
from priemnaya.core.models import Event
from priemnaya.core.tokens import ALPHABET, digest, same
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.documents import sort_of
from priemnaya.people.models import Client, DocumentSeen, Employee, ProofLink
from priemnaya.people.proof import Level
from priemnaya.policy.contact_points import CHANNELS

from .deliver import send_to_client
from .veiling import Letter

DOCUMENTS = {
    "passport": _("паспорт гражданина России"),
    "temporary": _("временное удостоверение личности"),
    "military": _("военный билет или удостоверение личности военнослужащего"),
    "foreign": _("паспорт иностранного гражданина"),
    "residence": _("вид на жительство"),
    "refugee": _("удостоверение беженца"),
}
"""What proves at the window who somebody is. A closed list, so that nobody writes a number beside it."""
TWICE = dt.timedelta(minutes=1)
"""The same page sent again so soon is the same button pressed twice."""


def code_stamp(case: Case) -> str:
    """What a page knows of the code and of the client whom the document was compared with; another when either
    changes. Nothing can be learnt from it."""
    known = f"{case.code_digest}:{case.client_id}:{case.client.full_name if case.client else ''}"
    return salted_hmac("priemnaya.window", known, algorithm="sha256").hexdigest()[:32]


def why_no_code(case: Case) -> str:
    """Why nobody can get a new code of the case at the window; empty when somebody can."""
    if case.state == "review":
        return "Сообщение ещё на проверке. Сначала зарегистрируйте его."
    if case.client is None or not (case.client.surname or case.client.company):
        return "В деле нет имени клиента: сравнить документ не с чем. Новый код не выдаётся."
    return ""


@action("case.register")
@transaction.atomic
def renew_code(case: Case, *, document: str, compared: bool, stamp: str, page: str, by: Employee) -> str:
    """A new code against a document that an employee has seen and compared. Returns it, to be shown once.

    It ends what the old one opened: no browser keeps the case, no link that waits opens it; and the client hears of it
    where the case reaches them. stamp: `code_stamp` of the page; page: a random sign of that very page, from which its
    code comes, so that pressing twice gives one code. Raises Objection, Stale."""
    must_lead(case, by)  # an hour of emergency access must not become a code of the case
    lock_case(case)
    if document not in DOCUMENTS:
        raise Objection("Выберите, какой документ показал клиент: без него новый код не выдаётся.")
    if not compared:
        raise Objection("Сравните имя и фотографию в документе с тем, кто пришёл, и отметьте это.")
    code = _code_of(case, stamp, page)
    if same(code, case.code_digest) and _last(case, TWICE, by=by):
        return code
    client, why = case.client, why_no_code(case)
    if client is None or why:
        raise Objection(why)
    if stamp != code_stamp(case) or not page:
        raise Stale(_what_changed(case))
    Case.objects.filter(pk=case.pk).update(code_digest=digest(code), code_shown=True)
    ProofLink.objects.filter(opens__in=("case", "consent"), subject=case.pk).burn(timezone.now())
    see_document(client, DOCUMENTS[document], by=by)
    event = record("case.code_renewed", case, by=by, document=document)
    _tell_client(case, event)
    return code


def _code_of(case: Case, stamp: str, page: str) -> str:
    """The code that this page gives: 50 bits of the installation's secret, the page's own sign and the code before."""
    made = salted_hmac("priemnaya.window.code", f"{case.pk}:{stamp}:{page}", algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in made[:10])


def _last(case: Case, within: dt.timedelta, **by: Employee) -> Event | None:
    """The last time that somebody (by: this employee) gave out a code of the case, not longer ago than that."""
    rows = Event.objects.filter(verb="case.code_renewed", subject_type="case", subject_id=case.pk)
    if by:
        rows = rows.filter(actor_id=by["by"].pk)
    return rows.filter(at__gt=timezone.now() - within).order_by("-pk").first()


def code_renewed_at(case: Case, since: int) -> dt.datetime | None:
    """When a code of the case was last given out at the window after that second (Unix time)."""
    rows = Event.objects.filter(verb="case.code_renewed", subject_type="case", subject_id=case.pk)
    return (
        rows.filter(at__gte=dt.datetime.fromtimestamp(since, dt.UTC)).order_by("pk").values_list("at", flat=True).last()
    )


def _what_changed(case: Case) -> str:
    """For whoever comes with a stale page."""
    if last := _last(case, dt.timedelta(hours=1)):
        who = Employee.everyone.filter(pk=last.actor_id or 0).first()
        by = f" ({who})" if who else ""
        given = f"Новый код этого дела уже выдан {case.organisation.local(last.at):%d.%m.%Y в %H:%M}{by}."
        return f"{given} Если клиент его не получил, выдайте ещё один: прежний перестанет действовать."
    return (
        "Пока страница была открыта, у дела сменился код или клиент. Нового кода нет. Сравните документ с именем на"
        " этой странице и повторите."
    )


def _tell_client(case: Case, event: Event) -> None:
    """That a code was given out, without it: at every proved address of the case, so that a fraud is noticed; where
    there is none, as any notice of the case."""
    rows = case.addresses.filter(level__gt=Level.CLAIMED, channel__in=CHANNELS).order_by("id")
    letter = Letter(
        texts.subject(case, "code_renewed"),
        texts.letter_said(case, "code_renewed", day=texts.when(case, event.at)),
        notice="code_renewed",
        key=f"window-{event.pk}",
    )
    send_to_client(case, letter, to=list(rows.values_list("channel", "address")), by=None)


@action("case.register")
@transaction.atomic
def see_document(client: Client, sort: str, *, by: Employee) -> None:
    """An identity document was shown: its sort, never its number."""
    client = lock_living_card(client)
    DocumentSeen.objects.create(client=client, sort=sort_of(sort), seen_by=by)
