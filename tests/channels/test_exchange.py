"""The exchange with the state portal and the feedback platform: signed REST and folders, the same documents, once
each."""

from __future__ import annotations

import base64
import datetime as dt
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.cases import actions
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.models import Case, Contact
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.exchange.document import Unreadable, read_document
from priemnaya.channels.exchange.folders import take_waiting
from priemnaya.channels.exchange.inbound import take_document
from priemnaya.channels.exchange.links import parse_link
from priemnaya.channels.exchange.outbound import queue_statuses, statuses_of
from priemnaya.channels.exchange.transports import signed_headers
from priemnaya.config.cli.channels import documents
from priemnaya.core.models import Alert, Obligation
from priemnaya.outreach.models import PortalRating

from ..breadth import examples
from ..helpers import case_of, drafted, made_ready
from .fakes import Fake

KEY = "shared-key"


class Gateway(Fake):
    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        return 200, {}


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    fake = Gateway()
    settings.EXCHANGE = f"epgu+http://{KEY}@{fake.place}/gw?body=udmurtia-mio"
    yield fake
    fake.shutdown()


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EXCHANGE = f"epgu+folder://{tmp_path}?body=udmurtia-mio"
    return tmp_path


def order(number: str = "7000001", **changes: Any) -> dict[str, Any]:
    base = {
        "order": number,
        "kind": "application",
        "at": "2026-11-23T10:00:00+03:00",
        "service": {"code": "42", "title": "Предоставление участка"},
        "text": "Прошу предоставить участок.",
        "applicant": {"id": "esia-9", "surname": "Галеева", "name": "Алсу", "email": "alsu@mail.example"},
        "files": [{"name": "план.pdf", "type": "application/pdf", "content": base64.b64encode(b"%PDF").decode()}],
    }
    return {**base, **changes}


def post(client: Client, document: Any, key: str = KEY, **headers: str) -> Any:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post(
        "/api/exchange/epgu/udmurtia-mio/",
        body,
        content_type="application/json",
        headers={**signed_headers(key, body), **headers},
    )


class TestRest:
    def test_an_application_is_a_case_of_an_identified_client_answered_on_the_portal(
        self, cast: Any, client: Client, gateway: Gateway
    ) -> None:
        answer = post(client, order())
        case = Case.objects.get()
        assert (answer.status_code, answer.json()) == (201, {"status": "registered", "number": case.number})
        assert (case.kind, case.identified, case.point, case.chosen_point, case.chosen_address) == (
            "service_application",
            True,
            "epgu",
            "epgu",
            "7000001",
        )
        assert case.contacts.get(direction="in").attachments.get().file.read() == b"%PDF"

    def test_the_portal_s_number_makes_it_once_and_a_replay_changes_nothing(
        self, cast: Any, client: Client, gateway: Gateway
    ) -> None:
        first = post(client, order())
        for _ in range(3):
            again = post(client, order())
            assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
        assert Contact.objects.filter(direction="in").count() == 1
        added = post(client, order(kind="addition", text="Забыл приложить", at="2026-11-23T11:00:00+03:00"))
        assert added.json()["status"] == "appended"
        assert (
            post(client, order(kind="addition", text="Забыл приложить", at="2026-11-23T11:00:00+03:00")).status_code
            == 201
        )
        assert Contact.objects.filter(direction="in").count() == 2

    def test_a_request_with_a_wrong_key_an_old_stamp_or_a_changed_body_is_refused(
        self, cast: Any, client: Client, gateway: Gateway
    ) -> None:
        body = json.dumps(order()).encode()
        old = str(int(time.time()) - 1000)
        assert post(client, order(), key="other").status_code == 401
        assert (
            post(
                client, body + b" ", **{"X-Exchange-Signature": signed_headers(KEY, body)["X-Exchange-Signature"]}
            ).status_code
            == 401
        )
        assert post(client, order(), **{"X-Exchange-Timestamp": old}).status_code == 401
        assert post(client, order(), **{"X-Exchange-Nonce": ""}).status_code == 401
        assert client.post("/api/exchange/pos/udmurtia-mio/", body, content_type="application/json").status_code == 404
        assert client.post("/api/exchange/epgu/altai-zags/", body, content_type="application/json").status_code == 404
        assert not Case.objects.exists()

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"order": ""}, "order"),
            ({"kind": "x"}, "kind: такого значения нет"),
            ({"text": "", "files": []}, "text: пусто"),
            ({"odd": 1}, "odd: такого поля нет"),
            ({"at": "2026-11-23T10:00:00"}, "часовой пояс"),
            ({"files": [{"name": "a", "content": "!!"}]}, "base64"),
            ({"kind": "rating"}, "rating: поля нет"),
            ({"applicant": {"surname": "x" * 100}}, "applicant.surname: слишком длинно"),
        ],
    )
    def test_a_wrong_document_says_what_and_where(
        self, cast: Any, client: Client, gateway: Gateway, change: dict[str, Any], said: str
    ) -> None:
        answer = post(client, order(**change))
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"
        assert said in answer.json()["detail"]
        assert post(client, b"nonsense").status_code == 400

    def test_statuses_and_the_answer_go_out_in_order_and_signed(
        self, cast: Any, client: Client, gateway: Gateway
    ) -> None:
        post(client, order())
        read_files()
        case = Case.objects.get()
        actions.assign_case(case, cast.executor, by=cast.head)
        actions.clarify_case(case, "Какой площади?", by=cast.head)
        case.refresh_from_db()
        made_ready(case, cast.head)
        actions.send_reply(drafted(case, cast.head, decision="grant"), by=cast.head)
        assert queue_statuses(cast.udm) == 3  # the answer has not left yet: nobody is told that it has
        for _ in range(4):
            deliver_ready()
        assert (queue_statuses(cast.udm), queue_statuses(cast.udm)) == (1, 0)
        deliver_ready()
        went = [(b["type"], b["code"]) for _, p, _, _, b in gateway.calls]
        assert [c for t, c in went if t == "status"] == ["6", "7", "14", "3"]
        assert [c for t, c in went if t == "message"] == ["16", "16", "16"]
        last = next(b for _, _, _, _, b in gateway.calls if b.get("final"))
        assert (last["order"], last["title"]) == ("7000001", "Услуга оказана")
        answer = next(b for b in gateway.said("/gw/message") if "Ответ" in b["subject"])
        assert answer["files"][0]["name"].endswith(".pdf")
        head = gateway.calls[0][3]
        assert head["X-Exchange-Signature"]

    def test_a_weekend_without_a_worker_loses_no_status(self, cast: Any, client: Client, gateway: Gateway) -> None:
        post(client, order("1"))
        assert queue_statuses(cast.udm) == 1
        with patch("django.utils.timezone.now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(hours=5)):
            queue_statuses(cast.udm)
            post(client, order("2"))
        with patch("django.utils.timezone.now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=3)):
            assert queue_statuses(cast.udm) == 1
            assert queue_statuses(cast.udm) == 0

    def test_a_gateway_that_is_away_keeps_everything_in_the_outbox(
        self, cast: Any, client: Client, gateway: Gateway
    ) -> None:
        post(client, order())
        gateway.faults += [(503, {})]
        deliver_ready()
        queue_statuses(cast.udm)
        from priemnaya.core.models import Delivery

        assert set(Delivery.objects.values_list("state", flat=True)) == {"queued"}
        gateway.faults += [(409, {})]
        Delivery.objects.update(next_at="2020-01-01T00:00:00Z")
        deliver_ready()
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}

    def test_a_refused_status_is_dead_and_never_stops_the_next(
        self, cast: Any, client: Client, gateway: Gateway
    ) -> None:
        from priemnaya.core.models import Delivery

        post(client, order())
        queue_statuses(cast.udm)
        Delivery.objects.exclude(payload__has_key="status").delete()
        case_of(cast.altai, chosen_point="email")
        gateway.faults.append((422, {}))
        deliver_ready()
        assert Delivery.objects.get(channel="epgu").state == "dead"
        assert Delivery.objects.get(channel="email").attempts == 1

    def test_a_cancelled_application_is_shown_to_people(self, cast: Any, client: Client, gateway: Gateway) -> None:
        post(client, order())
        assert post(client, order(kind="cancel", text="")).json()["status"] == "cancelled"
        assert Alert.objects.filter(kind="cancel").exists()


def test_altai_zags_10_and_altai_zags_11_1_and_chelyabinsk_edu_4_2_and_chelyabinsk_edu_4_3_1__ratings_of_the_portal_are_imported_once(
    cast: Any, client: Client, gateway: Gateway
) -> None:
    post(client, order())
    case = Case.objects.get()
    rating = order(kind="rating", text="", rating={"id": "r1", "stars": 2, "comment": "Ждала месяц"})
    assert post(client, rating).json() == {"status": "rated", "number": case.number}
    assert post(client, rating).json()["status"] == "known"
    assert PortalRating.objects.get().case == case
    for body in ("altai-zags", "chelyabinsk-edu"):
        take_document(cast.bodies[body], "epgu", order("8", kind="rating", text="", rating={"id": "r2", "stars": 5}))
        assert PortalRating.objects.filter(organisation=cast.bodies[body]).count() == 1
    client.force_login(cast.head)
    assert "Ждала месяц" not in client.get("/w/compliance/ratings/").content.decode(), "not looked through yet"
    read_files()
    page = client.get("/w/compliance/ratings/").content.decode()
    assert "Ждала месяц" in page
    assert "Предоставление участка" in page


def test_a_low_rating_without_a_case_opens_one_for_review(cast: Any, gateway: Gateway) -> None:
    take_document(
        cast.altai, "epgu", order("9", kind="rating", text="", rating={"id": "r3", "stars": 1, "comment": "Плохо"})
    )
    case = Case.objects.get()
    assert (case.kind, case.point) == ("feedback", "epgu")
    assert Obligation.objects.filter(subject_id=case.pk, what="complaint_review").exists()
    take_document(cast.altai, "epgu", order("10", kind="rating", text="", rating={"id": "r4", "stars": 1}))
    assert Case.objects.count() == 1


class TestFolder:
    def test_files_are_taken_moved_and_answered(self, cast: Any, folder: Path) -> None:
        (folder / "in").mkdir()
        for n, document in enumerate(documents("epgu", 2, 5)):
            (folder / "in" / f"{n}.json").write_text(json.dumps(document))
        (folder / "in" / "bad.json").write_text("{")
        (folder / "in" / "wrong.json").write_text(json.dumps(order(kind="x")))
        (folder / "in" / "half.json.part").write_text("{")
        assert take_waiting(cast.udm) == 2
        assert sorted(p.name for p in (folder / "done").iterdir()) == ["0.json", "1.json"]
        assert (folder / "failed" / "wrong.txt").read_text().strip() == "kind: такого значения нет"
        assert (folder / "failed" / "bad.txt").read_text().strip() == "это не JSON"
        assert take_waiting(cast.udm) == 0
        queue_statuses(cast.udm)
        for _ in range(3):
            deliver_ready()
        out = [json.loads(p.read_text()) for p in (folder / "out").glob("*.json")]
        assert sorted({d["type"] for d in out}) == ["message", "status"]
        assert {d["code"] for d in out if d["type"] == "status"} == {"6"}

    def test_the_same_file_again_makes_nothing(self, cast: Any, folder: Path) -> None:
        for _ in range(2):
            (folder / "in").mkdir(exist_ok=True)
            (folder / "in" / "a.json").write_text(json.dumps(order()))
            take_waiting(cast.udm)
        assert Case.objects.count() == 1

    def test_a_body_s_own_table_changes_what_the_portal_shows(
        self, cast: Any, folder: Path, settings: Any, tmp_path: Path
    ) -> None:
        (tmp_path / "udmurtia-mio").mkdir()
        (tmp_path / "udmurtia-mio" / "exchange.yaml").write_text(
            'epgu:\n  case.registered: {code: "17", title: "Зарегистрировано на портале"}\n'
        )
        settings.ORDERS = tmp_path
        assert statuses_of("udmurtia-mio", "epgu")["case.registered"]["code"] == "17"
        assert statuses_of("udmurtia-mio", "epgu")["case.clarified"]["code"] == "14"


def test_a_message_of_the_feedback_platform_is_a_message_and_an_appeal_an_appeal(cast: Any) -> None:
    for number, kind, taken in (("p1", "message", "message"), ("p2", "appeal", "appeal")):
        take_document(cast.udm, "pos", order(number, kind=kind, category="Благоустройство"))
        case = Case.objects.get(contacts__external_id=number)
        assert case.kind == taken
        assert "Категория: Благоустройство" in case.contacts.get(direction="in").text
        assert (case.chosen_point, case.chosen_address) == ("pos", number)


@pytest.mark.unit
@pytest.mark.parametrize(
    "url", ["epgu://x?body=a", "epgu+folder:///x", "smev+folder:///x?body=a", "epgu+https://gw.example/?body=a"]
)
def test_a_wrong_link_says_what_is_wrong(url: str) -> None:
    with pytest.raises(ValueError, match="PRIEMNAYA_EXCHANGE"):
        parse_link(url)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda c: st.lists(c, max_size=4) | st.dictionaries(st.text(max_size=9), c, max_size=4),
    max_leaves=12,
)


@pytest.mark.unit
@examples(150)
@given(JSON, st.sampled_from(list(order())))
def test_any_json_is_a_document_or_a_plain_objection(value: Any, field: str) -> None:
    for data in (value, order(**{field: value})):
        try:
            read_document(data)
        except Unreadable as error:
            assert str(error)
