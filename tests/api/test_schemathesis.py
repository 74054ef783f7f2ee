"""schemathesis against the whole API, with a real case, client, draft and webhook behind it: it must find nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS

from priemnaya.api.rest import guard
from priemnaya.api.rest.urls import schema
from priemnaya.cases import actions
from priemnaya.config.wsgi import application
from priemnaya.people.actions.api_tokens import SCOPES

from ..helpers import case_of, key_of

LAWFUL = ["2xx", "401", "403", "404", "409"]
"""What a request that fits the schema may be answered; 409: the order or the state of the case does not allow it."""
TURNED_AWAY = ["400", "401", "403", "404", "405", "409", "422"]
"""What a request that does not fit may be answered; 409: a word that is in no list, told by the action."""
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": LAWFUL},
            "negative_data_rejection": {"expected-statuses": TURNED_AWAY},
        }
    }
)
api = schemathesis.openapi.from_dict(schema(), config=CONFIG)
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "6"))
"""The same six each time in the suite; more, at random, when asked."""
SKIPPED = ("ignored_auth", "missing_required_header")
"""The token is put into every request below; tests/api/test_rest.py holds what happens without one."""


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A real WSGI request closes the connection behind it; the test's transaction lives in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(cast: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(guard, "A_MINUTE", 10**9)
    one = cast.hire("robot", cast.udm, "Робот", "registrar", "executor", "head", "analyst", "admin")
    actions.start_reply(case_of(cast.udm), by=one)
    return key_of(one, list(SCOPES))[1]


def said(case: Any) -> bytes:
    """The example in bytes that are the same in every process."""
    return json.dumps([case.query, case.body], default=repr_of).encode()


def repr_of(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else type(value).__name__


@api.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == 6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_schemathesis_finds_nothing(case: Any, token: str, db: None) -> None:
    given = {k: v for k, v in dict(case.headers or {}).items() if k.lower() != "idempotency-key"}
    case.headers = {**given, "Authorization": f"Bearer {token}"}
    if "number" in (case.path_parameters or {}) and crc32(said(case)) % 2:
        case.path_parameters["number"] = "2026-000001"
    response = case.call(app=application, base_url="http://testserver")
    case.validate_response(response, excluded_checks=[c for c in CHECKS.get_all() if c.__name__ in SKIPPED])
