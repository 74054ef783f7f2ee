"""The REST API: scopes, bodies apart, problems in two languages, cursors, idempotency, and what schemathesis finds
(nothing)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Verifier

from priemnaya.api.rest import guard
from priemnaya.api.rest.again import FOUND_BY, PARTS
from priemnaya.api.rest.urls import api
from priemnaya.cases import actions
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.explained import digest_of
from priemnaya.cases.models import CASE_KINDS, GONE_OUT, Case, Contact, Reply
from priemnaya.channels.actions import create_webhook, switch_webhook
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.models import Webhook
from priemnaya.channels.webhooks.events import queue_events
from priemnaya.channels.webhooks.send import secret_of
from priemnaya.core.models import AccessRecord, ApiToken, Delivery, Event
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Article
from priemnaya.people.actions.api_tokens import SCOPES, revoke_token
from priemnaya.people.models import Employee

from ..channels.fakes import Fake
from ..helpers import GOOD, case_of, drafted, key_of, made_ready, message
from ..test_access import described


class Api:
    """A client with a token."""

    def __init__(self, secret: str) -> None:
        self.client, self.secret = Client(), secret

    def __call__(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.secret}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        body = json.dumps(data) if data is not None else ""
        return self.client.generic(method, f"/api/v1{path}", body, content_type="application/json", headers=given)


@pytest.fixture
def everything(cast: Any) -> Api:
    one = cast.hire("robot", cast.udm, "Робот", "registrar", "executor", "head", "analyst", "admin")
    return Api(key_of(one, list(SCOPES))[1])


def test_a_message_is_registered_worked_on_and_answered_by_machine(cast: Any, everything: Api) -> None:
    made = everything(
        "POST",
        "/cases",
        {
            "point": "post",
            "kind": "appeal",
            "text": "Прошу продлить аренду.",
            "surname": "Иванова",
            "name": "Мария",
            "files": [{"name": "a.pdf", "type": "application/pdf", "content": base64.b64encode(b"%PDF").decode()}],
        },
    )
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    early = everything("POST", f"/cases/{number}/assign", {"login": "executor"})
    assert early.status_code == 409 and "ещё читаются" in early.json()["detail"]
    read_files()
    topic = everything("GET", "/topics?text=аренда земельного участка").json()[0]["code"]
    asked = everything("GET", "/topics?text=1) продлить аренду участка 2) где результаты ЕГЭ").json()
    assert {t["question"] for t in asked} == {1, 2} and all(t["sure"] > 0.5 for t in asked)
    assert everything("GET", "/topics?text=добрый день").json() == []
    for path, data in (
        ("classify", {"questions": [{"text": "Аренда", "topic": topic, "need": cast.udm.needs[0]}]}),
        ("urgency", {"urgent": False}),
        ("assign", {"login": "executor"}),
        ("note", {"text": "Проверить"}),
        ("clarify", {"text": "Какой участок?"}),
        ("tell-term", None),
        ("point", {"point": "portal"}),
    ):
        answer = everything("POST", f"/cases/{number}/{path}", data)
        assert answer.status_code == 200, (path, answer.content)
    assert everything("POST", f"/cases/{number}/contacts", {"point": "phone", "text": "Участок 5"}).status_code == 201
    draft = everything("PUT", f"/cases/{number}/reply", {"text": "Коротко."})
    assert draft.status_code == 200
    refused = everything("POST", f"/cases/{number}/reply/submit")
    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    assert {"clause", "act", "why", "remedy"} == set(refused.json()["stopped_by"][0])
    stale = everything("PUT", f"/cases/{number}/reply", {"version": 1, "text": "x"})
    assert stale.status_code == 409
    assert everything("PUT", f"/cases/{number}/reply", {"text": GOOD}).status_code == 200
    given = everything("POST", f"/cases/{number}/reply/submit")
    assert (given.status_code, given.json()["state"]) == (200, "on_approval")
    assert everything("POST", f"/cases/{number}/reply/send").status_code == 404, "a program never signs"
    full = everything("GET", f"/cases/{number}").json()
    assert full["assignee"] == "executor"
    assert full["terms"][0]["citation"]
    contacts = everything("GET", f"/cases/{number}/contacts").json()["items"]
    file = next(f for c in contacts for f in c["files"])
    assert everything("GET", f"/files/{file['id']}").content == b"%PDF"
    assert AccessRecord.objects.filter(kind="download", page="read_file").exists()
    year, _, count = number.partition("-")
    for method, path in (("POST", "/note"), ("GET", "")):  # a number typed otherwise is an opening too
        last = AccessRecord.objects.order_by("-number").values_list("number", flat=True)[0]
        said = everything(method, f"/cases/{year}-{int(count)}{path}", {"text": "Заметка"} if path else None)
        assert said.status_code == 200, said.content
        assert {r.kind for r in AccessRecord.objects.filter(number__gt=last)} == {"view"}, path


def test_the_machine_meets_the_same_guards_as_the_screen(cast: Any, everything: Api) -> None:
    """Decision and parts agree, an unanswered question is named, its reason is taken."""
    number = made_ready(case_of(cast.udm), cast.registrar).number
    path = f"/cases/{number}/reply"
    greeting = everything("PUT", path, {"text": "Здравствуйте!"}).json()
    assert [q["ok"] for q in greeting["questions"]] == [False]
    assert "В письме нет ответа" in " ".join(v["why"] for v in greeting["verdicts"])
    refused = everything("PUT", path, {"decision": "suspend"})
    assert refused.status_code == 409
    assert "только заявление" in refused.content.decode()
    reason = {"question": 1, "how": "elsewhere", "words": "Аренду ведёт администрация города."}
    told = everything("PUT", path, {"answers": [reason]}).json()
    assert [(q["ok"], q["how"]) for q in told["questions"]] == [(True, "elsewhere")]
    assert everything("PUT", path, {"answers": [{**reason, "question": 9}]}).status_code == 409
    everything("PUT", path, {"decision": "refusal", "grounds": "Участок занят."})
    granted = everything("PUT", path, {"decision": "grant"}).json()
    assert granted["grounds"] == ""
    assert granted["set_aside"] == {"refusal": {"grounds": "Участок занят."}}


def test_the_machine_ends_nothing_over_words_that_it_has_not_read(cast: Any, everything: Api) -> None:
    case = made_ready(case_of(cast.udm), cast.registrar)
    read = everything("GET", f"/cases/{case.number}").json()["heard"]
    actions.append_message(case, message(point="portal", text="Дом горит"))
    closing = {"outcome": "no_substance", "notice": "Мы не поняли.", "reason": "Нет сути"}
    stopped = everything("POST", f"/cases/{case.number}/close", {**closing, "heard": read})
    assert stopped.status_code == 409 and "Дом горит" in stopped.content.decode()
    fresh = everything("GET", f"/cases/{case.number}").json()["heard"]
    assert everything("POST", f"/cases/{case.number}/close", {**closing, "heard": fresh}).status_code == 200
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_a_refusal_by_another_name_is_asked_by_the_machine_too(cast: Any, everything: Api) -> None:
    path = f"/cases/{made_ready(case_of(cast.udm), cast.registrar).number}/reply"
    text = GOOD.replace("Продлить её можно.", "К сожалению, продлить её нельзя.")
    written = everything("PUT", path, {"text": text}).json()
    assert "Письмо отказывает клиенту" in " ".join(v["why"] for v in written["verdicts"])
    refused = everything("POST", f"{path}/submit")
    assert refused.status_code == 409
    assert "Письмо отказывает клиенту" in refused.content.decode()
    why = "Договор не продлят, а заключат новый: аренда не прервётся."
    assert everything("PUT", path, {"not_refusal": why}).json()["not_refusal"] == why
    more = "В субсидии вам отказано."
    draft = Reply.objects.get(pk=written["id"])
    actions.save_reply(draft, by=cast.head, text=f"{text}\n\n{more}", reasons={f"refuses:{digest_of(more)}": "Ошибка."})
    both = everything("GET", path).json()
    assert both["not_refusal"] == f"{why}\nОшибка."
    echoed = everything("PUT", path, {"text": both["text"], "not_refusal": both["not_refusal"]})
    assert echoed.json()["not_refusal"] == both["not_refusal"], "each reason stays of its sentences"
    whole = {"text": GOOD.replace("Продлить её можно.", "К сожалению, продлить договор нельзя."), "not_refusal": why}
    everything("PUT", path, {"text": text, "not_refusal": why})
    for _ in range(2):  # the sentence rewritten, the reason as it was: a system that sends all loses none of it
        assert everything("PUT", path, whole).json()["not_refusal"] == why
    assert everything("PUT", path, {"not_refusal": ""}).json()["not_refusal"] == ""
    Reply.objects.filter(pk=draft.pk).update(not_refusal=why)  # of before reasons were of sentences
    assert everything("GET", path).json()["not_refusal"] == "", "it is of none of these"
    assert everything("PUT", path, whole).json()["not_refusal"] == why
    assert "refuses:" in "".join(Reply.objects.get(pk=draft.pk).overrides)
    swallowed = everything("PUT", path, {"text": GOOD, "not_refusal": "Причина раньше слов."})
    assert swallowed.status_code == 409 and "причину записать не к чему" in swallowed.content.decode()
    assert everything("POST", f"{path}/submit").status_code == 200


def test_the_document_system_takes_letters_and_gives_them_its_numbers(cast: Any, everything: Api) -> None:
    actions.send_reply(drafted(made_ready(case_of(cast.udm), cast.head), cast.head), by=cast.head)
    letter = everything("GET", "/documents/letters?unnumbered=true").json()["items"][0]
    assert everything("GET", f"/documents/letters/{letter['id']}/pdf").content[:4] == b"%PDF"
    numbered = everything("PUT", f"/documents/letters/{letter['id']}/number", {"number": "ИСХ-17"})
    assert numbered.json()["external_number"] == "ИСХ-17"
    assert everything("GET", "/documents/letters?unnumbered=true").json()["items"] == []


def test_bodies_never_see_each_other(cast: Any, everything: Api) -> None:
    case = case_of(cast.altai)
    contact = Contact.objects.filter(case=case).first()
    assert contact is not None
    for method, path, data in (
        ("GET", f"/cases/{case.number}-x", None),
        ("GET", f"/clients/{case.client_id}", None),
        ("POST", f"/clients/{case.client_id}/history", None),
        ("GET", "/files/999999", None),
        ("POST", f"/deliveries/{Delivery.objects.get(subject_id=case.pk).pk}/retry", None),
    ):
        assert everything(method, path, data).status_code == 404, path
    assert everything("GET", "/cases").json()["items"] == []
    assert everything("GET", "/contacts").json()["items"] == []
    assert everything("GET", "/deliveries").json()["items"] == []


def test_a_token_needs_the_scope_and_the_employee_the_right(cast: Any) -> None:
    case = case_of(cast.udm)
    reader = Api(key_of(cast.executor, ["cases:read", "replies:submit"])[1])
    assert reader("GET", f"/cases/{case.number}").status_code == 200
    assert reader("POST", f"/cases/{case.number}/note", {"text": "x"}).status_code == 403
    assert reader("PUT", f"/cases/{case.number}/reply", {"text": "x"}).status_code == 403
    for secret in ("", "prm_wrong", "prm_" + "x" * 5000):
        answer = Api(secret)("GET", "/cases")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    row = ApiToken.objects.get()
    assert row.last_used_at is not None
    ApiToken.objects.update(expires_at=timezone.now())
    assert reader("GET", "/cases").status_code == 401
    ApiToken.objects.update(expires_at=None)
    revoke_token(row, by=cast.admin)
    assert reader("GET", "/cases").status_code == 401


def test_a_dismissed_employee_s_token_stops(cast: Any) -> None:
    one = Api(key_of(cast.executor, ["cases:read"])[1])
    assert one("GET", "/cases").status_code == 200
    cast.executor.is_active = False
    cast.executor.save()
    assert one("GET", "/cases").status_code == 401


def test_problems_speak_the_caller_s_language(cast: Any, everything: Api) -> None:
    for language, title in (("ru", "Не найдено"), ("en", "Not found")):
        answer = everything("GET", "/cases/2026-999999", Accept_Language=language)
        assert (answer.status_code, answer.json()["title"]) == (404, title)
    for language, words in (("ru", "Такого поля нет."), ("en", "There is no such field.")):
        wrong = everything("POST", "/cases", {"point": "post", "text": "", "odd": 1}, Accept_Language=language)
        assert wrong.status_code == 422
        assert list(wrong.json()["fields"].values()) == [words]
    assert everything("POST", "/cases", {"point": "post", "text": "a\x00b"}).status_code == 201
    assert everything("GET", "/cases?after=nonsense").status_code == 404
    assert everything("POST", "/cases", "{").status_code == 422
    assert everything("GET", "/cases?registered_from=0.5").status_code == 422


SHAPES: list[tuple[str, str, Any, str]] = [
    ("POST", "/cases", {"point": "post"}, "Этого поля не хватает."),
    ("POST", "/cases", {"point": 5, "text": "Прошу"}, "Нужна строка."),
    ("POST", "/cases", {"point": "post", "text": "Прошу", "phone": "1" * 61}, "Не длиннее 60 знаков."),
    ("POST", "/cases", {"point": "post", "text": "Прошу", "files": {}}, "Нужен список."),
    ("POST", "/cases/{}/urgency", {"urgent": "да"}, "Нужно true или false."),
    ("POST", "/cases/{}/extend", {"days": "пять", "reason": "Ждём"}, "Нужно целое число."),
    ("POST", "/cases/{}/extend", {"days": 1.5, "reason": "Ждём"}, "Нужно целое число."),
    ("POST", "/cases/{}/split", {"question": 0}, "Не меньше 1."),
    ("POST", "/cases/{}/classify", {"questions": [{}] * 21}, "Не больше 20 в списке."),
    ("GET", "/cases?registered_from=5", None, "Нужны день и время так: 2026-11-23T10:00:00+03:00."),
    ("GET", "/cases?state=lost", None, "Подойдёт одно из: 'open', 'all'"),
    ("POST", "/cases", [], "Значение не подходит: каким оно бывает, сказано в openapi.json."),
]


@pytest.mark.parametrize(("method", "path", "data", "words"), SHAPES, ids=[s[3][:25] for s in SHAPES])
def test_a_wrong_shape_is_told_in_words(
    cast: Any, everything: Api, method: str, path: str, data: Any, words: str
) -> None:
    answer = everything(method, path.format(case_of(cast.udm).number), data)
    assert answer.status_code == 422, answer.content
    assert any(told.startswith(words) for told in answer.json()["fields"].values()), answer.json()


def test_a_word_in_no_list_is_told_in_the_words_of_the_screen(cast: Any, everything: Api) -> None:
    """What the lists of openapi.json do not know reaches the action (test_same_words has the operations of a case)."""
    case = made_ready(case_of(cast.udm), cast.registrar)
    at, client = f"/cases/{case.number}", f"/clients/{case.client_id}/consents"
    for method, path, data, words in (
        ("POST", "/cases", {"point": "pigeon", "text": "Прошу"}, "Выберите, как пришло сообщение."),
        ("POST", "/cases", {"point": "post", "kind": "просьба", "text": "Прошу"}, "Выберите вид дела."),
        ("POST", "/cases", {"point": "post", "text": " "}, "Внесите текст сообщения."),
        (
            "POST",
            f"/cases/{case.number}/contacts",
            {"point": "pigeon", "text": "Ещё"},
            "Выберите, как пришло сообщение.",
        ),
        ("PUT", f"{at}/reply", {"decision": "забыть"}, "Такого решения нет. Выберите решение из списка."),
        ("PUT", f"{at}/reply", {"answers": [{"question": 1, "how": "лень", "words": "нет"}]}, "Такой причины нет."),
        ("POST", client, {"purpose": "реклама", "how": "phone"}, "Такой цели согласия нет."),
        ("POST", client, {"purpose": "mailing", "how": "голубь"}, "Укажите, как дано согласие"),
        ("POST", f"{at}/assign", {"login": ""}, "Такого сотрудника в органе нет."),
        ("POST", f"{at}/extend", {"days": 10**30, "reason": "Ждём"}, "дн"),
    ):
        answer = everything(method, path, data)
        assert answer.status_code == 409, (path, answer.content)
        assert words in answer.json()["detail"], path
    kinds = described()["components"]["schemas"]["MessageIn"]["properties"]["kind"]["enum"]
    assert kinds == list(CASE_KINDS)


def of(cast: Any, who: Any, *scopes: str) -> Api:
    return Api(key_of(who, list(scopes))[1])


class TestDraft:
    """What the screen gives the author of a draft, the machine has too, with the same rights."""

    def test_a_letter_on_check_is_taken_back_by_its_author_and_written_on(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.assign_case(case, cast.executor, by=cast.head)
        author = of(cast, cast.executor, "replies:write", "replies:submit")
        path = f"/cases/{case.number}/reply"
        author("PUT", path, {"text": GOOD})
        assert author("POST", f"{path}/submit").json()["state"] == "on_approval"
        assert author("PUT", path, {"text": "Другое"}).status_code == 409
        assert author("POST", f"{path}/recall").json()["state"] == "in_work"
        assert author("PUT", path, {"text": f"{GOOD} Ждём вас."}).json()["state"] == "draft"
        assert author("POST", f"{path}/recall").status_code == 409
        assert Event.objects.filter(verb="reply.recalled", subject_id=case.pk).count() == 1

    def test_nobody_else_takes_it_back(self, cast: Any) -> None:
        """A program is an author of its own: it takes back what it wrote, not what a person did."""
        case = made_ready(case_of(cast.udm), cast.registrar)
        path, both = f"/cases/{case.number}/reply", ("replies:write", "replies:submit")
        author = of(cast, cast.executor, *both)
        author("PUT", path, {"text": GOOD})
        assert author("POST", f"{path}/submit").status_code == 200
        for stranger in (of(cast, cast.colleague, *both), of(cast, cast.executor, *both), of(cast, cast.head, *both)):
            other = stranger("POST", f"{path}/recall")
            assert (other.status_code, "Попросите автора" in other.json()["detail"]) == (403, True)
        assert of(cast, cast.executor, "cases:work")("POST", f"{path}/recall").status_code == 403
        assert author("POST", f"{path}/recall").status_code == 200

    def test_a_dropped_draft_comes_back_with_its_words(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        author, path = of(cast, cast.executor, "replies:write"), f"/cases/{case.number}"
        first = author(
            "PUT", f"{path}/reply", {"text": GOOD, "decision": "refusal", "grounds": "Участок занят."}
        ).json()
        author("DELETE", f"{path}/reply")
        assert author("GET", f"{path}/reply").status_code == 404
        assert [(r["id"], r["state"], r["author"]) for r in author("GET", f"{path}/replies").json()] == [
            (first["id"], "dropped", Employee.everyone.get(is_service=True).username)
        ]
        restore = f"{path}/replies/{first['id']}/restore"
        author("PUT", f"{path}/reply", {"text": "Новое"})
        taken = author("POST", restore)
        assert (taken.status_code, "уже пишут другой ответ" in taken.json()["detail"]) == (409, True)
        author("DELETE", f"{path}/reply")
        assert author("POST", restore).status_code == 200
        back = author("GET", f"{path}/reply").json()
        assert [back[n] for n in ("id", "text", "decision", "grounds")] == [
            first["id"],
            GOOD,
            "refusal",
            "Участок занят.",
        ]

    def test_what_is_no_dropped_draft_of_the_case_does_not_come_back(self, cast: Any) -> None:
        case, other = (made_ready(case_of(cast.udm), cast.registrar) for _ in range(2))
        author = of(cast, cast.executor, "replies:write")
        strange = drafted(other, cast.executor)
        actions.drop_reply(strange, by=cast.executor)
        sent = actions.send_reply(drafted(case, cast.head), by=cast.head)
        for pk in (strange.pk, sent.pk, 10**9):
            assert author("POST", f"/cases/{case.number}/replies/{pk}/restore").status_code == 409
        sent.refresh_from_db()
        assert sent.state in GONE_OUT
        assert (
            of(cast, cast.executor, "cases:work")(
                "POST", f"/cases/{other.number}/replies/{strange.pk}/restore"
            ).status_code
            == 403
        )


def test_cursors_never_skip_or_repeat(cast: Any, everything: Api) -> None:
    numbers = [case_of(cast.udm, text=f"Вопрос {n}").number for n in range(7)]
    seen: list[str] = []
    after = ""
    while True:
        answer = everything("GET", f"/cases?limit=3{after}").json()
        seen += [c["number"] for c in answer["items"]]
        if len(seen) == 3:
            case_of(cast.udm, text="Пришло во время чтения")
        if not answer["next"]:
            break
        after = f"&after={answer['next']}"
    assert seen == numbers[::-1]


def test_the_same_key_gets_the_same_answer_and_does_nothing(cast: Any, everything: Api) -> None:
    data = {"point": "post", "text": "Прошу", "surname": "Петров"}
    first = everything("POST", "/cases", data, Idempotency_Key="k1")
    again = everything("POST", "/cases", data, Idempotency_Key="k1")
    assert (again.status_code, again.json(), again["Idempotency-Replayed"]) == (201, first.json(), "true")
    assert Case.objects.count() == 1
    other = everything("POST", "/cases", {**data, "text": "Другое"}, Idempotency_Key="k1")
    assert other.status_code == 422
    number = first.json()["number"]
    wrong = everything("POST", f"/cases/{number}/assign", {"login": "nobody"}, Idempotency_Key="k2")
    assert wrong.status_code == 409
    assert (
        everything("POST", f"/cases/{number}/assign", {"login": "nobody"}, Idempotency_Key="k2")["Idempotency-Replayed"]
        == "true"
    )
    assert everything("POST", "/cases", data, Idempotency_Key="k" * 300).status_code == 422


def kept_answers(everything: Api) -> tuple[str, list[Any]]:
    """Every sort of change once under a key: the number of the case, and calls that repeat them."""
    data = {"point": "post", "text": "Прошу проверить жильё.", "surname": "Петров"}
    number = everything("POST", "/cases", data, Idempotency_Key="made").json()["number"]
    case = Case.objects.get(number=number)
    calls = [
        ("POST", "/cases", data, "made"),
        ("POST", f"/cases/{number}/note", {"text": "Проверить"}, "note"),
        ("POST", f"/cases/{number}/contacts", {"point": "phone", "text": "Дом 5"}, "more"),
        ("PUT", f"/cases/{number}/reply", {"text": GOOD}, "draft"),
        ("POST", f"/clients/{case.client_id}/history", None, "history"),
    ]
    repeats = [lambda c=c: everything(c[0], c[1], c[2], Idempotency_Key=c[3]) for c in calls]
    for repeat in repeats:
        assert repeat().status_code < 300
    assert all(repeat()["Idempotency-Replayed"] == "true" for repeat in repeats)
    return number, repeats


def test_a_kept_answer_is_given_to_nobody_who_may_not_ask_today(cast: Any, everything: Api) -> None:
    """The issuer loses a role, the key a scope: the refusal of now, and nothing is done."""
    number, repeats = kept_answers(everything)
    before = (Case.objects.count(), Contact.objects.count(), Event.objects.count())
    robot = Employee.objects.get(username="robot")
    Employee.objects.filter(pk=robot.pk).update(roles=["analyst"])
    for repeat in repeats:
        refused = repeat()
        assert refused.status_code == 403
        assert number not in refused.content.decode()
        assert "Петров" not in refused.content.decode()
    Employee.objects.filter(pk=robot.pk).update(roles=robot.roles)
    ApiToken.objects.update(scopes=["cases:read"])
    assert {repeat().status_code for repeat in repeats} == {403}
    ApiToken.objects.update(scopes=list(SCOPES))
    assert (Case.objects.count(), Contact.objects.count(), Event.objects.count()) == before
    assert all(repeat()["Idempotency-Replayed"] == "true" for repeat in repeats)


@pytest.mark.parametrize("wall", ["named", "confidential"])
def test_a_kept_answer_is_given_to_nobody_whom_a_wall_keeps_out_now(cast: Any, everything: Api, wall: str) -> None:
    """Whoever issued the key is complained of since, or the case is open to others only."""
    number, repeats = kept_answers(everything)
    case = Case.objects.get(number=number)
    if wall == "named":
        actions.name_person(case, Employee.objects.get(username="robot"), by=cast.registrar)
    else:
        actions.confide_case(case, "О здоровье", by=cast.head)
    cases, contacts = Case.objects.count(), Contact.objects.count()
    for repeat in repeats:
        refused = repeat()
        assert refused.status_code in (403, 404), refused.content
        assert "Idempotency-Replayed" not in refused
        assert number not in refused.content.decode()
    assert (Case.objects.count(), Contact.objects.count()) == (cases, contacts)


def test_a_message_known_by_its_number_names_no_case_behind_a_wall(cast: Any, everything: Api) -> None:
    data = {"point": "post", "text": "Прошу проверить жильё.", "surname": "Петров", "external_id": "DS-7"}
    number = everything("POST", "/cases", data).json()["number"]
    assert everything("POST", "/cases", data).json()["number"] == number
    actions.name_person(Case.objects.get(number=number), Employee.objects.get(username="robot"), by=cast.registrar)
    refused = everything("POST", "/cases", data)
    assert refused.status_code in (403, 404)
    assert number not in refused.content.decode()
    assert Case.objects.count() == 1


def test_every_row_that_a_changing_path_names_can_be_asked_for_again() -> None:
    paths = [path for path, ways in described()["paths"].items() if {"post", "put", "patch", "delete"} & set(ways)]
    names = {name for path in paths for name in re.findall(r"\{(\w+)\}", path)}
    assert names == {*FOUND_BY, *PARTS}


def test_calls_are_limited(cast: Any, everything: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "A_MINUTE", 3)
    codes = [everything("GET", "/points").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


def test_every_operation_has_a_scope_a_summary_and_documented_errors() -> None:
    made = described()
    assert made["openapi"].startswith("3.1")
    operations = [(p, m, o) for p, ways in made["paths"].items() for m, o in ways.items()]
    assert len(operations) > 45
    for path, method, operation in operations:
        assert operation["summary"], path
        assert operation["security"], path
        assert {"401", "403", "404", "422", "429"} <= {str(k) for k in operation["responses"]}, (method, path)
    used = {
        a.scope
        for router in (r for _, r in api._routers)
        for view in router.path_operations.values()
        for op in view.operations
        for a in op.auth_callbacks
    }
    assert used == set(SCOPES)


class TestWebhooks:
    """Standard Webhooks, checked by the standard's own library."""

    @pytest.fixture
    def receiver(self, settings: Any) -> Iterator[Fake]:
        class Receiver(Fake):
            def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
                return 204, b""

        fake = Receiver()
        settings.INSIDE = [fake.place]
        yield fake
        fake.shutdown()

    def made(self, cast: Any, fake: Fake, verbs: list[str] | None = None) -> Webhook:
        return create_webhook(cast.udm, title="СЭД", url=f"{fake.url}/in", verbs=verbs or [], by=cast.admin)

    def test_events_are_signed_and_hold_no_personal_data(self, cast: Any, receiver: Fake) -> None:
        webhook = self.made(cast, receiver, ["case.registered"])
        case = case_of(cast.udm, surname="Редкофамильная")
        case_of(cast.altai)
        assert queue_events(cast.udm) == 1
        assert queue_events(cast.udm) == 0
        deliver_ready()
        _, _, _, headers, body = receiver.calls[-1]
        raw = json.dumps(body, ensure_ascii=False, sort_keys=True)
        checked = Verifier(secret_of(webhook)).verify(raw, {k.lower(): v for k, v in headers.items()})
        assert checked["type"] == "case.registered"
        assert checked["data"]["subject_id"] == case.pk
        assert "Редкофамильная" not in raw
        row = Delivery.objects.get(channel="webhook")
        assert row.state == "delivered"

    def test_refusals_wait_or_die_and_can_be_replayed(self, cast: Any, receiver: Fake, everything: Api) -> None:
        webhook = self.made(cast, receiver, ["case.registered"])
        for n in range(3):
            case_of(cast.udm, text=f"Вопрос {n}")
        queue_events(cast.udm)
        receiver.faults += [(500, {}), (410, {}), (204, b"")]
        deliver_ready()
        assert sorted(Delivery.objects.filter(channel="webhook").values_list("state", flat=True)) == [
            "dead",
            "delivered",
            "queued",
        ]
        log = everything("GET", f"/webhooks/{webhook.pk}/deliveries").json()["items"]
        assert {d["state"] for d in log} == {"dead", "delivered", "queued"}
        before = [c[3].get("webhook-id") or c[3].get("Webhook-Id") for c in receiver.calls]
        assert everything("POST", f"/webhooks/{webhook.pk}/replay", {"since": "2020-01-01T00:00:00Z"}).json() == {
            "count": 2
        }
        Delivery.objects.update(next_at="2020-01-01T00:00:00Z")
        deliver_ready()
        after = [c[3].get("webhook-id") or c[3].get("Webhook-Id") for c in receiver.calls[3:]]
        assert set(after) == set(before)
        assert set(Delivery.objects.filter(channel="webhook").values_list("state", flat=True)) == {"delivered"}

    def test_one_stuck_case_does_not_hold_the_others(self, cast: Any, receiver: Fake) -> None:
        self.made(cast, receiver)
        one, two = case_of(cast.udm), case_of(cast.udm, text="Другой вопрос")
        queue_events(cast.udm)
        receiver.faults += [(503, {})]
        deliver_ready()
        waiting = set(
            Delivery.objects.filter(channel="webhook", state="queued").values_list(
                "payload__data__subject_id", flat=True
            )
        )
        assert waiting == {one.pk}
        assert two.pk not in waiting

    def test_a_burst_larger_than_one_look_is_told_whole(self, cast: Any, receiver: Fake) -> None:
        self.made(cast, receiver, ["case.registered"])
        for n in range(7):
            case_of(cast.udm, text=f"Вопрос {n}")
        told = [queue_events(cast.udm, limit=2) for _ in range(6)]
        assert told == [2, 2, 2, 1, 0, 0]
        case_of(cast.udm, text="Ещё один")
        assert queue_events(cast.udm, limit=2) == 1

    def test_switched_on_again_it_is_told_nothing_of_the_hour_before(
        self, cast: Any, receiver: Fake, client: Client
    ) -> None:
        webhook = self.made(cast, receiver, ["case.registered"])
        client.force_login(cast.admin)
        url = f"/w/connections/webhooks/{webhook.pk}/act/"
        client.post(url, {"do": "off"})
        case_of(cast.udm, text="Пока подписка выключена")
        client.post(url, {"do": "on"})
        assert queue_events(cast.udm) == 0
        case_of(cast.udm, text="Теперь")
        assert queue_events(cast.udm) == 1

    def test_switched_off_it_gives_up_and_the_pages_show_it_all(
        self, cast: Any, receiver: Fake, client: Client
    ) -> None:
        webhook = self.made(cast, receiver)
        case_of(cast.udm)
        queue_events(cast.udm)
        switch_webhook(webhook, active=False, by=cast.admin)
        deliver_ready()
        assert set(Delivery.objects.filter(channel="webhook").values_list("state", flat=True)) == {"dead"}
        assert not receiver.calls
        client.force_login(cast.admin)
        page = client.get(f"/w/connections/webhooks/{webhook.pk}/").content.decode()
        assert "Дело зарегистрировано" in page
        old = secret_of(webhook)
        client.post(f"/w/connections/webhooks/{webhook.pk}/act/", {"do": "secret"})
        webhook.refresh_from_db()
        assert secret_of(webhook) != old
        client.post(f"/w/connections/webhooks/{webhook.pk}/act/", {"do": "on"})
        client.post(f"/w/connections/webhooks/{webhook.pk}/act/", {"do": "replay", "since": "2020-01-01T00:00"})
        deliver_ready()
        assert receiver.calls
        client.force_login(cast.executor)
        assert client.get("/w/connections/").status_code == 403

    def test_wrong_subscriptions_are_refused(self, cast: Any) -> None:
        for url, verbs in (("ftp://x", []), ("https://x.example", ["no.such"])):
            with pytest.raises(Objection, match=r"https|событий"):
                create_webhook(cast.udm, title="x", url=url, verbs=verbs, by=cast.admin)


def test_tokens_are_made_on_the_page_shown_once_and_revoked(cast: Any, client: Client) -> None:
    client.force_login(cast.head)
    client.post("/w/connections/programs/", {"title": "СЭД", "owner": cast.executor.pk, "role": ["executor"]})
    program = Employee.everyone.get(is_service=True)
    client.post("/w/connections/tokens/", {"title": "СЭД", "service": program.pk, "scope": ["cases:read"]})
    page = client.get("/w/connections/").content.decode()
    secret = page.split("<code>prm_")[1].split("<")[0]
    assert Api(f"prm_{secret}")("GET", "/me").json() == {
        "body": "udmurtia-mio",
        "login": program.username,
        "scopes": ["cases:read"],
    }
    assert secret not in client.get("/w/connections/").content.decode()
    client.post(f"/w/connections/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert Api(f"prm_{secret}")("GET", "/me").status_code == 401
    client.post("/w/connections/tokens/", {"title": "", "service": program.pk})
    client.post("/w/connections/tokens/", {"title": "x", "service": cast.executor.pk, "scope": ["cases:read"]})
    assert ApiToken.objects.count() == 1


def test_services_and_knowledge_are_read_by_machine(cast: Any, everything: Api) -> None:
    rows = everything("GET", "/services").json()
    assert {r["slug"] for r in rows} >= {"lease-extend", "cadastral-fix"}
    page = everything("GET", "/services/lease-extend").json()
    assert page["edition"]["term"]["within"] == "20d"
    assert everything("GET", "/services/birth").status_code == 404
    found = everything("GET", "/knowledge?text=долг по аренде").json()
    article = next(f for f in found if f["kind"] == "article")
    assert "номер договора" in everything("GET", f"/knowledge/articles/{article['ref']}").json()["text"]
    theirs = Article.objects.filter(organisation=cast.altai).first()
    assert theirs is not None
    assert everything("GET", f"/knowledge/articles/{theirs.pk}").status_code == 404
