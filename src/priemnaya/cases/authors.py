"""Whether two cases are proved to be of one author (docs/trust.md, «Joining cases»). A card tells nothing of it by
itself: employees join cards, and a name or a mailbox may be typed by anybody."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from priemnaya.errors import Objection
from priemnaya.people.proof import Level

from .models import Case, CaseAddress, Contact, on_page


def claims(case: Case, address: str) -> QuerySet[Contact]:
    """Messages nobody has proved to have written: those that say they came from this mailbox, and the one that opened
    the case and named it."""
    own = Contact.objects.filter(on_page(case), direction="in")
    first = own.order_by("at", "pk").values_list("pk", flat=True)[:1]
    theirs = Q(sender__iexact=address) | Q(pk__in=list(first), sender="")
    return Contact.objects.filter(theirs, pk__in=own.values("pk"), level=Level.CLAIMED)


def one_author(case: Case, other: Case) -> bool:
    """The same proved card, and both cases at that proof; or both prove one address whose reader wrote them; or one was
    taken out of the other: who opens the first opens it too."""
    if case.client_id != other.client_id or _disowned(case, other) or _disowned(other, case):
        return False
    if case.taken_out_of_id == other.pk or other.taken_out_of_id == case.pk:
        return True
    if case.client and case.client.is_proved and case.identified and other.identified:
        return True
    shared = set(_written_from(case)) & set(_written_from(other))
    return any(not (claims(case, a).exists() or claims(other, a).exists()) for _, a in shared)


def _written_from(case: Case) -> list[tuple[str, str]]:
    """Its addresses that are proved."""
    proved = CaseAddress.objects.filter(case=case, level__gt=Level.CLAIMED)
    return list(proved.values_list("channel", "address"))


def _disowned(case: Case, other: Case) -> bool:
    """The reader of a mailbox of one has said «Я этого не писал» of the other."""
    foreign = other.foreign_addresses.values("address")
    return case.addresses.filter(channel="email", address__in=foreign).exists()


def must_be_of_one_author(case: Case, into: Case) -> None:
    """Raises Objection: the words of one would be answered to another."""
    if not one_author(case, into):
        raise Objection(
            f"Не доказано, что дела {case.number} и {into.number} написал один человек: ответ на слова одного ушёл бы"
            " другому. Нажмите «Связать» и ответьте по каждому делу. Объединить можно, когда обоих авторов"
            " подтверждает один и тот же вход, документ или почтовый ящик."
        )
    if case.level > into.level:
        raise Objection(
            f"Автор дела {case.number} подтверждён надёжнее, чем автор дела {into.number}. Откройте дело {into.number}"
            f" и присоедините его к делу {case.number}."
        )


def page_case(case: Case, living: Case) -> Case:
    """The case whose places and page a letter of `case` keeps: the one its matter is in now, when both are of one
    author; else its own, as for cases joined before that was asked."""
    return living if case.pk == living.pk or one_author(case, living) else case


def joined_strangers(case: Case) -> list[Case]:
    """Of what was joined to a case, by whatever way, that of which nobody has proved that its author is the same: it
    was joined before that was asked, or the proof is gone since. Its words stand here, its answer goes elsewhere."""
    level, found = [case], list[Case]()
    while level := list(Case.objects.filter(merged_into__in=level).select_related("client").order_by("pk")):
        found += [one for one in level if not one_author(one, case)]
    return found
