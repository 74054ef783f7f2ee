"""`orders new`: the folder of a new body, with an order that loads and says in comments how to go on."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from priemnaya.bounded.lined import nearest
from priemnaya.errors import Objection
from priemnaya.policy.loading import REGIONAL
from priemnaya.policy.regions import REGIONS

from .places import orders_folder

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
ORDER = """# Порядок взаимодействия с клиентом как данные.
# Как писать — docs/orders.md, все виды правил и слова — docs/vocabulary.md.
# Проверить: priemnaya orders check {path}/order.yaml
# Выполнить примеры: priemnaya orders test {slug}
order:
  title: "Порядок взаимодействия с клиентом"  # как назван акт
  # number: "53"                              # номер акта
  assumed: {today}                         # день, с которого считать, пока даты нет; когда она есть — date: {today}
  status: draft                               # draft — проект, in_force — действует

body:
  name: "{name}"
  region: {region}                               # код субъекта: по нему считаются региональные выходные
  zone: {zone}
  # Остальное необязательно: без него возьмутся обычные значения.
  # short: "Короткое название"                # как подписываются письма
  # address: "000000, г. …, ул. …, д. …"      # появятся точки «Почта» и «Личный приём»
  # phone: "+7 (000) 000-00-00"               # появится точка «Телефон»
  # email: "priem@example.ru"                 # появится точка «Электронная почта»
  # schedule: {{mon-thu: ["09:00-13:00", "14:00-18:00"], fri: ["09:00-13:00", "14:00-16:45"]}}  # иначе пн–пт с 9 до 18
  # units:                                    # подразделения, которым поручают дела
  #   - {{slug: office, name: "Отдел по работе с клиентами", functions: "регистрация, ответы"}}

clauses:
  # Пункт за пунктом, под номерами самого акта. demand — что требует пункт, своими словами;
  # values — значения с дня, когда они вступили в силу (null отменяет правило с этого дня).
  - clause: "1"
    demand: "Клиенту отвечают по существу за 20 дней."
    rules:
      - kind: within
        values: {{{today}: {{from: message_registered, do: reply_on_substance, within: 20d, if: {{kinds: [message]}}}}}}
  - clause: "2"
    demand: "Ответ начинается с приветствия."
    rules:
      - kind: before
        values: {{{today}: {{action: send_reply, facts: [greeting]}}}}
"""
CASES = """# Примеры: что должно получиться по пункту. Поля — в docs/orders.md. Выполнить: priemnaya orders test {slug}
- clause: "1"
  title: "двадцать дней со дня регистрации"
  kind: message
  received: {received}T10:00
  what: reply_on_substance
  due: "{due}"
- clause: "2"
  title: "без приветствия письмо не уходит"
  reply_without: greeting
"""


def add_to(orders: Any) -> None:
    new = orders.add_parser("new", help="завести папку нового органа: priemnaya orders new yantar-gzhi --name «…»")
    new.add_argument("slug", help="имя папки: латинские буквы, цифры и дефис")
    new.add_argument("--name", default="Название органа", help="полное название органа")
    new.add_argument("--region", default="RU-MOW", help="код субъекта, например RU-UD")
    new.add_argument("--zone", default="Europe/Moscow", help="часовой пояс, например Europe/Samara")
    new.set_defaults(run=run_new)


def run_new(options: argparse.Namespace) -> int:
    must_be_slug(options.slug)
    folder = orders_folder() / options.slug
    for path in write_new(folder, name=options.name, region=options.region, zone=options.zone):
        print(f"Записано: {path}")
    print(f"Дальше: впишите пункты акта и выполните priemnaya orders check {folder / 'order.yaml'}")
    return 0


def must_be_slug(name: str) -> None:
    """A folder right in that of the orders, and nowhere else. Raises Objection."""
    if not SLUG.fullmatch(name) or name in ("base", REGIONAL) or len(name) > 50:
        raise Objection(f"«{name}» не годится: до 50 латинских строчных букв, цифр и дефисов, например yantar-gzhi.")


def write_new(folder: Path, *, name: str, region: str = "RU-MOW", zone: str = "Europe/Moscow") -> list[Path]:
    """order.yaml and cases.yaml of a new body. Raises Objection."""
    slug, today = folder.name, dt.datetime.now(ZoneInfo("Europe/Moscow")).date()
    must_be_slug(slug)
    if folder.exists():
        raise Objection(f"Папка {folder} уже есть. Выберите другое имя или правьте её файлы.")
    if region not in REGIONS:
        meant = nearest(region, REGIONS)
        hint = f"Возможно, {meant}." if meant else "Пишите, например, RU-UD."
        raise Objection(f"Кода субъекта «{region}» нет. {hint}")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Objection(f"Часовой пояс «{zone}» не найден. Пишите, например, Europe/Samara.") from None
    if not name.strip() or re.search(r'["\\\n]', name):
        raise Objection("Название пишите одной строкой, кавычки — «ёлочки».")
    words = {"slug": slug, "path": folder, "name": name.strip(), "region": region, "zone": zone, "today": today}
    received, due = _example(today)
    texts = {"order.yaml": ORDER.format(**words), "cases.yaml": CASES.format(slug=slug, received=received, due=due)}
    folder.mkdir(parents=True)
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    return [folder / file for file in texts]


def _example(since: dt.date) -> tuple[dt.date, dt.date]:
    """A day on which a message may come, from the order's own day on, and the day twenty days later."""
    from priemnaya.worktime import ProductionCalendar, due, parse_rule

    zone = ZoneInfo("Europe/Moscow")
    at = dt.datetime.combine(since, dt.time(10), zone)
    counted = due(parse_rule("20d"), at, ProductionCalendar.of("RU-MOW").tentative(), zone)
    return since, counted.at.date()
