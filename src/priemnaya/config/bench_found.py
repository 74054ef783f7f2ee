"""How well the search of staff finds: a small town of cases, and queries as people type them, half of them wrong.

`python -m priemnaya.config.bench_found` (part of `make eval`) prints the figures, beside cases of the bench as noise,
on a database of its own. The queries are split: `tuned` were looked at while the search was made, `held` were not,
but one author wrote both and the search, and many of them are alike.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from priemnaya.cases.models import Case
    from priemnaya.people.models import Employee, Organisation

BODY = "udmurtia-mio"
ROLES = ("registrar", "head", "executor")
LOOKED_AT = 20
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
NOISE = 3000
"""Cases of other matters and other people beside those of the town, in `make eval`."""
OTHER_MATTERS = """
библиотека музей концерт лицензия охота рыбалка ветеринар трактор паром каток светофор остановка маршрут автобус трамвай
поликлиника прививка рецепт инвалидность протез санаторий путёвка лагерь тренер стадион бассейн секция соревнование
медаль колодец водопровод канализация счётчик тариф квитанция лифт домофон фонарь тротуар асфальт яма перекрёсток
шлагбаум ярмарка палатка торговля лотерея банк вклад ипотека страховка полис авария штраф эвакуатор техосмотр права
мотоцикл собака приют укус клещ борщевик пожар сирена учения призыв отсрочка военкомат награда юбилей праздник салют
театр оркестр хор фестиваль выставка художник реклама телевидение интернет связь антенна посылка пенсионер
льготник проездной
"""
WAYS = {"in_work": ("in_work",), "waiting": ("in_work", "waiting"), "suspended": ("in_work", "sending", "suspended")}
WAYS["answered"] = ("in_work", "sending", "answered")


@dataclass
class Measured:
    """Ranks (1 / place of what the query is after, 0 when it is not among twenty) by sort and by split."""

    ranks: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    missed: list[str] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)

    def mrr(self, part: str) -> float:
        return statistics.mean(self.ranks[part]) if self.ranks[part] else 0.0


def _town() -> dict[str, Any]:
    from priemnaya.bounded.data import yaml_of

    source = files("priemnaya.cases.finding") / "eval" / "cases.yaml"
    town: dict[str, Any] = yaml_of(source.read_text(encoding="utf-8"))
    return town


def queries() -> Iterator[dict[str, str]]:
    source = files("priemnaya.cases.finding") / "eval" / "queries.tsv"
    yield from csv.DictReader(source.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def who_looks(body: Organisation) -> Employee:
    """Who looks for all of it; cases around are theirs."""
    from priemnaya.people.models import Employee

    facts = {"organisation": body, "unit": body.units.first(), "roles": list(ROLES)}
    return Employee.objects.create(username="town", surname="Искалов", name="Яков", **facts)


def settle(body: Organisation) -> dict[str, int]:
    """The town, taken in as any message is: key -> case or letter."""
    from priemnaya.people.models import Employee

    facts = {"organisation": body, "unit": body.units.first(), "roles": list(ROLES)}
    hired = {
        person["surname"]: Employee.objects.create(username=f"town-{n}", **facts, **person)
        for n, person in enumerate(_town()["staff"])
    }
    found = {row["key"]: _case(body, row, hired) for row in _town()["cases"]}
    return found | {row["key"]: _letter(body, row) for row in _town()["letters"]}


def _case(body: Organisation, row: dict[str, Any], hired: dict[str, Any]) -> int:
    from django.utils import timezone

    from priemnaya.cases.actions import receive_message
    from priemnaya.cases.models import Case

    case = receive_message(body, _incoming(row)).case
    assert case is not None
    rows = Case.objects.filter(pk=case.pk)
    for state in WAYS.get(row.get("state", ""), ()):
        rows.update(state=state)
    facts: dict[str, Any] = {"urgency": "urgent" if row.get("urgent") else ""}
    now = timezone.now()
    if "assignee" in row:
        facts["assignee"] = hired[row["assignee"]]
    if "due" in row:
        facts["due_at"] = now + dt.timedelta(days=row["due"], minutes=5)
    if "registered" in row or "month" in row:
        last = now.replace(day=1) - dt.timedelta(days=5)
        facts["registered_at"] = last if "month" in row else now - dt.timedelta(days=row["registered"])
    rows.update(**facts)
    if "scan" in row:
        _scanned(case, row)
    return case.pk


def _scanned(case: Case, row: dict[str, Any]) -> None:
    from priemnaya.core.models import StoredFile
    from priemnaya.paper.models import Scan

    Scan.objects.create(
        organisation=case.organisation,
        name=row["files"][0],
        file=StoredFile.objects.store(b"%PDF-1.4 " + row["key"].encode()),
        state="registered",
        text=row["scan"],
        case=case,
        at=case.registered_at,
    )


def _incoming(row: dict[str, Any]) -> Any:
    from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, IncomingFile, Matter, Sender

    named = row["who"].split()
    person = all(w[0].isupper() and w.isprintable() and "«" not in w for w in named) and len(named) in (2, 3)
    called = dict(zip(("surname", "name", "patronymic"), named, strict=False)) if person else {"company": row["who"]}
    addresses: dict[str, str] = {c: row[c] for c in ("phone", "email") if c in row}
    texts = {"text": row["text"], "subject": row["subject"], "quoted": row.get("quoted", "")}
    held = tuple(IncomingFile(name, b"-", "application/octet-stream") for name in row.get("files", ()))
    return Incoming(
        Arrival("post"),
        Matter(**texts, kind=row.get("kind", "appeal"), files=held),
        Sender(**called, addresses=addresses),
        AnswerPoints(point="post"),
    )


def _letter(body: Organisation, row: dict[str, Any]) -> int:
    from django.utils import timezone

    from priemnaya.cases.actions.seeking import seek_at_once
    from priemnaya.cases.models import Contact

    letter = Contact.objects.create(
        organisation=body,
        point="email",
        direction="in",
        status="review",
        sender=row["sender"],
        subject=row["subject"],
        text=row["text"],
        at=timezone.now(),
    )
    seek_at_once(letter)
    return letter.pk


def measure(me: Employee, keys: dict[str, int], asked_for: Iterable[dict[str, str]]) -> Measured:
    """Queries as the page asks them."""
    from django.utils import timezone

    from priemnaya.cases.finding.looking import look, readable

    last = (timezone.now().replace(day=1) - dt.timedelta(days=5)).month
    done = Measured()
    for asked in asked_for:
        text = asked["query"].replace("{month}", MONTHS.split()[last - 1])
        began = time.perf_counter()
        looked = look(me, readable(text))
        letter = asked["finds"].startswith("letter-")
        shown = [c.pk for c in looked.letters] if letter else list(looked.keys[:LOOKED_AT])
        done.taken.append(1000 * (time.perf_counter() - began))
        wanted = keys[asked["finds"]]
        rank = 1 / (shown.index(wanted) + 1) if wanted in shown[:LOOKED_AT] else 0.0
        for part in ("all", asked["sort"], asked["split"]):
            done.ranks[part].append(rank)
        if rank < 1:
            done.missed.append(f"{rank:.2f}  {text}  ({asked['finds']}, {asked['split']})")
    return done


def main() -> None:
    options = argparse.ArgumentParser(description="измерить поиск сотрудников")
    options.add_argument("--noise", type=int, default=NOISE, help="дел вокруг")
    options.add_argument("--missed", action="store_true", help="показать запросы, где нужное не первое")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="priemnaya-found-") as folder:
        if "DATABASE_URL" not in os.environ:
            os.environ["PRIEMNAYA_DATA"] = str(Path(folder) / "var")
        from priemnaya.config.cli.places import load_files, with_database

        with with_database():
            load_files()
            _print(_measured(given.noise), given.missed)


def _measured(noise: int) -> Measured:
    from django.db import connection, transaction

    from priemnaya.cases.actions.finding import gather_words
    from priemnaya.config.bench_rows import SURNAMES, fill
    from priemnaya.people.models import Organisation

    body = Organisation.objects.get(slug=BODY)
    with transaction.atomic():
        living = {w.rstrip("а").casefold() for row in _town()["cases"] for w in row["who"].split()}
        others = [s for s in SURNAMES.split() if s.casefold() not in living]
        me = who_looks(body)
        fill(BODY, noise, OTHER_MATTERS.split(), "", surnames=others)
        keys = settle(body)
        gather_words(body)
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        done = measure(me, keys, queries())
        transaction.set_rollback(True)
    return done


def _print(done: Measured, missed: bool) -> None:
    titles = {"all": "все", "right": "как надо", "wrong": "с ошибками", "filter": "с условиями"}
    titles |= {"tuned": "на которых настраивали", "held": "отложенные"}
    print("\nпоиск сотрудников: MRR на размеченных запросах")
    for part, title in titles.items():
        ranks = done.ranks[part]
        first = 100 * ranks.count(1.0) / len(ranks)
        print(f"  {title:26}{done.mrr(part):8.3f}{len(ranks):6} запросов, первым {first:.0f} %")
    print(f"  время, p95               {statistics.quantiles(done.taken, n=20)[18]:8.0f} мс")
    print(f"  не первым: {len(done.missed)}")
    if missed:
        print("\n".join(done.missed))


if __name__ == "__main__":
    main()
