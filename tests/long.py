"""The suite (`make test`) keeps what together fits into its time; the longest tests are walks (`make walks`, CI).

    pytest -n 3 --dist loadgroup --costs costs.tsv …     what each test took
    python -m tests.long costs.tsv … [--budget SECONDS]  chooses anew, from one or several runs

`tests/long.txt` names them: a test there is marked `walk` when it is collected. Scenarios of clauses, the journey of
the whole job and what the code must never do are never among them.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean

import pytest

LIST = Path(__file__).with_name("long.txt")
BUDGET = 1250.0
"""Seconds of all workers together: three of them for seven minutes."""
SHARED = 5.0
"""Seconds of preparation above which it is of the whole run, paid by whichever test came first."""
STAYS = re.compile(
    r"::test_\w+__|test_journey\.py::test_the_whole_job$|/test_(?:architecture|never|suite|permissions)\.py"
)


def name_of(node: str) -> str:
    """A test without its parameters and its group."""
    return re.sub(r"(?:\[.*)?(?:@\w+)?$", "", node, count=1, flags=re.DOTALL)


def listed() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split())


def mark(items: Iterable[pytest.Item]) -> None:
    """Before marks decide what is run."""
    long = listed()
    for item in items:
        if name_of(item.nodeid) in long:
            item.add_marker(pytest.mark.walk)
            item.add_marker(pytest.mark.long)


class Costs:
    """Writes what every phase of every test took: phase, seconds, worker, test. What a worker ran before the test that
    fails in a whole run alone is read here."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", encoding="utf-8", buffering=1)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        where = getattr(getattr(report, "node", None), "gateway", None)
        self.file.write(f"{report.when}\t{report.duration:.4f}\t{getattr(where, 'id', '')}\t{report.nodeid}\n")


def read(path: Path) -> dict[str, dict[str, float]]:
    """Seconds of each test of one run, by its parameters."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in path.read_text(encoding="utf-8").splitlines():
        when, seconds, *_, node = line.split("\t")
        if when != "setup" or float(seconds) < SHARED:
            found[name_of(node)][node] += float(seconds)
    return found


def chosen(runs: Iterable[dict[str, dict[str, float]]], budget: float) -> list[str]:
    """The longest, until what is left fits; of many parameters one counts, so that as few tests as can be go."""
    whole: dict[str, list[float]] = defaultdict(list)
    each: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        for name, parts in run.items():
            whole[name].append(sum(parts.values()))
            each[name].append(fmean(parts.values()))
    left, out = sum(map(fmean, whole.values())), []
    for name in sorted((n for n in whole if not STAYS.search(n)), key=lambda n: -fmean(each[n])):
        if left <= budget:
            break
        left -= fmean(whole[name])
        out.append(name)
    return sorted(out)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("costs", nargs="+", type=Path)
    parser.add_argument("--budget", type=float, default=BUDGET)
    asked = parser.parse_args()
    runs = [read(path) for path in asked.costs]
    unseen = listed().difference(*runs)  # a run of the suite alone tells nothing of the walks: they stay what they are
    names = sorted({*chosen(runs, asked.budget), *unseen})
    LIST.write_text("\n".join(names) + "\n", encoding="utf-8")
    print(f"{len(names)} tests are walks from now on")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
