"""The whole history on request, and the lawful end of records."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pypdf import PdfReader

from priemnaya.cases import actions
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case, Contact
from priemnaya.cases.personal import GONE
from priemnaya.core.models import AccessRecord, Alert, Event, Notice, StoredFile
from priemnaya.errors import Objection
from priemnaya.people.actions.consents import give_consent
from priemnaya.people.models import Client
from priemnaya.policy import load_folder
from priemnaya.records import actions as records
from priemnaya.records.models import DisposalAct, HistoryExport, LegalHold
from priemnaya.records.ripe import disposable, holding, keeping

from ..helpers import case_of, drafted, made_ready
from ..planting import door


def opened(export: HistoryExport) -> zipfile.ZipFile:
    export.refresh_from_db()
    assert export.file is not None, export.error
    return zipfile.ZipFile(io.BytesIO(export.file.read()))


def test_a_history_that_its_worker_dies_of_is_not_begun_for_ever(cast: Any, client: Browser) -> None:
    case = case_of(cast.udm)
    client.force_login(cast.executor)
    client.post(f"/w/clients/{case.client_id}/history/")
    begun = 0
    for _ in range(6):
        with patch("priemnaya.records.actions.history._build", side_effect=SystemExit) as build:
            try:
                records.build_waiting(cast.udm)
            except SystemExit:
                pass
            begun += build.call_count
        HistoryExport.objects.filter(state="doing").update(started_at=timezone.now() - dt.timedelta(hours=1))
    export = HistoryExport.objects.get()
    assert (begun, export.state) == (3, "failed") and "прерывается" in export.error
    assert Alert.objects.filter(kind="history").exists()
    assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains="прерывается").exists()
    client.post(f"/w/clients/{case.client_id}/history/")
    assert records.build_waiting(cast.udm) == 1, "asked for again, it is tried again"


def test_udmurtia_mio_2_2_2__the_client_gets_the_whole_history_over_all_points(cast: Any, client: Browser) -> None:
    first = case_of(cast.udm, files=(IncomingFile("../план: участка.pdf", b"%PDF-1", "application/pdf"),))
    case_of(cast.udm, point="phone", text="Звонок о сроке")
    case_of(cast.udm, point="email", text="Письмо \x0b с оригиналом", raw=b"From: a@b\r\n\r\nx")
    actions.send_reply(drafted(made_ready(first, cast.head), cast.head), by=cast.head)
    other = case_of(
        cast.udm, surname="Чужой", identity="esia-2", addresses={"email": "x@x.example"}, text="Чужой вопрос"
    )
    assert first.client is not None
    give_consent(first.client, "mailing", how="portal")
    client.force_login(cast.executor)
    client.post(f"/w/clients/{first.client_id}/history/")
    assert records.build_waiting(cast.udm) == 1
    export = HistoryExport.objects.get()
    assert (export.state, export.percent) == ("done", 100)
    with opened(export) as archive:
        index = json.loads(archive.read("index.json"))
        assert index["format"] == "priemnaya-history/1"
        contacts = [i for i in index["items"] if "point" in i]
        assert {i["point"] for i in contacts} == {"portal", "phone", "email"}
        assert len(contacts) == Contact.objects.filter(client=first.client).count() == export.total - 1
        assert "Чужой вопрос" not in json.dumps(index, ensure_ascii=False)
        assert [i["purpose"] for i in index["items"] if i["kind"] == "consent"] == ["mailing"]
        held = [f for i in index["items"] for f in i["files"]]
        assert all(len(archive.read(f["path"])) == f["size"] for f in held)
        assert "materials/00001-01-.._план_ участка.pdf" in archive.namelist()
        pdf = PdfReader(io.BytesIO(archive.read("history.pdf")))
        assert "Звонок о сроке" in "".join(p.extract_text() for p in pdf.pages)
        metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
        assert "pdfaid:part>2<" in metadata
        assert "pdfaid:conformance>B<" in metadata
    answer = client.get(f"/w/history/{export.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    [given] = AccessRecord.objects.filter(kind="export", clients__contains=[first.client_id])
    assert given.page == "history_file"
    assert Event.objects.filter(verb="history.given").exists()
    client.force_login(cast.stranger)
    assert client.get(f"/w/history/{export.pk}/").status_code == 404
    assert other.client_id != first.client_id


@pytest.mark.walk
def test_ten_thousand_items_take_minutes_at_most_with_progress(cast: Any) -> None:
    """Not a timed test of the machine: it shows that the size is carried, and that progress is written on the way."""
    case = case_of(cast.udm)
    one = Contact.objects.filter(case=case, direction="in").get()
    Contact.objects.bulk_create(
        Contact(
            organisation=cast.udm,
            case=case,
            client=case.client,
            point="email",
            direction="in",
            subject=f"Письмо {n}",
            text="Когда приём? " * 20,
            at=one.at,
        )
        for n in range(10_000)
    )
    assert case.client is not None
    export = records.ask_history(case.client, by=None)
    seen: list[int] = []
    real = HistoryExport.objects.filter

    def watched(*args: Any, **kwargs: Any) -> Any:
        seen.append(real(pk=export.pk).values_list("done", flat=True)[0])
        return real(*args, **kwargs)

    with patch.object(HistoryExport.objects, "filter", watched):
        records.build_waiting(cast.udm)
    with opened(export) as archive:
        assert len(json.loads(archive.read("index.json"))["items"]) > 10_000
        assert len(PdfReader(io.BytesIO(archive.read("history.pdf"))).pages) > 500
    assert len(set(seen)) > 10


def test_a_build_that_a_killed_worker_left_is_taken_up_and_a_failure_is_shown(cast: Any) -> None:
    client = case_of(cast.udm).client
    assert client is not None
    export = records.ask_history(client, by=cast.head)
    assert records.ask_history(client, by=cast.head) == export
    HistoryExport.objects.update(state="doing", started_at=timezone.now())
    assert records.build_waiting(cast.udm) == 0
    HistoryExport.objects.update(started_at=timezone.now() - dt.timedelta(minutes=20))
    assert records.build_waiting(cast.udm) == 1
    export.refresh_from_db()
    stored = export.file_id
    HistoryExport.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    records.build_waiting(cast.udm)
    export.refresh_from_db()
    assert (export.state, export.file_id) == ("expired", None)
    assert not StoredFile.objects.filter(pk=stored).exists()
    broken = records.ask_history(client, by=None)
    with patch("priemnaya.records.actions.history.render_report", side_effect=RuntimeError("нет места")):
        records.build_waiting(cast.udm)
    broken.refresh_from_db()
    assert (broken.state, "нет места" in broken.error) == ("failed", True)


def test_on_the_site_only_a_proved_person_gets_the_own_history(cast: Any, client: Browser) -> None:
    mine = case_of(cast.udm, identity="esia-1")
    assert "подтвердите личность" in client.get("/udmurtia-mio/history/").content.decode()
    session = client.session
    session[f"person:{cast.udm.pk}"] = {"subject": "esia-1"}
    session.save()
    client.post("/udmurtia-mio/history/")
    records.build_waiting(cast.udm)
    export = HistoryExport.objects.get(client=mine.client)
    assert f"/udmurtia-mio/history/{export.pk}/" in client.get("/udmurtia-mio/history/").content.decode()
    assert client.get(f"/udmurtia-mio/history/{export.pk}/").status_code == 200
    session[f"person:{cast.udm.pk}"] = {"subject": "esia-other"}
    session.save()
    assert client.get(f"/udmurtia-mio/history/{export.pk}/").status_code == 404


def old_case(cast: Any, years: float = 6, **fields: Any) -> Case:
    """A case answered so many years ago."""
    then = timezone.now() - dt.timedelta(days=365.25 * years)
    case = case_of(cast.udm, **fields)
    reply = drafted(made_ready(case, cast.head), cast.head)
    actions.send_reply(reply, by=cast.head)
    with door():
        case.contacts.update(at=then)
    Case.objects.filter(pk=case.pk).update(closed_at=then, received_at=then, registered_at=then)
    case.refresh_from_db()
    return case


def test_udmurtia_mio_2_2__all_contacts_are_kept_five_years(cast: Any) -> None:
    years, rules = keeping(cast.udm)
    assert years == 5
    assert "п. 2.2" in {r.citation for r in rules}
    young = old_case(cast, 4.9, identity="esia-1")
    old = old_case(cast, 5.1, identity="esia-2", addresses={"email": "o@x.example"}, surname="Старов")
    still = case_of(cast.udm, identity="esia-3", addresses={"email": "s@x.example"}, surname="Открытов")
    assert list(disposable(cast.udm, timezone.now())) == [old]
    assert {young.pk, still.pk}.isdisjoint(disposable(cast.udm, timezone.now()).values_list("pk", flat=True))


def test_the_rule_decides_how_long(cast: Any) -> None:
    from pathlib import Path

    from priemnaya.people.policies import base_layers, overridden

    order = load_folder(Path(__file__).resolve().parents[2] / "orders")["udmurtia-mio"]
    federal = next(layer for layer in base_layers() if layer.slug == "federal")
    bare = federal.without(next(c.number for c in federal.clauses if any(r.kind.name == "keep_for" for r in c.rules)))
    old_case(cast)
    with overridden(order.without("2.2"), bare):
        assert keeping(cast.udm)[0] == 0
        assert not disposable(cast.udm, timezone.now()).exists()


class TestDisposal:
    """152-ФЗ: a schedule proposes, two people decide, a hold stops it, an act proves it."""

    def test_two_people_destroy_and_the_act_holds_the_journal(self, cast: Any, client: Browser) -> None:
        case = old_case(cast, files=(IncomingFile("a.pdf", b"%PDF-unique", "application/pdf"),), raw=b"raw-unique")
        then = timezone.now() - dt.timedelta(days=6 * 366)
        spam, fresh = (
            Contact.objects.create(
                organisation=cast.udm,
                point="email",
                direction="in",
                status="ignored",
                sender="s@x.example",
                text="Спам",
                at=at,
            )
            for at in (then, timezone.now())
        )
        kept = old_case(cast, 4, identity="esia-9", addresses={"email": "k@x.example"}, surname="Новый")
        client_id, number = case.client_id, case.number
        act = records.propose_disposal(cast.udm)
        assert act is not None
        assert records.propose_disposal(cast.udm) is None
        with pytest.raises(Objection, match="первый"):
            records.execute_disposal(act, by=cast.admin)
        client.force_login(cast.head)
        assert "п. 2.2" in client.get("/w/disposals/").content.decode()
        client.post(f"/w/disposals/{act.pk}/act/", {"do": "review"})
        client.post(f"/w/disposals/{act.pk}/act/", {"do": "execute"})
        act.refresh_from_db()
        assert act.state == "reviewed"
        client.force_login(cast.admin)
        client.post(f"/w/disposals/{act.pk}/act/", {"do": "execute"})
        act.refresh_from_db()
        assert (act.state, act.first, act.second) == ("done", cast.head, cast.admin)
        case.refresh_from_db()
        assert (case.subject, case.client_id, case.search_text, case.number) == (GONE, None, "", number)
        assert set(case.contacts.values_list("text", "subject", "raw")) == {("", "", None)}
        assert not StoredFile.objects.filter(sha256__in=[_sha(b"%PDF-unique"), _sha(b"raw-unique")]).exists()
        gone = Client.objects.get(pk=client_id)
        assert (gone.surname, gone.identity, gone.addresses.count()) == ("", "", 0)
        spam.refresh_from_db()
        fresh.refresh_from_db()
        assert (spam.sender, spam.text, fresh.text) == ("", "", "Спам")
        kept.refresh_from_db()
        assert kept.client is not None
        assert kept.client.surname == "Новый"
        assert act.act is not None
        text = "".join(
            p.extract_text() for p in PdfReader(io.BytesIO(client.get(f"/w/disposals/{act.pk}/file/").content)).pages
        )
        assert number in text
        assert "case.disposed" in text
        assert cast.head.full_name in text
        assert Event.objects.filter(verb="case.disposed", subject_id=case.pk).exists()
        assert "Иванова" not in str(list(Contact.objects.filter(case=case).values()))

    def test_a_hold_stops_it_also_after_the_review(self, cast: Any, client: Browser) -> None:
        case = old_case(cast)
        act = records.propose_disposal(cast.udm)
        assert act is not None
        records.review_disposal(act, by=cast.head)
        client.force_login(cast.admin)
        assert client.post(f"/w/clients/{case.client_id}/hold/", {"reason": "  "}).status_code == 302
        client.force_login(cast.head)
        client.post(f"/w/clients/{case.client_id}/hold/", {"reason": "Суд до 2027 года"})
        with pytest.raises(Objection, match="под запретом"):
            records.execute_disposal(act, by=cast.admin)
        case.refresh_from_db()
        assert case.subject != GONE
        records.reject_disposal(act, by=cast.admin, why="Идёт суд")
        assert records.propose_disposal(cast.udm) is None
        records.lift_hold(LegalHold.objects.get(), by=cast.head)
        assert records.propose_disposal(cast.udm) is not None

    def test_wrong_steps_are_refused_in_words(self, cast: Any) -> None:
        old_case(cast)
        act = records.propose_disposal(cast.udm)
        assert act is not None
        with pytest.raises(Objection, match="почему"):
            records.reject_disposal(act, by=cast.head, why=" ")
        records.review_disposal(act, by=cast.head)
        with pytest.raises(Objection, match="рассмотрено"):
            records.review_disposal(act, by=cast.admin)
        with pytest.raises(Objection, match="другой сотрудник"):
            records.execute_disposal(act, by=cast.head)
        assert DisposalAct.objects.get().state == "reviewed"


def _sha(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def test_a_hold_stays_in_force_when_cards_are_joined(cast: Any) -> None:
    """Also through two joinings: the hold was set on a card that now lives in another."""
    kept, *others = [
        case_of(cast.udm, identity="", surname=f"Ключевская{n}", addresses={"email": f"k{n}@mail.example"})
        for n in range(3)
    ]
    records.hold_client(kept.client, "идёт суд", by=cast.head)
    for other in others:
        actions.merge_clients(Case.objects.get(pk=kept.pk).client, other.client, by=cast.registrar)
    last = Case.objects.get(pk=kept.pk).client
    assert last == others[-1].client
    assert holding(last.pk).exists()
    Case.objects.update(closed_at=timezone.now() - dt.timedelta(days=4000))
    with door():
        Contact.objects.update(at=timezone.now() - dt.timedelta(days=4000))
    ripe = disposable(cast.udm, timezone.now())
    assert not ripe.filter(pk=kept.pk).exists()
