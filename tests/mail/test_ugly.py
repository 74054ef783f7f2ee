"""Several hundred letters as real systems write them: each is read for what it is, and none is ever an exception."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given
from hypothesis import strategies as st

from priemnaya.cases.actions.veiling import NOT_KEPT, UNKEPT
from priemnaya.channels.email.html_text import BORDER
from priemnaya.channels.email.parse import parse_letter
from priemnaya.channels.email.quoted import own_below, split_quoted

from ..breadth import examples, sampled
from .quoting import BLOCKS, HEADS
from .test_mail import tnef
from .ugly import all_letters, body, head, multi

LETTERS = all_letters()
pytestmark = pytest.mark.unit


@sampled(("raw", "expected"), [(raw, e) for _, raw, e in LETTERS], ids=[n for n, _, _ in LETTERS], of=3)
def test_an_ugly_letter_is_read(raw: bytes, expected: dict[str, Any]) -> None:
    parsed = parse_letter(raw)
    plain = " ".join(parsed.text.split())
    if "text" in expected:
        assert " ".join(expected["text"].split()) in plain
    if "not_text" in expected:
        assert expected["not_text"] not in plain
    if "subject" in expected:
        assert parsed.subject == expected["subject"]
    if "sender" in expected:
        assert parsed.sender == expected["sender"]
    if "sender_name" in expected:
        assert parsed.sender_name == expected["sender_name"]
    if "files" in expected:
        assert [f.name for f in parsed.files] == expected["files"]
    if "inline" in expected:
        assert [f.name for f in parsed.files if f.inline] == expected["inline"]
    if "automatic" in expected:
        assert bool(parsed.automatic) is expected["automatic"]
    if "only" in expected:
        assert plain == expected["only"]
    if "doubt" in expected:
        assert bool(parsed.doubt) is expected["doubt"]
    if "quoted" in expected:
        assert expected["quoted"] in parsed.quoted
        assert bool(expected["quoted"]) is bool(parsed.quoted)
    assert "\x00" not in parsed.text + parsed.subject + parsed.quoted


def test_there_are_hundreds() -> None:
    assert len(LETTERS) > 300
    assert len({n for n, _, _ in LETTERS}) == len(LETTERS)


@examples(300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([raw for _, raw, _ in LETTERS if len(raw) < 20_000]), st.randoms(use_true_random=False))
def test_mutated_letters_never_raise(raw: bytes, chance: random.Random) -> None:
    """Bytes flipped, cut out, doubled, headers of one letter before the body of another: the parser always answers."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) or 1)
        what = chance.randrange(4)
        if what == 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del data[at : at + chance.randint(1, 200)]
        elif what == 2:
            data[at:at] = data[at : at + chance.randint(1, 300)]
        else:
            data[at:at] = chance.choice(
                [
                    b"\x00",
                    b"\r\n\r\n",
                    b"--=_b\r\n",
                    b"=?utf-8?B?",
                    b"\xff\xfe",
                    b"Content-Type: multipart/mixed; boundary=z\r\n",
                ]
            )
        if not data:
            break
    parsed = parse_letter(bytes(data))
    assert "\x00" not in parsed.text + parsed.subject
    assert "не разобрано" not in parsed.problem


@sampled(
    "what",
    ["noise", "noise in base64", "one byte", "table", "begins", "boundaries", "quotations", "parts", "winmail"],
    of=3,
)
def test_a_big_letter_takes_less_than_two_seconds(what: str) -> None:
    noise = random.Random(1).randbytes(5_000_000)
    raw = {
        "noise": lambda: head() + body(noise, charset="utf-8"),
        "noise in base64": lambda: head() + body(noise[:3_700_000], charset="koi8-r", way="base64"),
        "one byte": lambda: head() + body(b"\x98\xff" * 2_500_000, charset="x"),
        "table": lambda: (
            head() + body(("<table>" + ("<tr>" + "<td>ячейка</td>" * 300) * 300 + "</table>").encode(), "text/html")
        ),
        "begins": lambda: head() + body(b"begin 644 a\n#0V%T\n" * 250_000),
        "boundaries": lambda: multi(body(b"x")) + b"--=_b\r\n\r\n" * 500_000,
        "parts": lambda: multi(*[body(f"{n} {'слово ' * 1500}".encode()) for n in range(400)]),
        "winmail": lambda: (
            head()
            + body(
                tnef(*[(1, 0x00018008, b"abcd")] * 9990, (2, 0x0006800F, b"\0" * 5_000_000)),
                "application/ms-tnef",
                None,
            )
        ),
        "quotations": lambda: head(Subject="Re: x") + body(b"10.11.2026, 10:15, a@b.example:\n" * 100_000),
    }[what]()
    started = time.process_time()
    assert not parse_letter(raw).problem
    assert time.process_time() - started < 6  # two seconds by a usual processor; a busy one is up to three times slower


PIECES = st.sampled_from(
    [
        *HEADS.values(),
        *BLOCKS.values(),
        *(
            "Спасибо.",
            "> Уважаемая Зоя!",
            ">",
            "",
            "Отправлено с iPhone",
            "-- ",
            BORDER,
            f"> {BORDER}",
            "________________",
        ),
    ]
)


@examples(200)
@given(st.lists(PIECES | st.text(max_size=40), max_size=12))
def test_no_word_is_lost_when_a_quotation_is_cut(lines: list[str]) -> None:
    text = "\n".join(["Ответ дан.", *lines]).replace("\r\n", "\n")
    new, old = split_quoted(text, "Re: x", answering=True)
    assert "".join(f"{new}{old}".split()) == "".join(text.replace(BORDER, "").split())
    event("cut" if old else "whole")


def test_what_the_test_above_is_given_is_cut() -> None:
    for line in (*HEADS.values(), *BLOCKS.values()):
        assert split_quoted(f"Ответ дан.\n{line}\n> Уважаемая Зоя!", "Re: x", answering=True)[1]


def test_a_label_of_theirs_is_not_taken_for_ours_in_an_answer_below_our_letter() -> None:
    """Seen by a judge: «Телефон: …», which our letter has too, hid all they wrote above it."""
    letter = "Мы получили ваше обращение и зарегистрировали его.\nТелефон: 8 (3412) 50-00-00\nКод доступа: "
    ours = f"{letter}{NOT_KEPT}"
    sent = "Мы получили ваше обращение и зарегистрировали его.\nТелефон: 8 (3412) 50-00-00\nКод доступа: ******"
    own = "Схему пришлю завтра, участок прошу не изымать.\nТелефон: 8 912 345-67-89\nС уважением, Анна"
    assert own_below(f"{sent}\n\n{own}", ours, UNKEPT) == (own, sent)
    code = f"{sent}\n\nКод доступа: A1B2-C3D4"  # they have typed it once more
    assert own_below(code, ours, UNKEPT) == ("Код доступа: A1B2-C3D4", sent)


def test_what_a_client_fills_in_after_our_labels_is_theirs() -> None:
    asked = "Чтобы ответить, нам не хватает сведений. Пришлите их ответом на это письмо:"
    ours = f"{asked}\nТелефон:\nАдрес участка:\nКадастровый номер:\nС уважением, Министерство"
    own = "Телефон: 8 912 345-67-89\nАдрес участка: Ижевск, Лесная, 5\nКадастровый номер: 18:26:010101:15"
    assert own_below(f"{ours}\n\n{own}", ours) == (own, ours)
    assert own_below(f"{ours}\n{own}", ours) == (own, ours)
