"""Letters: the letterhead by the standard, PDF and DOCX, the check of authenticity, signatures, versions,
contradictions with the case."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from priemnaya.cases import actions
from priemnaya.cases.fact_check import contradictions
from priemnaya.cases.known_letters import letter_pages
from priemnaya.cases.letters import head_of, letter_of
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.wording import full_text
from priemnaya.core.models import Delivery
from priemnaya.errors import Objection
from priemnaya.knowledge.actions.articles import use_article
from priemnaya.knowledge.models import Article
from priemnaya.letterhead import Letter, render_docx, render_pdf
from priemnaya.letterhead.pdf import pages_of
from priemnaya.people.actions.consents import give_consent
from priemnaya.people.models import Employee
from priemnaya.policy import Refused

from ..breadth import sampled
from ..desk import as_read
from ..helpers import GOOD, case_of, clauses, drafted, made_ready, undone
from ..seals import ROOT, Person, anchored, sealed
from .test_services import applied


def ready(cast: Any, text: str = GOOD, **fields: Any) -> Reply:
    return drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor, text, **fields)


def usual_size(pdf: bytes) -> float:
    """The size of type that most of the signs stand in."""
    sizes: Counter[float] = Counter()

    def note(text: str, _cm: Any, _tm: Any, _font: Any, size: float) -> None:
        sizes[round(size * abs(_tm[3] or 1), 1)] += len(text)

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return sizes.most_common(1)[0][0]


def drafted_elsewhere(cast: Any) -> Reply:
    return drafted(made_ready(case_of(cast.udm, identity="other"), cast.registrar), cast.executor)


def second_head(cast: Any) -> Employee:
    return Employee.objects.create_user(
        "second-head",
        "correct horse battery",
        organisation=cast.udm,
        surname="Вторых",
        name="Иван",
        patronymic="Иванович",
        post="Заместитель",
        roles=cast.head.roles,
    )


def desk(employee: Employee) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def signer(name: str = "Орлов Сергей Иванович") -> tuple[Person, bytes]:
    """Somebody with a certificate of the tests' centre, and the certificate's file."""
    person = Person(name, issuer=ROOT)
    return person, person.der


def signed(data: bytes, person: Person) -> bytes:
    return sealed(data, person, chain=()).der


class TestLetterhead:
    def test_udmurtia_mio_3_7__every_body_has_its_own_head(self, cast: Any) -> None:
        layouts = set()
        for body in cast.bodies.values():
            head = head_of(body)
            assert head.authority and head.codes and head.emblem_svg().startswith("<svg")
            layouts.add(head.layout)
        assert layouts == {"corner", "longitudinal"}

    def test_the_requisites_are_on_the_page(self, cast: Any) -> None:
        reply = ready(cast)
        sent = actions.send_reply(reply, by=cast.head)
        text = pdf_text(sent.pdf.read())
        case = sent.case
        for words in (
            sent.number,
            f"На № {case.number}",
            "Ивановой",
            "Марии",
            "Об обращении",
            "Без электронной подписи",
            "Исполнитель",
            "Начальник отдела",
            "Проверить подлинность",
            "ОГРН",
        ):
            assert words in text, words

    def test_a_unit_has_its_own_line(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        case.unit = cast.udm.units.get(slug="land")
        case.save()
        assert letter_of(drafted(case, cast.executor)).unit == "Отдел земельных отношений"

    def test_whoever_sees_badly_gets_large_print_of_the_same_length_by_the_order(self, cast: Any) -> None:
        reply = ready(cast, GOOD + "\n\nДоговор продлим по заявлению, его подают за месяц." * 60)
        plain, pages, card = letter_of(reply), letter_pages(reply), reply.case.client
        card.special_needs = ["sight"]
        card.save()
        assert not letter_of(reply).large  # no consent: nothing of health is heeded
        give_consent(card, "health", how="in_person", by=cast.executor)
        large = letter_of(reply)
        assert (plain.large, large.large) == (False, True) and replace(large, large=False) == plain
        sizes = [usual_size(render_pdf(one)) for one in (plain, large)]
        assert sizes == [12, 18]
        assert pages_of(large) > pages == letter_pages(reply)  # a limit of pages is of words, not of print

    def test_letters_of_the_languages_of_russia(self) -> None:
        letter = Letter(
            "Орган",
            ("адрес",),
            "#234a84",
            "01.01.2026",
            "1",
            "",
            ("Кому",),
            "О письме",
            (),
            second_name="Алтай Республиканыҥ ӧ ӟ ӝ ӥ ӵ",
        )
        assert "Республиканыҥ ӧ ӟ ӝ ӥ ӵ" in pdf_text(render_pdf(letter))

    def test_a_letter_takes_well_under_a_second(self, cast: Any) -> None:
        letter = letter_of(ready(cast))
        render_pdf(letter)
        began = time.perf_counter()
        render_pdf(letter)
        assert time.perf_counter() - began < 5  # a hang, not a timing: the figure is printed by `make bench`

    def test_word_through_the_bodys_template(self, cast: Any, client: Browser) -> None:
        reply = ready(cast, GOOD + "\n\nЗнаки <b> & {{ 7*7 }} остаются знаками.")
        client.force_login(cast.executor)
        answer = client.get(f"/w/cases/{reply.case_id}/reply/word/")
        assert answer.status_code == 200
        text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
        assert "Знаки <b> & {{ 7*7 }} остаются знаками." in text
        assert "Министерство имущественных отношений" in text

    def test_a_broken_template_is_told_in_words(self, cast: Any, tmp_path: Any) -> None:
        path = tmp_path / "letter.docx"
        path.write_bytes(b"not a document")
        with pytest.raises(Objection, match="Шаблон бланка"):
            render_docx(letter_of(ready(cast)), path)


class TestCheck:
    def test_the_code_leads_to_the_truth(self, cast: Any, client: Browser) -> None:
        sent = actions.send_reply(ready(cast), by=cast.head)
        url = f"/udmurtia-mio/letter/{sent.check_token}/"
        page = client.get(url).content.decode()
        assert sent.number in page
        assert "И. М. С." in page
        assert "Иванова" not in page
        right = client.post(url, {"files": SimpleUploadedFile("a.pdf", sent.pdf.read())}).content.decode()
        assert "Файл тот же самый" in right
        wrong = client.post(url, {"files": SimpleUploadedFile("a.pdf", sent.pdf.read() + b" ")}).content.decode()
        assert "другой файл" in wrong

    @sampled(
        ("company", "kind", "shown"),
        [
            ("ИП Иванов Иван Сергеевич", "sole_entrepreneur", "ИП И. И. С."),
            ("Индивидуальный предприниматель Иванов И. С.", "legal_entity", "ИП И. И. С."),
            ("Иванов Иван", "sole_entrepreneur", "ИП И. И."),
            ("ООО «Иванов и сыновья»", "legal_entity", "О•••"),
        ],
        of=2,
    )
    def test_a_company_is_masked_and_an_entrepreneur_is_a_person(
        self, cast: Any, client: Browser, company: str, kind: str, shown: str
    ) -> None:
        sent = actions.send_reply(ready(cast), by=cast.head)
        card = sent.case.client
        card.company, card.kind, card.identity = company, kind, ""  # whoever is identified is a person
        card.save()
        page = client.get(f"/udmurtia-mio/letter/{sent.check_token}/").content.decode()
        assert f'<dd lang="ru">{shown}</dd>' in page
        assert "Иванов" not in page.replace("Иванова", "")

    def test_what_is_compared_counts_as_an_upload_and_of_another_size_is_not_read(
        self, cast: Any, client: Browser, settings: Any
    ) -> None:
        sent = actions.send_reply(ready(cast), by=cast.head)
        url = f"/udmurtia-mio/letter/{sent.check_token}/"
        settings.QUOTAS = {**settings.QUOTAS, "uploads": 1}
        with patch("priemnaya.portal.views.letters.hashlib") as counted:
            page = client.post(url, {"files": SimpleUploadedFile("a.pdf", b"x" * 900_000)})
        assert "другой файл" in page.content.decode() and not counted.sha256.called
        over = client.post(url, {"files": SimpleUploadedFile("a.pdf", b"x" * 900_000)})
        assert over.status_code == 429
        assert "слишком много файлов" in over.content.decode()

    def test_drafts_and_other_bodies_are_not_there(self, cast: Any, client: Browser) -> None:
        reply = ready(cast)
        sent = actions.send_reply(reply, by=cast.head)
        assert client.get(f"/altai-zags/letter/{sent.check_token}/").status_code == 404
        assert client.get("/udmurtia-mio/letter/nothing/").status_code == 404


class TestSignature:
    """How a letter is signed outside; how its signature is judged is in test_signatures.py."""

    @pytest.fixture(autouse=True)
    def anchors(self, settings: Any, tmp_path: Path) -> None:
        settings.ANCHORS = anchored(tmp_path / "anchors")

    def test_prepared_signed_outside_and_sent(self, cast: Any, client: Browser) -> None:
        person, file = signer()
        reply = actions.prepare_reply(ready(cast), by=cast.head, certificate=file)
        text = pdf_text(reply.pdf.read())
        assert f"{person.number}" in text.replace("\n", "")
        assert "Орлов Сергей Иванович" in text
        sent = actions.send_reply(reply, by=cast.head, signature=signed(reply.pdf.read(), person))
        assert sent.seal.state == "valid"
        assert sent.pdf_id == reply.pdf_id
        assert sent.number == reply.number
        names = [f[0] for f in Delivery.objects.get(key__startswith=f"reply-{reply.pk}").payload["files"]]
        assert [n.rpartition(".")[2] for n in names] == ["pdf", "sig"]
        assert "Орлов Сергей Иванович" in client.get(f"/udmurtia-mio/letter/{sent.check_token}/").content.decode()

    def test_only_who_prepared_a_letter_brings_its_signature_and_every_record_names_them(
        self, cast: Any, client: Browser
    ) -> None:
        person, file = signer()
        reply = ready(cast)
        other = second_head(cast)
        as_head, as_other = desk(cast.head), desk(other)
        case = reply.case_id
        with_file = {"certificate": SimpleUploadedFile("head.cer", file)}
        as_head.post(reverse("reply_prepare", args=[case]), {**as_read(case), **with_file})
        reply.refresh_from_db()
        signature = signed(reply.pdf.read(), person)

        def brought(browser: Browser) -> str:
            data = {**as_read(case), "signature": SimpleUploadedFile("a.sig", signature)}
            return browser.post(reverse("reply_send", args=[case]), data, follow=True).content.decode()

        assert "приложить эту подпись может только он" in brought(as_other)
        assert Reply.objects.get(pk=reply.pk).state == "draft"
        assert "приложить эту подпись" not in brought(as_head)
        sent = Reply.objects.get(pk=reply.pk)
        assert sent.seal.state == "valid" and sent.signer == cast.head
        letter = Delivery.objects.get(key__startswith=f"reply-{reply.pk}").payload["text"]
        checked = client.get(f"/udmurtia-mio/letter/{sent.check_token}/").content.decode()
        for said in (pdf_text(sent.pdf.read()), letter):
            assert cast.head.short_name in said and other.short_name not in said
        assert sent.signed_by["owner"] in checked

    def test_whoever_prepares_a_letter_anew_signs_it(self, cast: Any) -> None:
        first, second = signer(), signer("Второй Иван Иванович")
        other = second_head(cast)
        reply = actions.prepare_reply(ready(cast), by=cast.head, certificate=first[1])
        reply = actions.prepare_reply(reply, by=other, certificate=second[1])
        with pytest.raises(Objection, match="заново"):
            actions.send_reply(reply, by=cast.head, signature=signed(reply.pdf.read(), first[0]))
        sent = actions.send_reply(reply, by=other, signature=signed(reply.pdf.read(), second[0]))
        assert sent.signer == other and sent.signed_by["owner"] == "Второй Иван Иванович"

    def test_the_certificate_is_the_one_in_the_mark_though_the_signer_has_another_by_now(self, cast: Any) -> None:
        old, new = signer(), signer("Орлов С. И., новый")
        reply = actions.prepare_reply(ready(cast), by=cast.head, certificate=old[1])
        actions.prepare_reply(drafted_elsewhere(cast), by=cast.head, certificate=new[1])
        with pytest.raises(Objection, match="другим сертификатом"):
            actions.send_reply(reply, by=cast.head, signature=signed(reply.pdf.read(), new[0]))
        sent = actions.send_reply(reply, by=cast.head, signature=signed(reply.pdf.read(), old[0]))
        assert sent.signed_by["number"] == old[0].number

    def test_a_prepared_letter_that_another_signs_without_a_file_says_so_everywhere(self, cast: Any) -> None:
        reply = actions.prepare_reply(ready(cast), by=cast.head, certificate=signer()[1])
        other = second_head(cast)
        sent = actions.send_reply(reply, by=other)
        text = pdf_text(sent.pdf.read())
        assert sent.signer == other and sent.signed_by == {}
        assert other.short_name in text and cast.head.short_name not in text and "Без электронной подписи" in text

    def test_a_signature_of_another_file_is_refused(self, cast: Any) -> None:
        person, file = signer()
        reply = actions.prepare_reply(ready(cast), by=cast.head, certificate=file)
        with pytest.raises(Objection, match="другого файла"):
            actions.send_reply(reply, by=cast.head, signature=signed(b"other", person))
        stranger, _ = signer("Чужой")
        with pytest.raises(Objection, match="другим сертификатом"):
            actions.send_reply(reply, by=cast.head, signature=signed(reply.pdf.read(), stranger))
        with pytest.raises(Objection, match="не файл подписи"):
            actions.send_reply(reply, by=cast.head, signature=b"sig")

    def test_a_change_thaws_the_letter(self, cast: Any) -> None:
        person, file = signer()
        reply = actions.prepare_reply(ready(cast), by=cast.head, certificate=file)
        frozen = reply.pdf.read()
        reply = actions.save_reply(reply, by=cast.executor, text=f"{GOOD}\n\nТелефон 497-511.")
        with pytest.raises(Objection, match="Сначала подготовьте"):
            actions.send_reply(reply, by=cast.head, signature=signed(frozen, person))

    def test_without_a_certificate_people_are_told_what_to_do(self, cast: Any) -> None:
        with pytest.raises(Objection, match="Приложите сертификат"):
            actions.prepare_reply(ready(cast), by=cast.head)
        with pytest.raises(Objection, match="не файл сертификата"):
            actions.prepare_reply(ready(cast), by=cast.head, certificate=b"junk")


class TestVersions:
    def test_altai_zags_4_14__earlier_versions_are_kept_and_the_sent_one_never_changes(
        self, cast: Any, client: Browser
    ) -> None:
        reply = ready(cast)
        actions.save_reply(reply, by=cast.head, text=f"{GOOD}\n\nРуководитель добавил.")
        assert GOOD in [v.content["text"] for v in reply.versions.all()]
        reply.refresh_from_db()
        sent = actions.send_reply(reply, by=cast.head)
        with pytest.raises(Objection, match="уже отправлен"):
            actions.save_reply(sent, by=cast.head, text="Другое")
        client.force_login(cast.head)
        assert "Руководитель добавил" in client.get(f"/w/cases/{reply.case_id}/reply/versions/").content.decode()


class TestFacts:
    CASES = [
        ("FACT-1", "Ваше дело 2026-999999 рассмотрено."),
        ("FACT-2", "Здравствуйте, Мария Петровна!"),
        ("FACT-3", "Вы писали: обращение от 01.02.2025 получено."),
        ("FACT-3", "Принесите паспорт до 01.03.2025."),
        ("FACT-4", "К выплате 52 300 рублей."),
        ("FACT-5", "Участок 18:26:010523:74 свободен."),
        ("FACT-5", "Паспорт 9405 123465 принят."),
        ("FACT-6", "Приходите в {office}."),
    ]

    def test_altai_zags_4_14_and_chelyabinsk_edu_1_4_14_and_chechnya_minnats_4_1_15_and_udmurtia_mio_1_3_9__contradictions_stop(
        self, cast: Any
    ) -> None:
        case = made_ready(
            case_of(cast.udm, text="Прошу 53 200 рублей за участок 18:26:010523:47. Паспорт 9405 123456."),
            cast.registrar,
        )
        for rule, said in self.CASES:
            with undone((rule, said)):
                self._stops(cast, Case.objects.get(pk=case.pk), rule, said)

    def _stops(self, cast: Any, case: Case, rule: str, said: str) -> None:
        greeting = said if rule == "FACT-2" else f"Здравствуйте, Мария Сергеевна!\n\n{said}"
        reply = drafted(case, cast.executor, f"{greeting}\n\nДеньги за участок вернём. Подайте заявление до 1 февраля.")
        assert rule in {c.rule for c in contradictions(reply, full_text(reply))}
        with pytest.raises(Refused) as stopped:
            actions.send_reply(reply, by=cast.head)
        if rule == "FACT-6":  # a hole in a letter is no answer: no reason lets it go
            assert "ст. 10 ч. 1 п. 4" in clauses(stopped.value.verdicts)
            return
        assert "1.3.9" in clauses(stopped.value.verdicts)
        reason = {
            rule: "Сверено с бумагой",
            **{f: "так и есть" for v in stopped.value.verdicts for f in getattr(v, "rules", ())},
        }
        actions.send_reply(actions.save_reply(reply, by=cast.executor, overrides=reason), by=cast.head)

    def test_what_agrees_is_not_touched(self, cast: Any) -> None:
        case = made_ready(
            case_of(cast.udm, text="Прошу 53 200 рублей за участок 18:26:010523:47. Паспорт 9405 123456."),
            cast.registrar,
        )
        today = cast.udm.local(timezone.now()).date()
        text = (
            f"Здравствуйте, Мария Сергеевна!\n\nВаше обращение от {today:%d.%m.%Y} № {case.number} рассмотрено. Вернём"
            f" 53200 руб. за участок 18:26:010523:47. Приходите до {today + dt.timedelta(days=3):%d.%m.%Y}, телефон"
            " 497-511."
        )
        reply = drafted(case, cast.executor, text)
        assert contradictions(reply, full_text(reply)) == []

    def test_fee_and_term_of_the_service(self, cast: Any) -> None:
        case = applied(cast.altai, "duplicate")
        reply = drafted(
            case, cast.head_of("altai-zags"), "Здравствуйте!\n\nПошлина 700 рублей. Услугу оказываем за 10 дней."
        )
        assert {c.rule: c.known for c in contradictions(reply, full_text(reply))} == {
            "FACT-4": "500 рублей",
            "FACT-7": "5 рабочих дней",
        }

    @sampled(
        ("within", "said", "agrees"),
        [
            ("1mo", "за 30 дней", False),
            ("1mo", "в течение месяца", True),
            ("1mo", "за два месяца", False),
            ("14d", "за две недели", True),
            ("5wd", "за 1 месяц", False),
            ("5wd", "за пять рабочих дней", True),
            ("1y", "за 12 месяцев", True),
        ],
        of=3,
    )
    def test_a_term_is_compared_in_whatever_it_is_counted(
        self, cast: Any, within: str, said: str, agrees: bool
    ) -> None:
        case = applied(cast.altai, "duplicate")
        edition = case.application.edition
        edition.data["term"] = {"within": within}
        edition.save()
        reply = drafted(case, cast.head_of("altai-zags"), f"Здравствуйте!\n\nУслугу оказываем {said}.")
        assert [c.rule for c in contradictions(reply, full_text(reply))] == ([] if agrees else ["FACT-7"])

    @pytest.mark.parametrize(
        "said",
        ["Зарплата сотрудника 20000 рублей.", "Не стоит переводить 900 рублей.", "Предстоит внести взнос 900 рублей."],
    )
    def test_words_that_hold_the_stem_of_a_fee_are_no_fee(self, cast: Any, said: str) -> None:
        reply = drafted(applied(cast.altai, "duplicate"), cast.head_of("altai-zags"), f"Здравствуйте!\n\n{said}")
        assert contradictions(reply, full_text(reply)) == []

    def test_another_service_fee_in_the_note_is_allowed(self, cast: Any) -> None:
        reply = drafted(
            applied(cast.altai, "duplicate"),
            cast.head_of("altai-zags"),
            "Здравствуйте!\n\nПошлина за справку 350 рублей.",
        )
        assert contradictions(reply, full_text(reply)) == []


def test_an_article_put_into_a_letter_counts_as_given_when_it_goes(cast: Any) -> None:
    reply = ready(cast)
    article = Article.objects.filter(organisation=cast.udm).first()
    assert article is not None
    use_article(article, "inserted", by=cast.executor, case_id=reply.case_id)
    actions.send_reply(reply, by=cast.head)
    assert article.uses.get().how == "sent"
