"""The composer: what is put into a letter, two people at one draft, more time asked for where the letter is written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case, Reply
from priemnaya.core.models import Notice
from priemnaya.knowledge.models import Article
from priemnaya.people.models import Employee

from ..desk import Desk
from ..helpers import GOOD, case_of, goes_out, made_ready

VERSION = re.compile(r'name="version" value="(\d+)"')


def begun(cast: Any, **facts: Any) -> tuple[Desk, Case]:
    case = made_ready(case_of(cast.udm, **facts), cast.registrar)
    desk = Desk(cast.executor)
    desk.does(case, "reply/start")
    return desk, case


def opened(desk: Desk, case: Case) -> tuple[str, str]:
    page = desk.get(f"/w/cases/{case.pk}/reply/")
    found = VERSION.search(page.source)
    assert found, page.text
    return page.source, found[1]


def as_opened(desk: Desk, path: str) -> dict[str, str]:
    """The form that signs, as the page has it."""
    forms = html.fromstring(desk.get(path).source).forms
    return {k: v for k, v in next(dict(f.form_values()) for f in forms if "shown" in f.fields).items() if v is not None}


class TestInsertions:
    def test_a_template_a_past_answer_and_a_file_of_the_case(self, cast: Any) -> None:
        earlier = made_ready(case_of(cast.udm), cast.registrar)
        Desk(cast.executor).writes(earlier, GOOD)
        Desk(cast.head).sends(earlier)
        goes_out(earlier)
        desk, case = begun(cast, subject="Ещё раз об аренде", files=(IncomingFile("схема.txt", b"plan", "text/plain"),))
        source, version = opened(desk, case)
        template = Article.objects.filter(organisation=cast.udm, kind="template", current__isnull=False).first()
        assert template is not None
        answer = re.search(r'name="answer"\s+value="(\d+)"', source)
        file = re.search(r'name="case_file"\s+value="(\d+)"', source)
        assert f'name="article" value="{template.pk}"' in source
        assert answer and file, "what may be put in is offered"
        typed = {"text": "Здравствуйте, Мария Сергеевна!\n\nНабрано только что.", "version": version}
        page = desk.on(case, "reply/insert", answer=answer[1], **typed)
        assert "Сверьте имена, даты и суммы" in page.text
        text = case.replies.get().text
        assert "Набрано только что." in text
        assert "Продлить её можно." in text
        assert text.count("Здравствуйте") == 1, "the other letter's greeting stays in it"
        desk.on(case, "reply/insert", case_file=file[1], text=text, version=opened(desk, case)[1])
        assert [a.name for a in case.replies.get().attachments.all()] == ["схема.txt"]
        assert 'name="case_file"' not in opened(desk, case)[0], "what is enclosed is not offered again"

    def test_an_answer_of_a_case_that_is_closed_to_the_writer_is_not_given(self, cast: Any) -> None:
        earlier = made_ready(case_of(cast.udm), cast.registrar)
        Desk(cast.executor).writes(earlier, GOOD)
        Desk(cast.head).sends(earlier)
        goes_out(earlier)
        Desk(cast.head).does(earlier, "confide", reason="Личные сведения о здоровье")
        desk, case = begun(cast)
        assert 'name="answer"' not in opened(desk, case)[0]
        asked = desk.on(case, "reply/insert", answer=earlier.replies.get().pk, text="Здравствуйте!")
        assert asked.answered == 404
        assert "Продлить её можно." not in case.replies.get().text


class TestTwoPeople:
    def test_a_stale_save_keeps_both_texts_until_somebody_chooses(self, cast: Any) -> None:
        desk, case = begun(cast)
        other = Desk(cast.colleague)
        (_s, mine), (_s, theirs) = opened(desk, case), opened(other, case)
        other.does(case, "reply/save", text="Здравствуйте!\n\nПишет Васильева.", version=theirs)
        page = desk.on(case, "reply/save", text="Здравствуйте!\n\nПишет Сорокин.", version=mine)
        assert "другой сотрудник: " + cast.colleague.short_name in page.text
        assert case.replies.get().text == "Здравствуйте!\n\nПишет Васильева."
        for _ in range(2):  # it stands there however often the page is opened
            source, now = opened(desk, case)
            assert "Пишет Васильева." in source
            assert re.search(r"<ins>[^<]*Сорокин\.</ins>", source), "what differs stands out"
        desk.does(case, "reply/save", settle="mine", text="Здравствуйте!\n\nПишет Сорокин.", version=now)
        assert case.replies.get().text == "Здравствуйте!\n\nПишет Сорокин."
        source, _now = opened(desk, case)
        assert "Два текста одного письма" not in source
        assert "Пишет Васильева." in desk.get(f"/w/cases/{case.pk}/reply/versions/").text, "the other can come back"

    def test_the_saved_text_may_stay_as_well(self, cast: Any) -> None:
        desk, case = begun(cast)
        other = Desk(cast.colleague)
        (_s, mine), (_s, theirs) = opened(desk, case), opened(other, case)
        other.does(case, "reply/save", text="Здравствуйте!\n\nПишет Васильева.", version=theirs)
        desk.on(case, "reply/save", text="Моё.", version=mine)
        desk.does(case, "reply/save", settle="theirs", text="Моё.", version=opened(desk, case)[1])
        assert "Два текста одного письма" not in opened(desk, case)[0]
        assert case.replies.get().text == "Здравствуйте!\n\nПишет Васильева."

    def test_two_who_explain_the_same_words_see_both_reasons(self, cast: Any) -> None:
        desk, case = begun(cast)
        other, text = Desk(cast.colleague), "Здравствуйте!\n\nК сожалению, продлить её нельзя."
        desk.does(case, "reply/save", text=text)
        (source, mine), (_s, theirs) = opened(desk, case), opened(other, case)
        field = next(iter(re.findall(r'name="(override:refuses:[^"]+)"', source)))
        other.does(case, "reply/save", text=text, version=theirs, **{field: "Так решила Васильева."})
        page = desk.on(case, "reply/save", text=text, version=mine, **{field: "Продлят иначе."})
        assert "Ваш несохранённый текст" in page.text
        source, now = opened(desk, case)
        assert "Почему это не отказ" in source and "Васильева." in source and "иначе." in source
        assert f'name="{field}" value="Продлят иначе."' in source
        desk.does(case, "reply/save", settle="mine", version=now, **{field: "Продлят иначе."})
        assert list(case.replies.get().overrides.values()) == ["Продлят иначе."]
        assert "Так решила Васильева." in desk.get(f"/w/cases/{case.pk}/reply/versions/").text
        number = case.replies.get().versions.latest("number").number
        desk.does(case, "reply/restore", number=number)
        assert list(case.replies.get().overrides.values()) == ["Так решила Васильева."], "a reason comes back too"

    def test_a_stale_save_of_the_same_words_shows_the_page_anew(self, cast: Any) -> None:
        desk, case = begun(cast)
        other, same = Desk(cast.colleague), {"text": "Здравствуйте!\n\nОдно и то же."}
        desk.does(case, "reply/save", **same)
        (_s, mine), (_s, theirs) = opened(desk, case), opened(other, case)
        other.does(case, "reply/save", **same, decision="grant", version=theirs)
        sent = {**same, "decision": "explain", "version": mine, "ext_reason": "Ждём ответа архива", "ext_days": "7"}
        chosen = {**sent, "files_chosen": "1"}
        told = desk.client.post(f"/w/cases/{case.pk}/reply/save/", chosen, headers={"X-Requested-With": "fetch"})
        assert "reload" not in told.json() and "выберите их снова" in told.json()["text"]
        told = desk.client.post(f"/w/cases/{case.pk}/reply/save/", sent, headers={"X-Requested-With": "fetch"})
        assert told.json()["reload"] and "beside" not in told.json()
        for page in (desk.get(f"/w/cases/{case.pk}/reply/"), desk.on(case, "reply/save", **sent)):
            assert "Тексты у вас одни и те же" in page.text
            assert ">Ждём ответа архива</textarea>" in page.source, "no part of the letter, and not lost with it"
        assert case.replies.get().decision == "grant"

    @pytest.mark.parametrize("script", [True, False])
    def test_why_a_question_is_answered_is_no_less_kept_than_the_letter(self, cast: Any, script: bool) -> None:
        desk, case = begun(cast)
        other, same = Desk(cast.colleague), {"text": "Здравствуйте!\n\nОдно и то же."}
        desk.does(case, "reply/save", **same)
        (source, mine), (_s, theirs) = opened(desk, case), opened(other, case)
        [key] = re.findall(r'name="answer-words-([^"]+)"', source)
        other.does(case, "reply/save", **same, decision="grant", version=theirs)
        why = "Ответ во втором абзаце: льгота с марта."
        answer = {f"answer-how-{key}": "stated", f"answer-words-{key}": why}
        path, sent = f"/w/cases/{case.pk}/reply/save/", {**same, "decision": "explain", "version": mine, **answer}
        told = desk.client.post(path, sent, headers={"X-Requested-With": "fetch"} if script else {})
        if script:
            assert "reload" not in told.json() and why in re.sub("<[^>]+>", "", told.json()["beside"])
        source, _now = opened(desk, case)
        [form] = [f for f in html.fromstring(source).forms if "data-settle" in f.attrib]
        desk.does(case, "reply/save", settle="mine", **{k: v for k, v in form.fields.items() if v and k != "settle"})
        reply = case.replies.get()
        assert (reply.decision, reply.answers) == ("grant", {key: {"how": "stated", "words": why}})
        assert why in opened(desk, case)[0]

    def test_a_version_from_before_reasons_were_of_sentences_comes_back(self, cast: Any) -> None:
        desk, case = begun(cast)
        reply, why = case.replies.get(), "Аренду продолжит новый договор."
        old = {"text": "Здравствуйте!\n\nК сожалению, продлить её нельзя.", "decision": "grant"}
        for number, content in enumerate(
            (
                {**old, "set_aside": {"explain": {"not_refusal": why}}},
                {**old, "set_aside": {}, "not_refusal": why},
                {**old, "set_aside": {}, "not_refusal": "Слов уже нет.", "text": "Здравствуйте!"},
            ),
            1,
        ):
            reply.versions.create(number=number, content=content, by=cast.executor)
        for number in (1, 2):
            desk.does(case, "reply/restore", number=number)
            assert why in opened(desk, case)[0]
        desk.does(case, "reply/restore", number=3)
        assert "Слов уже нет." in desk.get(f"/w/cases/{case.pk}/reply/versions/").text
        assert "Слов уже нет." in opened(desk, case)[0], "where it can be taken away"
        desk.does(case, "reply/save", forget_reason="1")
        assert "Слов уже нет." not in opened(desk, case)[0]
        assert "Слов уже нет." in reply.versions.latest("number").content["not_refusal"]
        Reply.objects.filter(pk=reply.pk).update(set_aside={"explain": {"not_refusal": why}})
        assert why in opened(desk, case)[0], "a part that no decision has any more"

    def test_a_letter_goes_without_a_reason_of_words_that_it_has_not(self, cast: Any) -> None:
        desk, case = begun(cast)
        desk.writes(case, GOOD)
        case.replies.update(not_refusal="Договор заключат новый.", overrides={"ORT-09": "новая причина"})
        content = {"text": GOOD, "decision": "explain", "overrides": {"ORT-09": "старая причина"}}
        case.replies.get().versions.create(number=99, content=content, by=cast.executor)
        desk.does(case, "reply/restore", number=99)
        assert case.replies.get().overrides == {"ORT-09": "новая причина"}, "no older reason is put over a newer one"
        desk.does(case, "reply/submit")
        assert (
            case.replies.get().not_refusal == ""
            and "Договор заключат новый." in desk.get(f"/w/cases/{case.pk}/reply/versions/").text
        ), "it stays in a version"
        Desk(cast.head).sends(case)
        assert case.replies.get().number and case.replies.get().not_refusal == ""
        shown = Desk(cast.head).get(f"/w/cases/{case.pk}/reply/versions/").source
        assert "Автор объяснил, почему это не отказ" not in shown

    def test_who_wrote_which_paragraph(self, cast: Any) -> None:
        desk, case = begun(cast)
        other = Desk(cast.colleague)
        desk.does(case, "reply/save", text="Первый абзац.", version=opened(desk, case)[1])
        assert 'id="hands"' not in opened(desk, case)[0], "one person wrote it all"
        other.does(case, "reply/save", text="Первый абзац.\n\nВторой абзац.", version=opened(other, case)[1])
        source, _v = opened(desk, case)
        told = " ".join(re.sub("<[^>]+>", " ", source[source.index('id="hands"') :]).split())
        first, second = cast.executor.short_name, cast.colleague.short_name
        assert re.search(rf"{re.escape(first)}[^А-Я]*Первый абзац\. {re.escape(second)}[^А-Я]*Второй абзац\.", told), (
            told
        )

    def test_nothing_goes_that_the_signer_did_not_see(self, cast: Any) -> None:
        desk, case = begun(cast)
        desk.on(case, "reply/save", text=GOOD, letterhead="on", survey="on", version=opened(desk, case)[1])
        head = Desk(cast.head)
        path = f"/w/cases/{case.pk}/reply/"
        read = as_opened(head, path)
        desk.on(case, "reply/attach", files=SimpleUploadedFile("план.txt", b"plan"))
        assert "изменилось то, что уйдёт" in head.on(case, "reply/send", **read).text
        assert "изменилось то, что уйдёт" in head.on(case, "reply/prepare", **read).text
        read = as_opened(head, path)
        Desk(cast.registrar).does(case, "point", point="email", address_email="other@mail.example")
        assert "изменилось то, что уйдёт" in head.on(case, "reply/send", **read).text
        desk.does(case, "reply/submit")
        read = as_opened(head, path)
        Desk(cast.registrar).does(case, "point", point="email", address_email="third@mail.example")
        assert "изменилось то, что уйдёт" in head.on(case, "reply/send", **read).text
        assert case.replies.get().state == "on_check"
        head.on(case, "reply/send", **as_opened(head, path))
        assert case.replies.get().state in ("signed", "sent")

    def test_an_old_page_neither_checks_nor_returns_what_nobody_read(self, cast: Any) -> None:
        desk, case = begun(cast)
        desk.on(case, "reply/save", text=GOOD, letterhead="on", survey="on", version=opened(desk, case)[1])
        desk.does(case, "reply/submit")
        head = Desk(cast.head)
        source, _v = opened(head, case)
        forms = {f.action.rsplit("/", 2)[-2]: dict(f.form_values()) for f in html.fromstring(source).forms if f.action}
        desk.does(case, "reply/recall")
        desk.writes(case, GOOD.replace("30 дней", "20 дней"))
        desk.does(case, "reply/submit")
        assert "письмо изменили" in head.on(case, "reply/check", **forms["send"]).text
        assert "письмо изменили" in head.on(case, "reply/send-back", **{**forms["send-back"], "why": "Проще"}).text
        assert case.replies.get().state == "on_check"

    def test_words_that_found_no_letter_wait_at_their_own_case_and_a_second_press_loses_none(self, cast: Any) -> None:
        desk, case = begun(cast)
        head, path = Desk(cast.head), f"/w/cases/{case.pk}/reply/"
        mine = opened(desk, case)[1]
        head.does(case, "reply/save", text=GOOD, letterhead="on", survey="on", version=opened(head, case)[1])
        assert "черновик изменил" in desk.on(case, "reply/save", text="Тайна первого клиента.", version=mine).text
        read = as_opened(head, path)
        head.does(case, "reply/send", **read)
        again = head.on(case, "reply/send", **read).text
        assert "Ответ уже подписан" in again
        assert "оно показано ниже" not in again
        assert "Ваш несохранённый текст" not in again, "it has gone as it was typed"
        quiet = desk.client.post(f"{path}insert/", {"article": 1}, headers={"X-Requested-With": "fetch"})
        assert (quiet.status_code, "Ответ уже подписан" in quiet.json()["text"]) == (409, True)
        other = case_of(cast.udm, subject="О другом")
        assert "Тайна" not in desk.get(f"/w/cases/{other.pk}/reply/").text
        assert "Тайна первого клиента." in desk.get(path).text


class TestMoreTime:
    def test_an_executor_asks_and_whoever_decides_extends_in_place(self, cast: Any) -> None:
        desk, case = begun(cast)
        before = case.due_at
        text = {"text": "Здравствуйте!\n\nНабрано.", "version": opened(desk, case)[1]}
        page = desk.on(case, "reply/more-time", ext_days=10, ext_reason="Ждём ответа Росреестра", **text)
        assert "Просьба передана" in page.text
        case.refresh_from_db()
        assert case.due_at == before, "asking moves nothing"
        assert case.replies.get().text.endswith("Набрано."), "and loses no word"
        assert "Ждём ответа Росреестра" in case.notes.get().text
        told = Notice.objects.filter(path=f"{case.get_absolute_url()}#extend").values_list("employee_id", flat=True)
        deciding = [e.pk for e in Employee.objects.filter(organisation=cast.udm) if e.may("case.decide")]
        assert cast.head.pk in told
        assert set(told) <= set(deciding)
        head = Desk(cast.head)
        source, version = opened(head, case)
        seen = re.search(r'name="ext_seen" value="([^"]+)"', source)
        assert seen
        form = {"ext_days": 10, "ext_reason": "Ждём ответа Росреестра", "ext_seen": seen[1], "version": version}
        page = head.looks(case, "reply/more-time", **form)
        assert "Что уйдёт клиенту" in page.text
        assert "Ждём ответа Росреестра" in page.text
        case.refresh_from_db()
        assert case.due_at == before, "looking moves nothing"
        sent = next(f for f in html.fromstring(page.source).forms if f.action.endswith("/more-time/"))
        token = re.search(r'name="letters" value="(\w+)"', page.source)
        assert token
        page = head.on(case, "reply/more-time", **dict(sent.form_values()), mend="1")
        assert ">Ждём ответа Росреестра</textarea>" in page.source, "back to the composer, with what was typed"
        head.does(case, "reply/more-time", **dict(sent.form_values()), letters=token[1])
        case.refresh_from_db()
        assert case.due_at > before
        moved = case.due_at
        head.on(case, "reply/more-time", **{**form, "version": opened(head, case)[1]})
        case.refresh_from_db()
        assert case.due_at == moved, "two presses of one page extend once"

    def test_more_days_than_the_law_gives_are_not_asked_for(self, cast: Any) -> None:
        desk, case = begun(cast)
        for days, reason, told in ((400, "Долго", "от 1 до"), (5, " ", "почему нужно больше времени")):
            form = {"ext_days": days, "ext_reason": reason, "text": "Здравствуйте!"}
            page = desk.on(case, "reply/more-time", **form)
            assert told in page.text
            assert f'value="{days}"' in page.source, "what was typed is in its fields again"
        assert not case.notes.exists()
