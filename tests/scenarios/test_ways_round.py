"""Ways round the guards that an independent reader found: a stale object, a side door, a second of two letters."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.actions.seeking import seek_in_letters
from priemnaya.cases.actions.working import Question
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Attachment, Case, Contact, ForwardedLetter, Reply
from priemnaya.cases.terms import recount
from priemnaya.core.models import AccessRecord, Delivery, StoredFile
from priemnaya.errors import NotAllowed, Stale
from priemnaya.paper import actions as paper
from tests.desk import as_read
from tests.helpers import case_of, drafted, goes_out, going_on, key_of, made_ready, owed

from ..desk import looked_and_sent

NAMED = "Инспектор Сорокин накричал на меня и выгнал из кабинета."


def desk(employee: Any) -> Client:
    browser = Client()
    browser.force_login(employee)
    return browser


class TestStale:
    def test_a_recount_with_an_old_object_counts_by_the_kind_of_now(self, cast: Any) -> None:
        case = case_of(cast.udm)
        read_before = Case.objects.select_related("organisation__parent").get(pk=case.pk)
        actions.change_kind(Case.objects.get(pk=case.pk), "service_complaint", by=cast.registrar)
        strict = owed(case, "reply_on_substance").due_at
        recount(read_before, "загружен календарь")
        assert owed(case, "reply_on_substance").due_at == strict

    def test_who_read_the_letter_without_a_file_does_not_sign_it_with(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        drafted(case, cast.executor)
        read = Reply.objects.get(case=case).version
        file = SimpleUploadedFile("план.txt", b"plan")
        desk(cast.executor).post(reverse("reply_attach", args=[case.pk]), {"files": file})
        said = desk(cast.head).post(
            reverse("reply_send", args=[case.pk]), {**as_read(case), "version": read}, follow=True
        )
        assert "письмо изменили" in said.content.decode()
        assert Reply.objects.get(case=case).state == "draft"

    def test_topics_do_not_change_under_a_letter_that_waits_for_signature(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.submit_reply(drafted(case, cast.executor), by=cast.executor)
        said = looked_and_sent(
            desk(cast.registrar),
            reverse("case_classify", args=[case.pk]),
            {"text": "Другое", "topic": "", "need": ""},
            follow=True,
        )
        assert "Ответ ждёт подписи" in said.content.decode()
        with pytest.raises(Stale):
            actions.classify_case(case, [Question("Другое", None, "")], by=cast.registrar)

    def test_a_letter_sent_again_carries_a_link_that_opens_the_case(self, cast: Any) -> None:
        case = case_of(cast.udm, chosen_point="email", chosen_address="wrong@mail.example")
        goes_out(case)
        row = Delivery.objects.get(subject_type="case", subject_id=case.pk, channel="email")
        actions.delivery_bounced(row, "нет такого ящика")
        address = {"address": "right@mail.example"}
        looked_and_sent(desk(cast.executor), reverse("outbox_retry", args=[row.pk]), address)
        row = Delivery.objects.get(instead_of=row, **address)
        assert (row.state, row.address) == ("queued", "right@mail.example")
        assert row.payload["secret"] and row.payload["secret"] in row.payload["text"]
        assert "•" not in row.payload["text"]
        [link] = re.findall(r"/udmurtia-mio/link/[\w-]+/", row.payload["text"])
        assert case.number in Client().post(link, follow=True).content.decode()

    def test_recalling_an_old_failed_letter_does_not_undo_a_newer_forwarding(self, cast: Any) -> None:
        case = going_on(case_of(cast.udm), "Росархив", by=cast.executor)
        first = ForwardedLetter.objects.get(forwarding__case=case)
        actions.forwarding_failed(first.delivery, "ящика нет", final=True)
        for row in Delivery.objects.filter(subject_type="forwardedletter", subject_id=first.pk, state="queued"):
            actions.forwarding_failed(row, "и так не дошло", final=True)
        assert Case.objects.get(pk=case.pk).state == "in_work"
        going_on(Case.objects.get(pk=case.pk), "Музейный фонд", by=cast.executor)
        actions.recall_letter(ForwardedLetter.objects.get(pk=first.pk), "Ушло в другой орган", by=cast.executor)
        assert Case.objects.get(pk=case.pk).state == "forwarding"
        second = ForwardedLetter.objects.exclude(pk=first.pk).get(forwarding__case=case)
        actions.forwarding_sent(second.delivery)
        assert Case.objects.get(pk=case.pk).state == "forwarded"


class TestSideways:
    """The person complained of comes by another door."""

    def set_aside(self, cast: Any) -> tuple[Contact, Attachment]:
        contact = Contact.objects.create(
            organisation=cast.udm,
            point="email",
            direction="in",
            status="quarantined",
            text=NAMED,
            at=case_of(cast.udm).received_at,
            raw=StoredFile.objects.store(NAMED.encode()),
        )
        file = StoredFile.objects.store(b"photo")
        return contact, Attachment.objects.create(contact=contact, file=file, name="фото.jpg")

    def test_a_letter_set_aside_is_not_read_by_whom_it_complains_of(self, cast: Any) -> None:
        contact, file = self.set_aside(cast)
        seek_in_letters(cast.udm)
        cast.executor.roles = ["executor", "head", "admin"]
        cast.executor.save()
        key = key_of(cast.executor, ["cases:read"])[1]
        api = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
        listed = Client().get("/api/v1/contacts?limit=100", **api).json()["items"]
        assert contact.pk not in [c["id"] for c in listed]
        assert Client().get(f"/api/v1/files/{file.pk}", **api).status_code == 404
        mine, theirs = desk(cast.executor), desk(cast.head)
        for page in (reverse("original", args=[contact.pk]), reverse("case_file", args=[file.pk])):
            assert mine.get(page).status_code == 404
            assert theirs.get(page).status_code == 200

    def test_a_download_is_journalled(self, cast: Any) -> None:
        files = (IncomingFile("план.pdf", b"%PDF-1.4", "application/pdf"),)
        case = case_of(cast.udm, files=files)
        file = Attachment.objects.get(contact__case=case)
        desk(cast.executor).get(reverse("case_file", args=[file.pk]))
        seen = AccessRecord.objects.get(employee_id=cast.executor.pk, kind="download")
        assert seen.cases == [case.pk]

    def test_the_post_shows_and_lets_mark_no_letter_of_the_case(self, cast: Any) -> None:
        home = "426000, Ижевск, улица Мира, 1"
        case = case_of(cast.udm, text=NAMED, chosen_point="post", chosen_address=home, postal_address=home)
        row = Delivery.objects.get(subject_type="case", subject_id=case.pk, channel="post")
        mine = desk(cast.executor)
        assert home not in mine.get("/w/post/").content.decode()
        made = paper.make_list(cast.udm, [row], by=cast.head)
        item = made.items.get()
        assert home in desk(cast.head).get("/w/post/").content.decode()
        assert home in desk(cast.head).get("/w/post/?as=csv").getvalue().decode()
        assert AccessRecord.objects.filter(employee_id=cast.head.pk, kind="export", cases=[case.pk]).exists()
        assert home not in mine.get("/w/post/").content.decode()
        assert mine.post(reverse("post_item", args=[item.pk]), {"track": "42600012345678"}).status_code == 404
        with pytest.raises(NotAllowed):
            paper.set_track(item, "42600012345678", by=cast.executor)
        with pytest.raises(NotAllowed):
            actions.delivery_sent(row, by=cast.executor)
