"""What a visitor said ahead may be about somebody of the house: whom it names neither reads it nor receives them. The
number in the hall and the name one is called by are no secret: the visitor stands there."""

from __future__ import annotations

from priemnaya.cases.actions.reading import Words, words_told
from priemnaya.cases.incoming import Matter
from priemnaya.people.models import Employee, Organisation, Substitution
from priemnaya.reception.models import Visit


def words_ahead(body: Organisation, about: str, name: str) -> Words:
    """Whom the words name; call it before anything is held."""
    return words_told(body, Matter(about.strip()), name) if about.strip() else Words()


def keep_words(visit: Visit, words: Words) -> None:
    """Of a saved visit, under its lock."""
    if words.waits:
        Visit.objects.filter(pk=visit.pk).update(unsought=True)
    if named := [n.employee for n in words.named if n.employee]:
        visit.closed_to.set(named)


def is_about(visit: Visit, who: Employee) -> bool:
    """The visitor's words name the employee, or whom they stand in for."""
    if not visit.about:
        return False
    people = {who.pk, *(one.pk for one in who.behind)}
    named = set(visit.closed_to.values_list("pk", flat=True))
    if not named:
        return False
    stands_in = Substitution.objects.now(who.organisation).filter(substitute_id__in=people)
    return bool(named & people) or stands_in.filter(employee__in=named).exists()


def heard(visit: Visit, who: Employee) -> str:
    """What the visitor said ahead, for this reader: nothing of what names them, or was not looked through yet."""
    return "" if visit.unsought or is_about(visit, who) else visit.about
