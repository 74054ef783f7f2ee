"""MAX, VK and Telegram by their published formats, against fakes that speak HTTP; the code path is production's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.intake import poll
from priemnaya.channels.max.client import MaxClient
from priemnaya.channels.social.bots import bot_of, bots, parse_bot
from priemnaya.channels.social.splitting import LIMIT, split_text
from priemnaya.channels.vk import client as vk_client
from priemnaya.core.models import Alert, Delivery, Obligation
from priemnaya.outreach.models import SurveyAnswer
from priemnaya.people.policies import base_layers, overridden
from priemnaya.policy import Refused

from ..helpers import as_part, case_of, drafted, made_ready
from .fakes import FakeMax, FakeTelegram, FakeVk, max_message, max_pressed, vk_message

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def fake_max(settings: Any) -> Iterator[FakeMax]:
    fake = FakeMax()
    settings.BOTS = f"max+http://s3cret:T0K@{fake.place}/?body=udmurtia-mio"
    yield fake
    fake.shutdown()


@pytest.fixture
def fake_vk(settings: Any) -> Iterator[FakeVk]:
    fake = FakeVk()
    settings.BOTS = f"vk+http://s3cret:T0K@{fake.place}/?body=udmurtia-mio&group=1234&confirmation=ab12cd"
    yield fake
    fake.shutdown()


def post_max(client: Client, update: Any, secret: str = "s3cret") -> Any:
    return client.post(
        "/api/bots/max/udmurtia-mio/",
        json.dumps(update),
        content_type="application/json",
        headers={"X-Max-Bot-Api-Secret": secret},
    )


def post_vk(client: Client, event: Any) -> Any:
    return client.post("/api/bots/vk/udmurtia-mio/", json.dumps(event), content_type="application/json")


class TestMax:
    """dev.max.ru/docs-api."""

    def test_a_message_is_a_kind_of_its_own_with_working_hours_and_is_answered_in_max(
        self, cast: Any, client: Client, fake_max: FakeMax
    ) -> None:
        assert post_max(client, max_message("Когда приём?")).content == b"ok"
        case = Case.objects.get()
        assert (case.kind, case.point, case.chosen_point, case.chosen_address) == ("social_message", "max", "max", "77")
        assert case.client is not None
        assert case.client.full_name == "Ким Анна"
        owed = Obligation.objects.get(subject_id=case.pk, what="reply_on_substance")
        assert "рабоч" in owed.reasoning
        deliver_ready()
        said = fake_max.said("/messages")[0]
        assert "не считается обращением" in said["text"]
        _, _, query, headers, _ = fake_max.calls[0]
        assert query == {"user_id": "77"}
        assert headers["Authorization"] == "T0K"

    @pytest.mark.parametrize("secret", ["", "wrong", "s3cre", "s3crets"])
    def test_a_wrong_secret_takes_nothing(self, cast: Any, client: Client, fake_max: FakeMax, secret: str) -> None:
        assert post_max(client, max_message("x"), secret).status_code == 403
        assert not Case.objects.exists()
        assert client.post("/api/bots/max/altai-zags/", "{}", content_type="application/json").status_code == 404
        assert (
            client.post(
                "/api/bots/max/udmurtia-mio/",
                "nonsense",
                content_type="application/json",
                headers={"X-Max-Bot-Api-Secret": "s3cret"},
            ).status_code
            == 400
        )

    def test_a_repeated_update_is_one_case_and_a_further_message_joins_it(
        self, cast: Any, client: Client, fake_max: FakeMax
    ) -> None:
        for _ in range(3):
            post_max(client, max_message("Когда приём?"))
        post_max(client, max_message("И где?", mid="mid.2"))
        post_max(client, max_message("Другой человек", user=78, mid="mid.3"))
        assert Case.objects.count() == 2
        assert Case.objects.order_by("pk")[0].contacts.filter(direction="in").count() == 2

    def test_files_come_in_as_bytes_and_go_out_uploaded(self, cast: Any, client: Client, fake_max: FakeMax) -> None:
        fake_max.files["/f/1"] = b"%PDF-1"
        attached = [
            {
                "type": "file",
                "payload": {"url": f"{fake_max.url}/f/1", "token": "t"},
                "filename": "план.pdf",
                "size": 6,
            },
            {"type": "image", "payload": {"url": f"{fake_max.url}/gone", "token": "t", "photo_id": 1}},
        ]
        fake_max.faults.append((404, {}))
        post_max(client, max_message("Вот план", attachments=attached))
        case = Case.objects.get()
        contact = case.contacts.get(direction="in")
        assert [(a.name, a.file.read()) for a in contact.attachments.all()] == [("план.pdf", b"%PDF-1")]
        assert "получить не удалось" in contact.text
        made_ready(case, cast.head)
        reply = drafted(case, cast.head)
        from priemnaya.cases.actions.drafting import attach_to_reply

        attach_to_reply(reply, "схема.png", PNG, "image/png", by=cast.executor)
        actions.send_reply(reply, by=cast.head)
        deliver_ready()
        answer = fake_max.said("/messages")[-1]
        assert answer["attachments"][0] == {"type": "image", "payload": {"token": "photo-token"}}
        assert any(PNG in body for body in fake_max.said("/put"))
        assert answer["attachments"][1]["payload"]["buttons"][0][0]["payload"] == f"rate:{reply.survey_token}:5"

    def test_a_pressed_mark_is_an_answer_to_the_survey_once_and_only_from_the_client(
        self, cast: Any, client: Client, fake_max: FakeMax
    ) -> None:
        post_max(client, max_message("Продлите аренду участка"))
        case = made_ready(Case.objects.get(), cast.head)
        reply = actions.send_reply(drafted(case, cast.head), by=cast.head)
        for user, mark in ((78, 1), (77, 4), (77, 1), (77, 9)):
            post_max(client, max_pressed(f"rate:{reply.survey_token}:{mark}", user))
        answer = SurveyAnswer.objects.get()
        assert (answer.satisfaction, answer.how, answer.point) == (4, "button", "max")
        assert [a["notification"] for a in fake_max.said("/answers")] == [
            "Эта кнопка больше не действует.",
            "Спасибо за оценку!",
            "Вы уже оценили этот ответ. Спасибо!",
            "Выберите оценку от 1 до 5.",
        ]

    def test_an_answer_to_a_press_that_the_messenger_refuses_is_no_message_that_was_not_understood(
        self, cast: Any, client: Client, fake_max: FakeMax
    ) -> None:
        post_max(client, max_message("Продлите аренду участка"))
        case = Case.objects.get()
        deliver_ready()
        fake_max.faults.append((404, {"code": "not.found", "message": "callback is too old"}))
        assert post_max(client, max_pressed(f"point:{case.pk}:portal")).status_code == 200
        case.refresh_from_db()
        assert case.chosen_point == "portal"
        assert not Alert.objects.filter(kind="quarantine").exists()

    def test_a_pressed_choice_changes_where_we_write(self, cast: Any, client: Client, fake_max: FakeMax) -> None:
        post_max(client, max_message("Когда приём?"))
        case = Case.objects.get()
        deliver_ready()
        rows = fake_max.said("/messages")[0]["attachments"][0]["payload"]["buttons"]
        assert {"Отвечать: сайт", "Отвечать: MAX"} == {b["text"] for row in rows for b in row}
        post_max(client, max_pressed(f"point:{case.pk}:portal"))
        case.refresh_from_db()
        assert case.chosen_point == "portal"

    def test_a_long_answer_goes_in_pieces_and_a_retry_goes_on_where_it_stopped(
        self, cast: Any, client: Client, fake_max: FakeMax
    ) -> None:
        post_max(client, max_message("Когда приём?"))
        case = Case.objects.get()
        deliver_ready()
        as_part(actions.send_to_client, case, _letter("Предложение. " * 700), by=cast.head)
        fake_max.calls.clear()
        fake_max.faults += [(200, {"message": {}}), (500, {})]
        deliver_ready()
        Delivery.objects.update(next_at="2020-01-01T00:00:00Z")
        deliver_ready()
        texts = [b["text"] for b in fake_max.said("/messages")]
        assert [len(t) <= LIMIT for t in texts] == [True] * 4
        assert texts[1] == texts[2]
        assert Delivery.objects.order_by("-pk")[0].state == "sent"

    @pytest.mark.parametrize(
        ("status", "state", "fallback"),
        [(403, "dead", 1), (404, "dead", 1), (429, "queued", 0), (503, "queued", 0), (401, "queued", 0)],
    )
    def test_refusals_are_told_apart(
        self, cast: Any, client: Client, fake_max: FakeMax, status: int, state: str, fallback: int
    ) -> None:
        post_max(client, max_message("Когда приём?"))
        fake_max.faults.append((status, {"code": "x"}))
        deliver_ready()
        row = Delivery.objects.order_by("pk")[0]
        assert row.state == state
        assert Delivery.objects.filter(instead_of=row).count() == fallback

    def test_a_broken_update_is_set_aside_once_and_the_next_goes_on(self, cast: Any, fake_max: FakeMax) -> None:
        broken = {"update_type": "message_created", "timestamp": 1, "message": {"sender": {"user_id": 1}, "body": {}}}
        fake_max.waiting = [{"seq": 1, "update": broken}, {"seq": 2, "update": max_message("Дальше")}]
        bot = bots()[0]
        assert poll(bot) == 2
        assert poll(bot) == 0
        assert Contact.objects.filter(status="quarantined", point="max").count() == 1
        assert Case.objects.count() == 1
        assert Alert.objects.filter(kind="quarantine").exists()
        assert fake_max.calls[-1][2]["marker"] == "2"

    def test_an_unreachable_service_is_an_alert(self, cast: Any, settings: Any) -> None:
        settings.BOTS = "max+http://s:t@127.0.0.1:1/?body=udmurtia-mio&mode=poll"
        assert poll(bots()[0]) == 0
        assert Alert.objects.filter(kind="bot").exists()

    def test_the_formats_are_those_of_the_published_library(self) -> None:
        """maxapi is the library the vendor's own page names: its models read our fixtures and our buttons."""
        from maxapi.types.attachments.buttons import CallbackButton
        from maxapi.types.updates.message_callback import MessageCallback
        from maxapi.types.updates.message_created import MessageCreated

        read = MessageCreated.model_validate(max_message("Привет"))
        assert read.message.body is not None
        assert (read.message.body.text, read.message.body.mid) == ("Привет", "mid.1")
        pressed = MessageCallback.model_validate(max_pressed("rate:x:5"))
        assert (pressed.callback.payload, pressed.callback.user.user_id) == ("rate:x:5", 77)
        CallbackButton.model_validate({"type": "callback", "text": "5", "payload": "rate:x:5"})

    def test_subscribing_gives_address_secret_and_kinds(self, fake_max: FakeMax) -> None:
        MaxClient(bots()[0]).subscribe("https://x.example/api/bots/max/udmurtia-mio/")
        assert fake_max.said("/subscriptions") == [
            {
                "url": "https://x.example/api/bots/max/udmurtia-mio/",
                "update_types": ["message_created", "message_callback", "bot_started"],
                "secret": "s3cret",
            }
        ]


class TestVk:
    """dev.vk.com: Callback API and Bots Long Poll."""

    def test_confirmation_secret_and_ok(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        asked = {"type": "confirmation", "group_id": 1234, "secret": "s3cret"}
        assert post_vk(client, asked).content == b"ab12cd"
        assert post_vk(client, {**asked, "secret": "x"}).status_code == 403
        assert post_vk(client, {**asked, "group_id": 1}).status_code == 403
        assert post_vk(client, vk_message("Когда приём?")).content == b"ok"
        assert post_vk(client, vk_message("Когда приём?")).content == b"ok"
        case = Case.objects.get()
        assert case.client is not None
        assert (case.kind, case.client.full_name) == ("social_message", "Ким Анна")

    def test_an_answer_goes_by_messages_send_once(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post_vk(client, vk_message("Когда приём?"))
        vk_client.send(Delivery.objects.get())  # a worker that died between the network and its row
        Delivery.objects.update(payload={**Delivery.objects.get().payload, "pieces_sent": 0})
        deliver_ready()
        assert len(fake_vk.messages) == 1
        assert fake_vk.messages[0]["peer_id"] == "7"
        assert json.loads(fake_vk.messages[0]["keyboard"])["inline"] is True
        assert len(fake_vk.said("messages.send")) == 2

    def test_a_group_chat_and_our_own_words_are_no_messages(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post_vk(client, vk_message("x", peer_id=2000000001))
        post_vk(client, vk_message("x", user=-1234))
        post_vk(client, {"type": "wall_post_new", "group_id": 1234, "secret": "s3cret", "object": {}})
        assert not Contact.objects.exists()

    def test_files_both_ways(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        fake_vk.files |= {"/d/1": b"%PDF", "/p/big": b"\xff\xd8"}
        attached = [
            {"type": "doc", "doc": {"id": 1, "title": "план.pdf", "ext": "pdf", "url": f"{fake_vk.url}/d/1"}},
            {
                "type": "photo",
                "photo": {
                    "id": 3,
                    "sizes": [
                        {"type": "s", "width": 75, "height": 50, "url": f"{fake_vk.url}/p/small"},
                        {"type": "w", "width": 2000, "height": 1500, "url": f"{fake_vk.url}/p/big"},
                    ],
                },
            },
        ]
        post_vk(client, vk_message("Вот", attachments=attached))
        case = Case.objects.get()
        assert {(a.name, a.file.read()) for a in case.contacts.get(direction="in").attachments.all()} == {
            ("план.pdf", b"%PDF"),
            ("фото-3.jpg", b"\xff\xd8"),
        }
        stored = case.contacts.get(direction="in").attachments.get(name="план.pdf").file_id
        from priemnaya.cases.actions.veiling import Letter

        as_part(
            actions.send_to_client,
            case,
            Letter("т", "Смотрите файл", files=(("ответ.pdf", stored, "application/pdf"),), notice="term"),
            by=cast.head,
        )
        deliver_ready()
        assert fake_vk.messages[-1]["attachment"] == "doc-9_5"

    def test_a_pressed_button_and_a_read_mark(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post_vk(client, vk_message("Когда приём?"))
        case = Case.objects.get()
        deliver_ready()
        pressed = {
            "type": "message_event",
            "group_id": 1234,
            "secret": "s3cret",
            "object": {
                "user_id": 7,
                "peer_id": 7,
                "event_id": "ev",
                "payload": {"do": f"point:{case.pk}:portal"},
                "conversation_message_id": 2,
            },
        }
        post_vk(client, pressed)
        case.refresh_from_db()
        assert case.chosen_point == "portal"
        assert "Записали" in fake_vk.said("messages.sendMessageEventAnswer")[0]["event_data"]
        post_vk(
            client,
            {
                "type": "message_read",
                "group_id": 1234,
                "secret": "s3cret",
                "object": {"from_id": 7, "peer_id": 7, "read_message_id": 1},
            },
        )
        assert Delivery.objects.get(channel="vk").state == "read"

    @pytest.mark.parametrize(
        ("code", "state"), [(901, "dead"), (7, "dead"), (9, "queued"), (6, "queued"), (5, "queued")]
    )
    def test_error_codes_are_told_apart(
        self, cast: Any, client: Client, fake_vk: FakeVk, code: int, state: str
    ) -> None:
        post_vk(client, vk_message("Когда приём?"))
        fake_vk.faults.append((200, {"error": {"error_code": code, "error_msg": "x"}}))
        deliver_ready()
        assert Delivery.objects.order_by("pk")[0].state == state

    def test_long_poll_goes_on_from_its_place_and_begins_anew_with_a_lost_key(
        self, cast: Any, fake_vk: FakeVk, settings: Any
    ) -> None:
        settings.BOTS = settings.BOTS.replace("confirmation=ab12cd", "mode=poll")
        bot = bots()[0]
        fake_vk.waiting = [vk_message("Раз", ident=1), vk_message("Два", ident=2)]
        assert poll(bot) == 2
        from priemnaya.channels.models import BotCursor

        BotCursor.objects.update(marker=f"lost 3 {fake_vk.url}/lp")
        assert poll(bot) == 0
        fake_vk.waiting = [vk_message("Три", ident=3)]
        assert poll(bot) == 1
        assert Contact.objects.filter(direction="in").count() == 3


class TestTelegram:
    """Off: 41-ФЗ. On only where somebody said that the ban is known."""

    def test_it_is_off_and_says_the_law(self, cast: Any, client: Client, settings: Any) -> None:
        settings.BOTS = "telegram://s3cret:T0K@api.telegram.org/?body=udmurtia-mio"
        assert bots()[0].barred
        assert bot_of("telegram", "udmurtia-mio") is None
        answer = client.post(
            "/api/bots/telegram/udmurtia-mio/",
            "{}",
            content_type="application/json",
            headers={"X-Telegram-Bot-Api-Secret-Token": "s3cret"},
        )
        assert answer.status_code == 404
        wrote = {"point": "telegram", "chosen_point": "telegram", "addresses": {"telegram": "9"}, "identity": ""}
        by_law = case_of(cast.udm, **wrote)
        assert {d.channel for d in Delivery.objects.filter(subject_id=by_law.pk)} == {"portal"}, "nothing waits for it"
        with overridden(base_layers()[0].without("41-fz")):
            case = case_of(cast.udm, text="До запрета.", **wrote)
            deliver_ready()
        waiting = Delivery.objects.filter(channel="telegram", subject_id=case.pk)
        assert waiting.exists()
        assert all(d.state == "queued" and "41-ФЗ" in d.error for d in waiting)

    def test_accepted_it_works_but_the_order_still_stops_a_reply_through_it(
        self, cast: Any, client: Client, settings: Any
    ) -> None:
        fake = FakeTelegram()
        settings.BOTS = f"telegram+http://s3cret:T0K@{fake.place}/?body=udmurtia-mio&accept=41-fz"
        fake.files["/file/botT0K/documents/a.pdf"] = b"%PDF"
        update = {
            "update_id": 1,
            "message": {
                "message_id": 5,
                "from": {"id": 9, "is_bot": False, "first_name": "Пётр"},
                "chat": {"id": 9, "type": "private"},
                "date": 1795000000,
                "caption": "Вот",
                "document": {"file_id": "f", "file_name": "a.pdf", "mime_type": "application/pdf"},
            },
        }
        answer = client.post(
            "/api/bots/telegram/udmurtia-mio/",
            json.dumps(update),
            content_type="application/json",
            headers={"X-Telegram-Bot-Api-Secret-Token": "s3cret"},
        )
        assert answer.status_code == 200
        case = made_ready(Case.objects.get(), cast.head)
        assert case.contacts.get(direction="in").attachments.get().file.read() == b"%PDF"
        with pytest.raises(Refused, match="Telegram — иностранный мессенджер"):
            actions.send_reply(drafted(case, cast.head), by=cast.head)
        deliver_ready()
        assert not fake.said("/sendMessage"), "by the law nobody is written to there"
        told = case.contacts.filter(direction="out")
        assert any("не считается обращением" in c.text for c in told) and {c.point for c in told} == {"portal"}
        fake.shutdown()


def _letter(text: str) -> Any:
    from priemnaya.cases.actions.veiling import Letter

    return Letter("Тема", text, notice="term")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("icq://s:t@h/?body=x", "неизвестный"),
        ("max://s:t@h/", "body=орган"),
        ("max://:t@h/?body=x", "секрет"),
        ("max://h/?body=x", "токен"),
    ],
)
def test_a_wrong_address_of_a_bot_says_what_is_wrong(url: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        parse_bot(url)


@pytest.mark.unit
@given(st.text(max_size=400), st.integers(20, 120))
def test_pieces_fit_keep_order_and_lose_nothing(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(0 < len(p) <= limit for p in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.unit
def test_a_piece_ends_with_a_paragraph_or_a_sentence_and_never_inside_a_word() -> None:
    text = "Первый абзац о многом. Второе предложение.\n\n" + "слово " * 30
    assert split_text(text, 120)[0] == "Первый абзац о многом. Второе предложение."
    sentences = "Раз два три. " * 40
    assert all(p.endswith("три.") for p in split_text(sentences, 100))
    words = "слово " * 100
    assert all(set(p.split()) == {"слово"} for p in split_text(words, 50))


def test_nothing_is_connected_until_somebody_says_so(cast: Any, client: Client, settings: Any) -> None:
    assert settings.BOTS == ""
    assert bots() == ()
    for path in ("max/udmurtia-mio", "vk/udmurtia-mio", "telegram/udmurtia-mio"):
        assert client.post(f"/api/bots/{path}/", "{}", content_type="application/json").status_code == 404
