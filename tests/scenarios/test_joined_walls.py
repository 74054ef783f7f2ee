"""Who may see a case is said of the whole: of the one that lives and of all that was joined to it. A page of a joined
case decides nothing about it and leads to the one that lives (docs/trust.md)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Confidential, EmergencyAccess
from priemnaya.core.models import Event
from priemnaya.people.models import Employee

from ..breadth import sampled
from ..desk import looked_and_sent
from ..helpers import key_of, made_ready, undone, words_of
from .test_cards import desk
from .test_joined_cases import identified, joined

pytestmark = pytest.mark.django_db

WORD = "Усыновлениетайна"
REASON = {"reason": "тайна усыновления"}


@pytest.fixture
def pair(cast: Any) -> tuple[Case, Case]:
    """The one that lives, and what was joined to it."""
    living, other = identified(cast, "Первое"), identified(cast, f"{WORD} моя")
    joined(cast, other, living)
    return living, other


def presses(who: Employee, case: Case, door: str, *, look: bool = True, **sent: Any) -> str:
    return words_of(looked_and_sent(desk(who), f"/w/cases/{case.pk}/{door}/", sent, follow=look))


def opens(who: Employee, *cases: Case) -> list[int]:
    return [desk(who).get(f"/w/cases/{case.pk}/").status_code for case in cases]


def events(case: Case, verb: str) -> int:
    return Event.objects.filter(subject_type="case", subject_id=case.pk, verb=verb).count()


def test_on_the_page_of_a_joined_case_nothing_is_decided(cast: Any, pair: tuple[Case, Case]) -> None:
    named = cast.hire("ttwo", cast.udm, "Воробьянинов", "executor")
    for door in ("complained-of", "confide", "readers", "lift", "named"):
        with undone(door):
            _decides_nothing(cast, *pair, named, door)


def _decides_nothing(cast: Any, living: Case, other: Case, named: Any, door: str) -> None:
    sent: dict[str, Any] = {"person": named.pk, **REASON, "reader": cast.colleague.pk, "do": "dismiss"}
    if door == "named":
        presses(cast.registrar, living, "complained-of", person=named.pk, look=False)
        door = f"named/{other.named.get(employee=named).pk}"
    elif door in ("readers", "lift"):
        presses(cast.registrar, living, "confide", **REASON, look=False)
    before = list(Case.objects.order_by("pk").values_list("named__state", "confidential__readers__employee"))
    said = presses(cast.registrar, other, door, **sent)
    assert f"присоединено к делу № {living.number}" in said
    assert "Записано" not in said
    after = list(Case.objects.order_by("pk").values_list("named__state", "confidential__readers__employee"))
    assert after == before
    page = desk(cast.registrar).get(f"/w/cases/{other.pk}/").content.decode()
    assert not [url for url in ("/confide/", "/readers/", "/lift/", "/named/", "/complained-of/") if url in page]


def test_the_api_decides_nothing_on_a_joined_case_either(cast: Any, pair: tuple[Case, Case]) -> None:
    living, other = pair
    _, secret = key_of(cast.registrar, ["cases:register"])
    answer = desk(cast.registrar).post(
        f"/api/v1/cases/{other.number}/complained-of",
        {"login": cast.executor.username},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "named-on-joined"},
    )
    assert answer.status_code == 409
    assert living.number in answer.content.decode()
    assert not other.named.exists()


def test_confidence_said_later_holds_for_what_was_joined_and_is_lifted_with_it(
    cast: Any, pair: tuple[Case, Case]
) -> None:
    living, other = pair
    presses(cast.registrar, living, "confide", **REASON, look=False)
    assert opens(cast.colleague, living, other) == [404, 404]
    found = desk(cast.colleague).get(f"/w/cases/?state=all&q={WORD}").content.decode()
    assert other.number not in found
    assert opens(cast.registrar, living, other) == [200, 200]
    presses(cast.registrar, living, "readers", reader=cast.colleague.pk, look=False)
    assert opens(cast.colleague, living, other) == [200, 200]
    presses(cast.registrar, living, f"readers/{cast.colleague.pk}/drop", look=False)
    assert opens(cast.colleague, living, other) == [404, 404]
    presses(cast.registrar, living, "lift", look=False)
    assert opens(cast.colleague, living, other) == [200, 200]
    verbs = ("case.confided", "case.reader_named", "case.reader_dropped", "case.confidence_lifted")
    assert [events(other, verb) for verb in verbs] == [1, 1, 1, 1]


@sampled("hidden", [0, 1, 2], of=3)
def test_whichever_was_confidential_when_they_were_joined_all_are(cast: Any, hidden: int) -> None:
    cases = [identified(cast, f"Слова {n}-го") for n in range(3)]
    one, two, three = cases
    joined(cast, three, two)
    whose = two if cases[hidden] == three else cases[hidden]
    actions.confide_case(whose, "тайна усыновления", by=cast.registrar, readers=(cast.executor,))
    joined(cast, two, one)
    assert opens(cast.colleague, one, two, three) == [404, 404, 404]
    assert opens(cast.registrar, one, two, three) == [200, 200, 200]
    readers = {tuple(h.readers.order_by("employee").values_list("employee", flat=True)) for h in _hidden()}
    assert len(readers) == 1


def _hidden() -> list[Confidential]:
    return list(Confidential.objects.standing())


def test_the_emergency_door_opens_the_whole_by_either_number(cast: Any, pair: tuple[Case, Case]) -> None:
    living, other = pair
    presses(cast.registrar, living, "confide", **REASON, look=False)
    sent = {"number": other.number, "reason": "клиент в больнице, срок сегодня"}
    answer = desk(cast.colleague).post("/w/emergency/open/", sent)
    assert answer["Location"] == living.get_absolute_url()
    assert opens(cast.colleague, living, other) == [200, 200]
    assert set(EmergencyAccess.objects.values_list("case", flat=True)) == {living.pk, other.pk}
    assert events(other, "case.glass_broken") == events(living, "case.glass_broken") == 1
    told = desk(cast.head).get("/w/journal/emergencies/").content.decode()
    assert living.number in told
    again = desk(cast.colleague).post("/w/emergency/open/", sent, follow=True)
    assert "нет. Проверьте номер" in words_of(again)


def test_what_was_joined_lies_with_whoever_has_the_case(cast: Any) -> None:
    """Rights that end at the own department, and those of whoever has a confidential case, go by the case that lives."""
    one, two = cast.udm.units.order_by("pk")[:2]
    living, other = identified(cast, "Первое"), identified(cast, f"{WORD} моя")
    Case.objects.filter(pk=living.pk).update(unit=one, assignee=None)
    Case.objects.filter(pk=other.pk).update(unit=two, assignee=None)
    joined(cast, other, living)
    Employee.objects.filter(pk=cast.colleague.pk).update(unit=two, unit_only=True)
    assert opens(cast.colleague, living, other) == [404, 404]
    presses(cast.registrar, made_ready(living, cast.registrar), "assign", to=f"{cast.colleague.pk}", look=False)
    assert opens(cast.colleague, living, other) == [200, 200]
    presses(cast.registrar, living, "confide", **REASON, look=False)
    assert opens(cast.colleague, living, other) == [200, 200]
    presses(cast.registrar, living, "complained-of", person=cast.colleague.pk, look=False)
    assert set(Case.objects.values_list("assignee", flat=True)) == {None}


def test_what_was_joined_earlier_shares_the_walls_from_now_on(cast: Any, pair: tuple[Case, Case]) -> None:
    living, other = pair
    presses(cast.registrar, living, "complained-of", person=cast.executor.pk, look=False)
    presses(cast.registrar, living, "confide", **REASON, look=False)
    Case.objects.filter(pk=living.pk).update(assignee=cast.drafter)
    other.named.update(state="dismissed")
    Confidential.objects.filter(case=other).delete()
    assert opens(cast.executor, other) == opens(cast.colleague, other) == [200]
    for sql in import_module("priemnaya.cases.migrations.0018_a").JOINED_EARLIER * 2:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    assert opens(cast.colleague, other) == [404]
    assert opens(cast.registrar, other) == opens(cast.drafter, other) == [200]
    assert other.named.get().state == "confirmed"
    assert len({tuple(h.readers.values_list("employee", flat=True)) for h in _hidden()}) == 1


class TestNamesakes:
    """Two employees of one surname: the words of one case fit both."""

    @pytest.fixture
    def both(self, cast: Any) -> tuple[Employee, Employee]:
        a, b = (cast.hire(f"t{n}", cast.udm, "Воробьянинов", "executor") for n in (1, 2))
        return a, b

    def accused(self, cast: Any) -> Case:
        return identified(cast, "Инспектор Воробьянинов накричал на меня и выгнал из кабинета.")

    def confirms(self, cast: Any, case: Case, who: Employee, *, do: str = "confirm") -> str:
        row = case.named.get(employee=who)
        url = reverse("case_named", args=[case.pk, row.pk])
        return words_of(looked_and_sent(desk(cast.registrar), url, {"do": do, "reason": "это он"}, follow=True))

    def test_who_was_confirmed_on_the_joined_case_stays_so(self, cast: Any, both: tuple[Employee, Employee]) -> None:
        a, b = both
        case, other = self.accused(cast), identified(cast, "Ещё одна беда с вашим отделом.")
        presses(cast.registrar, other, "complained-of", person=b.pk, look=False)
        joined(cast, other, case)
        assert case.named.get(employee=b).state == "confirmed"
        assert "накричал" in case.named.get(employee=b).words
        assert events(case, "case.person_confirmed") == 1
        self.confirms(cast, case, a)
        for one in (case, other):
            assert dict(one.named.values_list("employee", "state")) == {a.pk: "confirmed", b.pk: "confirmed"}
        assert not {200} & set(opens(b, case, other))
        assert events(other, "case.person_confirmed") == 1
        assert "Записано" in self.confirms(cast, case, b, do="dismiss")  # a person says so, of the whole
        assert opens(b, case, other) == [200, 200]
        assert events(other, "case.person_dismissed") == 1

    def test_who_is_suspected_for_other_words_there_stays_so(self, cast: Any, both: tuple[Employee, Employee]) -> None:
        a, b = both
        case = self.accused(cast)
        other = identified(cast, "Плохо.", complained_of=b.pk)
        joined(cast, other, case)
        self.confirms(cast, case, a)
        assert case.named.get(employee=b).state == other.named.get(employee=b).state == "suspected"

    def test_who_is_named_by_the_same_words_only_is_dismissed_on_both(
        self, cast: Any, both: tuple[Employee, Employee]
    ) -> None:
        a, b = both
        case, other = self.accused(cast), self.accused(cast)
        joined(cast, other, case)
        self.confirms(cast, case, a)
        for one in (case, other):
            assert dict(one.named.values_list("employee", "state")) == {a.pk: "confirmed", b.pk: "dismissed"}
            assert events(one, "case.person_dismissed") == 1
        presses(cast.registrar, case, "complained-of", person=b.pk, look=False)  # and back again
        for one in (case, other):
            back = one.named.get(employee=b)
            assert (back.state, back.why) == ("confirmed", "")
