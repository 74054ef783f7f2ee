"""A second applicant: named by whoever applies, sees what is asked in their name by a link of their own, and confirms
or refuses by themselves, once. Who has the link proves nothing of who they are: how each answered stands with the
answer (docs/trust.md, «Second applicant»)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.incoming import ServiceAsked, storable
from priemnaya.cases.models import Case, SecondApplicant
from priemnaya.cases.models.case import TO_SIGN
from priemnaya.cases.states import lock_living
from priemnaya.core.journal import notify, record
from priemnaya.core.models import Delivery
from priemnaya.core.tokens import api_digest, new_token
from priemnaya.errors import Faults, Objection, Stale
from priemnaya.people.acting import part
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import normal

from .deliver import send_to_place
from .leaving import living
from .reading import hear_beside, words_beside
from .veiling import Letter

LASTS = dt.timedelta(days=60)
"""For so long a link takes an answer; whoever applied may ask for another."""

WHY = 1000
"""Signs of why they refuse."""


@part
def name_second(case: Case, asked: ServiceAsked) -> str:
    """As the application names them. Returns the secret of their link; only its digest is kept."""
    secret = new_token()
    SecondApplicant.objects.create(
        case=case,
        who=asked.second_who[:120],
        name=storable(asked.second_name.strip())[:250],
        email=normal("email", asked.second_email)[:320],
        digest=api_digest(secret),
        until=timezone.now() + LASTS,
    )
    record("application.second_named", case, by=None)
    return secret


def second_url(organisation: Organisation, secret: str) -> str:
    return f"{settings.SITE_URL}/{organisation.slug}/second/{secret}/"


def second_waits(case: Case, secret: str) -> bool:
    """Whether this link is the one that answers: a newer one ends it."""
    return (
        bool(secret)
        and SecondApplicant.objects.filter(
            case=case, state="waits", digest=api_digest(secret), until__gt=timezone.now()
        ).exists()
    )


def second_of(organisation: Organisation, secret: str) -> SecondApplicant:
    """Whom a link belongs to, also when it was answered by. Raises Objection for one that is none, or no more."""
    rows = SecondApplicant.objects.select_related("case__organisation", "case__client", "case__service")
    found = rows.filter(case__organisation=organisation, digest=api_digest(secret)).first()
    if found is None:
        raise Objection(
            "Эта ссылка не действует: либо она скопирована не целиком, либо её заменили новой. Попросите новую ссылку у"
            " того, кто подал заявление."
        )
    return found


@transaction.atomic
def renew_second_link(case: Case, *, email: str | None = None) -> str:
    """A fresh link in place of the one before, to hand over. email: where it is to go from now on. Raises Objection,
    Stale where they have answered meanwhile."""
    second = _waited_for(case)
    secret = new_token()
    fresh = {"digest": api_digest(secret), "until": timezone.now() + LASTS}
    if email is not None:
        fresh["email"] = normal("email", email)[:320]
    if not SecondApplicant.objects.filter(pk=second.pk, state="waits").update(**fresh):
        raise Stale("Второй заявитель уже ответил: новая ссылка не нужна.")
    record("application.second_link", case, by=None)
    return secret


@transaction.atomic
def send_second_link(case: Case, secret: str) -> bool:
    """By mail, where a mailbox was given: the letter names nobody and tells nothing of the matter. False where none
    was."""
    second = _waited_for(case)
    if not second.email:
        return False
    subject, text = texts.veiled(case, "second_link", second_url(case.organisation, secret))
    letter = Letter(subject, text, notice="confirmation", secret=secret, bare=True)
    send_to_place(case, letter, ("email", second.email), key=second.letter_key, by=None)
    SecondApplicant.objects.filter(pk=second.pk, state="waits").update(sent_at=timezone.now())
    record("application.second_asked", case, by=None)
    return True


@transaction.atomic
def mail_second_link(case: Case, email: str) -> None:
    """A fresh link to this mailbox, with its letter, or neither: what stood before stays good where no letter may go.
    Raises Objection, Stale."""
    secret = renew_second_link(case, email=email)
    send_second_link(case, secret)


def second_unwanted(delivery: Delivery) -> str:
    """Why a letter to a second applicant must not leave any more; empty when it may, and for all other letters."""
    if not delivery.key.startswith("second-"):
        return ""
    case = Case.objects.get(pk=delivery.subject_id)
    waited = SecondApplicant.objects.filter(case=case, state="waits").first()
    if waited is None or not living(case).is_open:
        return "Второго заявителя уже ни о чём не спрашивают."
    return "" if waited.letter_key == delivery.key else "Ссылку в этом письме заменили новой."


def _waited_for(case: Case) -> SecondApplicant:
    """Raises Objection where nobody's word is waited for."""
    second = SecondApplicant.objects.filter(case=case).first()
    if second is None:
        raise Objection("В этом заявлении нет второго заявителя.")
    if second.state != "waits":
        raise Stale("Второй заявитель уже ответил: новая ссылка не нужна.")
    if not living(case).is_open or case.is_unread:
        raise Objection("По этому заявлению сейчас никого не спрашивают.")
    return second


@dataclass(frozen=True)
class Word:
    """What was answered. proved_name: as the provider of an identity names whoever sits here; empty where nobody was
    identified; client: the card of that identity."""

    agrees: bool
    why: str = ""
    proved_name: str = ""
    client: int | None = None


@transaction.atomic
def answer_second(organisation: Organisation, secret: str, word: Word) -> SecondApplicant:
    """Their word, once; of a case that was joined to another it is heard there. Raises Objection, Stale: also where it
    was said meanwhile, or the link was replaced."""
    second, now = second_of(organisation, secret), timezone.now()
    words = words_beside(second.case, word.why)
    case = lock_living(second.case)
    if not case.is_open:
        raise Objection("По этому заявлению уже решено: ответ второго заявителя больше не нужен.")
    if not second.opens(now):
        raise Stale("По этой ссылке уже ответили, или её срок вышел.")
    if word.client is not None and word.client == case.client_id:
        raise Objection("Вы вошли как тот, кто подал заявление. Второй заявитель отвечает сам: передайте ссылку ему.")
    why = "" if word.agrees else storable(word.why.replace("\r\n", "\n").strip())
    if len(why) > WHY:
        raise Faults({"why": f"Слишком длинно: знаков {len(why)}, а можно до {WHY}. Сократите и нажмите ещё раз."})
    said = SecondApplicant.objects.filter(pk=second.pk, state="waits", digest=second.digest, until__gt=now).update(
        state="confirmed" if word.agrees else "refused",
        how="provider" if word.proved_name else "link",
        proved_name=word.proved_name[:250],
        why=why,
        said_at=now,
    )
    if not said:
        raise Stale("По этой ссылке только что ответили. Обновите страницу: она покажет, что записано.")
    record("application.second_confirmed" if word.agrees else "application.second_refused", case, by=None)
    if not word.agrees:
        hear_beside(case, words)
    _tell(case, "подтвердил заявление" if word.agrees else "отказался от заявления")
    second.refresh_from_db()
    return second


def _tell(case: Case, said: str) -> None:
    """Who has the case hears of it, and who wrote the letter that waits for its signature without this word."""
    waiting = case.replies.filter(state__in=TO_SIGN).select_related("author").first()
    people = {p.pk: p for p in (case.assignee, waiting.author if waiting else None) if p is not None and p.is_active}
    path = f"{case.get_absolute_url()}reply/" if waiting else case.get_absolute_url()
    for person in people.values():
        notify(person, f"Второй заявитель {said}: дело № {case.number}", path, kind="client")
