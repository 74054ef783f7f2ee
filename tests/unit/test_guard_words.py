"""Rules that guard an action, read from an order: what nobody could look at is a load error, what waits says for what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from priemnaya.policy import OrderError, load_order, state_of
from priemnaya.policy.kinds import FORMERLY, KINDS
from priemnaya.policy.vocabulary import word
from priemnaya.policy.vocabulary.doers import PEOPLE
from priemnaya.policy.vocabulary.facts import FACTS
from priemnaya.policy.vocabulary.measures import MEASURES

pytestmark = pytest.mark.unit
ORDER = """
order: {title: "Приказ", date: 2026-01-10, status: in_force}
body: {name: "Комитет", short: "Комитет", genitive: "Комитета", region: RU-KGD, zone: Europe/Kaliningrad, accent: "#336699"}
clauses:
  - clause: "1"
    demand: "Пункт."
    rules:
      - kind: KIND
        values: {2026-01-10: VALUE}
"""


def loaded(tmp_path: Path, kind: str, value: str):  # type: ignore[no-untyped-def]
    folder = tmp_path / "made"
    folder.mkdir(exist_ok=True)
    (folder / "order.yaml").write_text(ORDER.replace("KIND", kind).replace("VALUE", value), encoding="utf-8")
    return load_order(folder / "order.yaml")


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("before", "{action: send_reply, facts: [topik]}", "возможно, topic"),
        ("before", "{action: send_replay, facts: [topic]}", "возможно, send_reply"),
        ("before", "{action: send_reply, facts: []}", "facts"),
        (
            "before",
            "{action: extend, facts: [survey_link]}",
            "«survey_link» перед действием «extend» никто не проверит",
        ),
        ("before", "{action: extend, facts: [no_answer_outcome]}", "никто не проверит"),
        ("before", "{action: send_reply, facts: [topic], within_days: 5}", "«within_days» не относится"),
        ("before", "{action: send_reply, facts: [suspension_day], within_days: -5}", "within_days"),
        ("before", "{action: send_reply, facts: [decided_alike], share: 40}", "share"),
        ("before", "{action: close, facts: [topic], if: {decisions: [refusal]}}", "условие «decisions» здесь никто"),
        ("before", "{action: send_reply, facts: [topic], if: {kinds: [apeal]}}", "возможно, appeal"),
        ("before", "{action: send_reply, facts: [topic], if: {grounds: [governor]}}", "допустимо"),
        ("before", "{action: send_reply, facts: [topic], if: {came_by: [pigeon]}}", "допустимо"),
        ("before", "{action: send_reply, facts: [topic], if: {rated: 2}}", "условие «rated» здесь никто"),
        ("before", "{action: send_reply, facts: [topic], kinds: [appeal]}", "неизвестный ключ «kinds»"),
        ("limit", "{what: extension_days, at_most: -30}", "-30 дней продления не бывает"),
        ("limit", "{what: extension_days}", "нужен предел"),
        ("limit", "{what: extension_days, at_most: 1, at_least: 5}", "больше, чем at_most"),
        ("limit", "{what: satisfaction, at_least: 250}", "не бывает; допустимо: от 0 до 100"),
        ("limit", "{what: satisfaction, at_least: .nan}", "at_least"),
        ("limit", "{what: letter_page, at_most: 2}", "возможно, letter_pages"),
        ("limit", "{what: satisfaction, at_least: 80, if: {kinds: [appeal]}}", "без условий"),
        ("only_if", "{action: take, facts: [consent]}", "допустимо: identified"),
        ("only_if", "{action: take, facts: [identified], if: {topics: ['0001']}}", "условие «topics» здесь никто"),
        ("not_by", "{person: autor, actions: [send_reply]}", "возможно, author"),
        ("not_by", "{person: author, actions: [forward]}", "«author» у действия «forward» никто не проверит"),
        ("not_by", "{person: person_complained_of, actions: [read_case], if: {kinds: [appeal]}}", "без условий"),
        ("not_by", "{person: author, actions: []}", "actions"),
        ("written", "{checks: [officialeze]}", "officialese"),
        ("written", "{checks: [rude], max_words: 20}", "впишите её в checks"),
        ("written", "{checks: [short_sentences], max_words: 0}", "max_words"),
        ("written", "{checks: [rude], min_score: 101}", "min_score"),
        ("written", "{}", "нужны проверки"),
        ("written", "{words: ['x.*']}", "пишите по-русски"),
        ("written", "{words: ['надлежащий', 'Надлежащий']}", "названо дважды"),
        ("must_record", "{what: topic}", "неизвестный вид правила"),
    ],
)
def test_what_nobody_could_look_at_is_a_load_error(tmp_path: Path, kind: str, value: str, said: str) -> None:
    with pytest.raises(OrderError) as error:
        loaded(tmp_path, kind, value)
    assert said in str(error.value)
    assert (error.value.line, error.value.clause) == (9 if kind != "must_record" else 8, "1")


def test_a_need_is_one_of_the_body(tmp_path: Path) -> None:
    with pytest.raises(OrderError, match="потребности «Продлить аренду» нет в списке органа"):
        loaded(tmp_path, "before", "{action: send_reply, facts: [topic], if: {needs: [Продлить аренду]}}")


@pytest.mark.parametrize(
    ("kind", "value", "waits"),
    [
        ("before", "{action: give_feedback, facts: [wish_for_feedback]}", "отзывы коллег"),
        ("before", "{action: send_reply, facts: [topic], if: {importance: [high]}}", "оценка важности сообщения"),
        ("before", "{action: send_reply, facts: [topic], if: {came_by: [mfc]}}", "точка «МФЦ»"),
        ("limit", "{what: rings, at_most: 3}", "счёт гудков: станция говорит о секундах, не о гудках"),
        ("only_if", "{action: send_offer, facts: [consent]}", "проактивные предложения"),
    ],
)
def test_what_waits_loads_and_says_for_what(tmp_path: Path, kind: str, value: str, waits: str) -> None:
    state = state_of("made", loaded(tmp_path, kind, value).by_number["1"])
    assert state.state == "not yet"
    assert state.missing == (waits,)


def test_every_word_is_said_in_russian_with_a_remedy() -> None:
    dumb = [f.name for f in FACTS.values() if not (f.at and f.title and (_waits(f) or f.judge or (f.why and f.remedy)))]
    dumb += [p.name for p in PEOPLE.values() if not (p.why and p.remedy and p.at)]
    dumb += [m.name for m in MEASURES.values() if m.least >= m.most]
    dumb += [m.name for m in MEASURES.values() if [bool(m.at), bool(m.of), bool(m.waits)].count(True) != 1]
    assert (dumb, len(FACTS) > 40) == ([], True)


def _waits(fact: Any) -> bool:
    return bool(fact.waits) or all(word("action", action).waits for action in fact.at)


def test_rulings_kept_under_former_names_can_be_read() -> None:
    known = set(KINDS)
    assert (set(FORMERLY.values()) - known, set(FORMERLY) & known) == (set(), set())
