"""Topics are suggested for each question, learnt from what people decide, and by one body alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions import learning
from priemnaya.cases.actions.learning import learn_decided
from priemnaya.cases.actions.working import Question
from priemnaya.cases.suggested import suggestions
from priemnaya.knowledge.models import Topic, TopicExample
from priemnaya.knowledge.topics.suggesting import suggest

from ..desk import looked_and_sent
from ..helpers import case_of

pytestmark = pytest.mark.django_db
LAND = "0003.0011.0123.0850"
HERITAGE = "0002.0013.0141.0370"
THREE = "Здравствуйте. 1) Как продлить аренду участка под огород? 2) Почему нет воды в доме? 3) Где результаты ЕГЭ?"


def decide(cast: Any, case: Any, code: str, text: str = "Вопрос") -> None:
    topic = Topic.objects.current().get(code=code)
    actions.classify_case(case, [Question(text, topic, "")], by=cast.registrar)


class TestSuggested:
    def test_a_land_plot_is_a_matter_of_land_and_never_of_science(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Хочу взять в аренду земельный участок рядом с домом", subject="Участок")
        codes = [t.code for t in suggestions(case)[0].topics]
        assert LAND in codes
        assert not any(code.startswith("0002.0013.0140") for code in codes)

    def test_what_says_nothing_gets_nothing(self, cast: Any) -> None:
        for text in ("", "???", "Добрый день!", "ыва фыва", "прошу рассмотреть", "+7 912 345-67-89"):
            assert suggest(cast.udm, text) == []

    def test_advertising_and_tests_get_nothing_even_where_the_body_has_services_of_their_words(self, cast: Any) -> None:
        for text in ("Купите у нас окна со скидкой 50%", "Скидка на пластиковые окна, звоните", "Тест"):
            assert suggest(cast.udm, text) == []
        assert suggest(cast.udm, "Лифт не работает")[0].code == "0005.0005.0056.1168"
        assert suggest(cast.udm, "Прошу сменить вид разрешённого использования")[0].code == "0003.0009.0097.0688"

    def test_each_question_of_a_letter_stands_in_the_form_with_topics_of_its_own(
        self, cast: Any, client: Client
    ) -> None:
        case = case_of(cast.udm, text=THREE, subject="Вопросы")
        client.force_login(cast.registrar)
        page = " ".join(client.get(reverse("case", args=[case.pk])).content.decode().split())
        assert "Вопрос из письма 3" in page
        for code in (LAND, "0005.0005.0056.1154", "0002.0013.0139.0343"):
            assert f'data-fill="{code} ' in page
        assert not case.questions.exclude(topic=None).exists()

    def test_the_form_goes_through_the_same_action(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, text=THREE, subject="Вопросы")
        client.force_login(cast.registrar)
        codes = [s.topics[0].code for s in suggestions(case)]
        typed = {"text": ["Аренда", "Вода", "ЕГЭ"], "topic": codes, "need": ["", "", ""]}
        looked_and_sent(client, reverse("case_classify", args=[case.pk]), typed)
        assert [q.topic.code for q in case.questions.order_by("pk")] == codes  # type: ignore[union-attr]
        assert "Вопрос из письма" not in client.get(reverse("case", args=[case.pk])).content.decode()


class TestLearnt:
    def test_a_registrars_correction_is_learnt_by_the_task_and_by_that_body_alone(self, cast: Any) -> None:
        said = "Просим выделить ёмкость под жижу для ямы у сарая"
        for n in range(3):
            case = case_of(cast.udm, text=f"{said}, прошу в {n} раз", subject="Ёмкость")
            decide(cast, case, HERITAGE)
        assert learn_decided(cast.udm) == 3
        assert suggest(cast.udm, "выделить ёмкость под жижу")[0].code == HERITAGE
        other = suggest(cast.altai, "выделить ёмкость под жижу")
        assert not other or other[0].code != HERITAGE
        decide(cast, case, LAND)
        assert learn_decided(cast.udm) == 1
        assert TopicExample.objects.get(case=case.pk).code == LAND
        assert learn_decided(cast.udm) == 0

    def test_a_confidential_case_teaches_nothing_and_one_that_becomes_so_is_unlearnt_at_once(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Просим выделить ёмкость под жижу", subject="Ёмкость")
        decide(cast, case, HERITAGE)
        learn_decided(cast.udm)
        assert TopicExample.objects.filter(case=case.pk).exists()
        actions.confide_case(case, "просьба заявителя о тайне", by=cast.head)
        assert not TopicExample.objects.filter(case=case.pk).exists()
        learn_decided(cast.udm)
        assert not TopicExample.objects.filter(case=case.pk).exists()

    def test_one_that_becomes_confidential_while_it_is_read_is_not_learnt(self, cast: Any, monkeypatch: Any) -> None:
        case = case_of(cast.udm, text="Просим выделить ёмкость под жижу", subject="Ёмкость")
        decide(cast, case, HERITAGE)
        read = learning._message_of

        def hidden_meanwhile(row: Any) -> str:
            actions.confide_case(case, "просьба заявителя о тайне", by=cast.head)
            return read(row)

        monkeypatch.setattr(learning, "_message_of", hidden_meanwhile)
        assert learning.learn_decided(cast.udm) == 0
        assert not TopicExample.objects.exists()

    def test_under_another_secret_it_is_learnt_anew(self, cast: Any, settings: Any) -> None:
        decided = [case_of(cast.udm, text=f"Просим ёмкость под жижу {n}", subject="Ёмкость") for n in range(2)]
        for case in decided:
            decide(cast, case, HERITAGE)
        assert learn_decided(cast.udm) == 2
        TopicExample.objects.update(at=timezone.now() + dt.timedelta(hours=1))  # long after the topics were decided
        settings.SECRET_KEY = "another" * 9
        assert [row.text for row in TopicExample.objects.all()] == [None, None]
        assert learn_decided(cast.udm) == 2
        assert all(row.text is not None for row in TopicExample.objects.all())
        assert learn_decided(cast.udm) == 0

    def test_what_is_kept_is_sealed_and_has_no_word_of_the_letter(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Меня зовут Корепанова Зульфия, продлите аренду участка", subject="Аренда")
        decide(cast, case, LAND)
        learn_decided(cast.udm)
        row = TopicExample.objects.get(case=case.pk)
        assert row.learnt.startswith("sealed:")
        assert row.text is not None
        from priemnaya.knowledge.topics.features import key_of

        assert key_of("аренда") in row.text.features
        assert not {key_of("зульфия"), key_of("корепанов"), key_of("корепанова")} & row.text.features.keys()
