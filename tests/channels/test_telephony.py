"""Contracts of exchanges by their published formats: Zammad's «generic CTI», which ours begins with, and Mango Office's
«API виртуальной АТС» with the order of events of its own examples."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.channels.telephony import generic, mango
from priemnaya.channels.telephony.intake import shape_of
from priemnaya.channels.telephony.links import exchange_of, parse_exchange
from priemnaya.reception.actions.telephony import set_extension
from priemnaya.reception.models import Call, ExchangeReport
from priemnaya.reception.telephony.events import Unread, number_in

from ..telephony import SETTING, post_mango

CLIENT, DESK, OTHER = "79120001122", "101", "102"


class TestZammad:
    """docs.zammad.org: Generic CTI, newCall, answer, hangup."""

    def test_a_new_call_waits_in_the_queue(self) -> None:
        sent = {"event": "newCall", "from": CLIENT, "to": "73412000000", "direction": "in", "callId": "307fa962"}
        event = generic.read({**sent, "user": ["Иванов Иван", "Петров Пётр"], "queue": "support"})
        assert (event.state, event.place, event.number, event.extension) == ("rings", "queue", f"+{CLIENT}", "")

    def test_who_answers_is_told_by_the_answering_number(self) -> None:
        event = generic.read({"event": "answer", "from": CLIENT, "callId": "a", "answeringNumber": 42})
        assert (event.state, event.extension, event.leg) == ("answered", "42", "a/42")

    def test_an_end_is_of_the_whole_call_but_for_one_that_is_forwarded(self) -> None:
        sent = {"event": "hangup", "from": CLIENT, "callId": "a", "cause": "normalClearing", "answeringNumber": "42"}
        assert generic.read(sent).whole
        assert not generic.read({**sent, "cause": "forwarded"}).whole

    def test_of_a_call_out_the_client_is_at_the_other_end(self) -> None:
        event = generic.read({"event": "newCall", "from": "101", "to": CLIENT, "direction": "out", "callId": "a"})
        assert (event.direction, event.number, event.extension) == ("out", f"+{CLIENT}", "101")

    def test_one_call_has_one_key_whatever_its_telephones(self) -> None:
        one = generic.read({"event": "answer", "callId": "a", "extension": "101"})
        two = generic.read({"event": "answer", "callId": "a", "extension": "102"})
        assert one.call_key == two.call_key
        assert one.leg_key != two.leg_key

    @pytest.mark.parametrize(
        "strange",
        [
            None,
            {"event": ["newCall"], "callId": "a"},
            {"event": "newCall", "callId": ""},
            {"event": "newCall", "callId": "a" * 251},
            {"event": "newCall", "callId": "a", "direction": "sideways"},
            {"event": "newCall", "callId": "a", "seq": "1"},
            {"event": "newCall", "callId": "a", "seq": -1},
            {"event": "newCall", "callId": "a", "at": "12:00"},
            {"event": "newCall", "callId": "a", "at": "2026-11-28T12:00:00"},
            {"event": "newCall", "callId": "a", "place": "moon"},
            {"event": "newCall", "callId": "a", "from": {"number": CLIENT}},
        ],
    )
    def test_another_shape_is_told(self, strange: Any) -> None:
        with pytest.raises(Unread, match=r"[а-я]"):
            generic.read(strange)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        max_leaves=8,
    )
)
def test_whatever_comes_is_an_event_or_unread(sent: Any) -> None:
    for read in (
        lambda: generic.read(sent),
        lambda: mango.read("call", str(sent)),
        lambda: mango._call({"entry_id": "e", "from": sent}),
    ):
        try:
            event = read()
            assert event.call and event.leg
        except Unread:
            pass


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("8 (912) 000-11-22", f"+{CLIENT}"),
        (CLIENT, f"+{CLIENT}"),
        (f"+{CLIENT}", f"+{CLIENT}"),
        ("9120001122", f"+{CLIENT}"),
        ("sip:79120001122@pbx.example", f"+{CLIENT}"),
        ("493055571600", "+493055571600"),
        ("anonymous", ""),
        ("Anonymous", ""),
        ("[CallerNumber]", ""),
        ("<unknown>", ""),
        ("", ""),
        ("Иванов Пётр", ""),
        ("112", "112"),
    ],
)
def test_numbers_as_exchanges_write_them(told: str, kept: str) -> None:
    assert number_in(told) == kept


def told(call_id: str, seq: int, state: str, **more: Any) -> dict[str, Any]:
    """As Mango's description has it: numbers come as words in some of its examples and as numbers in others."""
    usual = {"entry_id": "MTI4OTY2", "timestamp": str(int(dt.datetime.now(dt.UTC).timestamp())), "location": "abonent"}
    return {**usual, "call_id": call_id, "seq": str(seq), "call_state": state, **more}


CLIENT_AT_DESK = {
    "from": {"number": CLIENT},
    "to": {"extension": DESK, "number": "sip:user1@example", "line_number": "73412000000"},
}


@pytest.fixture
def office(cast: Any, settings: Any) -> Any:
    settings.TELEPHONY = SETTING
    set_extension(cast.registrar, DESK, by=cast.admin)
    set_extension(cast.executor, OTHER, by=cast.admin)
    return cast


class TestMango:
    def test_the_sign_is_sha256_of_key_json_and_salt(self) -> None:
        text = '{"entry_id":"a"}'
        form = {"vpbx_api_key": "k" * 32, "json": text}
        import hashlib

        right = hashlib.sha256(("k" * 32 + text + "s" * 32).encode()).hexdigest()
        assert mango.fits("k" * 32, "s" * 32, {**form, "sign": right})
        assert not mango.fits("k" * 32, "s" * 32, {**form, "json": '{"entry_id":"b"}', "sign": right})
        assert not mango.fits("other", "s" * 32, {**form, "sign": right})
        assert not mango.fits("", "", {"sign": mango.sign("", "", ""), "vpbx_api_key": "", "json": ""})

    def test_menu_queue_desk_and_the_summary(self, office: Any) -> None:
        menu = {"from": {"number": CLIENT}, "to": {"number": "73412000000", "line_number": "73412000000"}}
        did = [
            post_mango(told("menu", 1, "Appeared", location="ivr", **menu)),
            post_mango(told("menu", 2, "Connected", location="ivr", **menu)),
            post_mango(told("queue", 1, "Appeared", location="queue", **menu)),
            post_mango(
                told(
                    "desk",
                    1,
                    "Appeared",
                    **{**CLIENT_AT_DESK, "from": {"number": CLIENT, "taken_from_call_id": "menu"}},
                )
            ),
            post_mango(told("desk", 2, "Connected", **CLIENT_AT_DESK)),
            post_mango(told("desk", 3, "Disconnected", disconnect_reason=1110, **CLIENT_AT_DESK)),
            post_mango(
                {
                    "entry_id": "MTI4OTY2",
                    "call_direction": 1,
                    "from": {"number": CLIENT},
                    "end_time": 0,
                    "entry_result": 1,
                },
                "summary",
            ),
        ]
        assert [d.json()["did"] for d in did] == ["menu", "menu", "queued", "rings", "answered", "leg_over", "hung_up"]
        call = Call.objects.get()
        assert (call.operator, call.state, call.transfers.count()) == (office.registrar, "open", 0)

    def test_a_transfer_after_advice_counts_once(self, office: Any) -> None:
        """The example «Перевод вызова с консультацией»: the colleague is asked, then gets the client."""
        inside = {
            "from": {"extension": DESK, "taken_from_call_id": "200"},
            "to": {"extension": OTHER, "number": "87654321"},
        }
        given_on = {
            "from": {"number": CLIENT, "taken_from_call_id": "200"},
            "to": {"extension": OTHER, "number": "87654321"},
        }
        steps = [
            told("200", 1, "Appeared", **CLIENT_AT_DESK),
            told("200", 2, "Connected", **CLIENT_AT_DESK),
            told("200", 3, "OnHold", **CLIENT_AT_DESK),
            told("202", 1, "Appeared", **inside),
            told("202", 2, "Connected", **inside),
            told("200", 4, "Disconnected", disconnect_reason="1120", **CLIENT_AT_DESK),
            told("202", 3, "Connected", **given_on),
        ]
        did = [post_mango(step).json()["did"] for step in steps]
        assert did == ["rings", "answered", "held", "consults", "consults", "leg_over", "transferred"]
        call = Call.objects.get()
        assert (call.operator, [t.to for t in call.transfers.all()]) == (office.executor, [office.executor])

    def test_a_blind_transfer_gives_the_card_while_it_rings(self, office: Any) -> None:
        given_on = {
            "from": {"number": CLIENT, "taken_from_call_id": "200"},
            "to": {"extension": OTHER, "number": "87654321"},
        }
        steps = [
            told("200", 1, "Connected", **CLIENT_AT_DESK),
            told("200", 2, "Disconnected", transfer="blind", **CLIENT_AT_DESK),
            told("202", 1, "Appeared", **given_on),
        ]
        assert [post_mango(step).json()["did"] for step in steps] == ["answered", "leg_over", "transferring"]
        assert Call.objects.get().operator == office.executor

    def test_events_out_of_order(self, office: Any) -> None:
        assert post_mango(told("200", 3, "Connected", **CLIENT_AT_DESK)).json()["did"] == "answered"
        assert post_mango(told("200", 1, "Appeared", **CLIENT_AT_DESK)).json()["did"] == "late"

    def test_other_events_are_no_business_of_ours(self, office: Any) -> None:
        for what in ("recording", "record/added", "dtmf", "sms"):
            assert post_mango({"entry_id": "a"}, what).status_code == 200
        assert not ExchangeReport.objects.exists()
        assert post_mango({"entry_id": "a"}, "strange").json()["did"] == "unread"


class TestLinks:
    def test_an_exchange_is_one_address(self, settings: Any) -> None:
        settings.TELEPHONY = SETTING
        found = exchange_of("mango", "udmurtia-mio")
        assert found is not None
        assert (found.key, found.secret, found.path) == (
            "mango-key",
            "mango-salt-of-tests",
            "/api/telephony/mango/udmurtia-mio/",
        )
        assert exchange_of("mango", "altai-zags") is None

    @pytest.mark.parametrize(
        "url",
        [
            "http://s3cret-of-sixteen@a/?body=b",
            "generic://short@a/?body=b",
            "generic://a/?body=b",
            "generic://s3cret-of-sixteen-signs@a/",
            "generic://s3cret-of-sixteen-signs@A B/?body=b",
            "mango://onlykeyofsixteensigns@a/?body=b",
        ],
    )
    def test_what_is_wrong_is_told_without_the_secret(self, url: str) -> None:
        with pytest.raises(ValueError, match="PRIEMNAYA_TELEPHONY") as wrong:
            parse_exchange(url)
        assert "s3cret" not in str(wrong.value)


def test_the_shape_of_what_nobody_reads_tells_no_words_of_it() -> None:
    shape = str(shape_of('{"event": "strange", "79120001122": "Иванов", "to": [1, {"Пётр": true}]}'))
    assert "event" in shape
    assert not any(word in shape for word in ("strange", "7912", "Иванов", "Пётр"))
    assert shape_of("{") == [("", "не JSON, или слишком длинно")]
    assert shape_of("[" * 9000)
