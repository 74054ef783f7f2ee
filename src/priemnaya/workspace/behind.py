"""What stands behind a figure besides cases: the duties of the body, each with its period, who answered for it, what
shows it and how late it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.core.models import Obligation
from priemnaya.people.duties import BODY, answering, phrase_of
from priemnaya.people.models import DutyProof, Employee, Organisation
from priemnaya.policy.vocabulary.events import to_do
from priemnaya.programme.went import duty_of, proof_of
from priemnaya.ui.going import duty_words

SORTS = {
    "article": gettext_lazy("статьи базы знаний"),
    "articleversion": gettext_lazy("статьи базы знаний"),
    "service": gettext_lazy("услуги каталога"),
    "mailing": gettext_lazy("рассылки"),
    "client": gettext_lazy("карточки клиентов"),
    "call": gettext_lazy("разговоры по телефону"),
    "callback": gettext_lazy("обещанные звонки"),
}


@dataclass(frozen=True)
class DutyRow:
    """who: whoever said it, else whoever answers for it; went: how late it was, or that nobody said anything."""

    owed: Obligation
    what: str
    who: str
    proof: DutyProof | None
    went: str
    well: bool


def duty_rows(owed: Iterable[Obligation], body: Organisation) -> list[DutyRow]:
    rows = list(owed)
    people = Employee.objects.in_bulk({o.responsible_id for o in rows if o.responsible_id})
    return [_row(o, body, people) for o in rows]


def _row(owed: Obligation, body: Organisation, people: dict[Any, Employee]) -> DutyRow:
    proof, duty = proof_of(owed), duty_of(owed, body)
    answers = proof.by if proof is not None else people.get(owed.responsible_id)
    what = phrase_of(owed) if owed.subject_type == BODY else to_do(owed.what, str(owed.rule.get("from", "")))
    who = answers.short_name if answers else _named(owed, body)
    return DutyRow(owed, what, who, proof, duty_words(duty, body), duty.kept is not False)


def _named(owed: Obligation, body: Organisation) -> str:
    """Whoever answers by the order, where nobody was named when it was opened."""
    people = answering(owed, body) if owed.subject_type == BODY else []
    return ", ".join(p.short_name for p in people) or _("никто не назначен")


def sorts(counts: dict[str, int]) -> list[tuple[str, int]]:
    """In words, each once."""
    found: dict[str, int] = {}
    for name, n in counts.items():
        title = str(SORTS.get(name, _("прочее")))
        found[title] = found.get(title, 0) + n
    return sorted(found.items())
