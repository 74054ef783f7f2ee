"""What words mean besides what they say: «земля» is «земельный участок» too. By the synonyms of the body, data of its
public search; what is found so comes after whatever has the words themselves."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.knowledge.search import vocabulary_of
from priemnaya.plain.sought import forms_of
from priemnaya.plain.words import fold

from .find import Answer, find_whole
from .sight import Sight
from .terms import Term, of_word
from .tsquery import Among

FEW = 20
"""Cases of one page: where the words themselves fill it, nothing is added."""
MOST = 100
"""Cases that are added after others: of more it is said that there are more."""


def add_meant(sight: Sight, rows: QuerySet[Case], answer: Answer, terms: list[Term]) -> None:
    """Cases where the same is said in other words, after those found."""
    few = not (answer.many or answer.told or len(answer.pks) >= FEW)
    if not (few or answer.in_part) or not (other := _other_words(sight, terms)):
        return
    if (found := find_whole(rows, other, sight)) is None:
        return
    if not answer.pks or answer.in_part:
        answer.rows, answer.pks, answer.many, answer.over = found.rows, found.pks, found.many, found.over
        answer.also, answer.told, answer.mended = other, [], {}
        answer.told.append(_("Самих этих слов не нашлось. Показаны дела, где то же сказано другими словами."))
        return
    added = _newest(found, answer.pks)
    if not added:
        return
    answer.pks += added[:MOST]
    answer.rows = rows.filter(Among("pk", answer.pks))
    answer.also = other
    if len(added) > MOST:
        answer.told.append(_("Последними — %d дел, где то же сказано другими словами; таких дел больше.") % MOST)
    else:
        answer.told.append(_("Последними — дела, где то же сказано другими словами."))


def _newest(found: Answer, known: list[int]) -> list[int]:
    """Up to one more than are added, of those that are not known yet: the best or, of very many, the newest."""
    if not found.many:
        return [pk for pk in found.pks if pk not in known][: MOST + 1]
    keys = found.rows.order_by("-registered_at", "-pk").values_list("pk", flat=True)
    return [pk for pk in keys[: MOST + 1 + len(known)] if pk not in known][: MOST + 1]


def _other_words(sight: Sight, terms: list[Term]) -> list[Term]:
    """The terms with what they mean in place of what they say; empty when they mean nothing else."""
    if any(t.number or t.name for t in terms):
        return []
    words = [fold(t.typed) for t in terms]
    found = vocabulary_of(sight.me.organisation, public=False).spoken.meant(words)
    instead = {n: one.means for one in found for n in one.places}
    return [_meaning(t, instead[n]) if n in instead else t for n, t in enumerate(terms)] if instead else []


def _meaning(term: Term, phrases: tuple[tuple[str, ...], ...]) -> Term:
    parts = {w: of_word(w)[0] for phrase in phrases for w in phrase}
    query = " | ".join("(" + " & ".join(parts[w].query for w in phrase) + ")" for phrase in phrases)
    return Term(term.typed, query, forms=frozenset(f for w in parts for f in forms_of(w)))
