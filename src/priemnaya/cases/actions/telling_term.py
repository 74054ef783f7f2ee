"""What one click sends to the client: the term of the answer, and where such a matter is filed. The page shows the
letter first; what was shown is what goes."""

from __future__ import annotations

import hashlib

from django.db import transaction

from priemnaya.cases import terms, texts
from priemnaya.cases.models import CASE_KINDS, Case
from priemnaya.cases.states import move_case, must_be_possible
from priemnaya.core.journal import record
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import register
from priemnaya.policy.contact_points import FILED_AS
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE, URGENT_REPLY

from .deliver import send_to_client
from .veiling import Letter
from .working import must_be_ahead, must_be_open

register("provides", "term_in_one_click", "cases.actions.telling_term.tell_term")


def letter_of_term(case: Case) -> Letter:
    """Raises Objection where there is no term to tell of, or its day has passed, Stale where nobody may promise one:
    the letter that ends the matter is on its way."""
    must_be_possible(case, "tell_term")
    owed = _owed(case)
    said = texts.term(case, owed.due_at, owed.provisional)
    return Letter(texts.subject(case, "term"), said, notice="term", extra=terms.promises(owed))


def letter_of_ways(case: Case, kind: str) -> Letter:
    """Raises Objection for a kind that any point takes."""
    if kind not in CASE_KINDS:
        raise Objection("Выберите вид дела.")
    function = FILED_AS.get(kind)
    if function is None:
        raise Objection("Такое сообщение принимается в любой точке: отправлять клиента никуда не нужно.")
    return Letter(texts.subject(case, "ways_to_file"), texts.how_to_file(case, function), notice="ways_to_file")


def shown(letter: Letter) -> str:
    """A token of the letter as the page showed it."""
    return hashlib.sha256(f"{letter.subject}\n{letter.text}".encode()).hexdigest()[:16]


def _must_be_as_shown(letter: Letter, seen: str) -> None:
    """Raises Stale when the words have changed since the page showed them: nobody sends what they have not read."""
    if seen and seen != shown(letter):
        raise Stale("Пока вы читали письмо, дело изменилось, и письмо теперь другое. Прочитайте его и отправьте снова.")


def _owed(case: Case) -> Obligation:
    owed = (
        Obligation.objects.about("case", case.pk)
        .open()
        .filter(what__in=(REPLY_ON_SUBSTANCE, URGENT_REPLY))
        .order_by("due_at")
        .first()
    )
    if owed is None:
        raise Objection("По этому делу ответ уже дан: срока, о котором сообщать, нет.")
    must_be_ahead(case, owed, "Ответьте сейчас или продлите срок, если закон это позволяет.")
    return owed


@action("case.work")
@transaction.atomic
def tell_term(case: Case, *, by: Employee, seen: str = "") -> None:
    """One click: the client is told by when the answer comes (udmurtia-mio 3.5, part 2). seen: `shown` of the letter
    that the page had. Raises Objection without a term, Stale when the letter is another now or the same was written a
    moment ago."""
    move_case(case, "tell_term")
    letter, owed = letter_of_term(case), _owed(case)
    _must_be_as_shown(letter, seen)
    send_to_client(case, letter, by=by)
    owed.told_due_at = owed.due_at
    owed.save(update_fields=["told_due_at"])
    record("case.term_told", case, by=by)


@action("case.work")
@transaction.atomic
def tell_ways_to_file(case: Case, kind: str, *, by: Employee, seen: str = "") -> None:
    """The client filed at a point that does not take such a matter: where it does (novosibirsk-okn 2.1.3). Raises
    Objection, Stale."""
    must_be_open(case)
    letter = letter_of_ways(case, kind)
    _must_be_as_shown(letter, seen)
    send_to_client(case, letter, by=by)
    record("case.told_ways_to_file", case, by=by, kind=kind)
