"""Small faults of the desk, each by the act in which it was met."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Reply
from priemnaya.core.models import Delivery
from priemnaya.plain.checker import agreed
from priemnaya.ui.templatetags.ui import bar_of, until_words

from ..desk import Desk, Page
from ..helpers import case_of, drafted, local_day, made_ready

CALL = {
    "point": "phone",
    "kind": "message",
    "surname": "Петрова",
    "name": "Анна",
    "text": "Прошу продлить аренду земельного участка.",
}


class TestRegistration:
    def test_what_can_t_be_is_refused_with_all_that_was_typed(self, cast: Any) -> None:
        desk = Desk(cast.registrar)
        tomorrow = local_day(cast.udm, 1).isoformat()
        for wrong, words in (
            ({"received": tomorrow}, "ещё не наступил"),
            ({"chosen_point": "post"}, "Впишите почтовый адрес клиента"),
            ({"chosen_point": "phone"}, "Впишите номер"),
            ({"chosen_point": "email"}, "Впишите адрес электронной почты клиента"),
            ({"phone": "12"}, "Проверьте номер"),
            ({"chosen_point": "post", "postal_address": "х"}, "нет города или села"),
            ({"chosen_point": "post", "postal_address": "ул. Мира, 1"}, "нет города или села"),
            ({"chosen_point": "post", "postal_address": "г. Ижевск"}, "нет номера дома"),
        ):
            page = desk.post("/w/cases/new/", **{**CALL, "chosen_point": "portal", **wrong})
            assert words in page.text, wrong
            assert 'value="Петрова"' in page.source
            chosen = html.fromstring(page.source).xpath("//input[@name='chosen_point'][@checked]/@value")
            assert chosen == [wrong.get("chosen_point", "portal")]
        assert not Case.objects.exists()
        several = {"phone": "12", "chosen_point": "email", "received": f"{local_day(cast.udm, 1):%d.%m.%Y}", "text": ""}
        page = html.fromstring(desk.post("/w/cases/new/", **{**CALL, **several}).source)
        beside = {e.get("id"): e.text_content() for e in page.xpath("//form[@id='register']//p[@class='error']")}
        assert set(beside) == {"phone-fault", "email-fault", "received-fault", "text-fault"}, "all at once"
        assert page.xpath("//input[@id='phone']/@aria-describedby") == ["phone-fault"]
        assert not Case.objects.exists()

    @pytest.mark.parametrize(
        ("address", "by"), [("г. Ижевск", "portal"), ("хутор Весёлый", "post"), ("Ижевск, УдГУ", "post")]
    )
    def test_where_a_client_lives_is_written_as_they_wrote_it(self, cast: Any, address: str, by: str) -> None:
        Desk(cast.registrar).post("/w/cases/new/", **CALL, chosen_point=by, postal_address=address)
        assert Case.objects.get().client.postal_address == address

    def test_a_call_back_is_offered_and_today_is_now(self, cast: Any) -> None:
        desk, before = Desk(cast.registrar), timezone.now()
        assert "перезвоним" in desk.get("/w/cases/new/").text
        back = {"chosen_point": "phone", "phone": "8 912 345-67-89"}
        desk.post("/w/cases/new/", **CALL, **back, received=f"{local_day(cast.udm):%d.%m.%Y}")
        case = Case.objects.get()
        assert (case.chosen_point, case.chosen_address) == ("phone", "+79123456789")
        assert case.received_at >= before
        assert case.contacts.filter(direction="in").get().at >= before


def test_files_of_a_refused_form_are_named_beside_their_field_and_no_others(cast: Any) -> None:
    """No browser fills in a field of files: unsaid, the message would be registered without its paper."""
    reply, registrar = drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor), Desk(cast.registrar)
    writes, address = Desk(cast.executor), f"/w/cases/{reply.case_id}/reply/"

    def again(page: Page, field: str) -> str:
        [said] = html.fromstring(page.source).xpath(f"//*[@id='{field}-again']") or [None]
        return "" if said is None else said.text_content()

    def paper(name: str) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, b"words")

    page = registrar.post("/w/cases/new/", **{**CALL, "phone": "12"}, files=[paper("скан.txt"), paper("фото.txt")])
    assert "скан.txt, фото.txt" in again(page, "files")
    assert not again(registrar.post("/w/cases/new/", **{**CALL, "phone": "12"}), "files")
    assert "письмо.exe" in again(registrar.post("/w/scans/", files=paper("письмо.exe")), "files")
    assert not again(registrar.get("/w/scans/"), "files"), "said once"
    form = {"text": reply.text, "decision": reply.decision, "version": reply.version}
    assert "вирус.exe" in again(writes.post(f"{address}attach/", **form, files=paper("вирус.exe")), "files")
    form["version"] = Reply.objects.get().version
    page = writes.post(f"{address}attach/", **form, remedy_by="не день", files=paper("ответ.txt"))
    assert not again(page, "files") and "ответ.txt" in page.text


def test_of_an_answer_that_is_ready_somebody_is_told_to_call(cast: Any) -> None:
    case = case_of(cast.udm, chosen_point="phone", chosen_address="+79123456789")
    actions.send_reply(drafted(made_ready(case, cast.executor), cast.executor), by=cast.head)
    assert Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel="phone", state="queued").exists()


def test_a_term_of_today_with_no_working_hour_left(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    body = cast.udm
    day = local_day(body)
    evening = dt.datetime.combine(day, dt.time(22, 0), body.zone)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    due = evening.replace(hour=23, minute=59)
    level, _share, worked = bar_of({}, body, due, None)
    said = until_words(body, due, level, worked)
    assert said.startswith("срок сегодня"), said


@pytest.mark.parametrize(("n", "said"), [(1, "слово"), (31, "слово"), (33, "слова"), (35, "слов"), (111, "слов")])
def test_a_number_and_its_word_agree(n: int, said: str) -> None:
    assert agreed("В абзаце {count:слово|слова|слов}.", {"count": n}) == f"В абзаце {n} {said}."


def test_a_letter_whose_remarks_are_all_kept_does_not_say_there_are_none(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.executor)
    desk.writes(case, "Здравствуйте! Осуществляем проверку заявления. Ответим до пятницы.")
    page = desk.get(f"/w/cases/{case.pk}/reply/").source
    reply = case.replies.get()
    reply.kept = re.findall(r'name="keep"\s+value="([^"]+)"', page)
    assert reply.kept, "the checker has remarks"
    reply.save(update_fields=["kept"])
    after = desk.get(f"/w/cases/{case.pk}/reply/").text
    assert "Ясность: 100" not in after
    if 'class="findings"' not in desk.get(f"/w/cases/{case.pk}/reply/").source:
        assert "Вы решили оставить как есть" in after
        assert "Замечаний нет" not in after
