"""`make audit`: known vulnerabilities in what the locks name, by pip-audit and PyPI's own service.

    python -m tests.audit

Ends with 1 when a locked version has a known vulnerability. Where the service is not reachable, or knows nothing of
our packages (a mirror of files only), it says so in one line and ends with 0: `make check` needs no internet.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

LOCKS = ("requirements/base.txt", "requirements/data.txt", "requirements/dev.txt")
SERVICE = "https://pypi.org/pypi/{name}/{version}/json"
PROBE, WHOLE = 5, 300  # seconds


def first_of(lock: str) -> tuple[str, str]:
    """A package of a lock and its version: whether the service knows it is asked before all others."""
    found = re.search(r"^([A-Za-z0-9_.-]+)==(\S+)", lock, re.M)
    if found is None:
        raise ValueError("no package in the lock")
    return found[1], found[2]


def unreachable(name: str, version: str, service: str = SERVICE) -> str:
    """Why the service cannot tell of a package; empty when it can."""
    try:
        with urllib.request.urlopen(service.format(name=name, version=version), timeout=PROBE) as answer:
            known = json.load(answer)
    except urllib.error.HTTPError as error:
        return f"the service answers {error.code} to {name} {version}"
    except (OSError, ValueError) as error:
        return f"the service is not reachable ({getattr(error, 'reason', error)})"
    return "" if "vulnerabilities" in known else "the service tells no vulnerabilities"


def judge(report: dict[str, Any]) -> tuple[int, list[str]]:
    """The exit code, and the lines to print."""
    packages = report["dependencies"]
    bad = [(p, v) for p in packages for v in p.get("vulns", ())]
    lines = [
        f"{p['name']} {p['version']}: {v['id']} ({', '.join(v.get('aliases', ())) or 'no alias'}), mended in"
        f" {', '.join(v.get('fix_versions', ())) or 'no version yet'}"
        for p, v in bad
    ]
    unknown = [p["name"] for p in packages if "skip_reason" in p]
    told = len(packages) - len(unknown)
    if not told:
        return 0, ["pip-audit: skipped: the service knows none of the packages"]
    lines.append(f"pip-audit: {told} packages looked at, {len(bad)} vulnerabilities, {len(unknown)} not known there")
    return (1 if bad else 0), lines


def main() -> int:
    name, version = first_of(Path(LOCKS[0]).read_text(encoding="utf-8"))
    if why := unreachable(name, version):
        print(f"pip-audit: skipped: {why}")
        return 0
    locks = [part for lock in LOCKS for part in ("-r", lock)]
    command = [sys.executable, "-m", "pip_audit", *locks, "--disable-pip", "--require-hashes", "-f", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False, timeout=WHOLE
        )
        code, lines = judge(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError) as error:
        code, lines = 0, [f"pip-audit: skipped: the service broke off ({type(error).__name__})"]
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
