"""What an action needs it asks itself: the screen, the API and a script are stopped by the same words, and nothing is
half done."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.actions.working import questions_of
from priemnaya.cases.models import Case
from priemnaya.core.models import Event
from priemnaya.errors import Objection
from priemnaya.outreach.actions.surveys import record_measure

from ..desk import with_heard
from ..helpers import case_of, key_of, made_ready, message

WRONG: list[tuple[str, str, dict[str, str], dict[str, Any], Callable[[Case, Any], object]]] = [
    (
        "Нужен хотя бы один вопрос.",
        "classify",
        {},
        {"questions": []},
        lambda case, cast: actions.classify_case(case, [], by=cast.head),
    ),
    (
        "Темы «нет-такой» в классификаторе нет.",
        "classify",
        {"text": "Вопрос", "topic": "нет-такой", "need": ""},
        {"questions": [{"text": "Вопрос", "topic": "нет-такой", "need": ""}]},
        lambda case, cast: questions_of([("Вопрос", "нет-такой", "")]),
    ),
    (
        "Напишите, почему дело срочное.",
        "urgency",
        {"urgency": "urgent", "reason": "  "},
        {"urgent": True, "reason": "  "},
        lambda case, cast: actions.assess_urgency(case, "urgent", "  ", by=cast.head),
    ),
    (
        "Напишите вопрос клиенту.",
        "clarify",
        {"question": " "},
        {"text": " "},
        lambda case, cast: actions.clarify_case(case, " ", by=cast.head),
    ),
    (
        "Выберите, куда переслать",
        "forward",
        {"reason": ""},
        {"to_body": " ", "reason": " "},
        lambda case, cast: actions.forward_case(case, [], " ", by=cast.head),
    ),
    (
        "Выберите вид дела.",
        "kind",
        {"kind": "нет"},
        {"kind": "нет"},
        lambda case, cast: actions.change_kind(case, "нет", by=cast.head),
    ),
    (
        "Такого признака нет",
        "kind",
        {"kind": "appeal", "ground": "нет"},
        {"kind": "appeal", "grounds": ["нет"]},
        lambda case, cast: actions.change_kind(case, "appeal", by=cast.head, grounds=["нет"]),
    ),
    (
        "Напишите, у кого и какие сведения вы запросили.",
        "request-body",
        {"body": "", "what": ""},
        {"body": " ", "what": " "},
        lambda case, cast: actions.request_from_body(case, "", "", by=cast.head),
    ),
    (
        "на сколько дней продлить",
        "extend",
        {"days": "много", "reason": "Ждём ответ"},
        {"days": 0, "reason": "Ждём ответ"},
        lambda case, cast: actions.extend_case(case, 0, "Ждём ответ", by=cast.head),
    ),
    (
        "Выберите день, к которому мера будет сделана.",
        "measure",
        {"text": "Обучим", "due_on": ""},
        {"text": "Обучим", "owner": "head"},
        lambda case, cast: record_measure(case, "Обучим", owner=cast.head, due_on=None, by=cast.head),
    ),
    (
        "Выберите вид дела.",
        "ways",
        {"kind": "нет"},
        {"kind": "нет"},
        lambda case, cast: actions.tell_ways_to_file(case, "нет", by=cast.head),
    ),
    (
        "Сюда мы не пишем. Выберите способ из списка.",
        "point",
        {"point": "голубь"},
        {"point": "голубь"},
        lambda case, cast: actions.choose_point(case, "голубь", by=cast.head),
    ),
    (
        "Такого исхода закон для этого вида дела не знает.",
        "close",
        {"outcome": "забыто"},
        {"outcome": "забыто"},
        lambda case, cast: actions.close_case(case, "забыто", by=cast.head),
    ),
]
ON_SCREEN_ONLY: list[tuple[str, str, dict[str, str], Callable[[Case, Any], object]]] = [
    (
        "Напишите, на какой орган или на кого жалоба.",
        "complaint",
        {"about": "refused_service", "against": " ", "decision": ""},
        lambda case, cast: actions.describe_complaint(
            case, about="refused_service", against=" ", decision="", by=cast.head
        ),
    ),
]


@pytest.fixture
def token(cast: Any) -> dict[str, str]:
    scopes = ["cases:work", "cases:register", "cases:forward", "cases:decide", "clients:work"]
    _, secret = key_of(cast.head, scopes)
    return {"authorization": f"Bearer {secret}"}


def test_screen_interface_and_script_are_stopped_by_the_same_words(
    cast: Any, client: Client, token: dict[str, str]
) -> None:
    case = case_of(cast.udm)
    events = Event.objects.filter(subject_type="case", subject_id=case.pk)
    before = events.count()
    client.force_login(cast.head)
    for words, verb, form, body, act in WRONG:
        typed, what = {"owner": str(cast.head.pk), **form}, (verb, words)
        path = f"/w/cases/{case.pk}/{verb}/"
        page = client.post(path, with_heard(path, typed), follow=True)
        assert words in html.unescape(page.content.decode()), what
        answer = client.post(
            f"/api/v1/cases/{case.number}/{verb}", body, content_type="application/json", headers=token
        )
        assert answer.status_code == 409, (what, answer.content)
        assert words in answer.json()["detail"], what
        with pytest.raises(Objection, match=words):
            act(Case.objects.get(pk=case.pk), cast)
        assert events.count() == before, what


@pytest.mark.parametrize(("words", "verb", "form", "act"), ON_SCREEN_ONLY, ids=[w[1] for w in ON_SCREEN_ONLY])
def test_screen_and_script_are_stopped_by_the_same_words(
    cast: Any, client: Client, words: str, verb: str, form: dict[str, str], act: Callable[[Case, Any], object]
) -> None:
    """The API has no such operation."""
    case = case_of(cast.udm, kind="service_complaint" if verb == "complaint" else "appeal")
    client.force_login(cast.head)
    typed = {"owner": str(cast.head.pk), **form}
    assert words in html.unescape(client.post(f"/w/cases/{case.pk}/{verb}/", typed, follow=True).content.decode())
    with pytest.raises(Objection, match=words):
        act(Case.objects.get(pk=case.pk), cast)


def test_a_registrar_who_typed_nothing_is_told_so_and_a_channels_empty_letter_is_taken(
    cast: Any, client: Client
) -> None:
    client.force_login(cast.registrar)
    page = client.post("/w/cases/new/", {"point": "post", "kind": "appeal", "text": " "})
    assert page.status_code == 422
    assert "Внесите текст сообщения." in page.content.decode()
    for field, words in (("kind", "Выберите вид дела."), ("point", "Выберите, как пришло сообщение.")):
        page = client.post("/w/cases/new/", {"point": "post", "kind": "appeal", "text": "Прошу", field: "нет такого"})
        assert page.status_code == 422
        assert words in page.content.decode()
    page = client.post("/w/cases/new/", {"point": "post", "kind": "appeal", "text": "Прошу", "received": "вчера"})
    assert "не понято" in page.content.decode()
    assert not Case.objects.exists()
    assert actions.receive_message(cast.udm, message(point="email", text="")).case is not None


def test_a_day_that_is_no_day_is_asked_again_everywhere(cast: Any, client: Client) -> None:
    client.force_login(cast.head)
    case = case_of(cast.udm)
    for url, typed in (
        (f"/w/cases/{case.pk}/measure/", {"owner": cast.head.pk, "text": "Обучим", "due_on": "31.02"}),
        ("/w/practice/change/", {"since": "31.02", "reason": "Изменился порядок решения таких дел"}),
        ("/w/rules/competences/", {"employee": cast.executor.pk, "topic": "0001", "basis": "Курс", "until": "31.02"}),
    ):
        assert "День «31.02» не понят" in client.post(url, typed, follow=True).content.decode(), url


def test_work_is_given_only_to_people_of_the_body_who_work(cast: Any) -> None:
    case = case_of(cast.udm)
    with pytest.raises(Objection, match="Такого сотрудника в органе нет"):
        actions.assign_case(case, cast.stranger, by=cast.head)
    cast.executor.is_active = False
    cast.executor.save()
    with pytest.raises(Objection, match="Такого сотрудника в органе нет"):
        actions.assign_case(case, cast.executor, by=cast.head)


def test_the_interface_stops_correspondence_when_the_body_has_answered_twice(
    cast: Any, client: Client, token: dict[str, str]
) -> None:
    """Earlier answers are counted by the action: before, only the screen could close so."""
    from .test_working import answered_before

    case = made_ready(case_of(cast.udm), cast.registrar)
    answered_before(cast, case)
    answered_before(cast, case)
    answer = client.post(
        f"/api/v1/cases/{case.number}/close",
        {"outcome": "repeated", "notice": "Ответы даны", "no_new_arguments": True},
        content_type="application/json",
        headers=token,
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "closed"
