"""What one click would send is shown first, by the deed itself; what goes is what was shown."""

from __future__ import annotations

import datetime as dt
import inspect
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case, Contact
from priemnaya.core.models import Delivery, Event, Ruling
from priemnaya.core.settings_kept import token
from priemnaya.desk.actions import rules
from priemnaya.desk.actions.rules import told_of
from priemnaya.people.models import Client
from priemnaya.workspace import urls as workspace

from ..desk import Desk
from ..helpers import case_of, made_ready
from ..reached import Sources
from .test_bulk import marked, said, shown
from .test_services import applied, lacking

pytestmark = [pytest.mark.django_db]


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
    page = desk.looks(case, deed, **typed)
    assert words in page.text and case.number in page.text
    now = (Delivery.objects.count(), Contact.objects.count(), Event.objects.exclude(verb="case.viewed").count())
    assert now == before, "a look leaves nothing behind"
    form = page.shown_letters
    mended = desk.looks(case, deed, **{**form, "mend": "1"})
    assert words in mended.source, "what was typed is in its field again"
    desk.looks(case, deed, **form)
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
    page = desk.looks(case, "clarify", question="Какой у вас участок?")
    form = page.shown_letters
    actions.choose_point(case, "email", "b@client.example", by=cast.registrar)
    sent = Delivery.objects.count()
    refused = desk.looks(case, "clarify", **form)
    assert "Ничего не отправлено" in refused.text and "Какой у вас участок?" in refused.source
    assert Delivery.objects.count() == sent


def test_a_macro_that_writes_goes_only_as_it_was_shown(cast: Any) -> None:
    """A head rewrites it while its reader decides; steps that write nothing are held to as well."""
    case, desk = case_of(cast.udm), Desk(cast.executor)
    steps = [{"do": "note", "value": "Спросили {number}"}, {"do": "clarify", "value": "Назовите номер договора."}]
    macro = rules.save_macro(cast.udm, "Спросить номер", steps, by=cast.head)
    asked = Contact.objects.filter(case=case, notice="clarification")
    page = desk.looks(case, "macro", macro=macro.pk)
    assert "Назовите номер договора." in page.text and f"Спросили {case.number}" in page.text
    assert not asked.exists() and not case.notes.exists()
    form = page.shown_letters
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
    stops = Ruling.objects.filter(subject_id__in=[one.pk, other.pk], stopped=True)
    assert stops.exists()
    form = marked([one, other], do="close", outcome="no_substance", reason="Суть не ясна", notice="Мы не поняли.")
    _page, fields = shown(desk, form)
    assert "письмо стало другим" in said(desk, {**fields, "notice": "Мы поняли."})
    assert Case.objects.open().filter(pk__in=[one.pk, other.pk]).count() == 2
    assert "дел: 2" in said(desk, fields)


def test_what_a_look_has_stopped_is_no_second_attempt_when_the_rest_is_done(cast: Any) -> None:
    """However long the letters are read."""
    one, held = case_of(cast.udm, identity="esia-9", surname="Безымянный"), case_of(cast.udm)
    Client.objects.filter(pk=one.client_id).update(surname="")
    desk = Desk(cast.head)
    _page, fields = shown(
        desk, marked([one, held], do="close", outcome="no_name_or_address", reason="Нет имени", crime="no")
    )
    stops = Ruling.objects.filter(subject_id=held.pk, stopped=True)
    found = stops.count()
    assert found and fields["case"] == [str(one.pk)]
    stops.update(at=timezone.now() - dt.timedelta(minutes=40))
    assert ": 1 дело." in said(desk, fields)
    assert stops.count() == found


SENDING = "priemnaya.cases.actions.deliver."
OTHERWISE = {
    "reply.send": "the very letter is the page, and what was read is what is signed",
    "signing.sign": "the same",
    "signing.sign_together": "the same, each letter",
    "alike.answer": "shows every letter itself, and sends what was shown",
    "bulk.bulk": "the same",
    "bulk.bulk_undo": "only asks what right a step needs: nothing that is put back writes",
    "window.renew_code": "the client hears of a code given out, whatever whoever gives it would like",
    "registering.new": "registers a message with its files; its receipt says what any receipt says, and the form says so",
    "paper.scan": "the same",
    "calls.card.call": "the same, of a talk",
    "chats.chat_end": "the same, of a talk of the chat",
}
"""Pages of the staff from which a letter leaves to a client, and that do not show it by `shown_first`."""


def test_every_page_from_which_a_letter_leaves_shows_it_first() -> None:
    """By the sources: from whatever address a function that sends is reached."""
    sources = Sources()
    sends = sources.reaching([f"{SENDING}send_to_client", f"{SENDING}send_to_place"])
    shows = sources.reaching(["priemnaya.workspace.shown_first.shown_or_done"])
    unseen, met = set(), set()
    for pattern in workspace.urlpatterns:
        view: Any = pattern.callback
        methods = inspect.getclosurevars(view).nonlocals.get("request_method_list", ("POST",))
        name = f"{view.__module__}.{view.__name__}"
        if "POST" not in methods or name not in sends:
            continue
        met.add(name.rpartition("views.")[2])
        if not (getattr(view, "shows", False) or name in shows):
            unseen.add(name.rpartition("views.")[2])
    assert met >= {
        "deeds.split",
        "deeds.close",
        "applications.resume",
        "applications.tell",
        "office.retry",
        "rules.run",
    }
    assert unseen == set(OTHERWISE)


def test_a_number_to_come_is_not_promised_and_another_case_meanwhile_changes_nothing(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.executor)
    actions.classify_case(case, [Question("Аренда", None, ""), Question("Ремонт", None, "")], by=cast.registrar)
    page = desk.looks(case, "split", question=case.questions.order_by("pk").last().pk)
    assert "······" in page.text and "Вместо точек" in page.text
    assert not Case.objects.filter(taken_out_of=case).exists() and case.questions.count() == 2
    case_of(cast.udm)
    desk.looks(case, "split", **page.shown_letters)
    fresh = Case.objects.get(taken_out_of=case)
    assert fresh.number in Contact.objects.get(case=fresh, direction="out").text


def test_what_lacks_goes_as_it_was_shown_with_the_words_added_by_hand(cast: Any) -> None:
    """A colleague marks a document otherwise while the letter is read."""
    case, desk = applied(cast.udm), Desk(cast.executor)
    lacking(case, cast.executor, "wrong", "паспорт просрочен")
    page = desk.looks(case, "application/tell", words="Ждём вас до пятницы.", look="1")
    assert "Ждём вас до пятницы." in page.text and "паспорт просрочен" in page.text
    lacking(case, cast.head, "wrong", "не та страница")
    told = Contact.objects.filter(case=case, notice="incomplete")
    refused = desk.looks(case, "application/tell", **page.shown_letters)
    assert "Ничего не отправлено" in refused.text and "Ждём вас до пятницы." in refused.source
    assert not told.exists()
    desk.does(case, "application/tell", words="Ждём вас до пятницы.")
    assert "не та страница" in told.get().text


def test_a_case_is_closed_by_the_letter_that_was_shown(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.registrar), Desk(cast.head)
    typed = {"outcome": "no_substance", "reason": "Суть не ясна", "notice": "Мы не поняли, о чём вы просите."}
    page = desk.looks(case, "close", **typed)
    assert typed["notice"] in page.text and "Закрыть и отправить" in page.text
    assert Case.objects.get(pk=case.pk).is_open
    assert typed["notice"] in desk.looks(case, "close", **page.shown_letters, mend="1").source
    desk.looks(case, "close", **page.shown_letters)
    assert not Case.objects.get(pk=case.pk).is_open
    assert typed["notice"] in Contact.objects.get(case=case, notice="closing").text


@pytest.mark.parametrize("deed", ["close", "spam", "reject"])
def test_a_form_that_shows_nothing_of_the_client_s_words_ends_no_matter(cast: Any, deed: str) -> None:
    """Only a program has no page; a form of ours always says what it showed."""
    held = {"suspicious": "похоже на спам"} if deed == "reject" else {}
    case = case_of(cast.udm, kind="message", identity="", vouched=(), **held)
    typed = {"outcome": "no_substance", "notice": "Не поняли.", "reason": "нет сути", "why": "реклама"}
    said = Desk(cast.head).post(f"/w/cases/{case.pk}/{deed}/", **typed).text
    assert "Прочтите и решите снова" in said
    assert Case.objects.get(pk=case.pk).is_open
    Desk(cast.head).on(case, deed, **typed)
