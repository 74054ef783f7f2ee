"""The queue of letters to sign: what is signed is what was shown, remarks at places, several at once only where nothing
warns."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.explained import digest_of
from priemnaya.cases.letters import letter_of
from priemnaya.cases.models import Case, Reply
from priemnaya.workspace.views import signing

from ..desk import Desk, Page
from ..helpers import GOOD, case_of, made_ready
from .test_guards import asking

HIDDEN = re.compile(r'name="(version|shown|quote-\d+)"\s+value="([^"]*)"')
LETTER = re.compile(r'name="shown" value="([^"]+)"')


def waiting(cast: Any, n: int = 0, text: str = GOOD, **fields: Any) -> Case:
    """A letter of the executor that lies for a signature."""
    known = {"identity": f"esia-{n}", "surname": f"Иванов{n}", "addresses": {"email": f"c{n}@mail.example"}}
    case = made_ready(case_of(cast.udm, **known), cast.registrar)
    author = Desk(cast.executor)
    author.writes(case, text.replace("Мария Сергеевна", case.client.greeting.split(", ")[-1].rstrip("!")), **fields)
    author.does(case, "reply/submit")
    assert case.replies.get().state == "on_check", author.get(f"/w/cases/{case.pk}/reply/").text
    return case


def shown(desk: Desk, case: Case | None = None) -> tuple[Page, dict[str, str]]:
    page = desk.get(f"/w/signing/{case.pk}/" if case else "/w/signing/")
    return page, dict(HIDDEN.findall(page.source))


def state(case: Case) -> str:
    """`gone` once it is signed: by the portal a letter leaves at once."""
    found = str(case.replies.get().state)
    return "gone" if found in ("signed", "sent") else found


class TestSigning:
    def test_one_press_signs_what_was_shown_and_brings_the_next(self, cast: Any) -> None:
        first, second = waiting(cast, 1), waiting(cast, 2)
        desk = Desk(cast.head)
        page, form = shown(desk)
        assert "Продлить её можно." in page.text
        assert first.client_name in page.text
        assert second.client_name in page.text
        page = desk.post(f"/w/signing/{first.pk}/sign/", **form)
        assert (state(first), state(second)) == ("gone", "on_check")
        assert "Подписано и отправляется" in page.text
        assert f"/w/signing/{second.pk}/sign/" in page.source, "the next letter stands there"
        page = desk.post(f"/w/signing/{second.pk}/sign/", **shown(desk, second)[1])
        assert state(second) == "gone"
        assert "Писем на подпись нет" in page.text

    def test_until_somebody_signs_the_paper_names_who_may_and_no_other_post(self, cast: Any) -> None:
        """The executor saw «Первый заместитель министра», and the head of a department signed. One who may is named as
        the letter will have it; whoever may not open the case does not sign it."""
        case, author = made_ready(case_of(cast.udm), cast.registrar), Desk(cast.executor)
        author.writes(case, GOOD)
        written = author.get(f"/w/cases/{case.pk}/reply/")
        [place] = html.fromstring(written.source).xpath("//p[contains(@class, 'paper-sign')]")
        names = f"{cast.head.short_name} или {cast.signer.short_name}"
        assert " ".join(place.text_content().split()) == f"Подпишет {names}"
        author.does(case, "reply/submit")
        [place] = html.fromstring(shown(Desk(cast.head), case)[0].source).xpath("//p[contains(@class, 'paper-sign')]")
        assert " ".join(place.text_content().split()) == f"{cast.head.post} {cast.head.short_name}"
        draft = letter_of(case.replies.get(), preview=True)
        assert (draft.signer_post, draft.signer_name) == ("Подпишет", names)
        with asking("before", action="send_reply", facts=["signed_by_head"]):
            only = letter_of(case.replies.get(), preview=True)
            assert (only.signer_post, only.signer_name) == (cast.head.post, cast.head.short_name), "as the order has it"
        actions.name_person(case, cast.head, by=cast.registrar, typed="")
        alone = letter_of(case.replies.get(), preview=True)
        assert (alone.signer_post, alone.signer_name) == (cast.signer.post, cast.signer.short_name)

    def test_a_letter_changed_since_it_was_shown_is_not_signed(self, cast: Any) -> None:
        case = waiting(cast)
        desk, author = Desk(cast.head), Desk(cast.executor)
        _page, form = shown(desk)
        author.does(case, "reply/recall")
        author.writes(case, GOOD.replace("30 дней", "20 дней"))
        author.does(case, "reply/submit")
        page = desk.post(f"/w/signing/{case.pk}/sign/", **form)
        assert "письмо изменили или отозвали" in page.text
        assert form["shown"] not in page.source, "nobody typed it"
        assert state(case) == "on_check"

    def test_a_letter_that_would_go_elsewhere_than_shown_is_not_signed(self, cast: Any) -> None:
        case = waiting(cast)
        desk = Desk(cast.head)
        _page, form = shown(desk)
        Desk(cast.registrar).does(case, "point", point="email", address_email="other@mail.example")
        page = desk.post(f"/w/signing/{case.pk}/sign/", **form)
        assert "изменилось то, что уйдёт" in page.text
        assert state(case) == "on_check"

    def test_nothing_is_signed_without_the_mark_of_what_was_shown(self, cast: Any) -> None:
        case = waiting(cast)
        desk = Desk(cast.head)
        _page, form = shown(desk)
        for left_out in ("shown", "version"):
            desk.post(f"/w/signing/{case.pk}/sign/", **{k: v for k, v in form.items() if k != left_out})
            assert state(case) == "on_check"

    def test_two_signers_with_one_page_sign_once(self, cast: Any) -> None:
        case = waiting(cast)
        one, other = Desk(cast.head), Desk(cast.signer)
        forms = [shown(desk)[1] for desk in (one, other)]
        one.post(f"/w/signing/{case.pk}/sign/", **forms[0])
        page = other.post(f"/w/signing/{case.pk}/sign/", **forms[1])
        assert "уже" in page.text
        assert Reply.objects.filter(case=case, signer=cast.head).count() == 1

    def test_who_may_not_sign_has_no_queue(self, cast: Any) -> None:
        case = waiting(cast)
        desk = Desk(cast.executor)
        assert desk.get("/w/signing/").status == 403
        assert desk.post(f"/w/signing/{case.pk}/sign/", version="2", shown="x").answered == 403


class TestRemarks:
    def test_a_remark_stands_at_its_place_for_the_author_and_the_signer_sees_what_changed(self, cast: Any) -> None:
        case = waiting(cast)
        desk, author = Desk(cast.head), Desk(cast.executor)
        _page, form = shown(desk)
        place = next(n for n, quote in form.items() if "Подайте заявление" in quote)
        number = place.removeprefix("quote-")
        page = desk.post(f"/w/signing/{case.pk}/back/", **form, **{f"remark-{number}": "Назовите кабинет"})
        assert "Возвращено автору" in page.text
        page = author.get(f"/w/cases/{case.pk}/reply/")
        assert "Назовите кабинет" in page.text
        assert form[place][:30] in page.text
        Case.objects.filter(pk=case.pk).update(assignee=cast.executor)
        today = author.get("/w/").text
        assert "Вернули на доработку 1" in today and "Исправить" in today, "a line of its own, with what to do"
        assert '"level": "remark", ' in page.source.replace('"level":"remark",', '"level": "remark", ')
        author.writes(case, GOOD.replace("до 1 февраля", "до 1 февраля в кабинет 204"))
        author.does(case, "reply/submit")
        page, form = shown(desk)
        assert "место изменено" in page.text
        assert re.search(r"<ins>[^<]*кабинет 204[^<]*</ins>", page.source), "what is new stands out, word by word"
        desk.post(f"/w/signing/{case.pk}/sign/", **form)
        assert state(case) == "gone"

    def test_nothing_said_returns_nothing(self, cast: Any) -> None:
        case = waiting(cast)
        desk = Desk(cast.head)
        page = desk.post(f"/w/signing/{case.pk}/back/", **shown(desk)[1])
        assert "Напишите, что исправить" in page.text
        _page, form = shown(desk)
        author = Desk(cast.executor)
        author.does(case, "reply/recall")
        author.does(case, "reply/submit")
        place = next(n for n, quote in form.items() if "Подайте заявление" in quote).removeprefix("quote-")
        page = desk.post(f"/w/signing/{case.pk}/back/", **form, **{f"remark-{place}": "Назовите кабинет"})
        assert re.search(rf'name="remark-{place}"[^>]*>Назовите кабинет<', page.source), "it stands at its place again"
        assert state(case) == "on_check"
        other = waiting(cast, 2)
        form = shown(desk, case)[1]
        author.does(case, "reply/recall")
        page = desk.post(f"/w/signing/{case.pk}/back/", **form, **{f"remark-{place}": "Назовите кабинет"})
        assert f"/w/signing/{other.pk}/back/" in page.source, "the next letter stands there"
        assert f"Вы написали: дело № {case.number}, {case.client_name}" in page.text
        assert f"К месту «{form[f'quote-{place}'][:60]}" in page.text
        assert not re.search(r"<textarea id=.remark-[^>]*>Назовите", page.source), "nothing is said of another's letter"


class TestTogether:
    def test_only_letters_about_which_nothing_warns_and_the_others_say_why(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(signing, "TOGETHER", 1)
        gone = {"override:refuses:0123456789ab": "О словах, которых в письме уже нет."}
        refusing = "К сожалению, продлить её нельзя."
        stands = {f"override:refuses:{digest_of(refusing)}": "Аренду продолжит новый договор."}
        urgent, plain = (waiting(cast, n, **gone) for n in (1, 2))
        third = waiting(cast, 3, GOOD.replace("Продлить её можно.", refusing), **stands)
        assert plain.replies.get().overrides and third.replies.get().overrides
        Desk(cast.registrar).does(urgent, "urgency", urgency="urgent", reason="Срок аренды истекает завтра")
        desk = Desk(cast.head)
        page = desk.get("/w/signing/together/")
        follow = re.search(r'href="(\?from=\d+)"', page.source)
        assert follow, "what was not looked at is not hidden"
        assert third.client_name in desk.get(f"/w/signing/together/{follow[1]}").text
        offered = LETTER.findall(page.source)
        assert [int(x.split(":")[0]) for x in offered] == [plain.replies.get().pk]
        assert "срочное дело" in page.text
        said = [line for line in plain.replies.get().text.splitlines() if line.strip()]
        assert said and all(line.strip() in page.text for line in said), "the letter is read before it is marked"
        reply = urgent.replies.get()
        forged = f"{reply.pk}:{reply.version}:{shown(desk, urgent)[1]['shown']}"
        monkeypatch.undo()
        page = desk.get("/w/signing/together/")
        assert LETTER.findall(page.source) == offered, "of words that still stand a reason is looked at by itself"
        assert "отправляется с записанной причиной" in page.text and third.client_name in page.text
        page = desk.post("/w/signing/together/sign/", shown=[*offered, forged])
        assert "Подписано писем: 1" in page.text
        assert "подписывается отдельно" in page.text
        assert (state(plain), state(urgent)) == ("gone", "on_check")
