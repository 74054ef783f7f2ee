"""What an official may write wrong in the files of a body, and what they are told: file, line, clause, what is wrong and
what is allowed, in Russian. Every edit is made in a set of files that is well."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pydantic_core._pydantic_core import list_all_errors

from priemnaya.bounded import lined, wrong_words, yaml_words
from priemnaya.config.cli import main
from priemnaya.policy import KINDS, OrderError, load_order
from priemnaya.policy.kinds import FORMERLY
from priemnaya.policy.yaml_lines import OrderErrors

from ..breadth import sampled

pytestmark = pytest.mark.unit
ORDERS = Path(__file__).resolve().parents[2] / "orders"
TERM = "{from: message_received, do: primary_reply, within: 24h}"
RULES = """\
  - {clause: "2.1", demand: "а", rules: [{kind: before, values: {2024-01-10: {action: send_reply, facts: [topic, decided_alike], share: 80}}}]}
  - {clause: "2.2", demand: "а", rules: [{kind: limit, values: {2024-01-10: {what: extension_days, at_most: 30}}}]}
  - {clause: "2.3", demand: "а", rules: [{kind: tell, values: {2024-01-10: {on: term_end, whom: [executor], what: term, share: 25, ahead: [5wd]}}}]}
  - {clause: "2.4", demand: "а", rules: [{kind: tell, values: {2024-01-10: {on: forwarded, whom: [head, editor]}}}]}
  - {clause: "2.5", demand: "а", rules: [{kind: review, values: {2024-01-10: {what: scripts, every: quarter, by: {month: 1, day: 15}, who: editor}}}]}
  - {clause: "2.6", demand: "а", rules: [{kind: by_hand, values: {2024-01-10: {how: "Начальник слушает приём", every: month, by: {weekday: friday, nth: 2}, told: [admin]}}}]}
  - {clause: "2.7", demand: "а", rules: [{kind: not_by, values: {2024-01-10: {person: author, actions: [send_reply]}}}]}
  - {clause: "2.8", demand: "а", rules: [{kind: only_if, values: {2024-01-10: {action: take, facts: [identified], if: {electronic: true}}}}]}
  - {clause: "2.9", demand: "а", rules: [{kind: written, values: {2024-01-10: {checks: [officialese, short_sentences], max_words: 25}}}]}
  - {clause: "2.10", demand: "а", rules: [{kind: within, values: {2024-01-10: {from: part_forwarded, do: reply_on_substance, by: {of: month, next: true, day: 15}, who: head}}}]}
  - {clause: "2.11", demand: "а", rules: [{kind: keep_for, values: {2024-01-10: {what: contacts, years: 5}}}]}
  - {clause: "2.12", demand: "а", rules: [{kind: measured, values: {2024-01-10: {indicator: satisfaction}}}]}
  - {clause: "2.13", demand: "а", rules: [{kind: provides, values: {2024-01-10: {function: case_tracking}}}]}
  - {clause: "2.14", demand: "а", rules: [{kind: kept_register, values: {2024-01-10: {register_name: clients, entries: [citizen]}}}]}
  - {clause: "2.15", demand: "а", rules: [{kind: closes_as, values: {2024-01-10: {outcome: repeated, title: "Прекращена", notice: true, within: 7d, previous: 2}}}]}
  - {clause: "2.16", demand: "а", rules: [{kind: point_barred, values: {2024-01-10: {points: [whatsapp]}}}]}
  - clause: "3"
    demand: "Длинное правило."
    rules:
      - kind: within
        values:
          2024-01-10:
            from: message_registered
            do: reply_on_substance
            within: 20d
            if:
              kinds:
                - message
                - appeal
              clients: [citizen]
            told:
              - head
  - {clause: "4.1", demand: "а", rules: [{kind: point_serves, values: {2024-01-10: {point: phone, functions: [inform]}}}]}
  - {clause: "4.2", demand: "а", rules: [{kind: point_fixed, values: {2024-01-10: {came_by: [post], point: post}}}]}
  - {clause: "4.3", demand: "а", rules: [{kind: by_chosen_point, values: {2024-01-10: {what: result, doubled: true}}}]}
  - {clause: "4.4", demand: "а", rules: [{kind: offer_choice, values: {2024-01-10: {what: visit_time}}}]}
  - {clause: "4.5", demand: "а", rules: [{kind: give_priority, values: {2024-01-10: {needs: [sight]}}}]}
  - {clause: "4.6", demand: "а", rules: [{kind: informs, values: {2024-01-10: {says: purpose}}}]}
"""
"""A rule of each kind in a line of its own, from line 38 and from line 70 on; one line by line, from line 54."""
FILES = {
    "order.yaml": f"""\
order: {{title: "Приказ Комитета культуры", number: "1", date: 2024-01-10, status: in_force}}
body:
  name: "Комитет культуры"
  short: "Комитет"
  genitive: "Комитета культуры"
  region: RU-KGD
  zone: Europe/Kaliningrad
  accent: "#336699"
  email: "office@kultura.example"
  phone: "+7 (401) 200-00-00"
  site: "https://kultura.example"
  schedule: {{mon-thu: ["09:00-13:00", "14:00-18:00"], fri: ["09:00-17:00"]}}
  points:
    - {{kind: email, name: "Почта", address: "office@kultura.example"}}
    - {{kind: phone, name: "Телефон", address: "+7 (401) 200-00-00"}}
  units:
    - {{slug: office, name: "Отдел писем"}}
    - {{slug: museums, name: "Отдел музеев"}}
  client_kinds: [citizen, legal_entity]
clauses:
  - clause: "1.1"
    demand: "Отвечать быстро."
    rules:
      - kind: within
        values:
          2024-01-10: {TERM}
  - clause: "1.2"
    demand: "Точки названы."
    rules:
      - kind: kept_register
        values: {{2024-01-10: {{register_name: points}}}}
  - clause: "1.3"
    demand: "Отвечать на жалобы за 10 дней."
    rules:
      - kind: within
        values:
          2024-01-10: {{from: message_registered, do: complaint_review, within: 10d, if: {{kinds: [appeal]}}}}
{RULES}""",
    "services.yaml": """\
situations:
  - {slug: visit, title: "Иду в музей"}
services:
  - slug: ticket
    since: 2024-01-01
    unit: museums
    name: "Выдача льготного билета"
    title: "Получить льготный билет"
    lead: "Билет для детей и пенсионеров."
    situations: [visit]
    law: ["Закон о музеях"]
    who: ["Дети и пенсионеры"]
    steps: ["Придите в музей", "Покажите документ"]
    term: {within: 1wd}
    result: {name: "Билет"}
    file_by: [in_person]
    receive_by: [in_person]
    access: ["Вход без ступеней"]
""",
    "knowledge.yaml": """\
- title: "Музеи"
  unit: museums
  articles:
    - {title: "Когда открыто", text: "Каждый день с десяти до шести."}
""",
    "bodies.yaml": """\
bodies:
  - {slug: ministry, name: "Министерство культуры", ways: [email], email: "a@ministry.example"}
""",
    "letterhead.yaml": "layout: corner\nauthority: 'Правительство области'\n",
    "plain.yaml": "without: [OFF-03]\nglossary: {экспозиция: выставка}\n",
    "synonyms.yaml": "synonyms:\n  - {said: [поглядеть], means: [посетить]}\n",
    "texts.yaml": "again: {text: 'Снова это письмо.'}\n",
    "cases.yaml": '- {clause: "1.1", title: "быстро", kind: appeal, received: 2026-05-08T16:30, what: primary_reply, due: "2026-05-12"}\n',
}
LINES = {name: text.splitlines() for name, text in FILES.items()}


@dataclass(frozen=True)
class Edit:
    """old: what stands in the file; new: what somebody wrote; line: where they are sent; said: words of the message."""

    old: str
    new: str
    line: int
    said: str
    file: str = "order.yaml"
    clause: str = ""


EDITS = [
    # a slip in a word
    Edit("kind: kept_register", "kind: kept_registr", 30, "возможно, kept_register; допустимо:", clause="1.2"),
    Edit("do: primary_reply", "do: primary_replay", 26, "возможно, primary_reply; допустимо:", clause="1.1"),
    Edit("from: message_received", "from: mesage_received", 26, "возможно, message_received; допустимо", clause="1.1"),
    Edit("within: 24h", "wihtin: 24h", 26, "неизвестный ключ «wihtin»; возможно, within; допустимо:", clause="1.1"),
    Edit("do: primary", "what: primary", 26, "неизвестный ключ «what»", clause="1.1"),
    Edit("do: primary_reply, ", "", 26, "нет обязательного ключа «do»", clause="1.1"),
    Edit('demand: "Точки', 'demnd: "Точки', 28, "неизвестный ключ «demnd»; возможно, demand", clause="1.2"),
    Edit("kinds: [appeal]", "kinds: [apeal]", 37, "«apeal» у «if.kinds.1»: возможно, appeal; допустимо", clause="1.3"),
    Edit("kinds: [appeal]", "kinds: [citizen, appeal]", 37, "«citizen» у «if.kinds.1»", clause="1.3"),
    Edit("kinds: [appeal]", "grounds: low_rating", 37, "нужен список", clause="1.3"),
    Edit("kinds: [appeal]", "grounds: [low_raiting]", 37, "возможно, low_rating", clause="1.3"),
    Edit("kinds: [appeal]", "came_by: [pigeon]", 37, "«pigeon» у «if.came_by.1»", clause="1.3"),
    Edit("kinds: [appeal]", "came_buy: [email]", 37, "неизвестный ключ «came_buy»; возможно, came_by", clause="1.3"),
    Edit("if: {kinds", "unles: {kinds", 37, "возможно, unless", clause="1.3"),
    Edit("kinds: [appeal]", "decisions: [refuzal]", 37, "возможно, refusal", clause="1.3"),
    Edit("kinds: [appeal]", "clients: [citisen]", 37, "возможно, citizen", clause="1.3"),
    Edit("kinds: [appeal]", "urgency: [urgnt]", 37, "возможно, urgent; допустимо: normal, urgent", clause="1.3"),
    Edit("kinds: [appeal]", "rated: 9", 37, "«9» у «if.rated»: нужно не больше 5", clause="1.3"),
    Edit("kinds: [appeal]", "electronic: вроде", 37, "нужно true (да) или false (нет)", clause="1.3"),
    Edit("kinds: [appeal]", "decisions: [refusal]", 37, "условие «decisions» здесь никто не проверит", clause="1.3"),
    Edit("kinds: [appeal]", "needs: [Слух]", 37, "потребности «Слух» нет в списке органа", clause="1.3"),
    Edit("if: {kinds: [appeal]}", "if: appeal", 37, "«appeal» у «if»: нужен набор ключей", clause="1.3"),
    Edit("status: in_force", "status: inforce", 1, "возможно, in_force; допустимо: draft, in_force"),
    Edit("kind: email, name", "kind: pigeon, name", 14, "«pigeon» у «points.1.kind»: допустимо:"),
    Edit("client_kinds: [citizen", "client_kinds: [citisen", 19, "нет вида клиента «citisen»; возможно, citizen"),
    # a kind by its former name
    Edit("kind: within", "kind: answer_within", 24, "«answer_within» теперь называется within; пишите", clause="1.1"),
    Edit("kind: limit", "kind: at_most", 39, "«at_most» теперь называется limit; пишите", clause="2.2"),
    # values no part of the product could read
    Edit("within: 24h", "within: 24", 26, "нужен текст", clause="1.1"),
    Edit("within: 24h", 'within: "24 часа"', 26, "пишите 24h", clause="1.1"),
    Edit("within: 24h", 'within: ""', 26, "срок назовите один раз: within: 24h или by: 2024-11-01", clause="1.1"),
    Edit("within: 24h", "within: 0d", 26, "пишите 24h", clause="1.1"),
    Edit("within: 24h", "within: -3d", 26, "пишите 24h", clause="1.1"),
    Edit("within: 24h", 'by: "2025-13-45"', 26, "день пишите так: 2024-11-01", clause="1.1"),
    Edit("within: 24h", "by: 2025-13-45", 26, "«2025-13-45»: такой даты нет", clause=""),
    Edit("within: 24h", 'by: "31.12.2025"', 26, "день пишите так: 2024-11-01", clause="1.1"),
    Edit("within: 24h", "by: 1925-01-01", 26, "день пишите так: 2024-11-01", clause="1.1"),
    Edit("within: 24h", "by: 20", 26, "день пишите так: 2024-11-01", clause="1.1"),
    Edit("within: 24h", "within: 24h, by: 2025-01-01", 26, "срок назовите один раз", clause="1.1"),
    Edit(", within: 24h", "", 26, "срок назовите один раз", clause="1.1"),
    Edit("within: 24h", "within: 24h, skip: weekends", 26, "допустимо: non_working_days, none", clause="1.1"),
    Edit("within: 24h", "within: 24h, roll: back", 26, "roll относится только к дням", clause="1.1"),
    Edit("within: 24h", "within: 24h, clock: moon_time", 26, "допустимо: body_time, client_time", clause="1.1"),
    Edit("within: 24h", "within: 24h, who: nobody", 26, "«nobody» у «who»: допустимо", clause="1.1"),
    Edit("within: 24h", "within: 24h, who: client", 26, "здесь называют сотрудников", clause="1.1"),
    Edit("within: 24h", "within: 24h, told: head", 26, "«head» у «told»: нужен список", clause="1.1"),
    Edit("from: message_received, ", "", 26, "от самого порядка считают только день", clause="1.1"),
    Edit("within: 24h", "within: 99999999d", 26, "пишите 24h", clause="1.1"),
    Edit(f"2024-01-10: {TERM}", f"скоро: {TERM}", 26, "«скоро» — не дата; пишите 2024-09-13", clause="1.1"),
    Edit(f"2024-01-10: {TERM}", f"2024-02-30: {TERM}", 26, "«2024-02-30»: такой даты нет"),
    Edit(f"2024-01-10: {TERM}", f"10.01.2024: {TERM}", 26, "«10.01.2024» — не дата", clause="1.1"),
    Edit(
        f"2024-01-10: {TERM}", f"2024-01-10: {TERM}\n          2023-01-10: {TERM}", 27, "по возрастанию", clause="1.1"
    ),
    # a place in a period
    Edit("day: 15}, who: head", "day: 45}, who: head", 47, "«45» у «by.day»: нужно не больше 31", clause="2.10"),
    Edit("day: 15}, who: head", "day: -1}, who: head", 47, "«-1» у «by.day»: нужно не меньше 0", clause="2.10"),
    Edit("of: month", "of: mounth", 47, "«mounth» у «by.of»: возможно, month; допустимо", clause="2.10"),
    Edit("of: month, ", "", 47, "нет обязательного ключа «by.of»", clause="2.10"),
    Edit("of: month", "of: week", 47, "у недели назовите день недели", clause="2.10"),
    Edit("day: 15}, who: head", "weekday: fryday}", 47, "«fryday» у «by.weekday»: возможно, friday", clause="2.10"),
    Edit("day: 15}, who: head", "day: 1, weekday: friday}", 47, "или число месяца, или день недели", clause="2.10"),
    Edit("next: true", "nxt: true", 47, "неизвестный ключ «nxt»; возможно, next", clause="2.10"),
    Edit("by: {month: 1, day: 15}", "by: {month: 4, day: 15}", 42, "который месяц периода", clause="2.5"),
    Edit("by: {month: 1, day: 15}", "by: {month: 13, day: 15}", 42, "«13» у «by.month»: нужно не больше", clause="2.5"),
    Edit("by: {month: 1, day: 15}", "by: 2024-03-15", 42, "«2024-03-15» у «by»: нужен набор ключей", clause="2.5"),
    Edit("nth: 2", "nth: 7", 43, "«7» у «by.nth»: допустимо", clause="2.6"),
    Edit("weekday: friday, nth", "nth", 43, "назовите weekday", clause="2.6"),
    # before, only_if, not_by
    Edit("action: send_reply", "action: send_replay", 38, "возможно, send_reply; допустимо", clause="2.1"),
    Edit("facts: [topic", "facts: [topik", 38, "«topik» у «facts.1»: возможно, topic; допустимо", clause="2.1"),
    Edit(
        "facts: [topic", "facts: [extension_reason", 38, "перед действием «send_reply» никто не проверит", clause="2.1"
    ),
    Edit("facts: [topic, decided_alike]", "facts: []", 38, "в списке нужно не меньше 1", clause="2.1"),
    Edit("share: 80", "share: 500", 38, "«500» у «share»: нужно не больше 100", clause="2.1"),
    Edit("share: 80", "similar: -5", 38, "«-5» у «similar»: нужно не меньше 2", clause="2.1"),
    Edit("share: 80", "within_days: 5", 38, "«within_days» не относится ни к одному из фактов", clause="2.1"),
    Edit("facts: [identified]", "facts: [identifed]", 45, "возможно, identified", clause="2.8"),
    Edit("facts: [identified]", "facts: [consent]", 45, "допустимо: identified", clause="2.8"),
    Edit("if: {electronic: true}", "if: {topics: ['0001']}", 45, "условие «topics» здесь никто", clause="2.8"),
    Edit("person: author", "person: autor", 44, "возможно, author", clause="2.7"),
    Edit("person: author", "person: nobody", 44, "«nobody» у «person»: допустимо", clause="2.7"),
    Edit("actions: [send_reply]", "actions: [forward]", 44, "у действия «forward» никто не проверит", clause="2.7"),
    Edit("actions: [send_reply]", "actions: [send_replay]", 44, "«send_replay» у «actions.1»: возможно", clause="2.7"),
    # limit
    Edit("what: extension_days", "what: extension_day", 39, "возможно, extension_days; допустимо", clause="2.2"),
    Edit("at_most: 30", "at_most: -5", 39, "-5 дней продления не бывает; допустимо: от 0 до 3660", clause="2.2"),
    Edit("at_most: 30", "at_most: 5000000", 39, "дней продления не бывает", clause="2.2"),
    Edit("at_most: 30", "at_most: много", 39, "«много» у «at_most»: нужно число", clause="2.2"),
    Edit("at_most: 30", "at_most: .inf", 39, "у «at_most»: нужно число", clause="2.2"),
    Edit(", at_most: 30", "", 39, "нужен предел: at_most или at_least", clause="2.2"),
    Edit("at_most: 30", "at_most: 1, at_least: 5", 39, "at_least (5) больше, чем at_most (1)", clause="2.2"),
    # tell
    Edit("on: term_end", "on: term_and", 40, "«term_and» у «on»: возможно, term_end; допустимо", clause="2.3"),
    Edit("whom: [executor]", "whom: [executer]", 40, "«executer» у «whom.1»: возможно, executor", clause="2.3"),
    Edit("whom: [executor]", "whom: []", 40, "у «whom»: в списке нужно не меньше 1", clause="2.3"),
    Edit("what: term,", "what: therm,", 40, "«therm» у «what»: возможно, term; допустимо", clause="2.3"),
    Edit("share: 25", "share: 500", 40, "«500» у «share»: нужно не больше 100", clause="2.3"),
    Edit("ahead: [5wd]", "ahead: [скоро]", 40, "у «ahead»: ", clause="2.3"),
    Edit("ahead: [5wd]", "ahead: [5d]", 40, "рабочие дни или часы, например 5wd или 12wh", clause="2.3"),
    Edit("whom: [head, editor]", "whom: [head, editor], share: 25", 41, "share — только с what: term", clause="2.4"),
    Edit("whom: [head, editor]", "whom: [head, editor], by: pigeon", 41, "«pigeon» у «by»", clause="2.4"),
    Edit("whom: [head, editor]", "whom: [client], what: extension", 41, "on: term_extended", clause="2.4"),
    # review, by_hand
    Edit("what: scripts,", "what: scrips,", 42, "«scrips» у «what»: возможно, scripts", clause="2.5"),
    Edit("every: quarter", "every: fortnight", 42, "«fortnight» у «every»: допустимо: ", clause="2.5"),
    Edit("every: quarter", "every: quater", 42, "«quater» у «every»: возможно, quarter", clause="2.5"),
    Edit("who: editor", "who: nobody", 42, "«nobody» у «who»: допустимо", clause="2.5"),
    Edit("who: editor", "who: executor", 42, "здесь нет дела, а значит, и исполнителя", clause="2.5"),
    Edit("who: editor", "proof: song", 42, "«song» у «proof»: допустимо: file, link, text", clause="2.5"),
    Edit('how: "Начальник слушает приём"', 'how: ""', 43, "у «how»: текст короче 10 знаков", clause="2.6"),
    Edit("told: [admin]", "told: [adnim]", 43, "«adnim» у «told.1»: возможно, admin", clause="2.6"),
    Edit("told: [admin]", "told: admin", 43, "«admin» у «told»: нужен список", clause="2.6"),
    Edit("told: [admin]", "told: ~", 43, "пусто у «told»: нужен список", clause="2.6"),
    # written and the others
    Edit("officialese", "oficialese", 46, "возможно, officialese; допустимо", clause="2.9"),
    Edit("max_words: 25", "max_words: 0", 46, "«0» у «max_words»: нужно не меньше 5", clause="2.9"),
    Edit("checks: [officialese, short_sentences]", "checks: [rude]", 46, "впишите её в checks", clause="2.9"),
    Edit("years: 5", "years: -5", 48, "нужно не меньше 1", clause="2.11"),
    Edit("what: contacts", "what: kontacts", 48, "возможно, contacts; допустимо", clause="2.11"),
    Edit("indicator: satisfaction", "indicator: satisfation", 49, "возможно, satisfaction", clause="2.12"),
    Edit("function: case_tracking", "function: case_traking", 50, "возможно, case_tracking", clause="2.13"),
    Edit("register_name: clients", "register_name: client", 51, "возможно, clients", clause="2.14"),
    Edit("entries: [citizen]", "entries: [citisen]", 51, "«citisen» у «entries.1»: возможно, citizen", clause="2.14"),
    Edit("within: 7d", "within: 7 дней", 52, "пишите 24h", clause="2.15"),
    Edit(
        "outcome: repeated",
        'outcome: ""',
        52,
        "у «outcome»: так это не пишут; допустимо: строчные латинские буквы",
        clause="2.15",
    ),
    Edit("points: [whatsapp]", "points: [whatsap]", 53, "возможно, whatsapp; допустимо", clause="2.16"),
    Edit(
        "point: phone, functions",
        "point: fone, functions",
        70,
        "«fone» у «point»: возможно, phone; допустимо",
        clause="4.1",
    ),
    Edit("functions: [inform]", "functions: [infrm]", 70, "«infrm» у «functions.1»: возможно, inform", clause="4.1"),
    Edit("came_by: [post]", "came_by: [pst]", 71, "«pst» у «came_by.1»: возможно, post", clause="4.2"),
    Edit("came_by: [post]", "came_by: []", 71, "в списке нужно не меньше 1", clause="4.2"),
    Edit("what: result", "what: rezult", 72, "«rezult» у «what»: возможно, result; допустимо", clause="4.3"),
    Edit("doubled: true", "doubled: дважды", 72, "нужно true (да) или false (нет)", clause="4.3"),
    Edit("what: visit_time", "what: visit_tim", 73, "возможно, visit_time; допустимо", clause="4.4"),
    Edit("needs: [sight]", "needs: sight", 74, "«sight» у «needs»: нужен список", clause="4.5"),
    Edit("says: purpose", "says: purpos", 75, "«purpos» у «says»: возможно, purpose; допустимо", clause="4.6"),
    Edit("needs: [sight]", "needs: [sigth]", 74, "«sigth» у «needs.1»: возможно, sight", clause="4.5"),
    Edit("previous: 2", "previous: -1", 52, "«-1» у «previous»: нужно не меньше 0", clause="2.15"),
    Edit("previous: 2", "needs: [reson]", 52, "«reson» у «needs.1»: возможно, reason", clause="2.15"),
    Edit("if: {electronic: true}", "unless: {kinds: [apeal]}", 45, "«apeal» у «unless.kinds.1»", clause="2.8"),
    # deep in a rule: the line of the very word
    Edit("                - appeal", "                - apeal", 66, "«apeal» у «if.kinds.2»", clause="3"),
    Edit("clients: [citizen]\n", "clients: [citisen]\n", 67, "«citisen» у «if.clients.1»", clause="3"),
    Edit("              - head", "              - haed", 69, "«haed» у «told.1»: возможно, head", clause="3"),
    Edit("              - head", "              - client", 68, "здесь называют сотрудников", clause="3"),
    # the act and the body
    Edit("date: 2024-01-10", "date: 2124-01-10", 1, "ещё не наступило"),
    Edit("date: 2024-01-10", "assumed: 2124-01-10", 1, "assumed: 10.01.2124 ещё не наступило"),
    Edit("date: 2024-01-10", "date: 10 января", 1, "нужна дата, например 2024-09-13"),
    Edit("zone: Europe/Kaliningrad", "zone: Europe/Kaliningrat", 7, "возможно, Europe/Kaliningrad"),
    Edit("region: RU-KGD", "region: RU-KDG", 6, "региона «RU-KDG» нет; возможно, RU-"),
    Edit('accent: "#336699"', "accent: синий", 8, "цвет как #234a84"),
    Edit('accent: "#336699"', "accent: #336699", 8, "accent: значения нет; впишите его, цвет — в кавычках"),
    Edit('email: "office@kultura.example"', "email: office.kultura.example", 9, "не адрес почты; пишите"),
    Edit('phone: "+7 (401) 200-00-00"', 'phone: "звоните"', 10, "не телефон; пишите"),
    Edit('site: "https://kultura.example"', "site: kultura", 11, "не адрес сайта; пишите https://"),
    Edit(
        '"Почта", address: "office@kultura.example"',
        '"Почта", address: "офис"',
        14,
        "points.1: «офис» — не адрес почты",
    ),
    Edit(
        '    - {kind: phone, name: "Телефон", address: "+7 (401) 200-00-00"}',
        '    - {kind: email, name: "Другая", address: "office@kultura.example"}',
        15,
        "уже есть у другой точки",
    ),
    Edit('fri: ["09:00-17:00"]', 'fri: ["18:00-14:00"]', 12, "кончается раньше, чем начинается"),
    Edit('"14:00-18:00"', '"12:00-18:00"', 12, "заходит на часы, названные раньше"),
    Edit('"14:00-18:00"', '"14-18"', 12, "«14-18» — не часы; пишите 09:00-18:00"),
    Edit("fri: [", "fry: [", 12, "дня «fry» нет; возможно, fri"),
    Edit("fri: [", "thu: [", 12, "день thu назван дважды"),
    Edit("slug: museums, name", "slug: office, name", 18, "имя «office» повторено"),
    Edit("slug: museums, name", "slug: Отдел музеев, name", 18, "строчных латинских букв"),
    Edit('short: "Комитет"', "short: 5", 4, "нужен текст"),
    Edit('  name: "Комитет культуры"\n', "", 3, "нет обязательного ключа «name»"),
    # clauses
    Edit('clause: "1.2"', "clause: 1.2", 27, 'номер пункта пишется в кавычках: clause: "1.2"', clause="1.2"),
    Edit('clause: "1.2"', "clause: 1.10", 27, 'в кавычках: clause: "1.10"', clause="1.10"),
    Edit('clause: "1.2"', 'clause: "1?2"', 27, "номер пункта — как в акте", clause="1?2"),
    Edit('clause: "1.2"', 'clause: "1.1"', 27, "он уже есть в строке 21", clause="1.1"),
    Edit('clause: "1.2"', 'clause: "1.0"', 27, "порядок как в документе", clause="1.0"),
    Edit('demand: "Точки названы."', 'demand: ""', 28, "простыми словами", clause="1.2"),
    Edit('demand: "Точки названы."', "demand: 5", 28, "простыми словами", clause="1.2"),
    Edit('demand: "Точки названы."', "demand: {2024-01-10: 5}", 28, "простыми словами", clause="1.2"),
    Edit('demand: "Точки названы."', 'demand: {весной: "Точки"}', 28, "demand: «весной» — не дата", clause="1.2"),
    Edit('demand: "Точки названы."', 'demand: "Точки названы."\n    closed: завтра', 29, "closed — день", clause="1.2"),
    Edit("{2024-01-10: {register_name: points}}", "[points]", 31, "по датам вступления в силу", clause="1.2"),
    Edit("{register_name: points}", "points", 31, "нужен набор ключей, а здесь «points»", clause="1.2"),
    Edit(
        "      - kind: kept_register",
        "      - kind: kept_register\n        corrected: опечатка",
        31,
        "corrected — день и причина",
        clause="1.2",
    ),
    Edit(
        "      - kind: kept_register",
        "      - kind: kept_register\n        ours: вроде",
        31,
        "ours: нужно true (да) или false (нет)",
        clause="1.2",
    ),
    Edit(
        "      - kind: kept_register",
        "      - kind: kept_register\n        verified: no",
        31,
        "verified: нужно true (да) или false (нет)",
        clause="1.2",
    ),
    # the notation
    Edit('demand: "Точки названы."', 'demand: "Точки названы.', 28, "кавыч"),
    Edit('demand: "Точки названы."', "demand: Точки: названы", 28, "двоеточие не на месте"),
    Edit(
        "values: {2024-01-10: {register_name: points}}",
        "values: {2024-01-10: {register_name: points}",
        31,
        "скобках { } не закрыт",
    ),
    Edit('    demand: "Точки названы."', '\tdemand: "Точки названы."', 28, "табуляция в отступе"),
    Edit('    demand: "Точки названы."', '   demand: "Точки названы."', 28, "отступ"),
    Edit("kinds: [appeal]", "kinds: *a", 37, "ссылки (*имя) не допускаются"),
    Edit("register_name: points", "register_name: !!python/name:os.system x", 31, "не читается"),
    Edit("register_name: points", "on: points", 31, "неизвестный ключ «on»", clause="1.2"),
    Edit("zone: Europe/Kaliningrad", "zone: Europe/Kaliningrad\n  zone: x", 8, "ключ «zone» повторён"),
    # blank and odd
    Edit('name: "Комитет культуры"\n', 'name: "   "\n', 3, "name: ни одной буквы"),
    Edit("client_kinds: [citizen, legal_entity]", 'needs: [""]', 19, "needs: ни одной буквы"),
    Edit('title: "Прекращена"', 'title: "   "', 52, "title: ни одной буквы", clause="2.15"),
    Edit('how: "Начальник слушает приём"', 'how: "               "', 43, "how: ни одной буквы", clause="2.6"),
    Edit("kind: kept_register\n", 'kind: kept_register\n        prevails: "  "\n', 31, "prevails: ни", clause="1.2"),
    Edit(
        "zone: Europe/Kaliningrad",
        "zone: America/New_York",
        7,
        "«America/New_York» не российский; допустимо: Asia/Anadyr",
    ),
    Edit("zone: Europe/Kaliningrad", "zone: Factory", 7, "пояс «Factory» не российский"),
    Edit(
        "notice: true", "notice: readible", 52, "«readible» у «notice»: возможно, readable; допустимо: f", clause="2.15"
    ),
    Edit("kinds: [appeal]", "came_before: 25:00", 37, "«25:00» у «if.came_before»", clause="1.3"),
    # files beside
    Edit("unit: museums", "unit: museum", 6, "подразделения «museum»; возможно, museums", "services.yaml"),
    Edit("situations: [visit]", "situations: [visits]", 10, "возможно, visit; жизненной ситуации", "services.yaml"),
    Edit("within: 1wd", "within: день", 14, "пишите 24h", "services.yaml"),
    Edit('    who: ["Дети и пенсионеры"]\n', "", 4, "нет обязательного ключа «who»", "services.yaml"),
    Edit("since: 2024-01-01", "since: давно", 5, "нужна дата", "services.yaml"),
    Edit("file_by: [in_person]", "file_by: [pigeon]", 16, "нет точки «pigeon»", "services.yaml"),
    Edit("situations:\n  - {", "situations: {", 1, "situations — это список", "services.yaml"),
    Edit("unit: museums", "unit: music", 2, "в порядке нет подразделения «music»", "knowledge.yaml"),
    Edit("articles:", "artikles:", 3, "возможно, articles", "knowledge.yaml"),
    Edit("ways: [email]", "ways: [emial]", 2, "возможно, email; допустимо:", "bodies.yaml"),
    Edit('email: "a@ministry.example"', 'email: "a"', 2, "Проверьте адрес почты", "bodies.yaml"),
    Edit("layout: corner", "layout: korner", 1, "возможно, corner; допустимо: corner, longitudinal", "letterhead.yaml"),
    Edit("layout: corner", "emblem: gerb.svg", 0, "файла «gerb.svg» рядом нет", "letterhead.yaml"),
    Edit(
        "layout: corner", "place: {map: way.svg, way: [Прямо]}", 0, "map: файла «way.svg» рядом нет", "letterhead.yaml"
    ),
    Edit("layout: corner", "place: {map: way.svg}", 1, "опишите дорогу словами", "letterhead.yaml"),
    Edit("layout: corner", "place: {map: way.doc, way: [Прямо]}", 1, "можно: .png, .svg, .webp", "letterhead.yaml"),
    Edit("OFF-03", "OFF-99", 1, "правила «OFF-99» нет", "plain.yaml"),
    Edit(
        "{said: [поглядеть], means: [посетить]}",
        "{said: [], means: [посетить]}",
        2,
        "нужен список слов",
        "synonyms.yaml",
    ),
    Edit("again:", "agane:", 1, "возможно, again; есть:", "texts.yaml"),
    Edit('clause: "1.1"', 'clause: "1.9"', 1, "пункта «1.9» в порядке нет", "cases.yaml"),
    Edit('clause: "1.1"', "clause: 1.1", 1, 'в кавычках: clause: "1.1"', "cases.yaml"),
    Edit("what: primary", "wat: primary", 1, "возможно, «what»", "cases.yaml"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A body whose files are well, among the layers of law."""
    monkeypatch.setenv("PRIEMNAYA_ORDERS", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ORDERS / "base", tmp_path / "base")
    for name, text in FILES.items():
        written(tmp_path, name, text)
    return tmp_path


def written(folder: Path, name: str, text: str | bytes) -> None:
    (folder / "kultura").mkdir(exist_ok=True)
    (folder / "kultura" / name).write_bytes(text.encode() if isinstance(text, str) else text)


def told(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """What `orders check` says, but for the lines of orders that are well."""
    code = main(["orders", "check"])
    return code, [line for line in capsys.readouterr().out.splitlines() if not re.search(r": \d+ пункт(а|ов)?, ", line)]


def test_what_is_well_is_said_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys) == (0, [])


def together() -> list[list[Edit]]:
    """Edits that one file may bear at once: one in a clause, one in a line of a file beside, and the lines stay where
    they are. Those that hide others are made alone."""
    batches: list[tuple[str, set[tuple[str, int]], list[Edit]]] = []
    for edit in EDITS:
        text = FILES[edit.file]
        assert edit.old in text, "the edit is made somewhere"
        own = edit.file == "order.yaml"
        place = (edit.clause, 0) if own else ("", text[: text.index(edit.old)].count("\n"))
        alone = (own and not edit.clause) or "\n" in edit.old + edit.new or any(h in edit.said for h in HIDING)
        fitting = next((b for b in batches if b[0] == edit.file and place not in b[1]), None)
        if alone or fitting is None:
            batches.append(("" if alone else edit.file, {place}, [edit]))
        else:
            fitting[1].add(place)
            fitting[2].append(edit)
    return [edits for _, _, edits in batches]


HIDING = ("он уже есть", "порядок как в", "в кавычках", "номер пункта", "не закрыт", "подразделения «", "ситуации")
"""Words about slips with which the rest is read no more, or that are looked for when the rest is well."""


@sampled("edits", together(), ids=lambda found: f"{found[0].file}: {found[0].new[:40]} {len(found)}", of=4)
def test_a_wrong_edit_names_file_line_clause_and_the_right_word(
    folder: Path, capsys: pytest.CaptureFixture[str], edits: list[Edit]
) -> None:
    texts = {edit.file: FILES[edit.file] for edit in edits}
    for edit in edits:
        texts[edit.file] = texts[edit.file].replace(edit.old, edit.new, 1)
    for name, text in texts.items():
        written(folder, name, text)
    code, lines = told(capsys)
    assert code == 1
    for edit in edits:
        where = f"kultura/{edit.file}:{edit.line}: " if edit.line else f"kultura/{edit.file}: "
        where += f"п. {edit.clause}: " if edit.clause else ""
        assert any(line.startswith(where) and edit.said in line for line in lines), (edit, lines)
    assert foreign(lines, edits) == set()


def foreign(lines: list[str], edits: Sequence[Edit] = ()) -> set[str]:
    """Latin words of the messages that are no key, no value, no file and nothing the official wrote."""
    known = set(re.findall(r"[A-Za-z_]+", "\n".join([*FILES.values(), *FILES])))
    known |= {word for e in edits for word in re.findall(r"[A-Za-z_]+", f"{e.new} {e.file}")}
    known |= ALLOWED | set(KINDS) | FIELDS
    said = set()
    for line in lines:
        free = re.sub(r"(?:допустимо|есть|можно|возможно|пишите|нужен ключ)[:,] [^;]*|«[^»]*»|https?://\S+", "", line)
        said |= set(re.findall(r"[A-Za-z_]{2,}", free))
    return said - known


ALLOWED = {
    "kultura",
    "base",
    "order",
    "yaml",
    "YAML",
    "UTF",
    "windows",
    "IANA",
    "true",
    "false",
    "null",
    "docs",
    "md",
    "plain",
    "rules",
    "corrected",
    "closed",
    "clause",
    "wh",
    "wd",
    "mo",
    "wm",
    "term_extended",
    "heads_of_units",
}
"""Names of formats, and values of the grammar."""
FIELDS = {name.rstrip("_") for kind in KINDS.values() for name in kind.values.model_fields}


def test_there_are_enough() -> None:
    assert len(EDITS) >= 150
    assert len({e.file for e in EDITS}) == len(FILES)


@pytest.mark.parametrize("name", sorted(FORMERLY))
def test_a_kind_of_former_days_is_told_what_it_is_called_now(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert name not in KINDS and FORMERLY[name] in KINDS
    written(folder, "order.yaml", FILES["order.yaml"].replace("kind: kept_register", f"kind: {name}", 1))
    lines = told(capsys)[1]
    now = KINDS[FORMERLY[name]]
    said = f"«{name}» теперь называется {now.name}; пишите: {{"
    assert [line for line in lines if line.startswith("kultura/order.yaml:30: п. 1.2: ") and said in line] == lines
    assert foreign(lines) == set()


def test_a_kinds_own_example_loads(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the message above tells to write."""
    was = "kind: kept_register\n        values: {2024-01-10: {register_name: points}}"
    for name, kind in KINDS.items():
        sample = kind.example.replace("«", '"').replace("»", '"')
        new = f"kind: {name}\n        values: {{2024-01-10: {sample}}}"
        written(folder, "order.yaml", FILES["order.yaml"].replace(was, new, 1))
        assert told(capsys) == (0, []), name


def test_one_slip_is_told_once_and_a_number_is_read_as_people_read_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """«readible» was told of as no yes and no no too; YAML reads 15:00 as nine hundred and 010 as eight."""
    written(folder, "order.yaml", FILES["order.yaml"].replace("notice: true", "notice: readible"))
    assert len(told(capsys)[1]) == 1
    text = FILES["order.yaml"].replace("kinds: [appeal]", "came_before: 15:00").replace("at_most: 30", "at_most: 010")
    written(folder, "order.yaml", text)
    assert told(capsys) == (0, [])
    order = load_order(folder / "kultura" / "order.yaml")
    assert order.by_number["1.3"].rules[0].latest.if_.came_before == "15:00"
    assert order.by_number["2.2"].rules[0].latest.at_most == 10


def test_limits_that_nothing_keeps_both_of_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = "{kind: limit, values: {2024-01-10: {what: extension_days, at_most: 30}}}"
    for other, refused in (("letter_pages, at_least: 5", True), ("letter_pages, at_least: 2", False)):
        two = f"{{kind: limit, values: {{2024-01-10: {{what: letter_pages, at_most: 2}}}}}}, {{kind: limit, values: {{2024-01-10: {{what: {other}}}}}}}"
        written(folder, "order.yaml", FILES["order.yaml"].replace(one, two))
        lines = told(capsys)[1]
        assert [line.startswith("kultura/order.yaml:39: п. 2.2: этот предел") for line in lines] == [True] * refused


def test_every_kind_is_tried() -> None:
    """A kind that comes later has its slips tried here too."""
    lines = RULES + FILES["order.yaml"]
    untried = {name for name in KINDS if f"kind: {name}," not in lines and f"kind: {name}\n" not in lines}
    assert untried == set()


def test_all_errors_of_all_files_are_told_in_one_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken clause hides neither the next nor another file."""
    text = FILES["order.yaml"].replace("Отвечать быстро.", "Отвечать: быстро.").replace('"Отвечать:', '"Отвечать":')
    text = (
        text.replace("kept_register", "kept_registr")
        .replace("complaint_review", "complaint_revew")
        .replace("RU-KGD", "RU-XX")
    )
    written(folder, "order.yaml", text)
    for name, old, new in (
        ("texts.yaml", "again", "agane"),
        ("plain.yaml", "OFF-03", "OFF-99"),
        ("services.yaml", "1wd", "1w"),
    ):
        written(folder, name, FILES[name].replace(old, new))
    shutil.copytree(folder / "kultura", folder / "second")
    federal = folder / "base" / "federal.yaml"
    federal.write_text(
        federal.read_text(encoding="utf-8").replace("status: in_force", "status: forced", 1), encoding="utf-8"
    )
    lines = told(capsys)[1]
    for body in ("kultura", "second"):
        for line in (
            "order.yaml:6:",
            "order.yaml:22:",
            "order.yaml:30: п. 1.2",
            "order.yaml:37: п. 1.3",
            "texts.yaml:1",
            "plain.yaml:1",
            "services.yaml:14",
        ):
            assert any(one.startswith(f"{body}/{line}") for one in lines), (line, lines)
    assert any(one.startswith("base/federal.yaml:") for one in lines)


WHOLE = [
    (b"\x00\x01\x02", "непечатный знак"),
    (FILES["order.yaml"].encode("cp1251"), "windows-1251"),
    (FILES["order.yaml"].encode("utf-16"), "UTF-16"),
    (b"", "файл пуст"),
    (b"- 1\n- 2\n", "ожидался набор ключей"),
    (b"# " + b"x" * 10_000_000, "файл больше 4 МБ"),
    (b"a: &a [1]\nb: [*a]\nc: [*a, *a]\n", "ссылки"),
    (("[" * 200 + "]" * 200).encode(), "слишком глубокая вложенность"),
    (b"one: 1\n---\ntwo: 2\n", "несколько документов"),
    (FILES["order.yaml"].split("clauses:")[0].encode() + b"clauses: []\n", "непустой список пунктов"),
    (FILES["order.yaml"].split("clauses:")[0].encode(), "нет обязательного ключа «clauses»"),
    (b"order: {title: xxx, status: draft}\nclauses: 5\n", "нет раздела body"),
]


@pytest.mark.parametrize(("content", "said"), WHOLE, ids=[said for _, said in WHOLE])
def test_a_file_that_is_no_order_is_said_so(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    written(folder, "order.yaml", content)
    code, lines = told(capsys)
    assert code == 1
    assert any(line.startswith("kultura/order.yaml") and said in line for line in lines), lines
    assert foreign(lines) <= {"xxx", "order", "body"}


def test_marks_that_windows_puts_in_are_read_past(tmp_path: Path) -> None:
    """A mark before the text and its ends of lines are no fault of whoever saved it in Notepad."""
    path = tmp_path / "kultura" / "order.yaml"
    path.parent.mkdir()
    path.write_text(FILES["order.yaml"], encoding="utf-8")
    plain = load_order(path)
    path.write_bytes(b"\xef\xbb\xbf" + FILES["order.yaml"].replace("\n", "\r\n").encode())
    marked = load_order(path)
    assert [(c.number, c.demand, c.rules) for c in marked.clauses] == [
        (c.number, c.demand, c.rules) for c in plain.clauses
    ]
    assert marked.body == plain.body


def test_a_folder_in_place_of_a_file_and_a_file_that_is_not_there_are_said_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "kultura" / "order.yaml").unlink()
    assert "kultura/order.yaml: файла нет" in told(capsys)[1]
    (folder / "kultura" / "order.yaml").mkdir()
    assert "kultura/order.yaml: это папка, а нужен файл" in told(capsys)[1]


def test_a_mailbox_of_two_bodies_and_a_slug_that_is_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(folder / "kultura", folder / "second")
    for mine, other in (("second", "kultura"), ("kultura", "second")):
        said = f"{mine}/order.yaml: почта office@kultura.example названа и в файле органа «{other}»"
        assert any(one.startswith(said) for one in told(capsys)[1])
    (folder / "second").rename(folder / "Второй орган")
    assert any("папка органа «Второй орган»: имя из строчных" in one for one in told(capsys)[1])


def test_consents_are_checked_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "base" / "consents.yaml"
    path.write_text(
        "mailing:\n  title: Новости\n  versions:\n    - {since: 2025-09-01, text: 'Я разрешаю: {bodi} мне писать.'}\n",
        encoding="utf-8",
    )
    assert any(
        one.startswith("base/consents.yaml:1: mailing: в скобках «bodi»; можно: body, contacts")
        for one in told(capsys)[1]
    )


def test_words_of_the_demand_are_dated_and_a_clause_closes_by_its_day(tmp_path: Path) -> None:
    import datetime as dt

    path = tmp_path / "kultura" / "order.yaml"
    path.parent.mkdir()
    text = FILES["order.yaml"].replace(
        'demand: "Отвечать быстро."', 'demand: {2024-01-10: "Отвечать.", 2025-01-10: "Отвечать быстро."}'
    )
    text = text.replace('demand: "Отвечать на', 'closed: 2025-06-01\n    demand: "Отвечать на').replace(
        "      - kind: kept_register", "      - kind: kept_register\n        ours: true"
    )
    path.write_text(text, encoding="utf-8")
    order = load_order(path)
    clause, closed = order.by_number["1.1"], order.by_number["1.3"]
    assert [clause.demand_on(dt.date(y, 6, 1)) for y in (2023, 2024, 2025)] == [
        "Отвечать.",
        "Отвечать.",
        "Отвечать быстро.",
    ]
    assert clause.demand == "Отвечать быстро." and order.by_number["1.2"].rules[0].ours
    assert (
        closed.closed_by(order.today)
        and closed.rules[0].on(dt.date(2025, 5, 31))
        and closed.rules[0].on(dt.date(2025, 6, 1)) is None
    )


def test_every_kind_of_message_of_the_libraries_has_russian_words() -> None:
    """A new release of pydantic or PyYAML with a message of its own fails here, not before an official."""
    untold = {e["type"] for e in list_all_errors()} - set(wrong_words.SAID)
    assert untold == set()
    assert all(re.search("[а-я]|^{error}$", words) for words in wrong_words.SAID.values())
    problems = set()
    for name in ("scanner", "parser", "composer", "constructor", "reader"):
        source = (Path(yaml.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        problems |= set(
            re.findall(r'"((?:expected|found|could not|mapping|sequence|block|special|second)[^"]{4,})"', source)
        )
    binary = next(iter(Path(yaml.__file__).parent.glob("_yaml*.so")), None)
    if binary is not None:
        strings = re.findall(rb"[\x20-\x7e]{8,}", binary.read_bytes())
        problems |= {
            s.decode()
            for s in strings
            if re.match(
                rb"(did not find|could not find|found [a-z]|block sequence|mapping (keys|values) are|invalid (leading|trailing)|control char)",
                s,
            )
        }
    assert len(problems) > 40
    assert [p for p in sorted(problems) if not yaml_words.words_for(p)] == []


def test_every_pattern_of_a_field_has_words() -> None:
    from priemnaya.knowledge.actions.sections import SectionText
    from priemnaya.knowledge.services.described import Listed, Situation
    from priemnaya.people.actions.other_bodies import Listed as Other
    from priemnaya.policy.order import Act, Body

    found = set()
    for model in (Act, Body, Listed, Situation, Other, SectionText, *(k.values for k in KINDS.values())):
        found |= set(re.findall(r"'pattern': '((?:[^'\\]|\\.)*)'", str(model.model_json_schema())))
    known = {p.replace("\\", "\\\\") for p in wrong_words.PATTERNS}
    assert {p for p in found if p not in known and not re.fullmatch(r"\^\([\w|-]+\)\$", p)} == set()


def test_one_error_carries_many(tmp_path: Path) -> None:
    path = tmp_path / "kultura" / "order.yaml"
    path.parent.mkdir()
    path.write_text(
        FILES["order.yaml"].replace("kind: within", "kind: answer_soon", 2).replace("RU-KGD", "RU"), encoding="utf-8"
    )
    with pytest.raises(OrderErrors) as error:
        load_order(path)
    assert [(e.line, e.clause) for e in error.value.errors] == [(6, ""), (24, "1.1"), (35, "1.3")]
    assert isinstance(error.value, OrderError) and str(error.value).count("\n") == 2


def test_slips_of_a_great_file_are_not_looked_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each slip means that the whole file is read anew."""
    text = "- a: [1\n" * 20
    assert len(_slips(text)) == 20
    monkeypatch.setattr(lined, "LONGEST", 0.0)
    first, last = _slips(text)
    assert "дальше файл не прочитан" in last and "дальше" not in first


def _slips(text: str) -> list[str]:
    wrong = lined.Wrong("order.yaml")
    lined.read(text, wrong)
    return [str(error) for error in wrong.found]
