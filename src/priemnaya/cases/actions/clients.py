"""Joining two cards of one client: a person decides, nothing is lost, nothing opens by it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.cases.guard import must_see_all
from priemnaya.cases.joining import NEEDS_DOCUMENT, TWO_PEOPLE, both_sure, seen_of
from priemnaya.cases.states import lock_cards_whole
from priemnaya.core.journal import record
from priemnaya.core.settings_kept import UNSEEN, must_stand, token
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_cards, lock_living_card
from priemnaya.people.actions.consents import WITHDRAWN, active, give_consent
from priemnaya.people.client_kinds import kinds_of
from priemnaya.people.models import CardMerge, Client, Employee, MergeSuggestion, Organisation
from priemnaya.people.models.clients import INTERNAL
from priemnaya.policy.vocabulary.needs import HEALTH
from priemnaya.policy.vocabulary.needs import TITLES as NEEDS

from .moving import move_back, move_card
from .window import see_document


@action("case.register")
@transaction.atomic
def merge_clients(client: Client, into: Client, *, by: Employee, seen: str = "", document: str = "") -> None:
    """Move everything of a client to another of the same body. It opens nothing to anybody that was closed before
    (cases/own.py), and can be taken back. seen: the two cards as they were shown (joining.seen_of); document: the sort
    of the one the client showed, needed when both are proved. Raises Objection, NotAllowed when some case is closed to
    the employee, and Stale when a card has changed: two who merge the same cards crosswise must not make each the
    other's."""
    if client.organisation_id != into.organisation_id or client.pk == into.pk:
        raise Objection("Объединить можно две разные карточки одного органа.")
    lock_cards_whole(client, into)
    must_see_all(client, into, by=by)
    if client.merged_into_id or into.merged_into_id:
        raise Stale("Одну из этих карточек уже объединил другой сотрудник. Обновите страницу.")
    if seen and seen != seen_of(client, into):
        raise Stale("Пока вы читали, одна из карточек изменилась. Сравните их ещё раз: ниже они такие, как сейчас.")
    _must_be_one(client, into, document, by)
    move_card(client, into, by=by)
    MergeSuggestion.objects.filter(client=client, other=into).update(decided="same")
    MergeSuggestion.objects.filter(client=into, other=client).update(decided="same")
    record("client.merged", client, by=by, into=into.pk)


def _must_be_one(client: Client, into: Client, document: str, by: Employee) -> None:
    """Two identities are two people; two proved cards are one person's when a document says so. Raises Objection."""
    if client.identity and into.identity:
        raise Objection(TWO_PEOPLE)
    if both_sure(client, into):
        if not document.strip():
            raise Objection(NEEDS_DOCUMENT)
        see_document(into, document, by=by)


@action("case.register")
@transaction.atomic
def keep_apart(suggestion: MergeSuggestion, *, by: Employee) -> None:
    """A person says these are two clients: the suggestion is not made again. Raises Stale when it was decided or a card
    was joined, NotAllowed when some case is closed to them."""
    lock_cards(suggestion.client, suggestion.other)
    must_see_all(suggestion.client, suggestion.other, by=by)
    if suggestion.client.merged_into_id or suggestion.other.merged_into_id:
        raise Stale("Одну из этих карточек уже объединил другой сотрудник. Обновите страницу.")
    if not MergeSuggestion.objects.filter(pk=suggestion.pk, decided="").update(decided="different"):
        raise Stale("Об этих карточках уже решил другой сотрудник. Обновите страницу.")
    record("client.kept_apart", suggestion.client, by=by, other=suggestion.other_id)


@action("case.register")
@transaction.atomic
def part_cards(merge: CardMerge, *, by: Employee) -> None:
    """Take a joining back: each card gets what was its own; what came since stays where its author is proved. Raises
    Stale when it was taken back, Objection when the card was joined further, NotAllowed when some case is closed to
    the employee."""
    client, into = merge.client, merge.into
    lock_cards_whole(client, into)
    must_see_all(client, into, by=by)
    if into.merged_into_id:
        raise Objection("Эту карточку потом объединили ещё раз. Сначала разъедините последнее объединение.")
    now = timezone.now()
    if not CardMerge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=now) or client.merged_into_id is None:
        raise Stale("Эти карточки уже разъединил другой сотрудник. Обновите страницу.")
    move_back(client, into, merge.moved)
    MergeSuggestion.objects.filter(client__in=(client, into), other__in=(client, into)).update(decided="different")
    record("client.parted", client, by=by, other=into.pk)


AUDIENCES = {"layman": "гражданин", "firm": "организация", "specialist": "специалист"}


@action("case.register")
@transaction.atomic
def describe_client(
    client: Client,
    kind: str,
    needs: Sequence[str],
    works_at: int | None,
    *,
    by: Employee,
    seen: str = "",
    agreed: str = "",
) -> None:
    """Of which kind they are, what help they need, and, for staff, where they work: the body or one of its
    institutions. seen: `described(client)` of the page that asks; agreed: how the client has agreed just now that data
    on their health are kept. Raises Objection, Stale."""
    body = client.organisation
    if kind not in kinds_of(body):
        raise Objection("Выберите вид клиента из списка.")
    if unknown := set(needs) - set(NEEDS):
        raise Objection(f"Такой потребности в списке нет: {', '.join(sorted(unknown))}.")
    places = Organisation.objects.filter(Q(pk=body.pk) | Q(parent_id=body.pk))
    place = places.filter(pk=works_at).first() if works_at else None
    if works_at and (place is None or kind not in INTERNAL):
        raise Objection("Место работы указывают у сотрудников: сам орган или его учреждение.")
    client = client.living
    lock_cards_whole(client)  # with its cases: what they owe may hang on the kind
    if client.merged_into_id:
        raise Stale("Карточку уже объединили с другой. Обновите страницу.")
    if seen and seen != described(client):
        now = "; ".join(filter(None, _told(client)))
        if seen == UNSEEN:
            raise Stale(
                f"Форма не сказала, что на ней было. Сейчас записано: {now}. Обновите страницу и запишите снова."
            )
        raise Stale(f"Пока страница была открыта, сведения о клиенте изменили: {now}. Проверьте и запишите снова.")
    _may_keep(client, needs, agreed, by)
    client.kind, client.special_needs, client.works_at = kind, [n for n in NEEDS if n in set(needs)], place
    client.save(update_fields=["kind", "special_needs", "works_at"])
    record("client.described", client, by=by, kind=kind)


def _may_keep(card: Client, needs: Sequence[str], agreed: str, by: Employee) -> None:
    """Data on health are kept by a consent alone (152-ФЗ ст. 10). Raises Objection."""
    if HEALTH.isdisjoint(needs):
        return
    if active(card, HEALTH_CONSENT) is None and agreed:
        give_consent(card, HEALTH_CONSENT, how=agreed, by=by)
    if active(card, HEALTH_CONSENT) is None:
        raise Objection(
            "Сведения о здоровье хранят только с письменного согласия клиента. Дайте ему подписать текст согласия ниже,"
            " отметьте, как он согласился, и запишите снова."
        )


def forget_health(client: Client, purpose: str) -> None:
    """The consent is taken back: at once nothing of the client's health stands on the card."""
    if purpose != HEALTH_CONSENT:
        return
    card = lock_living_card(client)
    if HEALTH.isdisjoint(card.special_needs):
        return
    card.special_needs = [name for name in card.special_needs if name not in HEALTH]
    card.save(update_fields=["special_needs"])
    record("client.needs_forgotten", card, by=None)


HEALTH_CONSENT = "health"
WITHDRAWN.append(forget_health)


def described(client: Client) -> str:
    """A token of all that the form of a card writes."""
    return token({"kind": client.kind, "at": str(client.works_at_id), "needs": ",".join(client.special_needs)})


def _told(client: Client) -> list[str]:
    return [
        str(kinds_of(client.organisation).get(client.kind, client.kind)),
        client.works_at.short if client.works_at else "",
        ", ".join(str(NEEDS.get(n, n)) for n in client.special_needs),
    ]


def audience_told(client: Client) -> dict[str, str]:
    return {"Кто читает письма": AUDIENCES.get(client.audience, "")}


@action("case.work")
@transaction.atomic
def set_audience(client: Client, audience: str, *, by: Employee, seen: str = "") -> None:
    """Who reads the letters of this client: the checker asks less of a text for a firm or a specialist. seen: the token
    of `audience_told` of the page that asks. Raises Objection, Stale."""
    if audience not in AUDIENCES:
        raise Objection("Такого читателя нет в списке.")
    client = lock_living_card(client)
    must_stand(audience_told(client), seen)
    client.audience = audience
    client.save(update_fields=["audience"])
    record("client.audience_set", client, by=by, audience=audience)
