"""Complaints keep away from the person complained of: whatever the kind, the channel and the way round (59-ФЗ ст. 8 ч.
6)."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from priemnaya.bounded import WORKS, Busy
from priemnaya.cases import actions
from priemnaya.cases.actions import naming
from priemnaya.cases.actions.naming import staff_of
from priemnaya.cases.actions.newcomers import seek_in_cases
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.actions.second import Word, answer_second, name_second
from priemnaya.cases.incoming import IncomingFile, ServiceAsked
from priemnaya.cases.models import Case, NamedPerson, Reply
from priemnaya.cases.named import named_in_field, named_in_text
from priemnaya.cases.said import SAID
from priemnaya.cases.surnames import Person
from priemnaya.core.erasure import MESSAGES, OPINIONS, keepers
from priemnaya.core.models import Alert, Delivery, Event, Notice, Obligation
from priemnaya.desk.actions import routing
from priemnaya.knowledge.actions.articles import published
from priemnaya.knowledge.models import ArticleVote
from priemnaya.outreach.actions.ratings import take_rating
from priemnaya.paper.actions import add_scan, register_scan
from priemnaya.people.models import Employee, Substitution
from priemnaya.policy import Refused

from ..desk import looked_and_sent
from ..helpers import as_part, came_in, case_of, drafted, goes_out, key_of, made_ready, message, owed
from ..stood import posted

WORDS = "Инспектор Сорокин накричал на меня и выгнал из кабинета. Ключевоеслово."


WRITTEN = (
    unicodedata.normalize("NFD", "Майоров"),
    "Май\u200bоров",
    "Майо\u0301ров",
    "Майор0в",
    "М а й о р о в",
    "М-а-й-о-р-о-в",
    "МАЙО-\nРОВ",
    "Mayorov",
)


def portal(browser: Browser, **fields: Any) -> Case:
    """A visitor without a proved identity sends the form; the case it became."""
    typed = {
        "kind": "appeal_complaint",
        "text": "Прошу разобраться.",
        "for_whom": "self",
        "client_kind": "citizen",
        "surname": "Зимородкова",
        "name": "Анна",
        "chosen_point": "portal",
        "second_point": "",
        **fields,
    }
    response = browser.post("/udmurtia-mio/write/", typed)
    assert response.status_code == 302, response.content.decode()
    return Case.objects.order_by("-pk")[0]


def desk(employee: Employee) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def token(browser_of: Employee, *scopes: str) -> dict[str, str]:
    value = key_of(browser_of, list(scopes))[1]
    return {"HTTP_AUTHORIZATION": f"Bearer {value}"}


def hidden_from(employee: Employee, case: Case) -> None:
    """Not in lists, not by link, not by search."""
    browser = desk(employee)
    assert not Case.objects.seen_by(employee).filter(pk=case.pk).exists()
    assert browser.get(f"/w/cases/{case.pk}/").status_code in (403, 404)
    for page in ("/w/", "/w/cases/?state=all", f"/w/cases/?state=all&q={case.number}"):
        assert case.number not in re.sub(r'value="[^"]*"', "", browser.get(page).content.decode()), page


class TestNamed:
    """Whatever the kind and the channel, the name is on the case and guards it."""

    def test_a_portal_complaint_without_identity_is_a_message_that_still_guards(self, cast: Any) -> None:
        """The fault that was seen."""
        case = portal(Browser(), against="Сорокин", text=WORDS)
        assert (case.kind, case.asked_kind) == ("message", "appeal_complaint")
        page = desk(cast.registrar).get(f"/w/cases/{case.pk}/").content.decode()
        assert "Сорокин И.О." in page
        assert "в форме" in page
        assert "Инспектор Сорокин накричал на меня" in page.split('id="named"')[1].split("</section>")[0]
        answer = looked_and_sent(
            desk(cast.registrar), f"/w/cases/{case.pk}/assign/", {"to": cast.executor.pk}, follow=True
        )
        assert "Жалоба на этого сотрудника" in answer.content.decode()
        case.refresh_from_db()
        assert case.assignee is None
        hidden_from(cast.executor, case)

    @pytest.mark.parametrize("written", WRITTEN)
    def test_however_it_is_written_what_a_reader_sees_counts(self, cast: Any, written: str) -> None:
        """Letters made of two signs (a Mac, a phone, a PDF), signs nobody sees, look-alikes, spaces between letters, another
        alphabet: whoever is named finds the case by none of them."""
        one = cast.hire("named", cast.udm, "Майоров", "executor")
        case = portal(Browser(), text=f"Прошу разобраться. Инспектор {written} накричал на меня.")
        read_files()
        assert [row.employee for row in case.named.all()] == [one]
        hidden_from(one, case)

    @pytest.mark.parametrize("field", ["against", "decision"])
    def test_in_a_field_too(self, cast: Any, field: str) -> None:
        one = cast.hire("named", cast.udm, "Майоров", "executor")
        case = portal(Browser(), kind="service_complaint", **{field: unicodedata.normalize("NFD", "Майоров")})
        assert [row.employee for row in case.named.all()] == [one]
        hidden_from(one, case)

    def test_a_complaint_in_english_names_too(self, cast: Any) -> None:
        text = "I complain about inspector Sorokin: he shouted at me and asked for money."
        case = portal(Browser(), kind="message", text=text)
        assert [row.employee for row in case.named.all()] == [cast.executor]
        hidden_from(cast.executor, case)
        polite = portal(Browser(), kind="message", text="Dear Mr Sorokin, thank you for the lease. Anna Smith")
        assert not polite.named.exists()

    def test_who_made_the_act_is_found_when_hired_later(self, cast: Any) -> None:
        case = portal(Browser(), kind="service_complaint", decision="Отказ инспектора Дроздовой от 1 марта")
        one = cast.hire("later", cast.udm, "Дроздова", "executor")
        seek_in_cases(cast.udm)
        assert [row.employee for row in case.named.all()] == [one]

    @pytest.mark.parametrize(
        "kind", ["appeal", "appeal_complaint", "service_complaint", "info_request", "message", "feedback"]
    )
    def test_whatever_the_kind_a_name_in_the_words_guards(self, cast: Any, kind: str) -> None:
        case = portal(Browser(), kind=kind, text=WORDS)
        row = case.named.get()
        assert (row.employee, row.how, row.state) == (cast.executor, "text", "suspected")
        assert "накричал" in row.words
        hidden_from(cast.executor, case)
        page = desk(cast.registrar).get(f"/w/cases/{case.pk}/").content.decode()
        assert "узнан в тексте" in page
        assert "Инспектор Сорокин накричал на меня" in page

    def test_by_e_mail(self, cast: Any) -> None:
        from ..mail.test_mail import receive_letter

        letter = (
            "From: Анна <zimorodkova@mail.example>\r\nTo: mio@priemnaya.example\r\nSubject: Жалоба\r\n"
            "Message-ID: <guard-1@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            "Действия инспектора Сорокина незаконны.\r\n"
        ).encode()
        contact = receive_letter(cast.udm, letter).contact
        assert contact.case is not None
        assert contact.case.named.get().employee == cast.executor
        hidden_from(cast.executor, contact.case)

    @pytest.mark.parametrize("point", ["max", "vk", "epgu", "post", "phone", "site"])
    def test_by_every_other_channel(self, cast: Any, point: str) -> None:
        case = case_of(
            cast.udm,
            point=point,
            kind="social_message" if point in ("max", "vk") else "appeal",
            text=WORDS,
            identity="",
        )
        assert case.named.get().employee == cast.executor

    def test_by_the_api(self, cast: Any) -> None:
        head = token(cast.registrar, "cases:register", "cases:read")
        body = {"point": "phone", "kind": "message", "text": "Прошу разобраться.", "against": "Сорокин И.О."}
        made = Browser().post("/api/v1/cases", json.dumps(body), content_type="application/json", **head).json()
        read = Browser().get(f"/api/v1/cases/{made['number']}", **head).json()
        assert [(n["login"], n["how"], n["state"]) for n in read["named"]] == [("executor", "form", "suspected")]

    def test_at_the_reception_and_from_paper(self, cast: Any) -> None:
        browser = desk(cast.registrar)
        browser.post(
            "/w/cases/new/",
            {
                "point": "in_person",
                "kind": "appeal",
                "surname": "Иванова",
                "text": "Рассказала о приёме.",
                "document": "паспорт",
                "against": "Сорокин",
            },
        )
        assert Case.objects.latest("pk").named.get().employee == cast.executor
        from priemnaya.paper import actions as paper
        from priemnaya.paper.models import Scan

        scan = paper.add_scan(cast.udm, "письмо.png", b"not an image", by=cast.registrar)
        Scan.objects.filter(pk=scan.pk).update(
            state="ready", text="Жалоба. Спе-\nциалист Соро-\nкин потерял мои документы."
        )
        paper.seek_in_scans(cast.udm)
        assert desk(cast.executor).get(f"/w/scans/{scan.pk}/").status_code == 403
        known = Case.objects.count()
        browser.post(f"/w/scans/{scan.pk}/", {"kind": "appeal", "text": "Просит найти документы."})
        assert Case.objects.count() == known + 1
        assert Case.objects.latest("pk").named.get().employee == cast.executor

    def test_a_name_in_an_attached_file_guards_and_a_file_that_is_not_read_is_told_of(self, cast: Any) -> None:
        text = IncomingFile("жалоба.txt", WORDS.encode("cp1251"), "text/plain")
        picture = IncomingFile("жалоба.jpg", b"\xff\xd8 not a picture", "image/jpeg")
        named = case_of(cast.udm, text="Подробности в приложении.", files=(text,))
        assert [row.employee for row in named.named.all()] == [cast.executor]
        hidden_from(cast.executor, named)
        assert not Event.objects.filter(verb="case.files_not_read", subject_id=named.pk).exists()
        unread = case_of(cast.udm, text="Подробности в приложении.", files=(picture,))
        assert not unread.named.exists()
        page = desk(cast.registrar).get(f"/w/cases/{unread.pk}/").content.decode()
        assert "Приложения прочитаны на фамилии не все" in page

    def test_a_further_message_names_him_and_takes_the_case_away(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        actions.append_message(case, message(point="portal", text=WORDS))
        case.refresh_from_db()
        assert case.assignee is None
        hidden_from(cast.executor, case)
        assert Notice.objects.filter(employee_id=cast.registrar.pk, text__contains="без исполнителя").exists()
        assert not Notice.objects.filter(employee_id=cast.executor.pk, path__contains=f"/{case.pk}/").exists()

    @pytest.mark.parametrize("typed", ["Петровский В. В.", "Отдел аренды"])
    def test_a_name_that_fits_nobody_is_kept_as_text_and_shown(self, cast: Any, typed: str) -> None:
        case = portal(Browser(), against=typed)
        row = case.named.get()
        assert (row.employee, row.typed) == (None, typed)
        page = desk(cast.registrar).get(f"/w/cases/{case.pk}/").content.decode()
        assert typed in page
        assert "такого сотрудника у нас нет" in page

    def test_of_another_body_only_the_words_are_kept(self, cast: Any) -> None:
        assert portal(Browser(), against="Чужой").named.get().employee is None

    def test_one_typing_error_in_the_field_still_finds_him(self, cast: Any) -> None:
        assert portal(Browser(), against="Сарокин").named.get().employee == cast.executor

    def test_namesakes_are_both_guarded_until_a_person_says_which(self, cast: Any) -> None:
        other = cast.hire("sorokin2", cast.udm, "Сорокин", "executor")
        case = portal(Browser(), against="Сорокин")
        hidden_from(cast.executor, case)
        hidden_from(other, case)
        row = case.named.get(employee=other)
        looked_and_sent(
            desk(cast.head), f"/w/cases/{case.pk}/named/{row.pk}/", {"do": "confirm", "reason": "по телефону"}
        )
        assert case.named.get(employee=cast.executor).state == "dismissed"
        assert case.named.get(employee=other).state == "confirmed"
        assert desk(cast.executor).get(f"/w/cases/{case.pk}/").status_code == 200

    def test_nothing_is_named_of_thanks_or_an_address(self, cast: Any) -> None:
        text = (
            "Начальнику отдела Сорокину И. О.\n\nЗаявление\n\nПрошу продлить аренду. Спасибо Сорокину за помощь в мае."
        )
        case = portal(Browser(), kind="message", text=text)
        assert not case.named.exists()


class TestGuard:
    """Giving, writing, signing, and the ways round."""

    def test_not_by_a_macro_rule_or_head_of_a_unit(self, cast: Any) -> None:
        unit = cast.udm.units.order_by("pk")[0]
        posted(desk(cast.admin), f"/w/staff/units/{unit.pk}/head/", {"head": cast.executor.pk})
        case = portal(Browser(), against="Сорокин")
        from priemnaya.desk import actions as rules

        macro = rules.save_macro(cast.udm, "В отдел", [{"do": "unit", "value": unit.slug}], by=cast.head)
        page = (
            desk(cast.registrar).post(f"/w/cases/{case.pk}/macro/", {"macro": macro.pk}, follow=True).content.decode()
        )
        assert "Отделом руководит" in page
        rules.save_rule(
            cast.udm, by=cast.head, name="Всё на него", kinds=["message"], unit=unit, employee=cast.executor
        )
        routing.route_waiting(cast.udm)
        case.refresh_from_db()
        assert (case.assignee, case.unit) == (None, None)
        other = portal(Browser(), kind="message", text="Когда вы работаете?")
        routing.route_waiting(cast.udm)
        other.refresh_from_db()
        assert other.assignee == cast.executor  # the rule works, and stops only before whom the case names

    def test_not_by_reopening(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        looked_and_sent(
            desk(cast.registrar),
            f"/w/cases/{case.pk}/close/",
            {"outcome": "no_substance", "reason": "нет", "notice": "Суть неясна."},
        )
        actions.append_message(case, message(point="portal", text=WORDS))
        desk(cast.registrar).post(f"/w/cases/{case.pk}/reopen/", {"why": "Клиент написал снова"})
        case.refresh_from_db()
        assert case.is_open
        assert case.assignee is None
        hidden_from(cast.executor, case)

    def test_not_by_merging_or_splitting(self, cast: Any) -> None:
        his = case_of(cast.udm)
        actions.assign_case(his, cast.executor, by=cast.registrar)
        named = case_of(cast.udm, text=WORDS)
        desk(cast.registrar).post(f"/w/cases/{named.pk}/merge/", {"number": his.number})
        his.refresh_from_db()
        assert his.assignee is None
        hidden_from(cast.executor, his)
        two = case_of(cast.udm, text=WORDS)
        actions.classify_case(two, [actions_question("Аренда"), actions_question("Грубость")], by=cast.registrar)
        question = two.questions.order_by("pk")[1]
        looked_and_sent(desk(cast.registrar), f"/w/cases/{two.pk}/split/", {"question": question.pk})
        fresh = Case.objects.latest("pk")
        assert fresh.pk != two.pk
        hidden_from(cast.executor, fresh)

    def test_not_through_substitutes_either_way(self, cast: Any) -> None:
        case = portal(Browser(), against="Сорокин")
        away_for(cast, cast.colleague, by_whom=cast.executor)
        page = assigned(cast.registrar, case, cast.colleague)
        assert "замещает тот, на кого жалоба" in page
        hidden_from(cast.executor, case)
        Substitution.objects.all().delete()
        away_for(cast, cast.executor, by_whom=cast.colleague)
        assert "сейчас замещает того, на кого жалоба" in assigned(cast.registrar, case, cast.colleague)
        hidden_from(cast.colleague, case)
        row = Substitution.objects.get()
        desk(cast.admin).post(f"/w/staff/substitutions/{row.pk}/end/")
        assigned(cast.registrar, case, cast.colleague)
        case.refresh_from_db()
        assert case.assignee == cast.colleague

    def test_the_substitute_sees_the_work_of_the_absent_one(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        away_for(cast, cast.executor, by_whom=cast.colleague)
        assert case.number in desk(cast.colleague).get("/w/").content.decode()

    def test_a_chain_of_substitutes_is_refused_with_words(self, cast: Any) -> None:
        away_for(cast, cast.executor, by_whom=cast.colleague)
        page = away_for(cast, cast.colleague, by_whom=cast.registrar)
        assert "в эти дни замещает сотрудника" in page
        assert Substitution.objects.count() == 1

    def test_stale_pages_of_the_person_named_are_stopped_with_words(self, cast: Any) -> None:
        """Opened before, named meanwhile: saving, signing and giving are refused, and nothing is written."""
        case = case_of(cast.udm)
        his = cast.hire("chief2", cast.udm, "Сычёв", "head", "executor", "registrar")
        actions.assign_case(case, his, by=cast.registrar)
        reply = drafted(case, his)
        opened = desk(his)
        assert opened.get(f"/w/cases/{case.pk}/reply/").status_code == 200
        desk(cast.registrar).post(f"/w/cases/{case.pk}/complained-of/", {"person": his.pk})
        for verb, typed in (
            ("reply/save", {"text": "Всё хорошо."}),
            ("reply/submit", {"text": "Всё хорошо."}),
            ("reply/send", {}),
            ("reply/drop", {}),
            ("assign", {"to": his.pk}),
            ("note", {"text": "я ни при чём"}),
        ):
            answer = opened.post(f"/w/cases/{case.pk}/{verb}/", typed)
            assert answer.status_code == 403, verb
            assert "в нём названы вы" in answer.content.decode()
        quiet = opened.post(f"/w/cases/{case.pk}/reply/save/", {"text": "Всё"}, HTTP_X_REQUESTED_WITH="fetch")
        assert quiet.status_code == 409
        assert "в нём названы вы" in quiet.json()["text"]
        was = Reply.objects.get(pk=reply.pk)
        assert (was.text, was.state) == (reply.text, "draft")
        stranger = desk(cast.executor)
        actions.name_person(case, cast.executor, by=cast.registrar)
        assert (
            stranger.post(f"/w/cases/{case.pk}/note/", {"text": "?"}).status_code == 404
        )  # he never had it: it never was

    def test_a_stale_page_of_the_registrar_is_stopped_too(self, cast: Any) -> None:
        case = case_of(cast.udm)
        browser = desk(cast.registrar)
        browser.get(f"/w/cases/{case.pk}/")
        actions.name_person(case, cast.executor, by=cast.head)
        page = looked_and_sent(
            browser, f"/w/cases/{case.pk}/assign/", {"to": cast.executor.pk}, follow=True
        ).content.decode()
        assert "Жалоба на этого сотрудника" in page

    def test_the_api_is_closed_too(self, cast: Any) -> None:
        case = case_of(cast.udm, text=WORDS)
        head = token(cast.executor, "cases:read", "cases:work", "replies:write")
        assert Browser().get(f"/api/v1/cases/{case.number}", **head).status_code == 404
        assert case.number not in Browser().get("/api/v1/cases", **head).content.decode()
        assert "Ключевоеслово" not in Browser().get("/api/v1/contacts", **head).content.decode()
        note = Browser().post(
            f"/api/v1/cases/{case.number}/note", json.dumps({"text": "я"}), content_type="application/json", **head
        )
        assert note.status_code == 404

    def test_he_is_not_told_by_mention_measure_or_notice(self, cast: Any) -> None:
        case = case_of(cast.udm, text=WORDS)
        page = desk(cast.registrar).post(f"/w/cases/{case.pk}/note/", {"text": "@executor посмотрите"}, follow=True)
        assert "этого дела не видит" in page.content.decode()
        tomorrow = timezone.now().date() + dt.timedelta(days=1)
        with pytest.raises(Refused):
            from priemnaya.outreach.actions.surveys import record_measure

            record_measure(case, "Обучим", owner=cast.executor, due_on=tomorrow, by=cast.head)
        assert not Notice.objects.filter(employee_id=cast.executor.pk).exists()

    def test_forwarding_back_to_him_is_refused(self, cast: Any) -> None:
        case = portal(Browser(), against="Сорокин")
        page = desk(cast.registrar).post(
            f"/w/cases/{case.pk}/forwarding/",
            {
                "new_name": "Управление земель",
                "new_addressee": "Начальнику Сорокину",
                "new_email": "zemlya@mail.example",
                "new_source": "сайт управления",
                "reason": "Этим занимается управление.",
            },
        )
        assert "пересылать её ему нельзя" in page.content.decode()

    def test_without_the_rule_of_the_law_he_may_have_it(self, cast: Any) -> None:
        """The removal test, by what people do: assigning and reading."""
        from priemnaya.people.policies import base_layers, overridden

        case = portal(Browser(), kind="message", text=WORDS)
        law = next(o for o in base_layers() if o.by_kind.get("not_by"))
        number = law.by_kind["not_by"][0][0].number
        index = next(n for n, r in enumerate(law.by_number[number].rules) if r.kind.name == "not_by")
        with overridden(law.without(number, index=index)):
            looked_and_sent(desk(cast.registrar), f"/w/cases/{case.pk}/assign/", {"to": cast.executor.pk})
            case.refresh_from_db()
            assert case.assignee == cast.executor
            assert desk(cast.executor).get(f"/w/cases/{case.pk}/").status_code == 200
        hidden_from(cast.executor, case)


def rated(cast: Any, comment: str, mark: str = "1", *, busy: Any = None) -> Case:
    """An answer of the executor's has gone, and its client rates it by the link in it."""
    case = made_ready(case_of(cast.udm), cast.registrar)
    actions.assign_case(case, cast.executor, by=cast.head)
    reply = actions.send_reply(drafted(case, cast.executor), by=cast.head)
    goes_out(case)
    with busy or nullcontext():
        page = Browser().post(f"/udmurtia-mio/rate/{reply.survey_token}/", {"satisfaction": mark, "comment": comment})
    assert page.status_code == 302
    return Case.objects.get(pk=case.pk)


def voted(cast: Any) -> Case:
    article = published(cast.udm).filter(public=True).first()
    assert article is not None
    url = reverse("article_vote", args=["udmurtia-mio", article.pk])
    assert Browser().post(url, {"helped": "no", "comment": WORDS}).status_code == 302
    assert not ArticleVote.objects.filter(comment__contains="Сорокин").exists()
    return Case.objects.latest("pk")


def second_refused(cast: Any) -> Case:
    case = case_of(cast.udm)
    asked = ServiceAsked(second_who="Супруг", second_name="Зимородков Пётр")
    secret = as_part(name_second, case, asked)
    answer_second(cast.udm, secret, Word(False, WORDS))
    return case


def portal_rated(cast: Any, case: Case | None, stars: int = 1) -> Case:
    known = {"case": case, "service": "Аренда", "at": timezone.now()}
    assert take_rating(cast.udm, "epgu", f"{stars}", stars, WORDS, **known)
    return case or Case.objects.latest("pk")


WORDS_OF_NAME = "Жалоба на инспектора Сорокина, нахамил"
PHOTO = b"\xff\xd8\xff\xe0" + b"0" * 500


def with_photo(name: str, *, text: str = "Подробности в приложении.", to: Case | None = None) -> Case:
    """A picture in which nothing is read comes with a message, or is added to a case."""
    photo = SimpleUploadedFile(name, PHOTO, "image/jpeg")
    if to is None:
        return portal(Browser(), kind="message", text=text, documents=photo)
    file = IncomingFile(name, PHOTO, "image/jpeg")
    actions.append_message(to, message(point="portal", text=text, files=(file,)))
    return to


def scanned_as(cast: Any) -> Case:
    scan = add_scan(cast.udm, f"{WORDS_OF_NAME}.pdf", b"%PDF-1.4 " + b"0" * 50, by=cast.registrar)
    case = register_scan(scan, message(point="post", kind="message", text="Прошу разобраться."), by=cast.registrar).case
    assert case is not None
    return case


ACT = "Отказ инспектора Сорокина от 1 марта"


def described_by_staff(cast: Any, decision: str) -> Case:
    case = case_of(cast.udm, kind="service_complaint", text="Прошу отменить решение.")
    told = {"about": "other", "against": cast.udm.name, "decision": decision}
    looked_and_sent(desk(cast.registrar), f"/w/cases/{case.pk}/complaint/", told)
    return case


DOORS: dict[str, list[Callable[[Any], Case]]] = {
    "cases.Contact.text": [lambda cast: case_of(cast.udm, text=WORDS)],
    "cases.Contact.subject": [lambda cast: case_of(cast.udm, subject=WORDS, text="Прошу разобраться.")],
    "cases.Attachment.name": [
        lambda cast: with_photo(f"{WORDS_OF_NAME}.jpg"),
        lambda cast: with_photo(f"{WORDS_OF_NAME.replace(' ', '_')}.jpg", text="Прошу разобраться. " * 4000),
        lambda cast: with_photo(f"{WORDS_OF_NAME}.jpg", to=case_of(cast.udm)),
        lambda cast: with_photo("жалоба-на-инспектора-сорокина.jpg"),
    ],
    "paper.Scan.name": [scanned_as],
    "cases.Complaint.against": [lambda cast: portal(Browser(), against="Сорокин")],
    "cases.Complaint.decision": [
        lambda cast: portal(Browser(), kind="service_complaint", decision=ACT),
        lambda cast: portal(Browser(), decision=ACT),
        lambda cast: described_by_staff(cast, ACT),
    ],
    "cases.SecondApplicant.why": [second_refused],
    "outreach.SurveyAnswer.comment": [
        lambda cast: rated(cast, WORDS),
        lambda cast: rated(cast, WORDS, "5"),
        lambda cast: rated(cast, "Плохо. " * 500 + WORDS),
    ],
    "outreach.PortalRating.comment": [
        lambda cast: portal_rated(cast, case_of(cast.udm)),
        lambda cast: portal_rated(cast, None),
        lambda cast: portal_rated(cast, None, 5),
    ],
    "knowledge.ArticleVote.comment": [voted],
}
"""Where clients say something in words of their own, and how they do. Files and scans: test_files_read, test_file_words,
test_paper."""
NO_DOORS = {
    "cases.Contact.reason": "why staff hold it or answer nothing",
    "cases.Contact.sender": "an address",
    "cases.Contact.answers": "the same words stand in its text",
    "cases.Contact.quoted": "what it answers: as a rule our own letter, with our names",
    "cases.Contact.checks": "what the mail server found",
    "cases.Contact.external_id": "a key",
    "cases.Contact.document": "what staff were shown",
    "cases.Contact.oral_answer": "what staff said",
    "cases.Complaint.crime_why": "what staff wrote of it",
    "cases.CaseQuestion.text": "taken out of the text by staff",
    "cases.CaseQuestion.need": "of a list",
    "cases.ApplicationDocument.name": "of the service",
    "cases.ApplicationDocument.holder": "of the service",
    "cases.ApplicationDocument.act": "of the service",
    "cases.ApplicationDocument.when": "of the service",
    "cases.ApplicationDocument.note": "what staff found",
    "cases.NamedPerson.typed": "what the search found",
    "cases.NamedPerson.words": "what the search found",
    "cases.NamedPerson.why": "what staff decided",
    "cases.Case.subject": "that of its first message",
    "cases.Case.on_behalf_of": "a name",
    "cases.Case.powers_why": "what staff decided",
    "cases.Case.written_for": "a name",
    "cases.Case.said_kind": "of a list",
    "cases.Case.chosen_address": "an address",
    "cases.Case.second_address": "an address",
    "cases.Case.urgency_reason": "what staff decided",
    "cases.Case.code_digest": "a digest",
    "cases.Case.search_text": "of its messages",
    "cases.SecondApplicant.who": "of the service",
    "cases.SecondApplicant.name": "a name",
    "cases.SecondApplicant.email": "an address",
    "cases.SecondApplicant.proved_name": "a name",
    "cases.Attachment.content_type": "a sort",
    "cases.Attachment.scan": "what the antivirus found",
    "cases.Attachment.seal": "what was found of a signature",
    "paper.Scan.text": "test_paper.py",
    "channels.ChatLine.text": "test_chat.py: the talk is closed; as a case it is a message",
    "reception.CallQuestion.text": "test_calls.py: the talk is closed; as a case it is a message",
    "reception.CallQuestion.said": "what staff said",
    "reception.Call.needs": "test_talks_held.py: the talk is closed; as a case it is a message",
    "reception.Visit.about": "test_talks_held.py: not shown to whom it names; as a case it is a message",
    "paper.Scan.problem": "what the reader found",
    "outreach.PortalRating.external_id": "a key",
    "outreach.ImprovementMeasure.text": "what staff decided",
    "outreach.ImprovementMeasure.result": "what staff did",
}
TOLD_ELSEWHERE = ("people", "records")


class TestEveryDoor:
    @pytest.mark.parametrize(
        ("column", "nth"), [(column, n) for column, ways in DOORS.items() for n in range(len(ways))]
    )
    def test_whatever_a_client_says_anywhere_guards(self, cast: Any, column: str, nth: int) -> None:
        case = DOORS[column][nth](cast)
        read_files()
        case.refresh_from_db()
        assert [row.employee for row in case.named.all()] == [cast.executor]
        assert case.assignee is None
        hidden_from(cast.executor, case)

    def test_no_column_with_words_of_a_client_is_forgotten(self) -> None:
        """What destruction calls texts and opinions, and a second applicant's: each is a door, or says why it is none."""
        held = [h for keeper in keepers() for h in keeper.held if keeper.package not in TOLD_ELSEWHERE]
        beside = ("cases.SecondApplicant", "cases.Attachment")
        asked = [h for h in held if h.category in (MESSAGES, OPINIONS) or h.model in beside]
        columns = {f"{h.model}.{c}" for h in asked for c in h.columns if _is_words(h.model, c)}
        assert columns == DOORS.keys() | NO_DOORS.keys()
        assert not DOORS.keys() & NO_DOORS.keys()
        assert SAID.keys() <= DOORS.keys()

    def test_until_they_are_looked_through_nobody_reads_them(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        busy = patch.object(naming, "run", side_effect=Busy(WORKS["cases.named_in_text"]))
        case = rated(cast, WORDS, "5", busy=busy)
        page = desk(cast.colleague).get(case.get_absolute_url()).content.decode()
        assert "накричал" not in page and "ещё читаются" in page
        auth = token(cast.head, "feedback:read")
        assert Browser().get("/api/v1/feedback/answers", **auth).json()["items"] == []
        read_files()
        assert [row.employee for row in case.named.all()] == [cast.executor]
        assert "накричал" in desk(cast.colleague).get(case.get_absolute_url()).content.decode()

    def test_who_wrote_the_answer_reviews_no_low_mark_of_it(self, cast: Any) -> None:
        case = rated(cast, "Ничего не понятно.")
        day = (timezone.now() + dt.timedelta(days=5)).date().isoformat()
        typed = {"text": "Перепишем письмо", "owner": cast.executor.pk, "due_on": day}
        page = desk(cast.executor).post(f"/w/cases/{case.pk}/measure/", typed, follow=True).content.decode()
        assert "такую оценку разбирает другой" in page and not case.measures.exists()
        desk(cast.head).post(f"/w/cases/{case.pk}/measure/", typed)
        assert case.measures.count() == 1

    def test_a_low_mark_is_reviewed_where_the_matter_is_now(self, cast: Any) -> None:
        """The case of the answer was opened again and joined to another."""
        body, head = cast.altai, cast.head_of("altai-zags")
        case = made_ready(case_of(body), head)
        reply = actions.send_reply(drafted(case, head), by=head)
        goes_out(case)
        actions.reopen_case(Case.objects.get(pk=case.pk), by=head, why="Ошибка")
        into = case_of(body, text="И ещё")
        actions.merge_cases(Case.objects.get(pk=case.pk), into, by=head)
        url = f"/altai-zags/rate/{reply.survey_token}/"
        assert Browser().post(url, {"satisfaction": "1", "comment": "Плохо"}).status_code == 302
        known = {"case": Case.objects.get(pk=case.pk), "service": "Брак", "at": timezone.now()}
        assert take_rating(body, "epgu", "1", 1, "Плохо", **known)
        of_joined = Obligation.objects.about("case", case.pk).open()
        assert not of_joined.exists() and Case.objects.get(pk=case.pk).due_at is None
        term = owed(into, "complaint_review")
        assert term is not None and term.is_open
        assert Alert.objects.filter(kind="low_rating", subject_id=into.pk).exists()


def _is_words(model: str, column: str) -> bool:
    return not apps.get_model(model)._meta.get_field(column).is_relation


class TestDeciding:
    def test_a_registrar_dismisses_with_a_reason_and_the_case_opens(self, cast: Any) -> None:
        case = portal(Browser(), kind="message", text=WORDS)
        row = case.named.get()
        browser = desk(cast.registrar)
        path = f"/w/cases/{case.pk}/named/{row.pk}/"
        assert (
            "почему жалоба не на него"
            in looked_and_sent(browser, path, {"do": "dismiss", "reason": ""}, follow=True).content.decode()
        )
        looked_and_sent(browser, path, {"do": "dismiss", "reason": "это однофамилец"})
        row.refresh_from_db()
        assert (row.state, row.by, row.why) == ("dismissed", cast.registrar, "это однофамилец")
        assert Event.objects.filter(
            verb="case.person_dismissed", actor_id=cast.registrar.pk, subject_id=case.pk
        ).exists()
        assigned(cast.registrar, case, cast.executor)
        case.refresh_from_db()
        assert case.assignee == cast.executor

    def test_not_the_person_named_nor_an_executor(self, cast: Any) -> None:
        clerk = cast.hire("clerk2", cast.udm, "Дроздова", "registrar")
        case = portal(Browser(), against="Дроздова")
        row = case.named.get()
        path = f"/w/cases/{case.pk}/named/{row.pk}/"
        assert desk(clerk).post(path, {"do": "dismiss", "reason": "не я"}).status_code == 404
        assert desk(cast.colleague).post(path, {"do": "dismiss", "reason": "не она"}).status_code == 403
        row.refresh_from_db()
        assert row.state == "suspected"

    def test_two_people_at_once_decide_once(self, cast: Any) -> None:
        row = portal(Browser(), against="Сорокин").named.get()
        again = NamedPerson.objects.select_related("case").get(pk=row.pk)
        actions.confirm_person(row, by=cast.registrar)
        from priemnaya.errors import Stale

        with pytest.raises(Stale, match="уже решил"):
            actions.dismiss_person(again, by=cast.head, why="нет")

    def test_a_stale_page_does_not_undo_what_a_colleague_confirmed(self, cast: Any) -> None:
        case = portal(Browser(), against="Сорокин")
        row = case.named.get()
        page = desk(cast.registrar).get(f"/w/cases/{case.pk}/").content.decode()
        assert '<input type="hidden" name="was" value="suspected">' in page
        actions.confirm_person(row, by=cast.head)
        path, typed = f"/w/cases/{case.pk}/named/{row.pk}/", {"do": "dismiss", "reason": "нет", "was": "suspected"}
        assert "уже решил другой" in desk(cast.registrar).post(path, typed, follow=True).content.decode()
        head = {"Authorization": f"Bearer {key_of(cast.registrar, ['cases:register'])[1]}", "Idempotency-Key": "stale"}
        body = json.dumps({"state": "dismissed", "why": "нет", "was": "suspected"})
        url = f"/api/v1/cases/{case.number}/complained-of/{row.pk}"
        assert Browser().post(url, body, content_type="application/json", headers=head).status_code == 409
        row.refresh_from_db()
        assert row.state == "confirmed"
        desk(cast.registrar).post(path, {**typed, "was": "confirmed"})
        row.refresh_from_db()
        assert row.state == "dismissed"

    def test_a_new_message_in_other_words_suspects_again(self, cast: Any) -> None:
        case = case_of(cast.udm, text=WORDS)
        actions.dismiss_person(case.named.get(), by=cast.registrar, why="ошибка")
        actions.append_message(case, message(point="portal", text="Сорокин снова нагрубил мне!"))
        assert case.named.get().state == "suspected"

    def test_who_registers_a_complaint_of_oneself_hands_it_over(self, cast: Any) -> None:
        page = desk(cast.registrar).post(
            "/w/cases/new/",
            {"point": "post", "kind": "appeal", "text": "Регистратор Лебедева мне нагрубила."},
            follow=True,
        )
        assert "дальше его ведут другие" in page.content.decode()
        hidden_from(cast.registrar, Case.objects.latest("pk"))


class TestClientIsTold:
    def test_at_once_what_it_counts_as_and_how_to_make_it_a_complaint(self, cast: Any) -> None:
        browser = Browser()
        case = portal(browser, against="Сорокин")
        page = browser.get("/udmurtia-mio/write/sent/").content.decode()
        letter = case.contacts.get(direction="out").text
        for told in (page, letter):
            assert "Мы приняли ваш текст как сообщение" in told
            assert "это ещё не жалоба" in told
            assert "письмом по почте с подписью" in told
            assert "лично на приёме" in told
            assert "вашего текста не увидит и отвечать на него не будет" in told

    def test_a_message_whose_words_complain_is_told_too(self, cast: Any) -> None:
        browser = Browser()
        portal(browser, kind="message", text="Жалуюсь на волокиту: третий месяц нет ответа.")
        page = browser.get("/udmurtia-mio/write/sent/").content.decode()
        assert "это ещё не жалоба" in page
        assert "напишите его фамилию на странице дела" in page

    def test_a_plain_question_is_not_bothered(self, cast: Any) -> None:
        browser = Browser()
        portal(browser, kind="message", text="Когда вы работаете?")
        page = browser.get("/udmurtia-mio/write/sent/").content.decode()
        assert "Мы приняли ваш текст как сообщение" in page
        assert "жалоба" not in page.split("<main")[1].split("</main")[0]

    def test_a_real_complaint_is_called_one(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="appeal_complaint")
        assert "Мы приняли ваш текст как жалобу" in case.contacts.get(direction="out").text

    def test_the_home_page_promises_what_holds(self, cast: Any) -> None:
        page = Browser().get("/udmurtia-mio/").content.decode()
        assert "Назовите, на кого жалуетесь: к этому сотруднику жалоба не попадёт." in page


@pytest.mark.parametrize("nth", [12, pytest.param(1, marks=pytest.mark.walk)])
def test_no_page_of_the_workspace_or_the_api_shows_the_case_to_the_person_named(cast: Any, nth: int) -> None:
    """Every GET route, with the ids of the case and of all that hangs on it, as one who holds every role. In the suite
    the page of the case and every twelfth route."""
    every = cast.hire("every", cast.udm, "Тетеревин", "registrar", "executor", "head", "editor", "analyst", "admin")
    case = came_in(
        cast.udm,
        point="email",
        subject="Ключевоеслово",
        text="Начальник Тетеревин вымогал взятку. Ключевоеслово.",
        raw="Ключевоеслово".encode(),
        files=(IncomingFile("Ключевоеслово.txt", "Ключевоеслово".encode(), "text/plain"),),
    ).case
    assert case is not None
    reply = drafted(case, cast.colleague, text="Здравствуйте! Ключевоеслово.")
    contact = case.contacts.get(direction="in")
    numbers = {
        case.pk,
        contact.pk,
        reply.pk,
        case.client.pk,
        contact.attachments.get().pk,
        case.named.get().pk,
        *Delivery.objects.filter(subject_id=case.pk).values_list("pk", flat=True),
    }
    browser, opened = desk(every), 0
    every_route = sorted(_routes())
    for path in {"w/cases/<int:pk>/", *every_route[::nth]}:
        slots = re.findall(r"<[^>]+>", path)
        if any(not s.startswith("<int:") for s in slots):
            continue
        for number in numbers if slots else {0}:
            url = "/" + re.sub(r"<[^>]+>", str(number), path)
            answer = browser.get(url)
            if answer.status_code in (404, 405):
                continue
            opened += 1
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert "Ключевоеслово" not in body.decode(errors="replace"), url
    assert opened > 25 // nth
    found = "/w/cases/?state=all&q=Ключевоеслово"
    assert case.number not in browser.get(found).content.decode()
    assert case.number in desk(cast.registrar).get(found).content.decode()  # the others see it
    head = token(
        every, *["cases:read", "cases:work", "clients:read", "documents:exchange", "feedback:read", "replies:write"]
    )
    for path in (
        "cases",
        "contacts",
        "deliveries",
        "documents/letters",
        "feedback/answers",
        f"files/{contact.attachments.get().pk}",
        f"cases/{case.number}",
        f"cases/{case.number}/contacts",
        f"cases/{case.number}/reply",
        f"clients/{case.client.pk}",
    ):
        assert "Ключевоеслово" not in Browser().get(f"/api/v1/{path}", **head).content.decode(errors="replace"), path


def _routes(patterns: Any = None, prefix: str = "") -> list[str]:
    found: list[str] = []
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLResolver):
            found += _routes(item.url_patterns, prefix + str(item.pattern))
        elif isinstance(item, URLPattern) and (prefix + str(item.pattern)).startswith("w/"):
            found.append(prefix + str(item.pattern))
    return [p for p in found if "^" not in p]


def actions_question(text: str) -> Any:
    from priemnaya.cases.actions.working import Question

    return Question(text, None, "")


def away_for(cast: Any, employee: Employee, *, by_whom: Employee) -> str:
    """The administrator writes down, on the page, who stands in for whom today."""
    today = employee.organisation.local(timezone.now()).date()
    until = today + dt.timedelta(days=5)
    typed = {"employee": employee.pk, "substitute": by_whom.pk, "since": today.isoformat(), "until": until.isoformat()}
    return desk(cast.admin).post("/w/staff/substitutions/", typed, follow=True).content.decode()


def assigned(by: Employee, case: Case, to: Employee) -> str:
    return looked_and_sent(desk(by), f"/w/cases/{case.pk}/assign/", {"to": to.pk}, follow=True).content.decode()


STAFF = (
    Person(1, "Сорокин", "Игорь", "Олегович", "Главный специалист"),
    Person(2, "Сорокина", "Анна", "Петровна", "Инспектор"),
    Person(3, "Орлов", "Виктор", "Ильич", "Министр"),
    Person(4, "Мороз", "Пётр", "Иванович", "Начальник отдела"),
    Person(5, "Петрова-Водкина", "Ольга", "Сергеевна", ""),
    Person(6, "Королёв", "Семён", "Павлович", ""),
)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Жалоба на Сорокина.", {1, 2}),
        ("Действия инспектора Сорокиной незаконны.", {2}),
        ("И. О. Сорокин отказал мне в приёме.", {1}),
        ("Сорокин И.О. не принял документы", {1}),
        ("Игорь Олегович Сорокин мне нагрубил", {1}),
        ("Пётр Сорокин мне нагрубил", set()),
        ("сорокин нахамил", {1}),
        ("СОРОКИН НАХАМИЛ МНЕ", {1}),
        ("Соро-\nкин нахамил", {1}),
        ("Copoкин нахамил", {1}),
        ("Королев не ответил мне", {6}),
        ("Королёвым нарушен срок", {6}),
        ("Петровой-Водкиной подписан незаконный отказ", {5}),
        ("Водкина накричала на меня", {5}),
        ("Меня встретил Сорокин. Он кричал.", {1}),
        ("Мороз нарушил срок", {4}),
        ("На улице мороз, батареи холодные. Жалоба на отопление.", set()),
        ("Когда принимает Сорокин?", set()),
        ("Спасибо Сорокину за помощь!", set()),
        ("Улица Сорокина не чистится, жалоба!", set()),
        ("Мой муж Сорокин И. О. умер. Отказ незаконный.", set()),
        ("Жалуюсь на соседа Сорокина.", set()),
        ("Уважаемый Виктор Ильич Орлов! Жалуюсь на волокиту.", set()),
        ("Министру Орлову В. И.\nот Ивановой М.\n\nЖалоба на бездействие.", set()),
        ("Министру Орлову В. И.\nЖалоба на инспектора Сорокину", {1, 2}),
        ("По письму за подписью Сорокина И.О. прошу разъяснить порядок.", set()),
    ],
)
def test_names_are_recognised_where_the_text_complains(text: str, found: set[int]) -> None:
    assert {f.person for f in named_in_text(text, STAFF, client="Иванова Мария")} == found


@pytest.mark.unit
def test_the_clients_own_name_is_not_the_employees() -> None:
    assert named_in_text("Мне отказали. С уважением, Сорокина М.", STAFF, client="Сорокина Мария") == []
    assert {f.person for f in named_in_text("Жалоба на Сорокину. Сорокина М.", STAFF, client="Сорокина Мария")} == {
        1,
        2,
    }


@pytest.mark.unit
def test_a_field_names_outright() -> None:
    assert {f.person for f in named_in_field("Сорокин П.П., начальник", STAFF)} == {1}
    assert {f.person for f in named_in_field("на Сорокину", STAFF)} == {1, 2}
    assert named_in_field("отдел аренды", STAFF) == []


def test_recognition_costs_one_query_however_large_the_body(cast: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        people = staff_of(cast.udm)
        named_in_text(WORDS * 20, people)


class TestNamedInHurry:
    """Names as hurried people write them, through the portal's own form."""

    @pytest.mark.parametrize(
        "words",
        [
            "Мне нагрубил ваш работник Соракин из управления кадастра.",
            "Мне нагрубил С О Р О К И Н, бросил трубку.",
            "Мне нагрубил С-о-р-о-к-и-н, бросил трубку.",
            "Мне нагрубил Sorokin, бросил трубку.",
        ],
    )
    def test_a_misspelt_or_spaced_surname_is_seen(self, cast: Any, words: str) -> None:
        Employee.objects.filter(pk=cast.executor.pk).update(surname="Сорокин")
        case = portal(Browser(), kind="message", text=words)
        assert [row.employee_id for row in case.named.all()] == [cast.executor.pk]
        assert desk(cast.executor).get(f"/w/cases/{case.pk}/").status_code == 404

    def test_a_post_in_the_field_keeps_its_holder_away(self, cast: Any) -> None:
        Employee.objects.filter(pk=cast.head.pk).update(post="Начальник земельного отдела")
        case = portal(Browser(), against="Начальник земельного отдела, который подписал письмо")
        assert [row.employee_id for row in case.named.all()] == [cast.head.pk]
        assert desk(cast.head).get(f"/w/cases/{case.pk}/").status_code == 404

    def test_who_was_not_found_is_not_said_to_be_kept_away(self, cast: Any) -> None:
        case = portal(Browser(), against="Тот мужчина в окне 5")
        page = desk(cast.registrar).get(f"/w/cases/{case.pk}/").content.decode()
        assert "сотрудник не найден: от кого беречь дело, решают люди" in page
        assert "ему это дело не поручают" not in page
