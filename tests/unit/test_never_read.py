"""What could never be begun, met, told or read is a load error that says what would do, and not a clause that claims to be
kept."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import get_args

import pytest

import priemnaya.config.urls  # noqa: F401 - every place that reads a rule
from priemnaya.policy import OrderError, Policy, load_order, state_of
from priemnaya.policy.needs import unknown_services
from priemnaya.policy.points import asked_at
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import ORDER_IN_FORCE, event
from priemnaya.policy.vocabulary.pairs import OF_A_CASE, heard

from .test_guard_words import loaded

pytestmark = pytest.mark.unit
GREETING = "action: send_reply, facts: [greeting]"
REFUSED: dict[str, tuple[str, str, str]] = {
    "the author is nobody's addressee": ("tell", "on: reply_sent, whom: [author]", "whom"),
    "nor who approved": ("tell", "on: assigned, whom: [approver]", "допустимо"),
    "least of all who is complained of": ("tell", "on: person_named, whom: [person_complained_of]", "допустимо"),
    "a hired employee has no executor": ("tell", "on: employee_hired, whom: [executor]", "нет дела"),
    "an article has no head of unit": ("tell", "on: article_published, whom: [head_of_unit]", "нет дела"),
    "the author answers for no term": ("within", "from: client_added, do: noted, within: 1wd, who: author", "who"),
    "nor who answered before": (
        "within",
        "from: message_registered, do: reply_on_substance, within: 9d, told: [earlier_executor]",
        "told",
    ),
    "nobody approves a review": ("review", "what: training, every: year, who: approver", "who"),
    "nor who is complained of": (
        "by_hand",
        "how: Слушает записи бесед, every: month, who: person_complained_of",
        "who",
    ),
    "a day of the order about one case": ("within", "do: classified, by: 2027-01-15", "никто не услышит"),
    "a day by which a term ends": ("within", "do: term_end, by: 2027-01-15", "никто не услышит"),
    "a day of a mark": ("within", "do: low_rating, by: 2027-01-15", "не дело сотрудников"),
    "a day of a message": ("within", "do: message_received, by: 2027-01-15", "никто не услышит"),
    "an assignment of what was forwarded": ("within", "from: forwarded, do: assigned, within: 1d", "его заканчивает"),
    "documents after the end": ("within", "from: closed, do: documents_asked, within: 1d", "его заканчивает"),
    "a pause after the end": ("within", "from: closed, do: suspended, within: 1d", "его заканчивает"),
    "a case and an article": ("within", "from: client_added, do: article_published, within: 5wd", "о разном"),
    "a case and a history": ("within", "from: message_registered, do: history_given, within: 5wd", "о разном"),
    "a consent and a case": ("within", "from: consent_withdrawn, do: noted, within: 1wd", "о разном"),
    "what the journal never tells of": ("within", "from: low_rating, do: noted, within: 1wd", "rated: 2"),
    "what a mechanism meets alone": ("within", "from: reply_sent, do: complaint_reply, within: 1d", "не услышит"),
    "registered twice": ("within", "from: assigned, do: message_registered, within: 1d", "бывает раньше"),
    "received after it was registered": ("within", "from: noted, do: message_received, within: 1d", "бывает раньше"),
    "the first letter after another": (
        "within",
        "from: client_added, do: primary_reply, within: 1d",
        "при регистрации",
    ),
    "urgent before anybody looked": (
        "within",
        "from: message_received, do: registration, within: 1h, if: {urgency: [urgent]}",
        "узнают после регистрации",
    ),
    "a topic before anybody looked": (
        "within",
        "from: message_received, do: primary_reply, within: 1h, unless: {topics: ['0005']}",
        "узнают после регистрации",
    ),
    "an urgent answer to what is not": (
        "within",
        "from: message_registered, do: urgent_reply, within: 1d, if: {urgency: [normal]}",
        "чьё дело срочное",
    ),
    "no time at all": ("within", "from: client_added, do: noted, within: 0d", "не понят"),
    "a thousand centuries": ("within", "from: client_added, do: noted, within: 9999d", "не понят"),
    "a day that had passed": ("within", "do: article_published, by: 2005-01-15", "нарушен сразу"),
    "told of what nobody hears": ("tell", "on: term_end, whom: [head]", "никто не услышит"),
    "a reminder by a letter": (
        "tell",
        "on: term_end, whom: [executor], what: term, share: 25, ahead: [5wd], by: email",
        "никто не прочтёт",
    ),
    "a reminder of no term": (
        "tell",
        "on: term_end, whom: [executor], what: term, share: 25, ahead: [5wd], owed: [rated]",
        "напоминать не о чем",
    ),
    "yes in place of a number": (
        "tell",
        "on: term_end, whom: [executor], what: term, share: true, ahead: [5wd]",
        "нужно число",
    ),
    "one person twice": ("tell", "on: client_added, whom: [head, head]", "названо дважды"),
    "one kind twice": ("before", f"{GREETING}, if: {{kinds: [appeal, appeal]}}", "названо дважды"),
    "an unknown topic": ("before", f"{GREETING}, if: {{topics: ['abrakadabra']}}", "нет в классификаторе"),
    "part of a code": ("before", f"{GREETING}, unless: {{topics: ['00']}}", "нет в классификаторе"),
    "never": ("before", f"{GREETING}, if: {{kinds: [appeal]}}, unless: {{kinds: [appeal, message]}}", "противоречат"),
    "never, of a topic": (
        "before",
        f"{GREETING}, if: {{topics: ['0005.0005']}}, unless: {{topics: ['0005']}}",
        "против",
    ),
    "never, of yes": ("before", f"{GREETING}, if: {{electronic: true}}, unless: {{electronic: true}}", "противоречат"),
    "no first extension": ("limit", "what: extensions, at_least: 3", "навсегда"),
    "no first forwarding": ("limit", "what: forwardings, at_least: 1", "навсегда"),
    "yes in place of a limit": ("limit", "what: letter_pages, at_most: true", "нужно число"),
    "a part of a word": ("limit", "what: letter_words, at_most: 22.7", "целое число"),
    "a review of sections by whom": ("review", "what: knowledge, every: month, who: analyst", "кто за него отвечает"),
    "even by whom it would be": ("review", "what: knowledge, every: month, who: head", "уберите who"),
    "with a proof": ("review", "what: knowledge, every: month, proof: file", "уберите proof"),
    "by a day": ("review", "what: knowledge, every: quarter, by: {month: 2, day: 15}", "уберите by"),
    "under a title": ("review", "what: knowledge, every: month, title: Регламенты", "уберите title"),
    "one channel in two copies": ("by_chosen_point", "what: one_channel, doubled: true", "further_contact"),
    "whom a deferral is given to": (
        "within",
        "from: message_registered, do: deferral_notice, within: 7wd, who: head",
        "никому не поручают",
    ),
    "a complaint that is a message": (
        "within",
        "from: complaint_received, do: noted, within: 3d, if: {kinds: [message]}",
        "appeal_complaint, service_complaint; правило не действовало бы никогда",
    ),
    "told of one": ("tell", "on: complaint_received, whom: [head], if: {kinds: [message]}", "не действовало бы"),
    "told of what nobody knows yet": (
        "tell",
        "on: message_registered, whom: [client], what: received, if: {urgency: [urgent]}",
        "узнают после регистрации",
    ),
    "a message without papers": (
        "within",
        "from: found_incomplete, do: contact_on_incomplete, within: 3d, if: {kinds: [message]}",
        "service_application",
    ),
    "papers of a message": (
        "within",
        "from: message_registered, do: documents_complete, within: 3d, if: {kinds: [message]}",
        "service_application",
    ),
    "no complaint but complaints": (
        "tell",
        "on: complaint_received, whom: [head], unless: {kinds: [appeal_complaint, service_complaint]}",
        "никогда",
    ),
    "electronic by post": ("before", f"{GREETING}, if: {{electronic: true, came_by: [post]}}", "electronic: true там"),
    "on paper by e-mail": ("before", f"{GREETING}, unless: {{electronic: false, came_by: [email]}}", "там не бывает"),
    "fixed for what came otherwise": (
        "point_fixed",
        "came_by: [post], point: post, if: {came_by: [email]}",
        "другие точки",
    ),
    "before midnight": ("before", f"{GREETING}, if: {{came_before: '00:00'}}", "ничего не приходит"),
    "excluded already": ("before", f"{GREETING}, if: {{kinds: [appeal]}}, unless: {{kinds: [message]}}", "исключать"),
    "of no day": ("before", f"{GREETING}, if: {{wrote_within: 0}}", "wrote_within: 30"),
    "of no mark": ("within", "from: low_rating, do: complaint_review, within: 5wd, if: {rated: 0}", "число от 1 до 5"),
    "of no kind": ("before", f"{GREETING}, if: {{kinds: []}}", "условие пустое"),
    "of no hour": ("before", f"{GREETING}, if: {{came_before: ''}}", "15:00"),
    "of no condition": ("before", f"{GREETING}, unless: {{}}", "условий нет"),
    "no greeting in an article": ("written", "on: article, checks: [greeting]", "искать нечего"),
    "nor in a service": ("written", "on: service, checks: [rude, greeting]", "допустимо: officialese"),
    "no fonts of a script": ("written", "on: script, checks: [fonts]", "скрипты разговоров"),
    "no example in a refusal": ("written", "checks: [examples], if: {decisions: [refusal]}", "уберите examples"),
    "no first line of a message": (
        "written",
        "checks: [key_information], if: {answered_by: [vk], decisions: [grant]}",
        "уберите key_information",
    ),
    "no terms for a firm": ("written", "checks: [terms_explained], if: {clients: [legal_entity]}", "искать нечего"),
    "told to their face": ("tell", "on: answered_orally, whom: [client], within: 1h", "в самом разговоре"),
    "years of yes": ("keep_for", "what: appeals, years: true", "нужно число"),
}


@pytest.mark.parametrize("slip", REFUSED)
def test_what_nobody_would_meet_or_read_is_a_load_error(tmp_path: Path, slip: str) -> None:
    kind, value, said = REFUSED[slip]
    with pytest.raises(OrderError, match=said.replace("(", r"\(")) as error:
        loaded(tmp_path, kind, f"{{{value}}}")
    assert error.value.clause == "1" and error.value.line


def test_a_check_that_loads_finds_something_in_its_texts() -> None:
    """The checker's own catalogue says by what something is found, whatever the grammar says of it."""
    from priemnaya.cases.wording import FIRMS as FIRMS_OF_LETTERS
    from priemnaya.plain import served
    from priemnaya.policy.kinds.written import FIRMS, OF_LAYMEN, UNSERVED, Check

    names = set(get_args(Check))
    for text, unserved in UNSERVED.items():
        letters = text in ("refusal", "messenger")
        assert names - served(text, look=letters).keys() == unserved, text  # type: ignore[arg-type]
    assert names <= served("reply", look=True).keys()
    assert names - served("reply", "firm", look=True).keys() == OF_LAYMEN and FIRMS == FIRMS_OF_LETTERS
    for text in ("article", "service", "script", "speech"):
        assert {name for name in names if asked_at("written", f"{text}.{name}")} == names - UNSERVED[text]


def test_a_topic_is_found_by_its_title_too(tmp_path: Path) -> None:
    order = loaded(tmp_path, "before", f"{{{GREETING}, if: {{topics: ['Жилищно-коммунальная сфера']}}}}")
    assert order.by_number["1"].rules[0].latest.if_.topics == ("0005",)
    with pytest.raises(OrderError, match="0005"):
        loaded(tmp_path, "before", f"{{{GREETING}, if: {{topics: ['Жилищно-коммунальные сферы']}}}}")


def test_services_are_those_of_the_catalogue(tmp_path: Path) -> None:
    order = loaded(tmp_path, "before", f"{{{GREETING}, if: {{services: [land-leese]}}}}")
    ((clause, _, said),) = unknown_services(order, ["land-lease", "archive"])
    assert clause.number == "1" and "возможно, «land-lease»" in said
    assert not list(unknown_services(order, ["land-leese"]))
    with pytest.raises(OrderError, match="у каждого органа свой"):
        text = (tmp_path / "made" / "order.yaml").read_text(encoding="utf-8")
        bodyless = "\n".join(line for line in text.splitlines() if not line.startswith("body:"))
        load_order(tmp_path / "made" / "order.yaml", "federal", "federal", bodyless)


@pytest.mark.parametrize(
    "number", ["3.5 ", " 3.5", "draft", "editions", "draft/act", "4/", "/4", "4//1", "4/../1", "4?1", "4%2F1", "4#1"]
)
def test_a_number_that_has_no_page_of_its_own_is_refused(tmp_path: Path, number: str) -> None:
    loaded(tmp_path, "informs", "{says: purpose}")
    file = tmp_path / "made" / "order.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('clause: "1"', f'clause: "{number}"'), encoding="utf-8")
    with pytest.raises(OrderError, match="номер пункта"):
        load_order(file)


def test_no_pair_of_events_that_loads_and_claims_to_be_kept_is_of_two_matters(tmp_path: Path) -> None:
    """Of all pairs: what loads is heard at both ends and about the same, or waits and says so."""
    from priemnaya.cases.event_terms import readable
    from priemnaya.policy.kinds.within import KIND, Within

    kept = 0
    for since, do in itertools.product(words("event"), words("event")):
        by = {"by": "2030-01-15"} if since == ORDER_IN_FORCE else {"within": "3d"}
        try:
            value = Within.model_validate({"from": since, "do": do, **by})
        except ValueError:
            continue
        if event(since).waits or event(do).waits or since == ORDER_IN_FORCE:
            continue
        (target,) = KIND.targets(value)
        if ">" in target:
            kept += 1
            assert readable(target), target
            assert (event(since).about in OF_A_CASE) == (event(do).about in OF_A_CASE), target
            assert heard(since), target
    assert kept > 500


def test_a_day_of_the_order_that_loads_is_heard_of(tmp_path: Path) -> None:
    assert len(words("event")) > 40
    for do in words("event"):
        if event(do).waits:
            continue
        try:
            order = loaded(tmp_path, "within", f"{{do: {do}, by: 2030-01-15}}")
        except OrderError:
            continue
        assert state_of("made", order.clauses[0]).state == "enforced", do
        assert event(do).about not in OF_A_CASE


def test_ways_to_file_are_told_under_the_conditions_of_the_rule(tmp_path: Path) -> None:
    from priemnaya.cases.texts import ways_to_file_needed

    value = "{on: message_received, whom: [client], what: ways_to_file, if: {kinds: [message]}}"
    policy, day = Policy((loaded(tmp_path, "tell", value),)), dt.date(2026, 3, 1)
    assert ways_to_file_needed(policy, day, {"kinds": "message"})
    assert not ways_to_file_needed(policy, day, {"kinds": "social_message"})
