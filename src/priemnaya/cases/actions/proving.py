"""Proving a mailbox and taking one's matters over: links to the case's own address, what was done unproved
(docs/trust.md)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from priemnaya.cases.models import Case, CaseAddress, Contact, SecondApplicant, page_of, unread
from priemnaya.cases.numbers import as_number
from priemnaya.cases.own import speaks_for
from priemnaya.cases.states import lock_case
from priemnaya.core.journal import record
from priemnaya.core.tokens import same
from priemnaya.errors import Objection
from priemnaya.people.actions.cards import keep_back, lock_living_card, lock_living_cards
from priemnaya.people.actions.consents import give_consent, text_of
from priemnaya.people.actions.links import link_for, make_link, use_up
from priemnaya.people.actions.matching import suggest
from priemnaya.people.models import Client, Consent, Organisation, ProofLink
from priemnaya.people.proof import Address, Level
from priemnaya.people.reaching import normal
from priemnaya.policy import register

from .deliver import send_link
from .mailboxes import closed_to_mailbox, disown_case, own_case, prove_mailbox

register("provides", "case_tracking", "cases.actions.proving.open_by_link")


@transaction.atomic
def ask_card_link(organisation: Organisation, email: str) -> bool:
    """A link to «Мои дела» for whoever reads a mailbox that some case here was given, also as that of a second
    applicant. False when none was, or only one that no person has taken in: the page tells neither, or anybody could
    learn who writes to the body."""
    address = normal("email", email)
    known = CaseAddress.objects.filter(case__organisation=organisation, channel="email", address=address)
    known = known.exclude(unread("case__"))
    newest = known.select_related("case__organisation").order_by("-case_id").first() if address else None
    about = newest or seconds_of_mailbox(organisation, address).order_by("-case_id").first()
    if about is None:
        return False
    secret = make_link(organisation, "card", channel="email", address=address)
    send_link(about.case, address, secret, "card_link")
    return True


@transaction.atomic
def open_link(organisation: Organisation, secret: str, *, holder: bool = False) -> ProofLink:
    """Use up a link to a case or to all of a reader's: its address is proved where it leads, and nothing else. holder:
    whoever acts has this very case open by another proof. Raises Objection when it was used or is too old, is another
    kind's, or its address is the case's no more."""
    link = link_for(organisation, secret, "case", "card")
    _must_use_up(link)
    if link.opens == "case":
        case = Case.objects.select_related("client").get(pk=link.case)
        if closed_to_mailbox(case, link.address, link.channel) and not holder:
            raise Objection(OWNER_ONLY)
        prove_mailbox(case, Address(link.channel, link.address, "link"))
    elif not (
        cases_of_mailbox(organisation, link.address).exists() or seconds_of_mailbox(organisation, link.address).exists()
    ):
        raise Objection("Этот адрес уже ни в одном деле не стоит: открывать по нему нечего.")
    return link


OWNER_ONLY = (
    "Чьё это дело, мы знаем по документу или входу через сервис, а этот адрес никто не подтверждал. Войдите тем же"
    " способом или откройте дело по номеру и коду."
)


def _must_use_up(link: ProofLink) -> None:
    if not use_up(link):
        raise Objection("Ссылка уже открывалась или устарела. Попросите новую.")


@transaction.atomic
def disown_by_link(organisation: Organisation, secret: str) -> Case:
    """«Я этого не писал», by the link that came to that mailbox. Raises Objection."""
    link = link_for(organisation, secret, "case")
    _must_use_up(link)
    case = Case.objects.get(pk=link.case)
    disown_case(case, link.address)
    return case


def why_no_consent(case: Case) -> str:
    """Why nobody can be asked to confirm a consent by mail now, in words for the page; empty when somebody can."""
    if case.is_unread:
        return "Ваше сообщение сначала прочитает сотрудник, до этого писем по нему нет. Попробуйте позже."
    if not case.mailbox:
        return (
            "Согласие подтверждают по ссылке в письме, а адреса электронной почты в этом деле нет. Впишите его на"
            " странице дела: «Куда вам отвечать», «электронная почта»."
        )
    return ""


@transaction.atomic
def ask_consent_link(case: Case, purpose: str) -> None:
    """Anybody who knows a name and an address may stand behind an unproved case: the mailbox's reader confirms. Raises
    Objection without a mailbox."""
    text_of(case.organisation, purpose)
    if not_yet := why_no_consent(case):
        raise Objection(not_yet)
    address = case.mailbox
    _must_speak(case, address)
    body = case.organisation
    secret = make_link(body, "consent", channel="email", address=address, subject=case.pk, detail=purpose)
    send_link(case, address, secret, "consent_link")


@transaction.atomic
def confirm_consent(organisation: Organisation, secret: str, *, ip: str | None) -> bool:
    """The mailbox's reader agrees: the address is proved and the consent given. Raises Objection."""
    link = link_for(organisation, secret, "consent")
    _must_use_up(link)
    case = Case.objects.select_related("client__organisation").get(pk=link.case)
    if case.client is None:
        raise Objection("У дела нет клиента: согласие записать не на кого.")
    _must_speak(case, link.address)
    prove_mailbox(case, Address(link.channel, link.address, "link"))
    give_consent(case.client, link.detail, how="link", ip=ip)
    return True


def _must_speak(case: Case, address: str) -> None:
    """A consent is the card's: whoever reads the mailbox of one case gives it only where all of the card is theirs.
    Raises Objection."""
    if closed_to_mailbox(case, address):
        raise Objection("Личность клиента подтверждена: согласие даёт он сам. Войдите на странице «Мои дела».")
    if case.client and not speaks_for(case.client, address, case=case):
        raise Objection(
            "На карточке этого клиента есть и другие дела, и мы не знаем, ваши ли они: согласие за всю карточку по"
            " этому адресу дать нельзя. Войдите через сервис подтверждения личности или приходите с документом."
        )


def cases_of_mailbox(organisation: Organisation, address: str) -> QuerySet[Case]:
    """The cases that were given this mailbox, newest first, whoever gave it; which are the reader's own, `proved`
    says."""
    given = Case.objects.filter(organisation=organisation, addresses__channel="email", addresses__address=address)
    return given.distinct().order_by("-registered_at")


def seconds_of_mailbox(organisation: Organisation, address: str) -> QuerySet[SecondApplicant]:
    """Where another's application names whoever reads this mailbox beside them, and they have not refused."""
    rows = SecondApplicant.objects.filter(case__organisation=organisation, email=address).exclude(state="refused")
    rows = rows.exclude(unread("case__")).select_related("case__organisation").order_by("-case__registered_at")
    return rows if address else rows.none()


@transaction.atomic
def take_case_by_mailbox(case: Case, address: str) -> None:
    """«Это моё дело»: who has proved the mailbox says so of a case that was only told it. Raises Objection when we know
    whose it is."""
    if closed_to_mailbox(case, address):
        raise Objection(OWNER_ONLY)
    prove_mailbox(case, Address("email", address, "link"))
    own_case(case, address)


def claim_case(organisation: Organisation, number: str, code: str, client: Client) -> Case:
    """An identified client takes over what they wrote unproved: by its number and code; with the last case of a card go
    its consents. What a document or another identity proves stays where it is, and people decide. Raises Objection."""
    with transaction.atomic():
        case = Case.objects.filter(organisation=organisation, number=as_number(number)).first()
        if case is None or not same(code, lock_case(case).code_digest):
            raise Objection("Номер или код не подходят. Проверьте их и попробуйте ещё раз.")
        client = _hold(case, client)
        proved = case.client != client and case.owner_proved
        if not proved:
            _take_over(case, client)
        elif case.client:
            suggest(client, case.client, "клиент назвал номер и код дела этой карточки")
    if proved:
        raise Objection(
            "У этого дела уже есть клиент, чья личность подтверждена, поэтому по коду его не забрать. Если это вы,"
            " приходите с документом: сотрудник объединит ваши карточки. Мы ему об этом уже сказали."
        )
    return case


def _hold(case: Case, client: Client) -> Client:
    """The card that lives for `client`, held together with the one the case leaves: what goes over with a last case
    is what stands there now. The case is held already, so its card is joined to no other meanwhile."""
    if case.client is None:
        return lock_living_card(client)
    client, case.client = lock_living_cards(client, case.client)
    return client


def _take_over(case: Case, client: Client) -> None:
    before = case.client
    case.client, case.level = client, Level.IDENTIFIED
    Case.objects.filter(pk=case.pk).update(client=client, level=case.level)
    if before == client:
        return
    Contact.objects.filter(pk__in=page_of(case).values("pk")).update(client=client)
    record("case.claimed", case, by=None, client=client.pk)
    if before is None:
        return
    keep_back(before, client)
    if not before.cases.exists():
        Consent.objects.filter(client=before).update(client=client)
    suggest(client, before, "клиент взял себе дело этой карточки по номеру и коду")
