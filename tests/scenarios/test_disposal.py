"""What stops a destruction, what it never touches, and two people who press the same button."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from priemnaya.cases import actions
from priemnaya.cases.actions.seeking import seek_at_once, seek_in_letters
from priemnaya.cases.incoming import Arrival, IncomingFile, Matter
from priemnaya.cases.models import Attachment, Case, Contact, PortalDraft
from priemnaya.core import erasure
from priemnaya.core.models import ApiReply, Delivery, Event, Notice, Obligation, StoredFile
from priemnaya.errors import NotAllowed, Objection
from priemnaya.outreach.actions import mailings, ratings
from priemnaya.outreach.actions.ratings import take_rating
from priemnaya.outreach.actions.surveys import record_measure
from priemnaya.outreach.models import MailingRecipient, PortalRating
from priemnaya.paper import actions as paper
from priemnaya.paper.models import Scan
from priemnaya.people.actions.consents import give_consent, withdraw_consent
from priemnaya.people.models import Client
from priemnaya.people.reminding import remind_body
from priemnaya.reception.actions.visits import admit_visitor, book_visit, wish_visit
from priemnaya.reception.models import Visit, VisitWish
from priemnaya.records import actions as records
from priemnaya.records.models import DisposalAct, LegalHold
from priemnaya.records.ripe import bare_clients, disposable, loose_contacts

from .. import marks
from ..desk import Desk
from ..helpers import case_of, drafted, goes_out, key_of, made_ready, message, words_of
from ..planting import door
from ..reception import WHO, a_place, first_free

LONG_AGO = dt.timedelta(days=366 * 7)
PAGE = (IncomingFile("план.pdf", b"%PDF-shared", "application/pdf"),)


def old(cast: Any, who: int = 1, **fields: Any) -> Case:
    """Answered seven years ago, of a client of his own."""
    person = {
        "identity": f"esia-{who}",
        "addresses": {"email": f"c{who}@mail.example"},
        "surname": f"Стариков{'а' * who}",
    }
    case = case_of(cast.udm, **{**person, **fields})
    actions.send_reply(drafted(made_ready(case, cast.head), cast.head), by=cast.head)
    goes_out(case)
    return long_ago(case)


def long_ago(case: Case) -> Case:
    then = timezone.now() - LONG_AGO
    with door():
        case.contacts.update(at=then)
    Case.objects.filter(pk=case.pk).update(closed_at=then, received_at=then, registered_at=then)
    case.refresh_from_db()
    return case


def proposed(cast: Any) -> DisposalAct:
    act = records.propose_disposal(cast.udm)
    assert act is not None
    return act


def destroyed(cast: Any) -> DisposalAct:
    act = records.review_disposal(proposed(cast), by=cast.head)
    return records.execute_disposal(act, by=cast.admin)


def there(content: bytes) -> bool:
    return StoredFile.objects.filter(sha256=hashlib.sha256(content).hexdigest()).exists()


class TestFiles:
    """Bytes are kept once; they go when the last that needs them goes."""

    def test_a_file_shared_with_a_case_that_stays_is_kept_and_still_opens(self, cast: Any) -> None:
        gone, kept = old(cast, 1, files=PAGE), case_of(cast.udm, identity="esia-9", files=PAGE)
        destroyed(cast)
        assert not Attachment.objects.filter(contact__case=gone).exists()
        assert kept.contacts.get(direction="in").attachments.get().file.read() == b"%PDF-shared"

    def test_a_file_shared_by_two_cases_that_go_is_gone(self, cast: Any) -> None:
        old(cast, 1, files=PAGE)
        old(cast, 2, files=PAGE)
        destroyed(cast)
        assert not there(b"%PDF-shared")

    def test_a_scan_goes_with_its_case(self, cast: Any) -> None:
        scan = paper.add_scan(cast.udm, "письмо.pdf", b"%PDF-1.4 scanned", by=cast.registrar)
        incoming = message(point="post", text="Внесено руками", surname="Стариков", postal_address="Ижевск, 1")
        case = paper.register_scan(scan, incoming, by=cast.registrar).case
        assert case is not None
        drafted(made_ready(case, cast.head), cast.head)
        actions.send_reply(case.replies.get(), by=cast.head)
        goes_out(case)
        long_ago(case)
        destroyed(cast)
        assert not Scan.objects.exists()
        assert not there(b"%PDF-1.4 scanned")

    def test_a_file_named_only_inside_a_letter_on_its_way_is_in_use(self, cast: Any) -> None:
        case, stored = case_of(cast.udm), StoredFile.objects.store(b"only in a payload")
        row = Delivery.objects.create(
            organisation_id=cast.udm.pk,
            channel="email",
            subject_type="case",
            subject_id=case.pk,
            key="k",
            address="a@b.example",
            payload={"files": [["a.txt", stored.pk, "text/plain"]]},
        )
        assert StoredFile.objects.drop_unused([stored.pk]) == 0
        row.delete()
        assert StoredFile.objects.drop_unused([stored.pk]) == 1

    def test_every_relation_to_a_stored_file_is_looked_at(self, cast: Any) -> None:
        """The kind of the fault: a relation without a name on the other side was invisible."""
        relations = [
            f'"{m._meta.db_table}"."{f.column}" IN'
            for m in apps.get_models()
            for f in m._meta.concrete_fields
            if f.related_model is StoredFile and m.__name__ != "FileChunk"
        ]
        assert len(relations) >= 7
        with CaptureQueriesContext(connection) as asked:
            StoredFile.objects.in_use({1})
        said = " ".join(q["sql"] for q in asked.captured_queries)
        assert [r for r in relations if r not in said] == []


class TestHolds:
    """Nothing of a client under a hold goes, whatever it hangs on."""

    def test_his_cases_stay_and_other_people_s_go(self, cast: Any) -> None:
        mine, other = old(cast, 1), old(cast, 2)
        assert mine.client is not None
        records.hold_client(mine.client, "Суд", by=cast.head)
        assert destroyed(cast).case_ids == [other.pk]
        mine.refresh_from_db()
        assert (mine.disposed_at, mine.subject) == (None, "Аренда участка")

    def test_a_letter_set_aside_from_his_address_stays(self, cast: Any) -> None:
        client = case_of(cast.udm, addresses={"email": "Held@mail.example"}).client
        assert client is not None
        then = timezone.now() - LONG_AGO
        fields = {"organisation": cast.udm, "point": "email", "direction": "in", "status": "quarantined", "at": then}
        Contact.objects.create(**fields, sender="HELD@mail.example", text="x")
        free = Contact.objects.create(**fields, sender="free@mail.example", text="x")
        records.hold_client(client, "Суд", by=cast.head)
        assert list(loose_contacts(cast.udm, timezone.now())) == [free]

    def test_a_case_joined_to_his_goes_only_with_it(self, cast: Any) -> None:
        into, joined = case_of(cast.udm), case_of(cast.udm)
        actions.merge_cases(joined, into, by=cast.head)
        actions.send_reply(drafted(made_ready(into, cast.head), cast.head), by=cast.head)
        goes_out(into)
        long_ago(into)
        long_ago(joined)
        assert into.client is not None
        hold = records.hold_client(into.client, "Суд", by=cast.head)
        assert not disposable(cast.udm, timezone.now()).exists()
        records.lift_hold(hold, by=cast.head)
        assert destroyed(cast).case_ids == sorted([into.pk, joined.pk])
        joined.refresh_from_db()
        assert (joined.search_text, joined.client) == ("", None)

    def test_a_hold_set_on_a_joined_card_holds_the_card_that_lives(self, cast: Any) -> None:
        first = case_of(cast.udm, identity="", addresses={"email": "a@x.example"}).client
        second = case_of(cast.udm, identity="", addresses={"email": "b@x.example"}).client
        assert first is not None
        assert second is not None
        actions.merge_clients(second, first, by=cast.head)
        records.hold_client(second, "Суд", by=cast.head)
        assert LegalHold.objects.get().client == first

    def test_a_hold_lifted_twice_says_so(self, cast: Any) -> None:
        client = case_of(cast.udm).client
        assert client is not None
        hold = records.hold_client(client, "Суд", by=cast.head)
        records.lift_hold(hold, by=cast.head)
        with pytest.raises(Objection, match="уже снял"):
            records.lift_hold(hold, by=cast.admin)


class TestTwoPeople:
    """Both look at a page that is no longer true."""

    def test_the_same_proposal_is_destroyed_once(self, cast: Any) -> None:
        old(cast)
        act = records.review_disposal(proposed(cast), by=cast.head)
        stale = DisposalAct.objects.get(pk=act.pk)
        records.execute_disposal(act, by=cast.admin)
        for deed in (
            lambda: records.execute_disposal(stale, by=cast.admin),
            lambda: records.review_disposal(stale, by=cast.admin),
            lambda: records.reject_disposal(stale, by=cast.admin, why="Передумали"),
        ):
            with pytest.raises(Objection, match="уже рассмотрено"):
                deed()
        assert Event.objects.filter(verb="disposal.done").count() == 1

    def test_a_second_review_does_not_change_who_was_first(self, cast: Any) -> None:
        old(cast)
        act, stale = proposed(cast), DisposalAct.objects.get()
        records.review_disposal(act, by=cast.head)
        with pytest.raises(Objection, match="уже рассмотрено"):
            records.review_disposal(stale, by=cast.admin)
        stale.refresh_from_db()
        assert stale.first == cast.head

    def test_two_workers_make_one_proposal(self, cast: Any) -> None:
        old(cast)
        proposed(cast)
        with patch.object(DisposalAct.objects.none().__class__, "exists", return_value=False):
            assert records.propose_disposal(cast.udm) is None
        assert DisposalAct.objects.count() == 1

    def test_one_complained_of_decides_nothing_about_that_complaint(self, cast: Any) -> None:
        """Seen: the head was named in a complaint of the proposal, was not shown it, and was the first to agree."""
        other, case = old(cast, 1), old(cast, 2)
        act = proposed(cast)
        actions.name_person(case, cast.head, by=cast.registrar)
        assert case.client is not None
        desk = Desk(cast.head)
        page = words_of(desk.client.get("/w/disposals/"))
        assert other.number in page
        assert case.number not in page
        assert case.client.full_name not in page  # neither the case nor its card
        assert "Дел: 1, писем без дела: 0, отложенных сканов: 0, карточек: 1." in page
        for do in ("review", "reject", "execute"):
            page = words_of(desk.client.post(f"/w/disposals/{act.pk}/act/", {"do": do, "why": "Не надо"}, follow=True))
            assert "решает сотрудник, которому видны все его материалы" in page, do
        act.refresh_from_db()
        assert act.state == "proposed"
        assert "Теперь должен подтвердить" in words_of(
            Desk(cast.admin).client.post(f"/w/disposals/{act.pk}/act/", {"do": "review"}, follow=True)
        )

    def test_the_page_shows_all_that_will_go_and_no_more_goes(self, cast: Any) -> None:
        """Seen: «карточек: 0» was agreed on, and a card went."""
        case = old(cast)
        act = proposed(cast)
        assert case.client is not None
        assert act.client_ids == [case.client.pk]
        page = words_of(Desk(cast.admin).client.get("/w/disposals/"))
        assert "карточек: 1" in page
        assert f"<li> {case.client.pk} </li>" in page  # the administrator sees no personal data, but what will go
        assert case.client.full_name not in page
        assert f"/w/cases/{case.pk}/" not in page  # opens no cases: a number, no link to a refusal
        assert case.client.full_name in words_of(Desk(cast.head).client.get("/w/disposals/"))
        act.client_ids = []
        act.save(update_fields=["client_ids"])
        records.review_disposal(act, by=cast.head)
        assert records.execute_disposal(act, by=cast.admin).client_ids == []
        case.client.refresh_from_db()
        assert case.client.surname == "Старикова"

    def test_what_was_written_to_after_the_review_is_left_out(self, cast: Any) -> None:
        mine, other = old(cast, 1), old(cast, 2)
        act = records.review_disposal(proposed(cast), by=cast.head)
        actions.append_message(mine, message(point="portal", text="Ещё вопрос"))
        assert records.execute_disposal(act, by=cast.admin).case_ids == [other.pk]
        assert mine.contacts.filter(text="Ещё вопрос").exists()


class TestWhole:
    """All or nothing, and nothing that was not destroyed is certified."""

    def test_a_failure_in_the_middle_destroys_nothing(self, cast: Any) -> None:
        case = old(cast)
        act = records.review_disposal(proposed(cast), by=cast.head)
        with (
            patch("priemnaya.records.actions.disposal.render_act", side_effect=RuntimeError("нет места")),
            pytest.raises(RuntimeError),
        ):
            records.execute_disposal(act, by=cast.admin)
        case.refresh_from_db()
        act.refresh_from_db()
        assert (case.subject, act.state) == ("Аренда участка", "reviewed")

    def test_what_is_left_after_its_end_fails_the_act(self, cast: Any) -> None:
        old(cast)
        act = records.review_disposal(proposed(cast), by=cast.head)
        with patch.object(erasure, "_end", return_value=0), pytest.raises(erasure.LeftOver):
            records.execute_disposal(act, by=cast.admin)
        act.refresh_from_db()
        assert act.state == "reviewed"

    def test_the_act_says_what_the_order_demands_by_numbers_and_no_names(self, cast: Any) -> None:
        case = old(cast)
        card = case.client_id
        act = destroyed(cast)
        assert act.act is not None
        text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(act.act.read())).pages)
        text = " ".join(text.split())
        for demanded in (
            cast.udm.name,
            f"Дело {case.number}",
            f"карточка {card}",
            "Причина уничтожения: Срок хранения 5 лет",
            "Дата уничтожения",
            "Способ: удаление записей",
            cast.head.full_name,
            cast.admin.full_name,
            "Подпись:",
            "case.disposed",
            f"дело {case.number}, сотрудник № {cast.admin.pk}",
            "client.disposed",
            "Акт не касается резервных копий",
            "три года",
        ):
            assert demanded in text, demanded
        for category, rows in act.erased["categories"].items():
            assert f"{category}: записей {rows}" in text
        assert "Старикова" not in text

    def test_a_category_of_which_nothing_was_there_is_not_certified(self, cast: Any) -> None:
        old(cast)
        act = destroyed(cast)
        assert erasure.OPINIONS not in act.erased["categories"]
        assert act.erased["categories"][erasure.MESSAGES] > 0


class TestCards:
    """A card goes when nothing is left that it is kept for."""

    def test_a_card_with_a_consent_in_force_stays_and_goes_when_it_was_withdrawn_long_ago(self, cast: Any) -> None:
        case = old(cast)
        client = case.client
        assert client is not None
        consent = give_consent(client, "mailing", how="portal")
        assert destroyed(cast).client_ids == []
        client.refresh_from_db()
        assert client.surname == "Старикова"
        withdraw_consent(consent, how="portal")
        then = timezone.now() - LONG_AGO
        Client.objects.filter(pk=client.pk).update(created_at=then)
        assert records.propose_disposal(cast.udm) is None
        client.consents.update(withdrawn_at=then)
        assert destroyed(cast).client_ids == [client.pk]
        client.refresh_from_db()
        assert (client.surname, client.consents.count(), client.addresses.count()) == ("", 0, 0)
        assert not bare_clients(cast.udm, timezone.now()).exists()

    def test_cards_joined_to_it_go_with_it(self, cast: Any) -> None:
        case = old(cast)
        assert case.client is not None
        twin = Client.objects.create(organisation=cast.udm, surname="Двойников", merged_into=case.client)
        destroyed(cast)
        twin.refresh_from_db()
        assert twin.surname == ""

    def test_a_recipient_of_a_mailing_is_no_obstacle(self, cast: Any) -> None:
        case = old(cast)
        assert case.client is not None
        consent = give_consent(case.client, "mailing", how="portal")
        mailing = mailings.create_mailing(
            cast.udm, subject="Новости", text="Здравствуйте!", client_kinds=[], by=cast.head
        )
        mailings.start_mailing(mailing, by=cast.head)
        recipient = MailingRecipient.objects.get()
        mailings.unsubscribe(recipient)
        then = timezone.now() - LONG_AGO
        case.client.consents.filter(pk=consent.pk).update(given_at=then, withdrawn_at=then)
        destroyed(cast)
        recipient.refresh_from_db()
        assert (recipient.address, recipient.consent) == ("", None)
        assert recipient.delivery is not None
        assert recipient.delivery.payload == {}


class TestAfterwards:
    """A destroyed case is an empty shell that pages still show, and that may be written to."""

    def test_its_pages_open_and_its_code_opens_nothing(self, cast: Any) -> None:
        received = actions.receive_message(
            cast.udm, message(point="portal", text="Вопрос", surname="Старикова", identity="esia-1")
        )
        case = received.case
        assert case is not None
        actions.send_reply(drafted(made_ready(case, cast.head), cast.head), by=cast.head)
        goes_out(case)
        card = case.client_id
        long_ago(case)
        destroyed(cast)
        desk = Desk(cast.head)
        for path in (f"/w/cases/{case.pk}/", f"/w/clients/{card}/", "/w/disposals/", "/w/cases/?state=all"):
            assert desk.get(path).status == 200, path
        wrong = Browser().post("/udmurtia-mio/follow/", {"number": case.number, "code": received.code})
        assert wrong.status_code == 422

    def test_it_owes_nothing_and_nobody_is_reminded_of_it(self, cast: Any) -> None:
        """Seen: the review of a complaint was still owed, and people were told that its term had passed."""
        case = old(cast, kind="appeal_complaint")
        owed = Obligation.objects.about("case", case.pk)
        owed.update(since_at=case.registered_at, due_at=case.registered_at + dt.timedelta(days=14))
        assert [o.what for o in owed.open()] == ["complaint_review"]
        destroyed(cast)
        case.refresh_from_db()
        assert (case.due_at, owed.open().exists()) == (None, False)
        assert owed.broken().filter(what="complaint_review", cancelled_why="материалы уничтожены").exists()
        before = Notice.objects.count()
        remind_body(cast.udm)
        assert Notice.objects.count() == before

    def test_a_measure_that_was_promised_about_it_is_owed_no_more(self, cast: Any) -> None:
        """Seen by a judge: its deed is refused as of any destroyed case, and its term lapsed for ever."""
        case = old(cast)
        url = f"/udmurtia-mio/rate/{case.replies.get().survey_token}/"
        Browser().post(url, {"satisfaction": "1", "comment": "Плохо"})
        day = timezone.now().date() + dt.timedelta(days=5)
        measure = record_measure(case, "Меняем", owner=cast.colleague, due_on=day, by=cast.executor)
        destroyed(cast)
        owed = Obligation.objects.about("improvementmeasure", measure.pk).get()
        assert (owed.is_open, owed.cancelled_why) == (False, "материалы уничтожены")

    def test_a_rating_that_comes_in_the_same_instant_is_not_kept_with_it(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case, looks = old(cast), ratings.words_beside
        monkeypatch.setattr(ratings, "words_beside", lambda *given: (destroyed(cast), looks(*given))[1])
        known: dict[str, Any] = {"case": case, "service": "Аренда", "at": timezone.now()}
        assert take_rating(cast.udm, "epgu", "77", 1, f"{marks.SURNAME} не помогли", **known)
        kept = PortalRating.objects.get()
        assert kept.case is not None and kept.case.pk != case.pk, "of a low mark a case of its own"

    def test_no_door_takes_words_into_it(self, cast: Any) -> None:
        """Seen: the link of the survey took a comment for ever; a note stayed; a mail server's words named the client;
        heads were told that the review of a low mark was late."""
        case, said = old(cast), f"{marks.SURNAME} {marks.NAME}, {marks.EMAIL}"
        reply, head = case.replies.get(), Desk(cast.head)
        day = (timezone.now() + dt.timedelta(days=5)).date().isoformat()
        measure = record_measure(case, "Меняем", owner=cast.head, due_on=dt.date.fromisoformat(day), by=cast.registrar)
        [sent] = Delivery.objects.filter(subject_type="case", subject_id=case.pk, payload__reply=reply.pk)
        with door():
            Delivery.objects.filter(pk=sent.pk).update(channel="email", state="sent")
        destroyed(cast)
        before = Notice.objects.count()
        Obligation.objects.create(  # as an earlier version left it
            organisation_id=cast.udm.pk,
            subject_type="case",
            subject_id=case.pk,
            what="complaint_review",
            since_at=timezone.now(),
            due_at=timezone.now() - dt.timedelta(days=1),
            edition=case.edition,
            layer="own",
        )
        link = f"/udmurtia-mio/rate/{reply.survey_token}/"
        assert "уже не оценить" in words_of(Browser().get(link))
        page = words_of(Browser().post(link, {"satisfaction": "1", "comment": said}))
        assert "Ваши слова не отправлены" in page and marks.SURNAME in page
        site = Browser()
        [stamp] = re.findall(r'name="stamp" value="([^"]+)"', site.get("/udmurtia-mio/widget/").content.decode())[:1]
        widget = {"do": "rate", "stamp": stamp, "token": reply.survey_token, "satisfaction": "1", "comment": said}
        assert "больше ничего нельзя" in words_of(site.post("/udmurtia-mio/widget/", widget))
        assert take_rating(cast.udm, "epgu", "1", 5, "Спасибо", case=case, service="Аренда", at=timezone.now())
        for deed, typed in {
            "note": {"text": said},
            "measure": {"text": said, "owner": cast.head.pk, "due_on": day},
            "measure-done": {"measure": measure.pk, "result": said},
            "reopen": {"why": said},
        }.items():
            assert "больше ничего нельзя" in head.on(case, deed, **typed).text, deed
        actions.delivery_bounced(Delivery.objects.get(pk=sent.pk), f"550 no such user {marks.EMAIL}")
        remind_body(cast.udm)
        assert Notice.objects.count() == before
        case.refresh_from_db()
        assert (case.state, case.due_at) == ("answered", None)
        Session.objects.all().delete()  # words that were not taken stay with who typed them, as long as their session
        assert not marks.left_in_the_database()

    def test_what_comes_to_it_later_has_its_own_term_and_end(self, cast: Any) -> None:
        case = old(cast)
        destroyed(cast)
        actions.append_message(case, message(point="portal", text="Пишу снова"))
        assert not disposable(cast.udm, timezone.now()).exists()
        with door():
            case.contacts.filter(disposed_at=None).update(at=timezone.now() - LONG_AGO)
        assert destroyed(cast).case_ids == [case.pk]
        assert not case.contacts.exclude(text="").exists()

    def test_a_letter_taken_before_is_never_taken_anew(self, cast: Any) -> None:
        case = old(cast, key="portal:once")
        destroyed(cast)
        person = {"identity": "esia-1", "addresses": {"email": "c1@mail.example"}, "surname": "Старикова"}
        assert case_of(cast.udm, **person, key="portal:once") == case  # the very same message, told by its digest

    def test_the_journal_of_events_is_whole(self, cast: Any) -> None:
        case = old(cast)
        before = set(Event.objects.values_list("pk", flat=True))
        destroyed(cast)
        assert before <= set(Event.objects.values_list("pk", flat=True))
        assert Event.objects.filter(verb="case.received", subject_id=case.pk).exists()

    def test_the_door_is_shut_again(self, cast: Any) -> None:
        """Only the transaction of an act may empty a sent answer."""
        kept = old(cast, 5)
        reply = kept.replies.get()
        with pytest.raises(DatabaseError), transaction.atomic():
            type(reply).objects.filter(pk=reply.pk).update(text="другое")
        with connection.cursor() as cursor:
            cursor.execute("select coalesce(current_setting('priemnaya.disposal', true), '')")
            assert cursor.fetchone()[0] == ""


def test_what_lives_short_ends_by_itself(cast: Any, settings: Any, tmp_path: Any) -> None:
    """Drafts, sessions, kept answers to programs, files taken from folders: each after its own days."""
    settings.SCANS, now = str(tmp_path), timezone.now()
    done = tmp_path / "udmurtia-mio" / "done"
    done.mkdir(parents=True)
    for name, days in (("old.pdf", 31), ("new.pdf", 29)):
        (done / name).write_bytes(b"x")
        moment = (now - dt.timedelta(days=days)).timestamp()
        os.utime(done / name, (moment, moment))
    for n, days in enumerate((31, 29)):
        row = PortalDraft.objects.create(organisation=cast.udm, key_digest=f"{n}", data={"text": "x"})
        PortalDraft.objects.filter(pk=row.pk).update(updated_at=now - dt.timedelta(days=days))
        Session.objects.create(session_key=f"s{n}", session_data="x", expire_date=now - dt.timedelta(days=days - 30))
    token = key_of(cast.head, ["cases:read"])[0]
    for n, hours in enumerate((25, 23)):
        reply = ApiReply.objects.create(token=token, key=f"{n}", fingerprint="", body="x")
        ApiReply.objects.filter(pk=reply.pk).update(at=now - dt.timedelta(hours=hours))
    erasure.expire(now)
    assert [p.name for p in done.iterdir()] == ["new.pdf"]
    assert PortalDraft.objects.get().key_digest == "1"
    assert ApiReply.objects.get().key == "1"
    assert Session.objects.get().session_key == "s1"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("word", "text", "named"),
    [
        ("Иванов", "спросить Иванову и Ивановым", True),
        ("Иванов", "Иваново поле", True),
        ("Горький", "письмо Горькому", True),
        ("Ковалёва", "у Ковалевой", True),
        ("a@b.example", "писал A@B.example", True),
        ("Иванов", "Петров", False),
        ("Сидоров", "Сидоровичевский", False),
    ],
)
def test_a_name_is_known_in_any_case_form(word: str, text: str, named: bool) -> None:
    subjects = erasure.Subjects(1, dt.datetime(2020, 1, 1, tzinfo=dt.UTC), words={word})
    assert subjects.names(text) is named


class TestWhoIsStillToCome:
    """A booking is a dealing of today: destruction of old matters takes nothing from it, whosever name it is."""

    def test_a_namesake_without_a_card(self, cast: Any) -> None:
        place = a_place(cast.udm)
        old(cast, surname="Кузнецова")
        ahead, _ = book_visit(first_free(place), WHO, by=cast.reception)
        came = admit_visitor(place, by=cast.reception, kind=place.kind, name=WHO.name)
        wish = wish_visit(place, place.kind, by=cast.reception, name=WHO.name, phone="+7 912 000-33-44")
        gone = Visit.objects.create(
            organisation=cast.udm, place=place, state="done", name=WHO.name, ended_at=timezone.now()
        )
        destroyed(cast)
        for visit in (ahead, came):
            visit.refresh_from_db()
            assert visit.name == WHO.name
        assert ahead.phone and ahead.reminders.filter(state="waiting").count() == ahead.reminders.count()
        assert VisitWish.objects.filter(pk=wish.pk).exists()
        gone.refresh_from_db()
        assert gone.name == ""

    @pytest.mark.parametrize("what", ["visit", "wish"])
    def test_the_client_who_comes_tomorrow_keeps_the_card(self, cast: Any, what: str) -> None:
        place, case = a_place(cast.udm), old(cast)
        client = case.client
        assert client is not None
        if what == "visit":
            made: Any = book_visit(first_free(place), replace(WHO, client=client), by=cast.reception)[0]
        else:
            made = wish_visit(
                place, place.kind, by=cast.reception, name=WHO.name, phone="+7 912 000-33-44", client=client
            )
        act = destroyed(cast)
        assert act.case_ids == [case.pk] and act.client_ids == []
        made.refresh_from_db()
        client.refresh_from_db()
        assert made.name == WHO.name and client.surname
        type(made).objects.filter(pk=made.pk).update(state="done" if what == "visit" else "over")
        assert list(bare_clients(cast.udm, timezone.now())) == [client]


class TestOfSeveralClients:
    """A case lies in another, and their cards were parted since."""

    def parted(self, cast: Any) -> tuple[Case, Case]:
        one = old(cast, 1)
        two = case_of(cast.udm, identity="", vouched=(), addresses={"email": "b@mail.example"}, surname="Вторых")
        of_two = two.client
        Case.objects.filter(pk=two.pk).update(client=one.client)
        two.refresh_from_db()
        actions.reopen_case(one, by=cast.head, why="Ошибка")
        with patch("priemnaya.cases.actions.closing.must_be_of_one_author"):
            actions.merge_cases(two, one, by=cast.head)
        Case.objects.filter(pk=two.pk).update(client=of_two)
        actions.send_reply(drafted(made_ready(one, cast.head), cast.head), by=cast.head)
        goes_out(one)
        two.refresh_from_db()
        return long_ago(one), two

    def test_a_hold_on_either_keeps_both(self, cast: Any) -> None:
        one, two = self.parted(cast)
        assert two.client is not None and two.client_id != one.client_id
        assert list(disposable(cast.udm, timezone.now())) == [one]
        hold = records.hold_client(two.client, "Судится с нами", by=cast.head)
        assert list(disposable(cast.udm, timezone.now())) == []
        records.lift_hold(hold, by=cast.head)
        act = records.review_disposal(proposed(cast), by=cast.head)
        records.hold_client(two.client, "Судится с нами", by=cast.head)
        with pytest.raises(Objection, match="Уничтожать нечего"):
            records.execute_disposal(act, by=cast.admin)
        two.refresh_from_db()
        assert two.disposed_at is None and two.subject


class TestALetterWithoutACase:
    """It complains of whoever would decide on it."""

    def letter(self, cast: Any) -> Contact:
        arrival = Arrival("email", raw=b"1", from_address="victim@mail.example")
        words = Matter("Жалоба: Орлов требовал взятку.", subject="Жалоба на Орлова")
        contact = actions.keep_aside(cast.udm, arrival, words, status="ignored", reason="робот")
        seek_at_once(contact)
        Contact.objects.filter(pk=contact.pk).update(at=timezone.now() - LONG_AGO)
        return contact

    def test_is_not_shown_to_them_nor_decided_on_by_them(self, cast: Any) -> None:
        self.letter(cast)
        act = proposed(cast)
        page = Desk(cast.head).get("/w/disposals/")
        assert "victim@mail.example" not in page.source and "Орлова" not in page.source
        for deed in (records.review_disposal, records.execute_disposal):
            with pytest.raises(NotAllowed, match="видны все его материалы"):
                deed(act, by=cast.head)
        with pytest.raises(NotAllowed):
            records.reject_disposal(act, by=cast.head, why="Пусть лежит")
        another = cast.hire("another", cast.udm, "Ильин", "head")
        seek_in_letters(cast.udm)
        assert "victim@mail.example" in Desk(another).get("/w/disposals/").source
        records.review_disposal(act, by=another)

    def test_nor_is_a_scan(self, cast: Any) -> None:
        scan = paper.add_scan(cast.udm, "жалоба.pdf", b"%PDF-1", by=cast.registrar)
        Scan.objects.filter(pk=scan.pk).update(
            text="Жалоба: Орлов требовал взятку.", state="dropped", at=timezone.now() - LONG_AGO
        )
        paper.seek_in_scans(cast.udm)
        act = proposed(cast)
        assert "жалоба.pdf" not in Desk(cast.head).get("/w/disposals/").source
        with pytest.raises(NotAllowed):
            records.review_disposal(act, by=cast.head)
