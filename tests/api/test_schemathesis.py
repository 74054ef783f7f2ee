"""schemathesis against the whole API, with a real case, client, draft and webhook behind it: it must find nothing."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS

from priemnaya.api.rest import guard
from priemnaya.api.rest.urls import schema
from priemnaya.cases import actions
from priemnaya.config.wsgi import application
from priemnaya.people.api_tokens import SCOPES, issue_token

from ..helpers import case_of

api = schemathesis.openapi.from_dict(schema())
SKIPPED = ("ignored_auth",)
"""Each example would be sent again without a token: tests/api/test_rest.py holds that for every operation at once."""


@pytest.fixture
def token(cast: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(guard, "A_MINUTE", 10**9)
    one = cast.hire("robot", cast.udm, "Робот", "registrar", "executor", "head", "analyst", "admin")
    actions.start_reply(case_of(cast.udm), by=one)
    return issue_token(one, title="schemathesis", scopes=list(SCOPES), by=cast.admin)[1]


@pytest.mark.xdist_group("schemathesis")
@api.parametrize()
@settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_schemathesis_finds_nothing(case: Any, token: str, db: None) -> None:
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
    if "number" in (case.path_parameters or {}) and hash(str(case.query)) % 2:
        case.path_parameters["number"] = "2026-000001"
    response = case.call(app=application, base_url="http://testserver")
    case.validate_response(response, excluded_checks=[c for c in CHECKS.get_all() if c.__name__ in SKIPPED])
