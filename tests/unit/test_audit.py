"""`make audit` fails for a real vulnerability, and needs no internet."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.audit import first_of, judge, unreachable

pytestmark = pytest.mark.unit
GOOD = {"name": "django", "version": "5.2.9", "vulns": []}
HOLE = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["3.1"]}
BAD = {"name": "jinja2", "version": "3.0", "vulns": [HOLE]}
UNKNOWN = {"name": "natasha", "skip_reason": "Dependency not found on PyPI"}


@contextmanager
def service(status: int, body: bytes) -> Iterator[str]:
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{{name}}/{{version}}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_known_vulnerability_fails_and_is_named_with_its_mending() -> None:
    code, lines = judge({"dependencies": [GOOD, BAD, UNKNOWN]})
    assert code == 1
    assert lines[0] == "jinja2 3.0: PYSEC-2026-1 (CVE-2026-1), mended in 3.1"
    assert lines[1] == "pip-audit: 2 packages looked at, 1 vulnerabilities, 1 not known there"


def test_without_one_it_says_how_many_were_looked_at() -> None:
    assert judge({"dependencies": [GOOD, UNKNOWN]}) == (
        0,
        ["pip-audit: 1 packages looked at, 0 vulnerabilities, 1 not known there"],
    )


def test_a_service_that_knows_nothing_is_no_good_report() -> None:
    assert judge({"dependencies": [UNKNOWN]}) == (0, ["pip-audit: skipped: the service knows none of the packages"])


def test_whether_the_service_can_tell_is_asked_first() -> None:
    assert first_of("# made by pip-compile\nDjango==5.2.9 \\\n    --hash=sha256:00\n") == ("Django", "5.2.9")
    with service(200, json.dumps({"vulnerabilities": []}).encode()) as url:
        assert unreachable("django", "5.2.9", url) == ""
    with service(404, b"{}") as url:
        assert unreachable("django", "5.2.9", url) == "the service answers 404 to django 5.2.9"
    with service(200, b"{}") as url:
        assert unreachable("django", "5.2.9", url) == "the service tells no vulnerabilities"
    assert unreachable("django", "5.2.9", url).startswith("the service is not reachable")
