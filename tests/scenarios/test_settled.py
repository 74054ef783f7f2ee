"""What the audit of 25 November 2026 found claimed and not met (docs/clause-audit.md), where people meet it now: registers
that can be filled, figures that can be seen, clauses that had no test."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.core.models import AccessRecord
from priemnaya.outreach.models import PortalRating, SurveyAnswer
from priemnaya.people.models import Client, Organisation
from priemnaya.people.policies import order_of
from priemnaya.policy import KINDS, state_of
from priemnaya.policy.points import asked_at
from priemnaya.policy.vocabulary import Sort, words
from priemnaya.policy.vocabulary.things import FUNCTIONS, INDICATORS, REGISTERS
from priemnaya.programme.models import IndicatorFigure
from priemnaya.programme.rollups import refresh_body

from ..desk import Desk, Visitor, with_heard
from ..helpers import case_of, drafted, goes_out, made_ready
from ..made import ROOT

pytestmark = [pytest.mark.django_db]
PAPER = {
    "point": "post",
    "kind": "appeal",
    "subject": "Дорога",
    "text": "Прошу отремонтировать дорогу к дому.",
    "name": "Мария",
}


def registered(desk: Desk, body: Organisation, **typed: str) -> Case:
    page = desk.post("/w/cases/new/", **{**PAPER, **typed})
    assert page.answered == 302, page.remarks("verdict") or page.text[:2000]
    return Case.objects.filter(organisation=body).latest("pk")


class TestRegisters:
    @pytest.mark.parametrize(
        "slug", ["altai-zags", "novosibirsk-okn", "chelyabinsk-edu", "udmurtia-mio", "chechnya-minnats"]
    )
    def test_every_kind_of_client_of_the_order_is_offered_to_clients_and_to_staff(self, cast: Any, slug: str) -> None:
        body = cast.bodies[slug]
        shown = Visitor(body).get("/write/?all=1").source
        beside = Desk(cast.head_of(slug)).get("/w/cases/new/").source
        for kind in body.client_kinds:
            assert f'value="{kind}"' in shown
            assert f'value="{kind}"' in beside
        assert ('value="stateless"' in shown) == ("stateless" in body.client_kinds)

    def test_a_firm_that_wrote_on_paper_is_a_firm_and_a_self_employed_is_no_entrepreneur(self, cast: Any) -> None:
        desk, body = Desk(cast.head_of("novosibirsk-okn")), cast.bodies["novosibirsk-okn"]
        address = "630000, г. Новосибирск, ул. Ленина, д. 1"
        firm = registered(desk, body, company="ООО «Дом»", client_kind="legal_entity", postal_address=address)
        self_employed = registered(desk, body, surname="Иванова", client_kind="self_employed", postal_address=address)
        assert firm.client is not None
        assert self_employed.client is not None
        assert (firm.client.kind, self_employed.client.kind) == ("legal_entity", "self_employed")
        assert "самозанятый" in desk.get(f"/w/clients/{self_employed.client.pk}/").text
        assert "из списка" in desk.post("/w/cases/new/", **PAPER, client_kind="stateless").text

    def test_the_card_says_who_the_client_is_what_help_they_need_and_where_they_work(self, cast: Any) -> None:
        case = case_of(cast.altai)
        desk, card = Desk(cast.head_of("altai-zags")), case.client
        assert card is not None
        archive = Organisation.objects.get(parent=cast.altai)
        at = f"/w/clients/{card.pk}/describe/"
        desk.post(
            at,
            **with_heard(
                at,
                {
                    "kind": "subordinate_staff",
                    "needs": ["sight", "language"],
                    "works_at": archive.pk,
                    "agreed": "in_person",
                },
            ),
        )
        kept = Client.objects.get(pk=card.pk)
        assert (kept.kind, kept.special_needs, kept.works_at) == ("subordinate_staff", ["sight", "language"], archive)
        shown = desk.get(f"/w/clients/{card.pk}/").source
        assert re.search(rf'value="{archive.pk}"\s+selected', shown)
        assert re.search(r'value="sight"\s+checked', shown)
        assert (
            "Место работы указывают у сотрудников" in desk.post(at, seen="-", kind="citizen", works_at=archive.pk).text
        )
        older = re.findall(r'name="seen" value="(\w+)"', shown)[0]
        desk.post(at, kind="citizen", needs=["hearing"], seen=older)
        stale = desk.post(at, kind="citizen", needs=[], seen=older)
        assert "сведения о клиенте изменили" in stale.text
        assert Client.objects.get(pk=card.pk).special_needs == ["hearing"], "an older page takes nothing back"

    def test_udmurtia_mio_2_1_2__on_paper_too_the_client_may_have_the_answer_doubled(self, cast: Any) -> None:
        desk = Desk(cast.registrar)
        typed = {"surname": "Иванова", "postal_address": "426000, г. Ижевск, ул. Ленина, д. 1", "chosen_point": "post"}
        assert "впишите адрес" in desk.post("/w/cases/new/", **PAPER, **typed, second_point="email").text
        case = registered(desk, cast.udm, **typed, second_point="email", email="maria@mail.example")
        assert (case.second_point, case.second_address) == ("email", "maria@mail.example")
        assert "second_point" not in Desk(cast.head_of("altai-zags")).get("/w/cases/new/").fields()

    def test_a_word_that_is_not_in_the_vocabulary_is_an_error_with_the_nearest(self) -> None:
        for kind, values, meant in (
            ("kept_register", {"register_name": "client"}, "clients"),
            ("kept_register", {"register_name": "clients", "entries": ["citizens"]}, "citizen"),
            ("provides", {"function": "case_traking"}, "case_tracking"),
            ("measured", {"indicator": "satisfacton"}, "satisfaction"),
            ("give_priority", {"needs": ["sigth"]}, "sight"),
            ("point_serves", {"point": "pigeon", "functions": ["inform"]}, "допустимо"),
            ("point_barred", {"points": ["telegramm"]}, "telegram"),
            ("closes_as", {"outcome": "x_y", "title": "x", "needs": ["reson"]}, "reason"),
            ("closes_as", {"outcome": "x_y", "title": "x", "within": "7d"}, "notice"),
            ("keep_for", {"what": "contacts", "years": -5}, "greater"),
        ):
            with pytest.raises(ValueError, match=meant):
                KINDS[kind].values.model_validate(values)

    def test_every_register_function_and_figure_is_served_or_says_what_it_waits_for(self) -> None:
        import priemnaya.config.urls  # noqa: F401 - what serves a word is known when its module is loaded

        of: dict[Sort, str] = {"register": "kept_register", "function": "provides", "figure": "measured"}
        known = [(kind, name, word) for sort, kind in of.items() for name, word in words(sort).items()]
        assert len(known) == len(REGISTERS) + len(FUNCTIONS) + len(INDICATORS)
        wrong = [name for kind, name, word in known if bool(word.waits) == bool(asked_at(kind, name))]
        assert wrong == []


class TestFigures:
    def rated(self, cast: Any, body: Organisation, **marks: Any) -> Case:
        head = cast.head_of(body.slug)
        case = made_ready(case_of(body), head)
        reply = actions.send_reply(drafted(case, head), by=head)
        goes_out(case)
        SurveyAnswer.objects.create(
            organisation=body, reply=reply, point="portal", at=timezone.now(), **{"satisfaction": 4, **marks}
        )
        return case

    def test_altai_zags_9_and_chelyabinsk_edu_4_1__attitude_to_points_stands_on_the_board_with_each_point(
        self, cast: Any
    ) -> None:
        self.rated(cast, cast.altai)
        refresh_body(cast.altai)
        desk = Desk(cast.hire("analyst-altai", cast.altai, "Цифрова", "analyst"))
        assert "4 балла" not in desk.get("/w/compliance/").text  # one mark is no mean
        assert "сайт мало, чтобы судить 1" in desk.get(reverse("indicator", args=["attitude_by_point"])).text
        IndicatorFigure.objects.update(count=5)
        assert "4 балла из 5 — оценка точки взаимодействия" in desk.get("/w/compliance/").text

    def test_parts_of_figures_have_names_and_open_their_own_cases(self, cast: Any) -> None:
        answered = self.rated(cast, cast.altai)
        waiting = case_of(cast.altai, text="Другой вопрос")
        refresh_body(cast.altai)
        desk = Desk(cast.head_of("altai-zags"))
        speed = desk.get(reverse("indicator", args=["speed"])).text
        assert "часов до первого письма человека" in speed
        assert "файлов клиента на одно дело" in speed
        assert not re.search(r"\b(contacts|documents|first_reply_hours|digital_share)\b", speed)
        costs = reverse("indicator", args=["client_costs"])
        whole, digital = desk.get(costs).text, desk.get(f"{costs}?part=digital_share").text
        assert answered.number in whole
        assert waiting.number not in whole
        assert waiting.number in digital

    def test_altai_zags_10_and_chelyabinsk_edu_4_2__who_reviews_reads_what_the_client_wrote(self, cast: Any) -> None:
        case = self.rated(cast, cast.altai, satisfaction=2, comment="Ждал долго, ответ не понял", got_result="no")
        shown = Desk(cast.head_of("altai-zags")).get(f"/w/cases/{case.pk}/").text
        assert "Клиент оценил ответ: 2 из 5" in shown
        assert "Ждал долго, ответ не понял" in shown


class TestLowered:
    """Of the audit: what nobody enforces is confirmed by a person or waits, and the page says so."""

    @pytest.mark.parametrize(
        ("slug", "clauses", "state"),
        [
            ("altai-zags", ("4.1", "4.3", "4.8", "4.12"), "by_hand"),
            ("chelyabinsk-edu", ("1.4.1", "1.4.3", "1.4.8", "1.4.12"), "by_hand"),
            ("chechnya-minnats", ("4.1.2", "4.1.7", "4.1.12", "4.1.13"), "by_hand"),
            ("chechnya-minnats", ("4.1.17",), "provided"),  # what of it waits is told beside
            ("udmurtia-mio", ("1.3.2",), "by_hand"),
            ("altai-zags", ("2.satisfaction", "4.6", "5.2"), "measured"),
        ],
    )
    def test_the_state_is_that_of_the_part_nobody_enforces(
        self, slug: str, clauses: tuple[str, ...], state: str
    ) -> None:
        order = order_of(slug)
        assert {n: state_of(slug, order.by_number[n]).state for n in clauses} == dict.fromkeys(clauses, state)

    def test_no_line_of_the_audit_stays_a_part(self) -> None:
        lines = (ROOT / "docs" / "clause-audit.md").read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if "| part: " in line] == []

    def test_costs_count_visits_and_documents_and_satisfaction_the_stars_of_portals(self, cast: Any) -> None:
        case = TestFigures().rated(cast, cast.altai)
        case.contacts.filter(direction="in").update(point="in_person")
        now = timezone.now()
        PortalRating.objects.create(organisation=cast.altai, system="epgu", external_id="1", case=case, stars=3, at=now)
        refresh_body(cast.altai)
        IndicatorFigure.objects.update(count=5)
        desk = Desk(cast.head_of("altai-zags"))
        costs = desk.get(reverse("indicator", args=["client_costs"])).text
        assert re.search(r"визитов клиента на одно дело 1,0", costs) and "просили у клиента 0,0" in costs
        stars = reverse("indicator", args=["satisfaction"])
        assert "звёзды на порталах госуслуг 3,0" in desk.get(stars).text
        assert case.number in desk.get(f"{stars}?part=portal_stars").text


class TestProvided:
    def test_altai_zags_4_3_and_chelyabinsk_edu_1_4_3_and_altai_zags_4_11_and_chelyabinsk_edu_1_4_11_and_altai_zags_6_3_and_chelyabinsk_edu_2_3_and_altai_zags_6_5_and_chelyabinsk_edu_2_5__from_anywhere_a_client_writes_follows_and_gets_the_answer(
        self, cast: Any
    ) -> None:
        for slug in ("altai-zags", "chelyabinsk-edu"):
            body, head = cast.bodies[slug], cast.head_of(slug)
            visitor = Visitor(body)
            typed = {
                "kind": "message",
                "text": "Прошу продлить аренду участка.",
                "for_whom": "self",
                "client_kind": "citizen",
            }
            sent = visitor.post("/write/", **typed, surname="Иванова", name="Мария", chosen_point="portal")
            code = re.search(r"Код (\w{6,})", sent.text)
            case = Case.objects.filter(organisation=body).latest("pk")
            assert code, sent.text[:1500]
            entered = visitor.post("/follow/", number=case.number, code=code[1])
            assert case.number in entered.text
            actions.send_reply(drafted(made_ready(case, head), head), by=head)
            goes_out(case)
            assert "Продлить её можно" in visitor.post("/follow/", number=case.number, code=code[1]).text

    def test_altai_zags_6_4_and_chelyabinsk_edu_2_4__a_client_leaves_a_rating_by_the_link_of_the_letter(
        self, cast: Any
    ) -> None:
        head = cast.head_of("altai-zags")
        case = made_ready(case_of(cast.altai), head)
        reply = actions.send_reply(drafted(case, head), by=head)
        goes_out(case)
        path = f"/rate/{reply.survey_token}/"
        assert case.contacts.filter(direction="out", text__contains=path).exists(), "the letter holds the link"
        Visitor(cast.altai).post(path, satisfaction="5", comment="Спасибо")
        assert SurveyAnswer.objects.get(reply=reply).comment == "Спасибо"

    def test_altai_zags_4_12_and_chelyabinsk_edu_1_4_12_and_chechnya_minnats_4_1_2__the_site_is_read_large_and_by_keyboard(
        self, cast: Any
    ) -> None:
        for slug in ("altai-zags", "chelyabinsk-edu", "chechnya-minnats"):
            visitor = Visitor(cast.bodies[slug])
            visitor.client.post("/look/", {"size": "3", "scheme": "dark", "next": f"/{slug}/"})
            shown = visitor.get("/")
            assert 'data-size="3"' in shown.source
            assert "К содержанию" in shown.text

    def test_chechnya_minnats_4_1_17__a_role_opens_a_case_and_every_file_taken_is_in_the_journal(
        self, cast: Any
    ) -> None:
        body = cast.bodies["chechnya-minnats"]
        case = case_of(body)
        analyst = Desk(cast.hire("analyst-chechnya", body, "Цифрова", "analyst"))
        assert analyst.get(f"/w/cases/{case.pk}/").status == 403
        head = cast.head_of(body.slug)
        assert Desk(head).get(f"/w/cases/{case.pk}/").status == 200
        assert AccessRecord.objects.filter(employee_id=head.pk).exists()

    def test_novosibirsk_okn_2_1_1_and_novosibirsk_okn_4_1__the_site_informs_and_an_application_has_three_ways(
        self, cast: Any, settings: Any
    ) -> None:
        body = cast.bodies["novosibirsk-okn"]
        settings.EXCHANGE = f"epgu+folder:///tmp/nowhere?body={body.slug}"
        portal = body.points.get(kind="portal")
        assert not {"intake", "register", "complain"} & set(portal.functions)
        shown = Visitor(body).get("/points/").text
        assert shown.count("примем сообщение") == 3

    def test_novosibirsk_okn_4_2__the_result_goes_as_the_client_asked_and_a_second_point_is_offered(
        self, cast: Any
    ) -> None:
        body = cast.bodies["novosibirsk-okn"]
        assert "second_point" in Visitor(body).get("/write/?all=1").fields()
