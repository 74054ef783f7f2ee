"""Comments under a community's posts, by the published format of VK's Callback API: wall_reply_new, _edit, _delete,
_restore; answers and hiding by wall.createComment and wall.deleteComment. The code path is production's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.models import WallComment
from priemnaya.channels.vk import client as vk_client
from priemnaya.channels.vk.actions import hide_comment
from priemnaya.core.models import Delivery, Event, Obligation
from priemnaya.errors import Objection, Stale

from ..helpers import drafted, made_ready
from .fakes import FakeVk, wall_event


@pytest.fixture
def fake_vk(settings: Any) -> Iterator[FakeVk]:
    fake = FakeVk()
    settings.BOTS = f"vk+http://s3cret:T0K@{fake.place}/?body=udmurtia-mio&group=1234&confirmation=ab12cd"
    yield fake
    fake.shutdown()


def post(client: Client, event: Any) -> Any:
    return client.post("/api/bots/vk/udmurtia-mio/", json.dumps(event), content_type="application/json")


class TestTaken:
    def test_a_comment_becomes_a_case_with_the_order_s_term_and_is_told_so_in_place(
        self, cast: Any, client: Client, fake_vk: FakeVk
    ) -> None:
        assert post(client, wall_event("new", "Когда откроют мост?")).content == b"ok"
        case = Case.objects.get()
        assert (case.kind, case.point, case.chosen_point) == ("social_message", "vk", "vk")
        assert case.chosen_address == "wall-1234_55_77"
        assert case.client is not None
        assert case.client.full_name == "Ким Анна"
        assert Obligation.objects.filter(subject_id=case.pk, what="reply_on_substance").exists()
        deliver_ready()
        said = fake_vk.said("wall.createComment")[0]
        assert (said["owner_id"], said["post_id"], said["reply_to_comment"]) == ("-1234", "55", "77")
        assert said["from_group"] == "1234"
        assert not fake_vk.messages, "nobody is written to in private who only wrote a comment"
        assert case.number not in said["message"]
        assert "Анна" not in said["message"]
        assert "http" not in said["message"]
        shown = case.contacts.get(direction="out")
        assert shown.text == said["message"], "the timeline says what stands there"

    def test_a_wrong_secret_or_community_takes_nothing(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        assert post(client, wall_event("new", "x", secret="wrong")).status_code == 403
        assert post(client, wall_event("new", "x", group_id=1)).status_code == 403
        assert not Contact.objects.exists()

    def test_the_same_event_again_is_one_comment(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        for event_id in ("e1", "e1", "e2"):
            post(client, wall_event("new", "Когда откроют мост?", event_id=event_id))
        assert Contact.objects.filter(direction="in").count() == 1
        assert WallComment.objects.count() == 1

    def test_our_own_comments_and_other_walls_are_none(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post(client, wall_event("new", "Ответ сообщества", from_id=-1234))
        post(client, wall_event("new", "На чужой стене", owner_id=-9))
        assert not Contact.objects.exists()

    def test_a_community_that_comments_is_nobody_we_know(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post(client, wall_event("new", "Когда откроют мост?", from_id=-555))
        case = Case.objects.get()
        assert case.client is None
        assert case.chosen_address == "wall-1234_55_77"
        assert not fake_vk.said("users.get")

    def test_further_words_of_the_same_author_under_the_post_join_the_open_case(
        self, cast: Any, client: Client, fake_vk: FakeVk
    ) -> None:
        post(client, wall_event("new", "Когда откроют мост?"))
        post(client, wall_event("new", "И дорогу?", ident=78, event_id="e2"))
        post(client, wall_event("new", "А я про другое", ident=79, event_id="e3", from_id=8))
        assert Case.objects.count() == 2
        assert Case.objects.first().contacts.filter(direction="in").count() == 2  # type: ignore[union-attr]

    def test_an_odd_event_is_set_aside_and_stops_nothing(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        broken = wall_event("new", "x")
        del broken["object"]["id"]
        assert post(client, broken).content == b"ok"
        assert Contact.objects.get().status == "quarantined"


class TestChanged:
    def test_an_edit_stands_beside_what_was_said_before(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post(client, wall_event("new", "Когда откроют мост?"))
        for _ in range(2):
            post(client, wall_event("edit", "Когда откроют мост через Иж?", event_id="e2"))
        case = Case.objects.get()
        texts = list(case.contacts.filter(direction="in").order_by("pk").values_list("text", flat=True))
        assert texts == ["Когда откроют мост?", "Когда откроют мост через Иж?"]
        assert Event.objects.filter(verb="comment.changed", subject_id=case.pk).count() == 1

    def test_taken_down_it_stays_said_and_comes_back(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post(client, wall_event("new", "Когда откроют мост?"))
        for _ in range(2):
            post(client, wall_event("delete", ""))
        comment, case = WallComment.objects.get(), Case.objects.get()
        assert comment.removed_at is not None
        assert case.is_open
        assert case.contacts.filter(text="Когда откроют мост?").exists()
        assert Event.objects.filter(verb="comment.removed", subject_id=case.pk).count() == 1
        post(client, wall_event("new", "Когда откроют мост?"))
        comment.refresh_from_db()
        assert comment.removed_at is not None, "told of again, it does not stand there again"
        post(client, wall_event("restore", "Когда откроют мост?", event_id="e3"))
        comment.refresh_from_db()
        assert comment.removed_at is None
        assert Contact.objects.filter(direction="in").count() == 1

    def test_what_we_never_saw_is_taken_by_its_edit_and_not_by_its_end(
        self, cast: Any, client: Client, fake_vk: FakeVk
    ) -> None:
        post(client, wall_event("delete", ""))
        assert not Contact.objects.exists()
        post(client, wall_event("edit", "Когда откроют мост?"))
        assert Case.objects.count() == 1


class TestAnswered:
    def test_an_answer_stands_under_the_comment_once(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post(client, wall_event("new", "Продлите аренду участка"))
        deliver_ready()
        case = made_ready(Case.objects.get(), cast.head)
        actions.send_reply(drafted(case, cast.head), by=cast.head)
        row = Delivery.objects.latest("pk")
        vk_client.send(row)  # a worker that died between the network and its row
        Delivery.objects.filter(pk=row.pk).update(payload={**row.payload, "pieces_sent": 0})
        deliver_ready()
        answers = [a for a in fake_vk.said("wall.createComment") if "аренд" in a["message"]]
        assert len(answers) == 2
        assert len({a["guid"] for a in answers}) == 1, "VK itself takes the second for the first"
        case.refresh_from_db()
        assert case.state == "answered"

    def test_a_comment_that_is_gone_gets_the_answer_another_way(
        self, cast: Any, client: Client, fake_vk: FakeVk
    ) -> None:
        post(client, wall_event("new", "Когда откроют мост?"))
        fake_vk.refuses = 100
        deliver_ready()
        assert Delivery.objects.get(address="wall-1234_55_77").state == "dead"


class TestHidden:
    def test_an_employee_hides_spam_and_it_is_on_record(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post(client, wall_event("new", "Кредит за час"))
        comment, case = WallComment.objects.get(), Case.objects.get()
        client.force_login(cast.registrar)
        assert "Кредит за час" in client.get("/w/comments/").content.decode()
        client.post(f"/w/comments/{comment.pk}/hide/", {"why": "spam"})
        with pytest.raises(Stale):
            hide_comment(comment, "spam", by=cast.registrar)
        deliver_ready()
        assert fake_vk.said("wall.deleteComment")[0]["comment_id"] == "77"
        comment.refresh_from_db()
        assert comment.hidden_at is not None
        assert comment.hide_by == cast.registrar
        verbs = set(Event.objects.filter(subject_type="case", subject_id=case.pk).values_list("verb", flat=True))
        assert {"comment.hide_asked", "comment.hidden"} <= verbs

    def test_without_one_of_the_reasons_nothing_is_hidden(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post(client, wall_event("new", "Вы плохо работаете"))
        with pytest.raises(Objection, match="критику"):
            hide_comment(WallComment.objects.get(), "criticism", by=cast.registrar)

    def test_what_the_network_refuses_may_be_tried_again(self, cast: Any, client: Client, fake_vk: FakeVk) -> None:
        post(client, wall_event("new", "Кредит за час"))
        deliver_ready()
        comment = WallComment.objects.get()
        hide_comment(comment, "spam", by=cast.registrar)
        fake_vk.refuses = 7
        deliver_ready()
        comment.refresh_from_db()
        assert (comment.hidden_at, comment.hide_asked_at) == (None, None)
