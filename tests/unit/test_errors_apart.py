"""Each error of a file is told by itself: one hides no other, raises no false one, and stands where the slip is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from priemnaya.config.cli import main
from priemnaya.policy import OrderError, coverage, load_order, state_of
from priemnaya.policy.kinds import KINDS
from priemnaya.policy.numbering import misplaced
from priemnaya.policy.remarks import remarks
from priemnaya.policy.unsaid import lack_of

pytestmark = pytest.mark.unit
BODY = '{name: "Агентство", region: RU-KAM, zone: Asia/Kamchatka, client_kinds: [citizen, "владелец животного"]%s}'
CLAUSE = """  - clause: "%s"
    demand: "Клиенты — владельцы животных."
    rules:
      - kind: kept_register
        values: {2025-03-14: {register_name: clients, entries: [citizen, "владелец животного"]}}
"""


def order(tmp_path: Path, body: str = BODY % "", clauses: str = CLAUSE % "1.2", act: str = "date: 2025-03-14") -> Path:
    (tmp_path / "vet").mkdir(exist_ok=True)
    path = tmp_path / "vet" / "order.yaml"
    text = f'order: {{title: "Стандарт", {act}, status: in_force}}\nbody: {body}\nclauses:\n{clauses}'
    path.write_text(text, encoding="utf-8")
    return path


def told(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(OrderError) as wrong:
        load_order(path)
    return [(e.line, f"{e.clause}: {e.message}") for e in wrong.value.errors]


THREE = (
    """, email: "не адрес", units: [{slug: a, name: "А"}, {slug: a, name: "Б"}], points: [{kind: fax, name: "Факс"}]"""
)


def test_what_is_wrong_of_the_body_hides_nothing_and_no_list_of_it_is_taken_for_empty(tmp_path: Path) -> None:
    said = " ".join(words for _, words in told(order(tmp_path, BODY % THREE)))
    assert "fax" in said and "имя «a» повторено" in said and "не адрес почты" in said
    assert "нет в списке органа" not in said
    unnamed = told(order(tmp_path, BODY.replace('name: "Агентство", ', "") % ""))
    assert [words for _, words in unnamed] == [unnamed[0][1]] and "«name»" in unnamed[0][1]


def test_another_file_is_no_text_and_a_quote_left_open_is_one_error(tmp_path: Path) -> None:
    path = order(tmp_path, clauses=(CLAUSE % "1.2").replace('животных."', "животных."))
    assert not any("непустой список" in words for _, words in told(path))
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert told(path) == [(1, ": это не текст: видно, не тот файл; нужен текст YAML в UTF-8")]
    paris = order(tmp_path, (BODY % "").replace("Asia/Kamchatka", "Europe/Paris"))
    assert [words.partition(";")[0] for _, words in told(paris)] == [": zone: пояс «Europe/Paris» не российский"]


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        (["3.1", "9.9", "3.3", "3.4", "3.5"], ["9.9"]),
        (["3.1", "3.3", "3.2", "3.4"], ["3.2"]),
        (["9", "1", "2"], ["9"]),
        (["2.1", "2.2", "1.1", "3.1", "3.9", "3.2", "3.3"], ["1.1", "3.9"]),
        (["1", "2.points", "2.a", "10"], []),
        (["4", "4/1", "4/2", "4-3", "4(4)", "4а", "5", "§ 6", "7)", "8.1¹", "8.1²", "9–1"], []),
        (["I.1", "II.3", "IV.2", "IX.1", "X.1"], []),
        (["§ 3", "§ 5", "§ 4", "§ 6"], ["§ 4"]),
        (["I.1", "V.1", "IV.2", "VI.1"], ["IV.2"]),
        (["4", "4/2", "4/1", "5", "6"], ["4/1"]),
    ],
)
def test_the_clause_out_of_its_place_is_named_and_no_other(
    tmp_path: Path, numbers: list[str], wrong: list[str]
) -> None:
    path = order(tmp_path, clauses="".join(CLAUSE % n for n in numbers))
    if not wrong:
        assert load_order(path).clauses
        return
    assert [words.partition(":")[0] for _, words in told(path)] == wrong


def test_the_fewest_numbers_are_out_of_place() -> None:
    assert (misplaced([1, 9, 2, 3]), misplaced([2, 1]), misplaced([1, 1, 2]), misplaced([])) == ([1], [1], [], [])


def test_a_quote_that_is_not_closed_is_told_where_it_was_opened(tmp_path: Path) -> None:
    clauses = "".join(CLAUSE % n for n in ("1", "2", "3"))
    broken = clauses.replace('владельцы животных."', "владельцы животных.", 1)
    assert told(order(tmp_path, clauses=broken)) == [
        (5, "1: кавычка открыта и не закрыта: проверьте кавычки: у каждой открытой должна быть закрытая")
    ]


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ('"Клиенты —', '&a "Клиенты —', 5, "1.2: знак & в начале значения — ссылка"),
        ("2025-03-14: {register", "2025-13-45: {register", 8, "1.2: «2025-13-45»: такой даты нет"),
        ('"Клиенты — владельцы животных."', "yes", 5, "«yes» ничего не говорит"),
    ],
)
def test_small_slips_are_told(tmp_path: Path, was: str, now: str, line: int, said: str) -> None:
    (found,) = told(order(tmp_path, clauses=(CLAUSE % "1.2").replace(was, now)))
    assert found[0] == line and said in found[1]


def test_a_kind_of_client_named_twice_is_told(tmp_path: Path) -> None:
    (found,) = told(order(tmp_path, (BODY % "").replace("[citizen,", "[citizen, citizen,")))
    assert "«citizen» повторено" in found[1]


@pytest.mark.parametrize(("term", "said"), [("0wd", "это ноль"), ("30000h", "слишком много"), ("-20wd", "без минуса")])
def test_a_wrong_term_says_why(term: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"не понят: .*{said}"):
        KINDS["within"].values.model_validate({"from": "message_received", "do": "registration", "within": term})


LATE = """  - clause: "4.3"
    demand: "На жалобу отвечают за 60 дней."
    rules:
      - kind: within
        values: {2024-01-01: {from: message_registered, do: reply_on_substance, within: 60d, if: {kinds: [appeal]}}}
"""


def test_what_is_likely_a_slip_is_said_and_refuses_nothing(tmp_path: Path) -> None:
    said = list(remarks(load_order(order(tmp_path, clauses=LATE))))
    assert len(said) == 2 and "а сам акт принят 14.03.2025" in said[0] and "дольше срока закона" in said[1]
    (undated,) = remarks(load_order(order(tmp_path, act="number: '1'")))
    assert "дня у него нет" in undated


SERVES = """  - clause: "2.1"
    demand: "Письма принимают по электронной почте."
    rules:
      - kind: point_serves
        values: {2025-03-14: {point: email, functions: [inform, intake]}}
"""


def test_a_point_without_an_address_waits_for_it(tmp_path: Path) -> None:
    bare = load_order(order(tmp_path, clauses=SERVES))
    (state,) = coverage([bare])
    assert state.state == "not yet" and state.missing == ("подключение точки «электронная почта» (нет адреса)",)
    assert "без адреса, людям её не обещают: впишите body.email" in next(remarks(bare))
    given = load_order(order(tmp_path, BODY % ', email: "priem@vet.example"', SERVES))
    import priemnaya.people.interaction  # noqa: F401 - registers who reads the rule

    assert coverage([given])[0].missing == ()
    assert all("органу нечем" in said for said in remarks(given)), "it takes letters and answers none"


RESTING = """  - clause: "%s"
    demand: "Проба."
    rules:
      - kind: within
        values: {2025-03-14: {from: message_registered, do: reply_on_substance, within: 9wh, if: {%s}}}
"""
COMMUNITY = """  - clause: "1"
    demand: "В сообществе принимают сообщения."
    rules:
      - kind: point_serves
        values: {2025-03-14: {point: vk, functions: [inform, intake]}, %s: null}
"""


def test_what_rests_on_a_point_that_is_not_connected_is_not_kept(tmp_path: Path, settings: Any) -> None:
    """An address and a bot; a condition that only such a point can meet; by the day, as all of a clause is."""
    import priemnaya.people.interaction  # noqa: F401 - registers who reads the rule

    conditions = "kinds: [social_message]", "came_by: [vk, max]", "came_by: [vk, portal]"
    clauses = COMMUNITY % "2099-01-01" + "".join(RESTING % (n, words) for n, words in enumerate(conditions, 2))
    body = BODY % ", points: [{kind: vk, name: ВКонтакте, functions: [inform]%s}]"

    def missing(address: str) -> list[str]:
        made = load_order(order(tmp_path, body % address, clauses))
        return [" ".join(state.missing) for state in coverage([made])]

    bare = missing("")
    assert bare[0] == "подключение точки «ВКонтакте» (нет адреса, не подключён бот)" and not bare[3]
    assert all(words.startswith("подключение одной из точек") for words in bare[1:3])
    assert missing(", address: vk.com/vet")[0] == "подключение точки «ВКонтакте» (не подключён бот)"
    settings.BOTS = "vk://secret:token@api.vk.ru/?body=vet"
    assert missing("")[0] == "подключение точки «ВКонтакте» (нет адреса)"
    assert missing(", address: vk.com/vet") == ["", "", "", ""]
    made = load_order(order(tmp_path, body % "", clauses))
    ended = state_of("vet", made.clauses[0], on=dt.date(2099, 1, 2), lack=lack_of(made))
    assert (ended.state, ended.missing) == ("closed", ())


def test_who_answers_for_a_term_is_named_and_what_that_means() -> None:
    within = KINDS["within"]
    value = within.values.model_validate(
        {"from": "low_rating", "do": "complaint_review", "within": "3wd", "who": "head_of_unit", "told": ["head"]}
    )
    said = within.phrase(value)
    assert "отвечает и получает напоминания начальник отдела, исполнить может и другой сотрудник" in said
    assert said.endswith("узнаёт также руководитель")
    by_hand = KINDS["by_hand"]
    duty = by_hand.values.model_validate({"how": "Записывает, что приём прошёл", "every": "month", "who": "editor"})
    assert "подтверждает редактор базы знаний" in by_hand.phrase(duty)


def test_a_limit_of_what_was_done_already_asks_nobody_to_lessen_it() -> None:
    limit = KINDS["limit"]
    for what, said in (("reassignments", "больше порядок не допускает"), ("letter_pages", "Уменьшите до 2.")):
        value = limit.values.model_validate({"what": what, "at_most": 2})
        assert said in limit.judge(value, {what: 3}).remedy


def test_every_command_of_orders_says_what_is_wrong_with_a_file_in_russian(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`orders diff` with a broken file ended with a traceback."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "data"))
    good = order(tmp_path)
    (tmp_path / "base").mkdir()
    broken = tmp_path / "broken.yaml"
    broken.write_text(good.read_text(encoding="utf-8").replace("kind:", "knd:"), encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "order.yaml").write_bytes(b"order: \xff\xfe")
    monkeypatch.setenv("PRIEMNAYA_ORDERS", str(tmp_path))
    for arguments, said in (
        (("diff", str(good), str(broken)), "неизвестный ключ «knd»"),
        (("diff", str(broken), str(good)), "неизвестный ключ «knd»"),
        (("diff", str(good), str(tmp_path / "none.yaml")), "none.yaml нет"),
        (("diff", str(good), str(other)), "не в UTF-8"),
        (("coverage", "--body", "other"), "не в UTF-8"),
        (("vocabulary", "--output", str(tmp_path / "no" / "page.md")), "такого файла или папки нет"),
        (("draft", str(tmp_path / "none.docx"), "--slug", "vet"), "none.docx нет"),
    ):
        assert main(["orders", *arguments]) == 2, arguments
        told = capsys.readouterr().err
        assert said in told and "Traceback" not in told, (arguments, told)
