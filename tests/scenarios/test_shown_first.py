"""What one click would send is shown first, by the deed itself; what goes is what was shown."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact
from priemnaya.core.models import Delivery, Event, Ruling
from priemnaya.core.settings_kept import token
from priemnaya.desk.actions import rules
from priemnaya.desk.actions.rules import told_of

from ..desk import Desk, Page
from ..helpers import case_of, made_ready
from .test_bulk import marked, said, shown

pytestmark = [pytest.mark.django_db]


def sent_by(page: Page) -> dict[str, str]:
    """What the form of the shown letter sends when «Отправить» is pressed."""
    [form] = html.fromstring(page.source).xpath("//main//form[@class='deeds']")
    fields = form.xpath(".//input[@type='hidden' and @name!='csrfmiddlewaretoken'] | .//button[@name='letters']")
    return {field.get("name"): field.get("value") for field in fields}


@pytest.mark.parametrize(
    ("deed", "typed", "words"),
    [
        ("clarify", {"question": "Какой у вас участок?"}, "Какой у вас участок?"),
        ("extend", {"days": "5", "reason": "Ждём ответа архива"}, "Ждём ответа архива"),
    ],
)
def test_the_letter_is_shown_then_goes_as_shown(cast: Any, deed: str, typed: dict[str, str], words: str) -> None:
    case = made_ready(case_of(cast.udm), cast.registrar)
    desk = Desk(cast.head)
    before = (Delivery.objects.count(), Contact.objects.count(), Event.objects.exclude(verb="case.viewed").count())
    page = desk.on(case, deed, **typed, look="1")
    assert words in page.text and case.number in page.text
    now = (Delivery.objects.count(), Contact.objects.count(), Event.objects.exclude(verb="case.viewed").count())
    assert now == before, "a look leaves nothing behind"
    form = sent_by(page)
    mended = desk.on(case, deed, **{**form, "mend": "1"})
    assert words in mended.source, "what was typed is in its field again"
    desk.on(case, deed, **form)
    assert words in Contact.objects.filter(direction="out").latest("pk").text


def test_what_stops_a_look_is_counted(cast: Any) -> None:
    """The letter is all a person sees of the deed before it is done: what the order stops there is stopped."""
    case = made_ready(case_of(cast.udm), cast.registrar)
    page = Desk(cast.head).on(case, "extend", days="300", reason="Ждём ответа архива", look="1")
    assert "59-ФЗ" in page.text
    kept = Ruling.objects.filter(subject_type="case", subject_id=case.pk, stopped=True)
    assert kept.exists() and not Delivery.objects.filter(subject_id=case.pk, payload__notice="extension").exists()


def test_another_letter_than_the_shown_one_does_not_go(cast: Any) -> None:
    """A colleague changed where the client is written to meanwhile."""
    case = made_ready(case_of(cast.udm, chosen_point="email", chosen_address="a@client.example"), cast.registrar)
    desk = Desk(cast.head)
    page = desk.on(case, "clarify", question="Какой у вас участок?", look="1")
    form = sent_by(page)
    actions.choose_point(case, "email", "b@client.example", by=cast.registrar)
    sent = Delivery.objects.count()
    refused = desk.on(case, "clarify", **form)
    assert "Ничего не отправлено" in refused.text and "Какой у вас участок?" in refused.source
    assert Delivery.objects.count() == sent


def test_a_macro_that_writes_goes_only_as_it_was_shown(cast: Any) -> None:
    """A head rewrites it while its reader decides; steps that write nothing are held to as well."""
    case, desk = case_of(cast.udm), Desk(cast.executor)
    steps = [{"do": "note", "value": "Спросили {number}"}, {"do": "clarify", "value": "Назовите номер договора."}]
    macro = rules.save_macro(cast.udm, "Спросить номер", steps, by=cast.head)
    asked = Contact.objects.filter(case=case, notice="clarification")
    page = desk.on(case, "macro", macro=macro.pk)
    assert "Назовите номер договора." in page.text and f"Спросили {case.number}" in page.text
    assert not asked.exists() and not case.notes.exists()
    form = sent_by(page)
    for other in ([steps[0], {**steps[1], "value": "Назовите ИНН."}], [{**steps[0], "value": "Иначе"}, steps[1]]):
        rules.save_macro(cast.udm, macro.name, other, by=cast.head, macro=macro, seen=token(told_of(macro)))
        assert "Ничего не отправлено" in desk.on(case, "macro", **form).text
        macro.refresh_from_db()
    rules.save_macro(cast.udm, macro.name, steps, by=cast.head, macro=macro, seen=token(told_of(macro)))
    desk.does(case, "macro", **form)
    assert asked.get().text.count("Назовите номер договора.") == 1 and case.notes.exists()


def test_a_macro_that_writes_nothing_is_done_at_once_and_braces_go_to_nobody(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.executor)
    note = rules.save_macro(cast.udm, "Заметка", [{"do": "note", "value": "Звонил"}], by=cast.head)
    desk.does(case, "macro", macro=note.pk)
    assert case.notes.exists()
    fee = rules.save_macro(cast.udm, "Плата", [{"do": "clarify", "value": "Плата {fee}, верно?"}], by=cast.head)
    assert "Нечего подставить: {fee}" in desk.on(case, "macro", macro=fee.pk).text
    assert not Contact.objects.filter(case=case, notice="clarification").exists()


def test_of_several_cases_only_the_shown_letters_go_and_stops_of_the_look_are_counted(cast: Any) -> None:
    one, other = case_of(cast.udm), case_of(cast.udm)
    desk = Desk(cast.head)
    shown(desk, marked([one, other], do="close", outcome="no_substance"))
    assert Ruling.objects.filter(subject_id__in=[one.pk, other.pk], stopped=True).exists()
    form = marked([one, other], do="close", outcome="no_substance", reason="Суть не ясна", notice="Мы не поняли.")
    _page, fields = shown(desk, form)
    assert "письмо стало другим" in said(desk, {**fields, "notice": "Мы поняли."})
    assert Case.objects.open().filter(pk__in=[one.pk, other.pk]).count() == 2
    assert "дел: 2" in said(desk, fields)
