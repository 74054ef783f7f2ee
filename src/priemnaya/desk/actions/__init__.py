"""What people and the clock do at the desk."""

from .answering import answer_alike, look_at_answers
from .asking import ask_extension
from .bulk import do_to_several, look_at_several
from .bulk_back import take_back
from .campaigns import gather_alike
from .news import Draft, Question, publish_news, retire_news, say_read
from .notes import add_note, present, writes
from .notices import choose_notices, read_notices
from .routing import route_case, route_waiting
from .rules import (
    drop_rule,
    end_competence,
    record_competence,
    run_macro,
    save_checklist,
    save_macro,
    save_rule,
    tick,
    told_steps,
    untick,
)
from .staff_letters import mail_digests, mail_notices
from .triage import triage_case
from .views import SPREADS, choose_columns, drop_view, resolve_alert, save_view

__all__ = [
    "SPREADS",
    "Draft",
    "Question",
    "add_note",
    "answer_alike",
    "ask_extension",
    "choose_columns",
    "choose_notices",
    "do_to_several",
    "drop_rule",
    "drop_view",
    "end_competence",
    "gather_alike",
    "look_at_answers",
    "look_at_several",
    "mail_digests",
    "mail_notices",
    "present",
    "publish_news",
    "read_notices",
    "record_competence",
    "resolve_alert",
    "retire_news",
    "route_case",
    "route_waiting",
    "run_macro",
    "save_checklist",
    "save_macro",
    "save_rule",
    "save_view",
    "say_read",
    "take_back",
    "tick",
    "told_steps",
    "triage_case",
    "untick",
    "writes",
]
