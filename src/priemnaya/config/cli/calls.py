"""`calls simulate`: a telephone exchange that is none. It sends the same signed reports as a real one, over the real
code path, so that cards pop, times are measured and missed calls become tasks."""

from __future__ import annotations

import argparse
import json
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from priemnaya.errors import Objection

from .places import with_database

if TYPE_CHECKING:
    from priemnaya.channels.telephony.links import Exchange

Step = tuple[str, str, dict[str, Any]]
"""What happens, at which extension, what else is told of it."""
NUMBER, LINE = "79120000777", "73412000000"


def add_to(commands: Any) -> None:
    calls = commands.add_parser("calls", help="телефонная станция").add_subparsers(dest="calls", required=True)
    simulate = calls.add_parser("simulate", help="притвориться станцией: прислать звонки на сайт")
    simulate.add_argument("--body", required=True)
    simulate.add_argument("--to", default="http://localhost:8000", help="адрес сайта")
    simulate.add_argument("--exchange", default="", help="имя станции из PRIEMNAYA_TELEPHONY; без него — первая")
    simulate.add_argument("--play", default="all", choices=[*PLAYS, "all"], help="какой звонок сыграть")
    simulate.add_argument("--number", default=NUMBER, help="кто звонит")
    simulate.add_argument("--pace", type=float, default=1.0, help="секунды между сообщениями")
    simulate.add_argument("--repeat", action="store_true", help="прислать каждое дважды: второй раз ничего не меняет")
    simulate.set_defaults(run=run_simulate)


def answered(at: list[str]) -> Iterator[Step]:
    yield "newCall", "", {}
    yield "newCall", at[0], {}
    yield "answer", at[0], {}
    yield "hangup", "", {"cause": "normalClearing"}


def missed(at: list[str]) -> Iterator[Step]:
    yield "newCall", "", {}
    yield "newCall", at[0], {}
    yield "hangup", "", {"cause": "cancel"}


def transferred(at: list[str]) -> Iterator[Step]:
    """Given on twice, and taken each time."""
    yield "newCall", at[0], {}
    yield "answer", at[0], {}
    for extension in at[1:3]:
        yield "newCall", extension, {"transfer": "blind"}
        yield "answer", extension, {}
    yield "hangup", "", {"cause": "normalClearing"}


PLAYS: dict[str, tuple[Callable[[list[str]], Iterator[Step]], int]] = {
    "answered": (answered, 1),
    "missed": (missed, 1),
    "transferred": (transferred, 3),
    "withheld": (answered, 1),
}
"""Name -> the call and how many telephones it needs."""


@dataclass
class Played:
    """One call on its way. seqs: what Mango counts for each telephone."""

    exchange: Exchange
    site: str
    name: str
    number: str
    seqs: dict[str, int]
    talked: str = ""

    def send(self, step: Step, *, times: int) -> str:
        send = self._mango if self.exchange.kind == "mango" else self._generic
        head, body, path = send(*step)
        from priemnaya.core.outbound import call

        for _ in range(times):
            answer = call("POST", f"{self.site}{path}", data=body, headers=head)
        return f"{answer.status_code} {answer.text[:120]}"

    def _generic(self, event: str, extension: str, more: dict[str, Any]) -> tuple[dict[str, str], bytes, str]:
        from priemnaya.channels.telephony.generic import MOMENT, SIGNATURE, sign

        told = {"event": event, "callId": self.name, "from": self.number or "anonymous", "to": LINE, "direction": "in"}
        body = json.dumps({**told, **({"extension": extension} if extension else {}), **more}).encode()
        moment = str(int(time.time()))
        head = {MOMENT: moment, SIGNATURE: sign(self.exchange.secret, moment, body)}
        return {"Content-Type": "application/json", **head}, body, self.exchange.path

    def _mango(self, event: str, extension: str, more: dict[str, Any]) -> tuple[dict[str, str], bytes, str]:
        from urllib.parse import urlencode

        from priemnaya.channels.telephony.mango import sign

        what, told = self._told(event, extension, more)
        text = json.dumps(told)
        form = {"vpbx_api_key": self.exchange.key, "sign": sign(self.exchange.key, text, self.exchange.secret)}
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        return head, urlencode({**form, "json": text}).encode(), f"{self.exchange.path}events/{what}"

    def _told(self, event: str, extension: str, more: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """As Mango would tell it."""
        now, source = int(time.time()), {"number": self.number}
        if event == "hangup":
            ends = {"from": source, "to": {"number": LINE}, "call_direction": 1, "end_time": now}
            return "summary", {"entry_id": self.name, **ends, "entry_result": int(bool(self.talked))}
        leg = f"{self.name}:{extension or 'queue'}"
        self.seqs[leg] = self.seqs.get(leg, 0) + 1
        if more.get("transfer"):
            source["taken_from_call_id"] = f"{self.name}:{self.talked}"
        if event == "answer":
            self.talked = extension
        place = {"location": "abonent" if extension else "queue", "seq": self.seqs[leg], "timestamp": now}
        to = {"number": f"sip:{extension or 'queue'}@example", "line_number": LINE}
        state = "Connected" if event == "answer" else "Appeared"
        told = {"entry_id": self.name, "call_id": leg, "call_state": state, **place, "from": source}
        return "call", {**told, "to": {**to, **({"extension": extension} if extension else {})}}


def run_simulate(options: argparse.Namespace) -> int:
    """Each report with the answer: 200 and what was done with it."""
    with with_database(migrate=False):
        exchange, telephones = _exchange(options), _telephones(options.body)
    names = list(PLAYS) if options.play == "all" else [options.play]
    for name in names:
        steps, needs = PLAYS[name]
        if len(telephones) < needs:
            raise Objection(
                f"Для звонка «{name}» нужно добавочных: {needs}, записано: {len(telephones)}. Впишите их в карточки"
                " сотрудников, которые принимают звонки."
            )
        number = "" if name == "withheld" else options.number
        played = Played(exchange, options.to.rstrip("/"), f"play-{uuid.uuid4()}", number, {})
        for step in steps(telephones):
            print(
                f"{name:12} {step[0]:8} {step[1]:8} {played.send(step, times=2 if options.repeat else 1)}", flush=True
            )
            time.sleep(options.pace)
    return 0


def _exchange(options: argparse.Namespace) -> Exchange:
    from priemnaya.channels.telephony.links import exchanges

    own = [one for one in exchanges() if one.body == options.body]
    found = next((one for one in own if options.exchange in ("", one.name)), None)
    if found is None:
        raise Objection(
            f"Такой станции у органа {options.body} нет: задайте PRIEMNAYA_TELEPHONY, как на сервере"
            " (docs/telephony.md)."
        )
    return found


def _telephones(body: str) -> list[str]:
    """Extensions of those who take calls, in order."""
    from priemnaya.reception.models import Extension

    rows = Extension.objects.filter(organisation__slug=body, employee__is_active=True).select_related("employee")
    return [row.number for row in rows.order_by("number") if row.employee.may("call.take")]
