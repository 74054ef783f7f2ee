"""An application comes by e-mail to a body that describes no service: what its order says of applications is held."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from priemnaya.cases.models import Case
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import Obligation
from priemnaya.knowledge.models import Service
from priemnaya.people.models import Organisation
from priemnaya.people.policies import overridden
from priemnaya.policy import connection

from ..desk import Desk
from .test_event_terms import made

WAITS = "ещё не исполняется"
TEXT = "Заявление о предоставлении государственной услуги.\n\nПрошу выдать разрешение на перевозку. Лесин И. П."


@pytest.fixture
def body(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """Without a catalogue: neither in a file nor on screen."""
    Service.objects.filter(organisation=cast.udm).delete()
    monkeypatch.setitem(connection._FILLED, connection.SERVICES, lambda slug: False)
    return cast.udm  # type: ignore[no-any-return]


def arrives(body: Organisation) -> Case:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = (
        "Лесин Илья <lesin@mail.example>",
        body.email,
        "<1@mail.example>",
    )
    letter["Subject"] = "Заявление о предоставлении государственной услуги"
    letter.set_content(TEXT)
    receive_letter(body, letter.as_bytes())
    return Case.objects.filter(organisation=body).latest("pk")


def test_a_term_of_applications_runs_for_one_that_came_by_mail(cast: Any, body: Organisation, tmp_path: Path) -> None:
    rule = "from: message_registered, do: reply_on_substance, within: 3wd, if: {kinds: [service_application]}"
    with overridden(made(tmp_path, ("92.1", "within", rule))):
        page = Desk(cast.head).get("/w/order/92.1/").text
        assert WAITS not in page and "исполняется системой" in page
        case = arrives(body)
        assert case.kind == "service_application"
        row = Obligation.objects.about("case", case.pk).get(what="reply_on_substance")
        assert row.clause == "92.1"


def test_a_point_that_takes_no_applications_says_where_to_go(cast: Any, body: Organisation, tmp_path: Path) -> None:
    with overridden(made(tmp_path, ("92.1", "point_serves", "point: email, functions: [inform, notify]"))):
        assert WAITS not in Desk(cast.head).get("/w/order/92.1/").text
        case = arrives(body)
        assert (case.kind, case.asked_kind) == ("message", "service_application")


def test_what_only_documents_of_a_service_have_waits_for_its_description(
    cast: Any, body: Organisation, tmp_path: Path
) -> None:
    for kind, values in (
        ("within", "from: found_incomplete, do: contact_on_incomplete, within: 24h"),
        ("limit", "what: documents_asked, at_most: 1"),
        ("before", "action: ask_document, facts: [demand_act]"),
        ("tell", "on: found_incomplete, whom: [head]"),
    ):
        with overridden(made(tmp_path, ("92.1", kind, values))):
            page = Desk(cast.head).get("/w/order/92.1/").text
            assert WAITS in page and "каталог пуст" in page, kind
