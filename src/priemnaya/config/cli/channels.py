"""`bots` and `exchange`: messengers' bots listed and subscribed; the closed portals simulated over the real code
path."""

from __future__ import annotations

import argparse
import base64
import json
import random
import time
from pathlib import Path
from typing import Any

from priemnaya.errors import Objection

from .places import with_database

MATTERS = [
    (
        "application",
        "Предоставление участка без торгов",
        (
            "Прошу предоставить земельный участок для индивидуального жилищного строительства. Участок рядом с домом"
            " моих родителей."
        ),
    ),
    (
        "application",
        "Выписка из реестра имущества",
        "Прошу выдать выписку из реестра государственного имущества на здание школы.",
    ),
    (
        "complaint",
        "Выписка из реестра имущества",
        "Выписку обещали за пять дней, прошло двенадцать. Прошу разобраться.",
    ),
    (
        "message",
        "",
        "Во дворе дома 14 по улице Мира сломана детская площадка. Она стоит на земле республики. Кто её починит?",
    ),
    ("appeal", "", "Прошу сообщить, когда продлят договор аренды моего садового участка."),
]
PEOPLE = [("Кузнецова", "Ирина", "Павловна"), ("Семёнов", "Артём", "Ильич"), ("Галеева", "Алсу", "Маратовна")]


def add_to(commands: Any) -> None:
    bots = commands.add_parser("bots", help="боты мессенджеров: список и подписка").add_subparsers(
        dest="bots", required=True
    )
    bots.add_parser("list", help="какие боты настроены и чем закрыты").set_defaults(run=run_list)
    bots.add_parser("subscribe", help="попросить MAX присылать сообщения на адрес сайта").set_defaults(
        run=run_subscribe
    )
    exchange = commands.add_parser("exchange", help="обмен с порталом госуслуг и ПОС").add_subparsers(
        dest="exchange", required=True
    )
    exchange.add_parser("take", help="принять документы, которые лежат в папках").set_defaults(run=run_take)
    simulate = exchange.add_parser("simulate", help="притвориться порталом: прислать заявления и показать статусы")
    simulate.add_argument("--system", default="epgu", choices=["epgu", "pos"])
    simulate.add_argument("--body", required=True)
    simulate.add_argument("--count", type=int, default=3)
    simulate.add_argument("--to", help="адрес сайта, например http://localhost:8000; без него — через папку обмена")
    simulate.add_argument(
        "--repeat", action="store_true", help="прислать каждое дважды: второй раз ничего не изменится"
    )
    simulate.add_argument("--seed", type=int, default=0)
    simulate.set_defaults(run=run_simulate)


def run_list(options: argparse.Namespace) -> int:
    with with_database(migrate=False):
        from priemnaya.channels.social.bots import LAW, bots

        for bot in bots():
            way = "опрос" if bot.polls else f"веб-хук /api/bots/{bot.point}/{bot.body}/"
            print(f"{bot.name:30} {bot.base:40} {'выключен' if bot.barred else way}")
            if bot.barred:
                print(f"    {LAW}")
        if not bots():
            print("Ботов нет: задайте PRIEMNAYA_BOTS (docs/operations.md).")
    return 0


def run_subscribe(options: argparse.Namespace) -> int:
    with with_database(migrate=False):
        from django.conf import settings

        from priemnaya.channels.max.client import MaxClient
        from priemnaya.channels.social.bots import bots

        for bot in bots():
            if bot.point == "max" and not bot.polls:
                url = f"{settings.SITE_URL}/api/bots/max/{bot.body}/"
                MaxClient(bot).subscribe(url)
                print(f"{bot.name}: MAX будет присылать сообщения на {url}")
    return 0


def run_take(options: argparse.Namespace) -> int:
    with with_database():
        from priemnaya.channels.exchange.folders import take_waiting
        from priemnaya.channels.exchange.outbound import queue_statuses
        from priemnaya.people.models import Organisation

        bodies = Organisation.objects.all()
        taken, told = sum(map(take_waiting, bodies)), sum(map(queue_statuses, bodies))
        print(f"Принято документов: {taken}. Статусов в очередь: {told}.")
    return 0


def documents(system: str, count: int, seed: int) -> list[dict[str, Any]]:
    """Documents as a portal would send them; the same seed makes the same ones, so that a repeat is a repeat."""
    chance = random.Random(f"{system}-{seed}")  # noqa: S311 - play data  # nosec B311
    fitting = [m for m in MATTERS if (m[0] in ("application", "complaint")) == (system == "epgu")]
    made = []
    for n in range(count):
        kind, service, text = fitting[n % len(fitting)]
        surname, name, patronymic = PEOPLE[n % len(PEOPLE)]
        made.append(
            {
                "order": f"{system}-{seed or int(time.time())}-{n}",
                "kind": kind,
                "at": "2026-11-23T10:00:00+03:00",
                "service": {"title": service},
                "text": text,
                "applicant": {
                    "id": f"esia-{chance.randrange(10**9)}",
                    "surname": surname,
                    "name": name,
                    "patronymic": patronymic,
                    "email": f"client{n}@mail.example",
                },
                "files": [
                    {
                        "name": "план.txt",
                        "type": "text/plain",
                        "content": base64.b64encode("План участка".encode()).decode(),
                    }
                ],
            }
        )
    return made


def run_simulate(options: argparse.Namespace) -> int:
    """Send documents by the link's own way, show the answers, and show what comes back so far."""
    made = documents(options.system, options.count, options.seed)
    with with_database():
        from priemnaya.channels.exchange.links import link_of

        link = link_of(options.system, options.body)
        if link is None:
            raise Objection(f"Обмена с {options.system} у органа {options.body} нет: задайте PRIEMNAYA_EXCHANGE.")
        for _ in range(2 if options.repeat else 1):
            if options.to:
                for document in made:
                    _post(link, options.to, document)
            else:
                _through_folder(link.folder, options.body, made)
        if not options.to:
            _show(link.folder)
    return 0


def _post(link: Any, site: str, document: dict[str, Any]) -> None:
    from priemnaya.channels.exchange.transports import signed_headers
    from priemnaya.core.outbound import call

    body = json.dumps(document, ensure_ascii=False).encode()
    url = f"{site.rstrip('/')}/api/exchange/{link.system}/{link.body}/"
    answer = call("POST", url, data=body, headers=signed_headers(link.key, body))
    print(f"{document['order']:28} {answer.status_code} {answer.text[:200]}")


def _through_folder(folder: Path, body: str, made: list[dict[str, Any]]) -> None:
    """Drop the documents, have them taken, and say how many cases that made: none the second time."""
    from priemnaya.cases.models import Case
    from priemnaya.channels.base import deliver_ready
    from priemnaya.channels.exchange.folders import take_waiting
    from priemnaya.channels.exchange.outbound import queue_statuses
    from priemnaya.people.models import Organisation

    organisation = Organisation.objects.get(slug=body)
    before = Case.objects.filter(organisation=organisation).count()
    for document in made:
        _drop(folder, document)
    taken = take_waiting(organisation)
    new = Case.objects.filter(organisation=organisation).count() - before
    print(f"Документов в папке: {len(made)}, принято: {taken}, новых дел: {new}")
    queue_statuses(organisation)
    deliver_ready()


def _drop(folder: Path, document: dict[str, Any]) -> None:
    (folder / "in").mkdir(parents=True, exist_ok=True)
    (folder / "in" / f"{document['order']}.json").write_text(
        json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def _show(folder: Path) -> None:
    for path in sorted((folder / "out").glob("*.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        print(f"{said['order']:28} {said['type']:8} {said['code']:>12}  {said.get('title') or said.get('subject', '')}")
