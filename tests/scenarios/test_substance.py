"""What may be sent: an answer with substance, a decision that agrees with its parts, and a composer that loses nothing
typed."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import stops, verdicts_of
from priemnaya.cases.actions.working import Question
from priemnaya.cases.explained import REFUSES, digest_of, told_of
from priemnaya.cases.letter_text import full_text
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.terms import open_term
from priemnaya.config.demo_texts import MATTERS
from priemnaya.core.models import Delivery
from priemnaya.desk import actions as desk
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Article, Topic
from priemnaya.people.policies import base_layers, overridden
from priemnaya.policy import KINDS, Refused
from priemnaya.policy.kinds import GUARDS

from ..desk import Desk, as_read, looked_and_sent
from ..helpers import GOOD, case_of, drafted, made_ready, undone
from ..stood import posted
from .deeds import PARTS
from .test_services import LEASE, applied

EMPTY = {
    "heap": "Здравствуйте!\n\nУчасток аренда 5.",
    "a greeting": "Здравствуйте, Мария Сергеевна!",
    "greeting and signature": "Здравствуйте!\n\nС уважением,\nначальник отдела\nОрлов С. И.",
    "greeting and the survey": (
        "Здравствуйте!\n\nПомог ли ответ? Оцените его, это займёт минуту: https://x.example/rate/1"
    ),
    "thanks": "Здравствуйте!\n\nВаше обращение рассмотрено, спасибо.",
    "the client's own words": "Здравствуйте!\n\nПрошу продлить аренду земельного участка.",
    "weather": "Здравствуйте!\n\nПогода сегодня хорошая, приходите завтра.",
    "praise": "Здравствуйте!\n\nАренда земельных участков — важное направление нашей работы.",
    "our own notice": (
        "Здравствуйте!\n\nМы получили ваше сообщение и зарегистрировали его 01.12.2026 под номером 2026-000001."
    ),
    "waiting": (
        "Здравствуйте!\n\nВаше дело у нас в работе. Ответим до 01.12.2026.\n\n"
        "Если у вас появятся новые документы, пришлите их ответом на это письмо."
    ),
}

LEASE_ASKED, ROAD_ASKED = TWO_ASKED = ("Продление аренды участка", "Ремонт дороги к посёлку")


def post(client: Browser, case: Case, where: str, quiet: bool = False, **data: Any) -> Any:
    headers = {"x-requested-with": "fetch"} if quiet else {}
    read = as_read(case) if where == "send/" else {}
    return posted(client, f"/w/cases/{case.pk}/reply/{where}", {**read, **data}, headers=headers)


def page_of(client: Browser, case: Case) -> str:
    return client.get(f"/w/cases/{case.pk}/reply/").content.decode()


def asked(case: Case, by: Any, *questions: str) -> Case:
    topic = Topic.objects.current().filter(depth=4).order_by("code").first()
    actions.classify_case(case, [Question(q, topic, case.organisation.needs[0]) for q in questions], by=by)
    actions.assess_urgency(case, "normal", "", by=by)
    case.refresh_from_db()
    return case


def topics_named(client: Browser, by: Any, case: Case, questions: tuple[str, ...]) -> None:
    """The form of topics on the page of the case, sent anew."""
    topic, need = case.questions.all()[0].topic, case.organisation.needs[0]
    client.force_login(by)
    rows = {"text": [*questions], "topic": [topic.code] * len(questions), "need": [need] * len(questions)}
    assert looked_and_sent(client, f"/w/cases/{case.pk}/classify/", rows).status_code == 302


def broken(reply: Reply, by: Any) -> dict[str, str]:
    """What stops a letter: target -> words."""
    return {v.target.partition(".")[2] or v.target: v.why for v in stops(verdicts_of(reply, by), reply.overrides)}


ANOTHER_MATTER = (
    "Здравствуйте!\n\nДоговор аренды участка закончится в марте. Продлить её можно. Подайте заявление до 1 февраля.\n\n"
    "Возьмите с собой паспорт."
)


class TestSubstance:
    @pytest.mark.parametrize("question", ["Почему нет отопления третий месяц?", "Сколько стоит справка?"])
    def test_a_letter_about_another_matter_does_not_go(self, cast: Any, client: Browser, question: str) -> None:
        case = asked(case_of(cast.udm, text=question, subject=question), cast.registrar, question)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.head)
        post(client, case, "save/", text=ANOTHER_MATTER, decision="explain", letterhead="1", survey="1")
        page = client.post(f"/w/cases/{case.pk}/reply/send/", as_read(case))
        assert page.status_code in (302, 422)
        assert Reply.objects.get(case=case).state == "draft"
        assert not Delivery.objects.filter(payload__reply=Reply.objects.get(case=case).pk).exists()

    def test_base_59_fz_10_1__a_letter_that_says_nothing_does_not_go(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.head)
        for what, text in EMPTY.items():
            with undone(what):
                post(client, case, "save/", text=text, decision="explain", letterhead="1", survey="1")
                shown = page_of(client, case)
                assert ("Это промежуточное письмо" if what == "waiting" else "В письме нет ответа") in shown
                assert "ст. 10 ч. 1 п. 4" in shown
                assert "Все проверки пройдены" not in shown
                post(client, case, "send/", text=text, decision="explain", letterhead="1", survey="1")
                assert case.replies.get().state == "draft"
                assert not Delivery.objects.filter(key__startswith="reply-").exists()

    @pytest.mark.parametrize(
        "text",
        [
            "Ответим позже, когда появится информация по участку.",
            "Ваше обращение об аренде принято в работу.",
            "Вопрос об аренде участка будет рассмотрен.",
            "Меры по аренде будут приняты.",
        ],
    )
    def test_base_59_fz_10_1__a_deferral_about_the_very_matter_does_not_go(
        self, cast: Any, client: Browser, text: str
    ) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.head)
        form = {"text": f"Здравствуйте!\n\n{text}", "decision": "explain", "letterhead": "1", "survey": "1"}
        post(client, case, "save/", **form)
        assert "В письме нет ответа" in page_of(client, case)
        post(client, case, "send/", **form)
        assert case.replies.get().state == "draft"

    def test_what_the_check_does_not_see_goes_by_the_authors_reason_which_the_head_reads(
        self, cast: Any, client: Browser
    ) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        form = {"text": "Здравствуйте, Мария Сергеевна!\n\nПогода сегодня хорошая, приходите завтра."}
        form |= {"decision": "explain", "letterhead": "1", "survey": "1"}
        key, why = str(case.questions.get().pk), "Клиент просил назначить день, и мы договорились о завтрашнем."
        post(client, case, "submit/", **form)
        assert case.replies.get().state == "draft"
        for nothing in ("", "да", "Потому что.", "всё сказано", "см. выше", "Ответ дан в письме."):
            post(client, case, "submit/", **form, **{f"answer-how-{key}": "stated", f"answer-words-{key}": nothing})
            assert case.replies.get().state == "draft"
        stated = {f"answer-how-{key}": "stated", f"answer-words-{key}": why}
        post(client, case, "submit/", **{**form, "text": "Здравствуйте, Мария Сергеевна!"}, **stated)
        assert case.replies.get().state == "draft"
        post(client, case, "submit/", **form, **stated)
        reply = case.replies.get()
        assert (reply.state, why in full_text(reply)) == ("on_check", False)
        client.force_login(cast.head)
        assert why in page_of(client, case)
        case.replies.update(author=cast.head)  # nobody else would read the reason
        post(client, case, "send/", version=reply.version)
        assert case.replies.get().state == "on_check"
        case.replies.update(author=cast.executor)
        post(client, case, "send/", version=reply.version)
        assert case.replies.get().state == "sent"
        assert "Автор объяснил, почему в письме есть ответ" in client.get(f"/w/cases/{case.pk}/").content.decode()
        assert why in client.get(f"/w/cases/{case.pk}/reply/versions/").content.decode()

    @pytest.mark.parametrize(
        "hole",
        [
            "[дата]",
            "[ФИО заявителя]",
            "ХХ.ХХ.2026",
            "дд.мм.гггг",
            "(указать дату)",
            "____",
            "{срок}",
            "<указать срок>",
            "……",
        ],
    )
    def test_base_59_fz_10_1__a_letter_with_a_place_to_fill_in_does_not_go(
        self, cast: Any, client: Browser, hole: str
    ) -> None:
        """Its author is told on the page; the head never meets it."""
        case = made_ready(case_of(cast.udm), cast.registrar)
        desk = Desk(cast.executor)
        desk.writes(case, GOOD.replace("1 февраля", hole))
        page = desk.on(case, "reply/submit", **as_read(case))
        assert "осталось незаполненное место" in page.text
        case.refresh_from_db()
        assert case.state == "new"
        desk.on(case, "reply/save", text=GOOD.replace("1 февраля", "1 февраля, с 00.00"), **as_read(case))
        assert "questions_answered" not in broken(case.replies.get(), cast.executor)

    @pytest.mark.parametrize(
        ("deed", "typed"),
        [
            ("clarify", {"question": "Какой номер у участка [адрес]?"}),
            ("extend", {"days": "5", "reason": "Ждём выписку из [орган]"}),
        ],
    )
    def test_nor_does_a_notice(self, cast: Any, client: Browser, deed: str, typed: dict[str, str]) -> None:
        case = made_ready(case_of(cast.udm, kind="appeal"), cast.registrar)
        page = Desk(cast.head).on(case, deed, **typed)
        assert "впишите, что там должно стоять" in page.text
        assert not case.contacts.filter(notice__in=("clarification", "extension")).exists()

    def test_a_short_answer_needs_no_mark(self, cast: Any, client: Browser) -> None:
        case = case_of(cast.udm, text="Когда отремонтируют дорогу на улице Садовой?", subject="Дорога")
        asked(case, cast.registrar, "Когда отремонтируют дорогу?")
        reply = drafted(case, cast.executor, "Здравствуйте, Мария Сергеевна!\n\nДа, в 2027 году.")
        assert "questions_answered" not in broken(reply, cast.executor)

    def test_a_deferral_with_a_day_is_an_interim_letter_and_the_page_proposes_to_extend(
        self, cast: Any, client: Browser
    ) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        text = "Здравствуйте, Мария Сергеевна!\n\nПлан участка запросили в Росреестре. Об аренде ответим до 20 декабря."
        drafted(case, cast.executor, text)
        client.force_login(cast.executor)
        shown = page_of(client, case)
        assert "Это промежуточное письмо: «Об аренде ответим до 20 декабря»" in shown
        assert "Срок продлевает руководитель" in shown
        client.force_login(cast.head)
        assert f'href="/w/cases/{case.pk}/?act=extend#extend"' in page_of(client, case)
        before = open_term(case).due_at
        looked_and_sent(
            client, f"/w/cases/{case.pk}/extend/", {"days": "20", "reason": "Ждём план участка из Росреестра."}
        )
        assert open_term(case).due_at > before
        assert case.contacts.filter(direction="out", text__contains="Ждём план участка").exists()
        assert case.replies.get().text == text

    def test_where_no_term_may_be_extended_the_page_says_so(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm, kind="service_complaint"), cast.registrar)
        reply = drafted(case, cast.executor, "Здравствуйте!\n\nОб аренде ответим до 20 декабря.")
        [verdict] = [
            v for v in stops(verdicts_of(reply, cast.executor), {}) if v.target == "send_reply.questions_answered"
        ]
        assert "не продлевают" in verdict.remedy

    def test_the_question_without_an_answer_is_named(self, cast: Any, client: Browser) -> None:
        case = asked(case_of(cast.udm), cast.registrar, "Продление аренды участка", "Ремонт дороги к посёлку")
        reply = drafted(case, cast.executor)
        assert broken(reply, cast.head) == {"questions_answered": "На вопрос 2 ответа нет: «Ремонт дороги к посёлку»."}
        reply = actions.save_reply(reply, by=cast.executor, text=f"{GOOD}\n\nДорогу отремонтируют летом.")
        assert broken(reply, cast.head) == {}
        client.force_login(cast.executor)
        shown = page_of(client, case)
        assert "Ответ: «Дорогу отремонтируют летом.»" in shown

    def test_what_the_client_asks_with_a_question_mark_is_a_question_of_the_case(
        self, cast: Any, client: Browser
    ) -> None:
        """A word of the topic and good weather after it answer nothing, and a rhetorical question can be marked."""
        text = "Кадастровая стоимость квартиры завышена. Как её проверить и исправить? Сколько можно терпеть?"
        case = made_ready(case_of(cast.udm, subject="Кадастровая стоимость квартиры", text=text), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        beside = "Здравствуйте!\n\nКадастровая стоимость квартиры. Погода хорошая, приходите есть пирожки."
        form = {"decision": "explain", "letterhead": "1", "survey": "1"}
        post(client, case, "save/", text=beside, **form)
        shown = page_of(client, case)
        assert "Как её проверить и исправить?" in shown
        assert "В письме нет ответа" in shown
        good = (
            "Здравствуйте!\n\nПроверить кадастровую стоимость квартиры можно на сайте Росреестра. Чтобы её исправить,"
            " подайте заявление в бюро."
        )
        post(client, case, "save/", text=good, **form, **{"answer-how-m2": "no_question"})
        reply = case.replies.get()
        assert broken(reply, cast.head) == {}
        assert "это не вопрос" in page_of(client, case)
        assert "терпеть" not in full_text(reply)

    def test_parts_of_a_refusal_must_say_something(self, cast: Any) -> None:
        """Stock words are no grounds, and an appeal denied is no way to appeal."""
        case = applied(cast.udm)
        made_ready(case, cast.registrar)
        parts = {
            "decision": "refusal",
            "grounds": "По итогам рассмотрения в связи с действующим законодательством.",
            "how_to_fix": "Принесите подписанное заявление.",
            "how_to_reapply": "Подайте заявление снова через сайт.",
            "how_to_appeal": "Обжаловать нельзя, это государственная тайна.",
        }
        text = "Здравствуйте!\n\nВ договоре аренды отказано."
        reply = drafted(case, cast.executor, text, **parts)

        def told() -> str:
            return " ".join(v.why for v in stops(verdicts_of(reply, cast.head), reply.overrides))

        assert "Основание — одна ссылка на правовой акт" in told()
        reply = actions.save_reply(reply, by=cast.executor, grounds="Под заявлением нет подписи.")
        assert "не сказано, как обжаловать" in told()
        reply = actions.save_reply(reply, by=cast.executor, how_to_appeal="Решение можно обжаловать в суд.")
        assert "Основание —" not in told()
        assert "обжаловать" not in told()

    def test_a_reason_instead_of_an_answer_stands_in_the_letter(self, cast: Any, client: Browser) -> None:
        case = asked(case_of(cast.udm), cast.registrar, "Продление аренды участка", "Ремонт дороги к посёлку")
        drafted(case, cast.executor)
        second = case.questions.order_by("pk")[1]
        client.force_login(cast.head)
        form = {"text": GOOD, "decision": "explain", "letterhead": "1", "survey": "1"}
        how = {f"answer-how-{second.pk}": "elsewhere"}
        post(client, case, "save/", **form, **how)
        assert "На вопрос 2 ответа нет" in page_of(client, case)  # a reason without its words is none
        words = "Дороги ремонтирует администрация города, телефон 497-511."
        post(client, case, "send/", **form, **how, **{f"answer-words-{second.pk}": words})
        post(client, case, "send/", **form, **how, **{f"answer-words-{second.pk}": words})
        sent = case.replies.get()
        assert broken(sent, cast.head) == {}
        assert sent.number
        letter = case.contacts.filter(direction="out", subject__startswith="Ответ").get().text
        assert "Вы спрашивали: «Ремонт дороги к посёлку»" in letter
        assert f"Этот вопрос решает другой орган. {words}" in letter

    def test_the_author_marks_the_words_that_answer(self, cast: Any) -> None:
        case = asked(case_of(cast.udm), cast.registrar, "Продление аренды участка", "Ремонт дороги к посёлку")
        reply = drafted(case, cast.executor, f"{GOOD}\n\nАсфальт положат в июне.")
        key = str(case.questions.order_by("pk")[1].pk)
        assert "questions_answered" in broken(reply, cast.head)
        marked = {key: {"how": "here", "words": "Асфальт положат в июне"}}
        reply = actions.save_reply(reply, by=cast.executor, answers=marked)
        assert broken(reply, cast.head) == {}
        reply = actions.save_reply(reply, by=cast.executor, answers={key: {"how": "here", "words": "Здравствуйте"}})
        assert "questions_answered" in broken(reply, cast.head)
        with pytest.raises(Objection, match="Такой причины нет"):
            actions.save_reply(reply, by=cast.executor, answers={key: {"how": "because", "words": "x"}})

    @pytest.mark.parametrize("again", [(LEASE_ASKED, ROAD_ASKED), (ROAD_ASKED, LEASE_ASKED), (ROAD_ASKED,)])
    def test_naming_topics_again_keeps_what_the_draft_says_of_the_questions(
        self, cast: Any, client: Browser, again: tuple[str, ...]
    ) -> None:
        """As they stood, in another order, one of them dropped."""
        case, reply = self.said_of_the_road(cast)
        topics_named(client, cast.registrar, case, again)
        assert [*case.questions.order_by("pk").values_list("text", flat=True)] == sorted(again, key=TWO_ASKED.index)
        assert broken(Reply.objects.get(pk=reply.pk), cast.head) == {}

    @pytest.mark.parametrize("other", ["Снос забора у соседа", "Ремонт моста"])
    def test_what_was_said_of_a_question_does_not_answer_the_one_in_its_place(
        self, cast: Any, client: Browser, other: str
    ) -> None:
        case, reply = self.said_of_the_road(cast)
        topics_named(client, cast.registrar, case, (LEASE_ASKED, other))
        assert broken(Reply.objects.get(pk=reply.pk), cast.head) == {
            "questions_answered": f"На вопрос 2 ответа нет: «{other}»."
        }

    def said_of_the_road(self, cast: Any) -> tuple[Case, Reply]:
        """Two questions; the draft says of the second who decides it."""
        case = asked(case_of(cast.udm), cast.registrar, *TWO_ASKED)
        said = {str(case.questions.get(text=ROAD_ASKED).pk): {"how": "elsewhere", "words": "Дороги ведёт город."}}
        return case, drafted(case, cast.executor, answers=said)

    def test_without_the_rule_behaviour_changes(self, cast: Any) -> None:
        """The clause is data: taken out of the federal layer, the greeting goes."""
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor, EMPTY["a greeting"])
        assert "questions_answered" in broken(reply, cast.head)
        federal = next(layer for layer in base_layers() if layer.by_number.get("59-fz.10.1"))
        with overridden(federal.without("59-fz.10.1", index=0)):
            assert "questions_answered" not in broken(reply, cast.head)

    def test_every_kind_of_case_asks_for_substance_by_a_clause(self, cast: Any) -> None:
        for kind in ("appeal", "appeal_complaint", "service_complaint", "info_request", "media_request", "message"):
            reply = drafted(case_of(cast.udm, kind=kind), cast.executor, EMPTY["a greeting"])
            assert "questions_answered" in broken(reply, cast.head), kind

    @pytest.mark.parametrize("body", MATTERS)
    def test_no_shipped_answer_is_stopped(self, cast: Any, body: str) -> None:
        for subject, text, answer in MATTERS[body]:
            case = made_ready(case_of(cast.bodies[body], subject=subject, text=text), cast.head_of(body))
            reply = drafted(case, cast.head_of(body), f"Здравствуйте!\n\n{answer}")
            assert "questions_answered" not in broken(reply, cast.head_of(body)), subject

    def test_an_application_asks_for_its_decision(self, cast: Any) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        fields = {"decision": "grant", "grounds": ""}
        reply = drafted(case, cast.executor, "Здравствуйте!\n\nВаше заявление выполнено. Всё готово.", **fields)
        assert "questions_answered" not in broken(reply, cast.head)
        reply = actions.save_reply(reply, by=cast.executor, text="Здравствуйте!\n\nВаше заявление рассмотрено.")
        assert "questions_answered" in broken(reply, cast.head)


class TestDecision:
    REFUSAL = {
        "decision": "refusal",
        "grounds": "Договор закончился в марте, а заявление пришло в мае.",
        "how_to_fix": "Подайте заявление о новом договоре.",
        "how_to_reapply": "На сайте или лично.",
        "how_to_appeal": "Пожалуйтесь министру.",
    }

    def test_switching_to_grant_sets_the_refusal_aside_and_back(self, cast: Any, client: Browser) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        reply = actions.save_reply(drafted(case, cast.executor), by=cast.executor, **self.REFUSAL)
        reply = actions.choose_grounds(reply, ["late"], by=cast.executor)
        client.force_login(cast.executor)
        form = {n: getattr(reply, n) for n in ("text", "grounds", "how_to_fix", "how_to_reapply", "how_to_appeal")}
        answer = post(client, case, "save/", quiet=True, decision="grant", version=reply.version, **form).json()
        assert answer["fields"]["grounds"] == answer["fields"]["how_to_fix"] == ""
        assert "Отложено" in answer["aside"]
        reply.refresh_from_db()
        assert reply.ground_codes == []
        assert "закончился" not in full_text(reply)
        assert "Отложено" in page_of(client, case)
        post(client, case, "save/", text=reply.text, decision="refusal", grounds="", how_to_fix="")
        reply.refresh_from_db()
        assert reply.ground_codes == ["late"]
        assert self.REFUSAL["grounds"] in reply.grounds
        assert reply.set_aside == {}

    def test_grounds_typed_in_the_moment_of_switching_are_not_lost(self, cast: Any, client: Browser) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        reply = actions.save_reply(drafted(case, cast.executor), by=cast.executor, **self.REFUSAL)
        client.force_login(cast.executor)
        form = {**self.REFUSAL, "decision": "grant", "grounds": "Договор закончился. Дописано сейчас."}
        post(client, case, "save/", text=reply.text, version=reply.version, **form)
        reply.refresh_from_db()
        assert reply.grounds == ""
        assert reply.set_aside["refusal"]["grounds"].endswith("Дописано сейчас.")

    def test_grounds_given_with_the_new_decision_belong_to_it(self, cast: Any) -> None:
        reply = actions.save_reply(drafted(applied(cast.udm, LEASE), cast.executor), by=cast.executor, **self.REFUSAL)
        reply = actions.save_reply(reply, by=cast.executor, decision="grant", grounds="Комиссия согласилась.")
        assert reply.grounds == "Комиссия согласилась."
        assert reply.set_aside["refusal"]["grounds"] == self.REFUSAL["grounds"]

    def test_the_database_keeps_no_part_of_another_decision(self, cast: Any) -> None:
        reply = actions.save_reply(drafted(applied(cast.udm, LEASE), cast.executor), by=cast.executor, **self.REFUSAL)
        for wrong in ({"decision": "grant"}, {"decision": "explain"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Reply.objects.filter(pk=reply.pk).update(**wrong)

    @pytest.mark.parametrize("days", [None, -1, 0])
    def test_a_suspension_without_a_day_to_come_is_red_for_its_author(
        self, cast: Any, client: Browser, days: int | None
    ) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        until = None if days is None else cast.udm.local(timezone.now()).date() + dt.timedelta(days=days)
        reply = drafted(case, cast.executor, decision="suspend", grounds="Ждём план.", suspended_until=until)
        assert "suspension_day" in broken(reply, cast.executor)
        client.force_login(cast.executor)
        assert "Не выбран день" in page_of(client, case)

    def test_only_applications_are_suspended(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        client.force_login(cast.executor)
        assert 'value="suspend"' not in page_of(client, case)
        with pytest.raises(Objection, match="только заявление"):
            actions.save_reply(reply, by=cast.executor, decision="suspend")
        answer = post(client, case, "save/", quiet=True, text=GOOD, decision="suspend")
        assert answer.status_code == 409
        assert "только заявление" in answer.json()["text"]

    def test_a_refusal_of_any_body_says_why(self, cast: Any) -> None:
        assert len(cast.bodies) >= 5
        for slug, body in cast.bodies.items():
            head = cast.head_of(slug)
            reply = drafted(made_ready(case_of(body), head), head, decision="refusal")
            assert "grounds_said" in broken(reply, head), slug

    def test_whatever_stops_signing_is_shown_to_the_author_first(self, cast: Any) -> None:
        """For each decision: what send_reply objects to is among the verdicts of the composer."""
        for decision in ("explain", "grant", "partly", "refusal", "suspend", "terminate", "return"):
            case = made_ready(applied(cast.udm, LEASE), cast.registrar)
            reply = drafted(case, cast.executor, decision=decision)
            shown = set(broken(reply, cast.executor))
            try:
                actions.send_reply(reply, by=cast.head)
            except Refused as stopped:
                assert {v.target.partition(".")[2] or v.target for v in stopped.verdicts} <= shown
            else:
                assert shown == set()


REFUSING = (
    "Здравствуйте, Мария Сергеевна!\n\nВы просите продлить аренду участка. К сожалению, продлить её мы не можем:"
    " договор закончился в марте."
)


class TestRefusalByAnotherName:
    """A refusal is a refusal whatever is chosen above it: its grounds, its appeal and how to come again are owed."""

    def test_its_author_is_asked_on_the_page_and_the_head_never_meets_it(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        form = {"text": REFUSING, "decision": "explain", "letterhead": "1", "survey": "1"}
        post(client, case, "save/", **form)
        shown = page_of(client, case)
        assert "Письмо отказывает клиенту, а решение выбрано другое" in shown
        assert "продлить её мы не можем" in shown
        assert 'name="override:refuses:' in shown
        post(client, case, "submit/", **form)
        assert case.replies.get().state == "draft"

    def test_the_decision_to_refuse_asks_for_its_parts(self, cast: Any) -> None:
        reply = drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor, REFUSING)
        assert "refusal_named" in broken(reply, cast.executor)
        stopped = broken(actions.save_reply(reply, by=cast.executor, decision="refusal"), cast.executor)
        assert "refusal_named" not in stopped
        assert {"grounds_said", "how_to_fix", "how_to_reapply"} <= set(stopped)

    def test_a_stated_reason_is_seen_by_the_head_and_stays_in_the_record(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        form = {"text": f"{REFUSING}\n\nНовый договор заключим до 1 марта.", "letterhead": "1", "survey": "1"}
        why = "Аренду продолжит новый договор, клиент ничего не теряет."
        client.force_login(cast.executor)
        post(client, case, "save/", **form)
        (field,) = set(re.findall(r'name="(override:refuses:[^"]+)"', page_of(client, case)))
        later = {**form, "text": f"{form['text']} В субсидии вам отказано."}
        post(client, case, "submit/", **later, **{field: why})
        assert case.replies.get().state == "draft", "a reason is of the words it was written for"
        assert "Вот эти слова: «В субсидии вам отказано" in page_of(client, case)
        post(client, case, "submit/", **form, **{field: ""})
        assert (case.replies.get().state, case.replies.get().overrides) == ("draft", {}), "an emptied one is withdrawn"
        post(client, case, "submit/", **form, **{field: why})
        reply = case.replies.get()
        assert reply.state == "on_check"
        client.force_login(cast.head)
        assert why in page_of(client, case)
        post(client, case, "send/", version=reply.version)
        reply.refresh_from_db()
        assert reply.number
        assert why in client.get(f"/w/cases/{case.pk}/reply/versions/").content.decode()
        assert "Автор объяснил, почему слова ответа — не отказ" in client.get(f"/w/cases/{case.pk}/").content.decode()
        with pytest.raises(IntegrityError), transaction.atomic():
            Reply.objects.filter(pk=reply.pk).update(overrides={})

    @pytest.mark.parametrize("why", ["", "Это не отказ."])
    def test_saying_only_that_it_is_none_is_no_reason(self, cast: Any, why: str) -> None:
        reply = drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor, REFUSING)
        reply = actions.save_reply(reply, by=cast.executor, why_no_refusal=why)
        assert "refusal_named" in broken(reply, cast.executor)

    def test_a_letter_that_grants_by_name_and_refuses_by_words_is_asked_too(self, cast: Any) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        reply = drafted(case, cast.executor, REFUSING, decision="grant", grounds="Документы в порядке.")
        assert "refusal_named" in broken(reply, cast.executor)

    def test_the_reason_is_told_only_beside_its_decision(self, cast: Any) -> None:
        why = "Аренду продолжит новый договор."
        reply = drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor, REFUSING)
        reply = actions.save_reply(reply, by=cast.executor, why_no_refusal=why)
        assert [group.why for group in told_of(reply, REFUSES)] == [why]
        reply = actions.save_reply(reply, by=cast.executor, decision="refusal")
        assert told_of(reply, REFUSES) == []
        reply = actions.save_reply(reply, by=cast.executor, decision="explain")
        assert [group.why for group in told_of(reply, REFUSES)] == [why]

    def test_an_application_is_answered_by_a_decision(self, cast: Any, client: Browser) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        drafted(case, cast.executor)
        client.force_login(cast.executor)
        shown = page_of(client, case)
        assert "решение не выбрано" in shown
        assert "Решение не выбрано" in shown
        post(client, case, "submit/", text=GOOD, decision="explain", letterhead="1", survey="1")
        assert case.replies.get().state == "draft"

    def test_a_message_is_not_asked(self, cast: Any) -> None:
        """«Покрасить дом нельзя» explains to whoever asked whether one may."""
        reply = drafted(made_ready(case_of(cast.udm, kind="message"), cast.registrar), cast.executor, REFUSING)
        assert "refusal_named" not in broken(reply, cast.executor)

    def test_without_the_rule_behaviour_changes(self, cast: Any) -> None:
        defaults = next(layer for layer in base_layers() if layer.by_number.get("default.decision"))
        rules = [getattr(r.latest, "facts", ("",))[0] for r in defaults.by_number["default.decision"].rules]
        reply = drafted(made_ready(applied(cast.udm, LEASE), cast.registrar), cast.executor, REFUSING)
        stopped = {"decision_taken", "refusal_named"}
        assert stopped <= set(broken(reply, cast.executor))
        for what in stopped:
            with overridden(defaults.without("default.decision", index=rules.index(what))):
                assert stopped & set(broken(reply, cast.executor)) == stopped - {what}


class TestGrantUnderARefusal:
    """A letter whose decision is a refusal and whose words give is told to its author, and never as checked."""

    FORM = {"decision": "refusal", **PARTS, "letterhead": "1", "survey": "1"}

    def test_a_template_of_the_other_decision_does_not_go(self, cast: Any, client: Browser) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        reply = actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        article = Article.objects.get(organisation=cast.udm, title="Шаблон: аренду продлим")
        post(client, case, "insert/", text="", decision="explain", article=article.pk, version=reply.version)
        reply.refresh_from_db()
        form = {**self.FORM, "text": reply.text}
        post(client, case, "submit/", **form)
        reply.refresh_from_db()
        assert (reply.state, reply.decision) == ("draft", "refusal")
        shown = page_of(client, case)
        assert "Решение против клиента, а письмо даёт то, о чём он просил" in shown
        assert "Договор будет готов до" in shown

    def test_a_stated_reason_stands_before_the_signer_who_reads_what_was_looked_at(
        self, cast: Any, client: Browser
    ) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        text = "Здравствуйте, Мария Сергеевна!\n\nВ продлении аренды отказано. Справку о договоре выдадим 5 марта."
        post(client, case, "submit/", **self.FORM, text=text)
        assert case.replies.get().state == "draft"
        why = "Аренду не продлеваем, справка идёт отдельно."
        (field,) = re.findall(r'name="(override:grants:[^"]+)"', page_of(client, case))
        post(client, case, "save/", **self.FORM, text=text, **{field: why})
        assert page_of(client, case).count(why) == 1, "in its field"
        more = f"{text} Аренду продлим."
        post(client, case, "submit/", **self.FORM, text=more, **{field: why})
        assert case.replies.get().state == "draft", "a reason is of the words it was written for"
        shown = page_of(client, case)
        assert "Вот эти слова: «Аренду продлим»" in shown
        assert len(set(re.findall(r'name="(override:grants:[^"]+)"', shown))) == 2
        post(client, case, "submit/", **self.FORM, text=text, **{field: ""})
        assert (case.replies.get().state, case.replies.get().overrides) == ("draft", {}), (
            "an emptied reason is withdrawn"
        )
        post(client, case, "save/", **self.FORM, text=more, **{f"override:grants:{digest_of('Аренду продлим.')}": GONE})
        post(client, case, "submit/", **self.FORM, text=text, **{field: why})
        assert case.replies.get().state == "on_check"
        client.force_login(cast.head)
        shown = client.get(f"/w/signing/{case.pk}/").content.decode()
        assert why in shown
        assert GONE not in shown
        looked = shown.partition('class="passed"')[2]
        assert "имена, номера, дни и суммы — как в деле" in looked
        assert "Документы достоверны, без противоречий и ошибок" not in re.sub(r"<[^>]*>", "", looked)

    def test_a_refusal_in_the_grounds_of_a_grant_is_seen_too(self, cast: Any) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        reply = drafted(case, cast.executor, GOOD, decision="grant", grounds="В продлении аренды вам отказано.")
        assert "refusal_named" in broken(reply, cast.executor)


GONE = "Так решил директор, слова об аренде верны."
"""A reason for words that are in the letter no more."""


class TestSentenceThatSaysNothing:
    """Of an application any words were the answer: «Мой набранный абзац до вставки» too."""

    ABOVE = "Мой набранный абзац до вставки."

    def test_the_words_shown_as_the_answer_are_those_that_answer(self, cast: Any, client: Browser) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        text = f"Здравствуйте, Мария Сергеевна!\n\n{self.ABOVE}\n\nПозвоните нам.\n\nАренду продлим до 2030 года."
        post(client, case, "save/", text=text, decision="grant", letterhead="1", survey="1")
        shown = page_of(client, case)
        assert "Ответ: «Аренду продлим до 2030 года.»" in re.sub(r"\s+", " ", shown)

    @pytest.mark.parametrize("nothing", [ABOVE, "Семья — главная ценность."])
    def test_alone_it_answers_nothing(self, cast: Any, nothing: str) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        text = f"Здравствуйте, Мария Сергеевна!\n\n{nothing}"
        reply = drafted(case, cast.executor, text, decision="grant", grounds="")
        assert "questions_answered" in broken(reply, cast.executor)

    @pytest.mark.parametrize("answer", ["Договор готов.", "Продлим.", "Решение по вашему заявлению: продлить."])
    def test_a_decision_in_few_words_answers(self, cast: Any, answer: str) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        text = f"Здравствуйте, Мария Сергеевна!\n\n{answer}"
        reply = drafted(case, cast.executor, text, decision="grant", grounds="")
        assert "questions_answered" not in broken(reply, cast.executor)


class TestNothingTypedIsLost:
    def test_insertion_saves_what_was_typed_first(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        article = Article.objects.filter(organisation=cast.udm, current__isnull=False).select_related("current").first()
        assert article is not None
        client.force_login(cast.executor)
        typed = f"{GOOD}\n\nДописано сейчас."
        post(client, case, "insert/", text=typed, decision="explain", article=article.pk, version=reply.version)
        reply.refresh_from_db()
        assert reply.text.startswith(typed)
        assert article.current.text.strip()[:40] in reply.text

    def test_insertion_into_live_text_gives_the_words_and_changes_nothing(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        article = Article.objects.filter(organisation=cast.udm, current__isnull=False).first()
        client.force_login(cast.executor)
        answer = post(client, case, "insert/", quiet=True, article=article.pk).json()
        assert answer["text"]
        reply.refresh_from_db()
        assert reply.text == GOOD
        assert article.uses.get().how == "inserted"

    def test_a_stale_insertion_keeps_both_texts(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        stale = reply.version
        actions.save_reply(reply, by=cast.colleague, text=f"{GOOD}\n\nКоллега дописал.")
        article = Article.objects.filter(organisation=cast.udm, current__isnull=False).first()
        client.force_login(cast.executor)
        post(client, case, "insert/", text=f"{GOOD}\n\nЯ дописал.", grounds="", version=stale, article=article.pk)
        shown = page_of(client, case)
        assert "Коллега дописал." in shown
        assert "Я дописал." in shown

    def test_a_macro_adds_to_what_is_written(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        article = Article.objects.filter(organisation=cast.udm, kind="template", current__isnull=False).first()
        macro = desk.save_macro(cast.udm, "Шаблон", [{"do": "template", "value": article.title}], by=cast.admin)
        reply = drafted(case, cast.executor, f"{GOOD}\n\nДописано сейчас.")
        desk.run_macro(case, macro, by=cast.executor)
        reply.refresh_from_db()
        assert reply.text.startswith(f"{GOOD}\n\nДописано сейчас.\n\n")

    def test_every_button_carries_what_was_typed(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        row = Article.objects.filter(organisation=cast.udm, current__isnull=False).first()
        client.force_login(cast.executor)
        typed = f"{GOOD}\n\nДописано сейчас."
        data = {"text": typed, "decision": "explain", "letterhead": "1", "survey": "1", "version": reply.version}
        pressed: dict[str, dict[str, str]] = {
            **{where: {} for where in ("save/", "endnotes/", "grounds/", "attach/", "drop/", "submit/")},
            "show/": {"show": "page"},
            "wording/accept/": {"accept": "safe"},
            "wording/keep/": {"keep": "OFF-03:0"},
            "insert/": {"article": str(row.pk)},
        }
        for where, more in pressed.items():
            with undone(where):
                post(client, case, where, **data, **more)
                reply.refresh_from_db()
                assert "Дописано сейчас." in reply.text

    def test_dropping_asks_first_and_loses_nothing(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        client.force_login(cast.executor)
        question = post(client, case, "drop/", text=f"{GOOD}\n\nПоследнее.", decision="explain").content.decode()
        assert "Отменить ответ?" in question
        reply.refresh_from_db()
        assert reply.state == "draft"
        assert reply.text.endswith("Последнее.")
        post(client, case, "drop/", sure="1")
        reply.refresh_from_db()
        assert reply.state == "dropped"
        assert reply.text.endswith("Последнее.")

    def test_an_earlier_version_comes_back_and_the_one_of_now_stays(self, cast: Any, client: Browser) -> None:
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        reply = drafted(case, cast.executor, decision="refusal", grounds="Договор закончился.")
        actions.save_reply(reply, by=cast.colleague, text="Здравствуйте! Другое.", decision="grant")
        number = reply.versions.order_by("-number").first().number
        client.force_login(cast.executor)
        assert "Вернуть эту редакцию" in client.get(f"/w/cases/{case.pk}/reply/versions/").content.decode()
        post(client, case, "restore/", number=number)
        reply.refresh_from_db()
        assert (reply.text, reply.decision, reply.grounds) == (GOOD, "refusal", "Договор закончился.")
        assert "Здравствуйте! Другое." in [v.content["text"] for v in reply.versions.all()]
        assert (
            "Такой редакции нет"
            in client.post(f"/w/cases/{case.pk}/reply/restore/", {"number": "99"}, follow=True).content.decode()
        )

    def test_a_page_is_never_stale_to_itself(self, cast: Any) -> None:
        reply = drafted(case_of(cast.udm), cast.executor)
        read = reply.version
        actions.save_reply(reply, by=cast.executor, version=read, page="tab", text=f"{GOOD} Раз.")
        actions.save_reply(reply, by=cast.executor, version=read, page="tab", text=f"{GOOD} Два.")
        with pytest.raises(Objection, match="в другом вашем окне"):
            actions.save_reply(reply, by=cast.executor, version=read, page="other", text=f"{GOOD} Три.")


class TestCards:
    def test_only_what_was_asked_counts_as_passed(self, cast: Any, client: Browser) -> None:
        """An apology is not asked of an answer that upholds nothing, a day of remedy neither."""
        case = made_ready(case_of(cast.udm, kind="service_complaint"), cast.registrar)
        asked_of = {v.target.partition(".")[2] for v in verdicts_of(drafted(case, cast.executor), cast.head)}
        assert not asked_of & {"apology", "remedy_term", "suspension_day", "application_only"}
        granted = actions.save_reply(case.replies.get(), by=cast.executor, decision="grant")
        assert {"apology", "remedy_term"} <= {v.target.partition(".")[2] for v in verdicts_of(granted, cast.head)}

    def test_every_card_says_what_to_do(self, cast: Any) -> None:
        for decision in ("explain", "grant", "refusal", "suspend", "terminate"):
            case = applied(cast.udm, LEASE)
            reply = drafted(case, cast.executor, "В целях", decision=decision, survey=False, letterhead=False)
            cards = stops(verdicts_of(reply), {})
            assert cards
            assert [v.why for v in cards if not v.remedy.strip()] == []

    def test_every_kind_that_guards_says_what_to_do(self) -> None:
        for kind in GUARDS:
            assert KINDS[kind].doc
            assert KINDS[kind].example

    def test_remedies_name_what_is_on_the_page(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        drafted(case, cast.executor, survey=False)
        client.force_login(cast.executor)
        shown = page_of(client, case)
        assert shown.count("Ссылка на опрос в конце письма") == 2  # the card and the box it names


class TestComplaintParts:
    """ПП РФ № 840, п. 18: asked by numbers, days and lemmas."""

    def complaint(self, cast: Any, text: str) -> dict[str, str]:
        case = made_ready(case_of(cast.udm, kind="service_complaint"), cast.registrar)
        actions.describe_complaint(
            case,
            about="refused_documents",
            against="Отдел земельных отношений",
            decision="Письмо от 01.10.2026 № 15",
            by=cast.registrar,
        )
        case.refresh_from_db()
        return broken(drafted(case, cast.executor, text), cast.head)

    def test_a_word_of_six_letters_names_no_decision(self, cast: Any) -> None:
        assert "complained_decision" in self.complaint(cast, f"{GOOD}\n\nНаш отдел ответил вам письмом.")
        assert "complained_decision" in self.complaint(cast, f"{GOOD}\n\nПисьмо Отдела земельных отношений № 150.")

    def test_a_day_in_words_names_it(self, cast: Any) -> None:
        text = f"{GOOD}\n\nВы жалуетесь на письмо Отдела земельных отношений от 1 октября 2026 года № 15."
        assert "complained_decision" not in self.complaint(cast, text)

    def test_a_state_service_is_no_way_to_appeal(self, cast: Any) -> None:
        assert "appeal_order" in self.complaint(cast, f"{GOOD}\n\nГосударственная услуга оказана, вопрос обсудили.")
        assert "appeal_order" in self.complaint(cast, f"{GOOD}\n\nЖаловаться не нужно.")
        assert "appeal_order" not in self.complaint(cast, f"{GOOD}\n\nЕсли не согласны, обжалуйте ответ в суде.")

    def test_the_applicant_is_named_by_surname_in_any_case(self, cast: Any) -> None:
        assert "applicant" in self.complaint(cast, f"{GOOD}\n\nИвановский отдел проверен.")
        assert "applicant" not in self.complaint(cast, f"{GOOD}\n\nЖалоба Ивановой рассмотрена.")


def test_the_composer_is_told_in_files_of_its_own() -> None:
    """The script of the composer knows the names of the fields that the page has."""
    script = (Path(__file__).resolve().parents[2] / "src/priemnaya/workspace/static/workspace/composer.js").read_text(
        encoding="utf-8"
    )
    for name in ("answer-words-", "answer-how-", "grounds-offered", "aside"):
        assert name in script
