"""Files of a draft: put there by mistake they come off, harmful ones never get there; and what reads files or ends drafts
stops nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions import drafting
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.models import Attachment, Reply
from priemnaya.core import erasure
from priemnaya.core.erasure import KEEPERS, Keeper
from priemnaya.core.models import Delivery, Event, StoredFile

from ..helpers import GOOD, case_of, drafted, key_of, made_ready


def ready(cast: Any) -> Reply:
    return drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor)


def desk(cast: Any) -> Browser:
    browser = Browser()
    browser.force_login(cast.executor)
    return browser


def form(reply: Reply, **more: Any) -> dict[str, Any]:
    kept = {"text": reply.text, "decision": reply.decision, "version": reply.version, "letterhead": "1", "survey": "1"}
    return {**kept, **more}


def test_a_file_put_on_a_draft_by_mistake_comes_off_and_the_client_never_gets_it(cast: Any) -> None:
    reply, browser = ready(cast), desk(cast)
    case = reply.case
    for name in ("чужое.txt", "наше.txt"):
        file = SimpleUploadedFile(name, name.encode())
        browser.post(reverse("reply_attach", args=[case.pk]), form(Reply.objects.get(pk=reply.pk), files=file))
    wrong = reply.attachments.get(name="чужое.txt")
    before = Reply.objects.get(pk=reply.pk)
    assert reverse("reply_detach", args=[case.pk]) in browser.get(reverse("reply", args=[case.pk])).content.decode()
    typed = form(before, text=f"{GOOD}\n\nДобавлено.", file=wrong.pk)
    said = browser.post(reverse("reply_detach", args=[case.pk]), typed, follow=True).content.decode()
    assert "Файл убран из ответа" in said and "чужое.txt" not in said
    after = Reply.objects.get(pk=reply.pk)
    assert after.version > before.version and "Добавлено" in after.text
    assert not StoredFile.objects.filter(pk=wrong.file_id).exists()
    again = browser.post(reverse("reply_detach", args=[case.pk]), form(after, file=wrong.pk), follow=True)
    assert "уже нет" in again.content.decode()
    assert Event.objects.filter(verb="reply.file_detached").count() == 1
    sent = actions.send_reply(Reply.objects.get(pk=reply.pk), by=cast.head)
    files = [f[0] for f in Delivery.objects.filter(payload__reply=sent.pk)[0].payload["files"]]
    assert "наше.txt" in files and "чужое.txt" not in files


def test_a_file_stays_on_a_letter_that_waits_for_its_signature_and_on_another_case(cast: Any) -> None:
    reply, browser = ready(cast), desk(cast)
    file = attach_to_reply(reply, "план.txt", b"plan", "text/plain", by=cast.executor)
    other = drafted(made_ready(case_of(cast.udm, identity="other"), cast.registrar), cast.executor)
    browser.post(reverse("reply_detach", args=[other.case_id]), form(other, file=file.pk))
    assert Attachment.objects.filter(pk=file.pk).exists()
    reply.refresh_from_db()
    actions.submit_reply(reply, by=cast.executor)
    browser.post(reverse("reply_detach", args=[reply.case_id]), {"file": file.pk})
    assert Attachment.objects.filter(pk=file.pk).exists()


def test_a_machine_sees_the_files_of_a_draft_and_takes_one_off(cast: Any) -> None:
    reply = ready(cast)
    file = attach_to_reply(reply, "план.txt", b"plan", "text/plain", by=cast.executor)
    secret = key_of(cast.executor, ["replies:write"])[1]
    machine = Browser(headers={"authorization": f"Bearer {secret}"})
    url = f"/api/v1/cases/{reply.case.number}/reply"
    assert machine.get(url).json()["files"] == [{"id": file.pk, "name": "план.txt", "size": 4}]
    assert machine.delete(f"{url}/files/{file.pk}").json()["files"] == []
    assert machine.delete(f"{url}/files/{file.pk}").status_code == 409


def test_a_harmful_file_is_not_put_on_an_answer(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "scan", lambda content: "Eicar-Test" if b"EICAR" in content else "clean")
    reply, browser = ready(cast), desk(cast)
    for name, content in (("bad.txt", b"EICAR"), ("good.txt", b"fine")):
        data = form(Reply.objects.get(pk=reply.pk), files=SimpleUploadedFile(name, content))
        said = browser.post(reverse("reply_attach", args=[reply.case_id]), data, follow=True).content.decode()
        assert ("Антивирус нашёл" in said) == (name == "bad.txt")
    assert [(a.name, a.scan) for a in reply.attachments.all()] == [("good.txt", "clean")]


def test_a_package_that_cannot_end_its_drafts_stops_no_other(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(now: Any) -> int:
        raise OSError("диск")

    ended: list[str] = []
    monkeypatch.setitem(KEEPERS, "portal", Keeper("portal", expire=broken))
    monkeypatch.setitem(KEEPERS, "core", Keeper("core", expire=lambda now: ended.append("core") or 1))
    with pytest.raises(erasure.NotExpired, match="portal: OSError: диск"):
        erasure.expire(timezone.now())
    assert ended == ["core"]
