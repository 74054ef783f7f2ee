"""schemathesis against the whole API, with a real case, client, draft and webhook behind it: it must find nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis import builder
from schemathesis.generation.hypothesis.reporting import ignore_hypothesis_output
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source

from priemnaya.api.rest import guard
from priemnaya.api.rest.urls import api, schema
from priemnaya.cases import actions
from priemnaya.config.wsgi import application
from priemnaya.people.actions.api_tokens import SCOPES

from ..helpers import case_of, key_of

pytestmark = [pytest.mark.walk, pytest.mark.xdist_group("schemathesis")]  # what is described is read once
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
OPERATIONS = [
    f"{method} /api/v1/{path.lstrip('/')}"
    for _, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]
"""As the routers name them. What is tried of each is made where its test runs: made at collection it takes
five seconds of every worker."""
LEFT_OUT = (
    builder.UnsatisfiableExampleMark,
    builder.NonSerializableMark,
    builder.UnserializablePayloadMark,
    builder.InvalidRegexMark,
    builder.InvalidHeadersExampleMark,
    builder.MissingPathParameters,
)
"""What the library notes on a test when it could not make some of its examples."""
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


@cache
def described() -> dict[str, Any]:
    """What our openapi.json says of each operation."""
    load_all_checks()
    return {one.ok().label: one.ok() for one in whole().get_all_operations()}


@cache
def whole() -> Any:
    return schemathesis.openapi.from_dict(schema(), config=CONFIG)


@cache
def feedback() -> FeedbackSources:
    return FeedbackSources(constants_value_source=make_constants_value_source(whole()))


@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == 6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def is_answered_as_described(case: Any, token: str) -> None:
    given = {k: v for k, v in dict(case.headers or {}).items() if k.lower() != "idempotency-key"}
    case.headers = {**given, "Authorization": f"Bearer {token}"}
    if "number" in (case.path_parameters or {}) and crc32(said(case)) % 2:
        case.path_parameters["number"] = "2026-000001"
    response = case.call(app=application, base_url="http://testserver")
    case.validate_response(response, excluded_checks=[c for c in CHECKS.get_all() if c.__name__ in SKIPPED])


@pytest.mark.parametrize("label", OPERATIONS)
def test_schemathesis_finds_nothing(label: str, token: str, db: None) -> None:
    """As the library's own `parametrize` does it, but later."""
    operation = described()[label]
    test = build_operation_test(
        config=operation.schema.config,
        operation=operation,
        test_func=is_answered_as_described,
        given_kwargs={},
        feedback=feedback(),
    )
    with ignore_hypothesis_output():
        test(token=token)
    assert [mark.attr_name for mark in LEFT_OUT if mark.is_set(test)] == [], "some of it could not be tried"


def test_every_operation_is_tried() -> None:
    assert sorted(OPERATIONS) == sorted(described())
