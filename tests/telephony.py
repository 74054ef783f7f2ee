"""An exchange as tests play it: signed reports to the one door, by our contract and by Mango's."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from priemnaya.channels.telephony import generic, mango

SECRET, KEY, SALT = "s3cret-of-the-exchange", "mango-key", "mango-salt-of-tests"
SETTING = (
    f"generic://{SECRET}@asterisk/?body=udmurtia-mio mango://{KEY}:{SALT}@mango/?body=udmurtia-mio"
    f" generic://{SECRET}-okn@asterisk/?body=novosibirsk-okn"
)
CALLER, LINE = "79120001122", "73412000000"


def post(event: dict[str, Any], *, body: str = "udmurtia-mio", secret: str = SECRET, **head: str) -> Any:
    sent = json.dumps(event).encode()
    moment = str(int(time.time()))
    signed = {generic.MOMENT: moment, generic.SIGNATURE: generic.sign(secret, moment, sent), **head}
    path = f"/api/telephony/asterisk/{body}/"
    return Client().post(path, sent, content_type="application/json", headers=signed)


def post_mango(event: dict[str, Any], what: str = "call", *, salt: str = SALT) -> Any:
    text = json.dumps(event)
    form = urlencode({"vpbx_api_key": KEY, "sign": mango.sign(KEY, text, salt), "json": text})
    path = f"/api/telephony/mango/udmurtia-mio/events/{what}"
    return Client().post(path, form, content_type="application/x-www-form-urlencoded")


class Line:
    """One call at an exchange of our contract."""

    def __init__(self, name: str, number: str = CALLER, **more: Any) -> None:
        self.common = {"callId": name, "from": number, "to": LINE, "direction": "in", **more}

    def tells(self, event: str, extension: str = "", **more: Any) -> str:
        told = {"extension": extension} if extension else {}
        answer = post({"event": event, **self.common, **told, **more})
        assert answer.status_code == 200, answer.content.decode()
        return str(answer.json()["did"])
