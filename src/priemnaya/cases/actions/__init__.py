"""Actions: one verb, one transaction: verdicts first, then rows, then the event, then obligations, then the outbox.

The actor is always passed as `by` (None: the client or the system). Faces and channels change cases only through these.
"""

from .answering import (
    check_reply,
    drop_reply,
    number_reply,
    save_reply,
    send_back_reply,
    send_reply,
    start_reply,
    submit_reply,
)
from .clients import merge_clients, set_audience
from .closing import close_case, merge_cases, reopen_case, split_case
from .deliver import (
    ask_to_confirm,
    choose_point,
    delivery_bounced,
    delivery_confirmed,
    delivery_failed,
    delivery_sent,
    retry_delivery,
    send_to_client,
    write_back,
)
from .desk import add_note, present
from .disposal import execute_disposal, hold_client, lift_hold, propose_disposal, reject_disposal, review_disposal
from .history import ask_history, build_waiting
from .office import acknowledge_order, change_calendar, take_set_aside
from .paper import add_scan, drop_scan, make_list, post_result, read_waiting, register_scan, set_track, take_folder_file
from .receive import Incoming, IncomingFile, Received, accept_case, append_message, receive_message, reject_case
from .reception import ReceptionCard, receive_visitor
from .wording import decide_finding, restore_rule
from .working import (
    assess_urgency,
    assign_case,
    body_answered,
    change_kind,
    clarify_case,
    classify_case,
    extend_case,
    forward_case,
    link_cases,
    name_complained_of,
    request_from_body,
    tell_term,
    tell_ways_to_file,
)

__all__ = [
    "Incoming",
    "IncomingFile",
    "Received",
    "ReceptionCard",
    "accept_case",
    "acknowledge_order",
    "add_note",
    "add_scan",
    "append_message",
    "ask_history",
    "ask_to_confirm",
    "assess_urgency",
    "assign_case",
    "body_answered",
    "build_waiting",
    "change_calendar",
    "change_kind",
    "check_reply",
    "choose_point",
    "clarify_case",
    "classify_case",
    "close_case",
    "decide_finding",
    "delivery_bounced",
    "delivery_confirmed",
    "delivery_failed",
    "delivery_sent",
    "drop_reply",
    "drop_scan",
    "execute_disposal",
    "extend_case",
    "forward_case",
    "hold_client",
    "lift_hold",
    "link_cases",
    "make_list",
    "merge_cases",
    "merge_clients",
    "name_complained_of",
    "number_reply",
    "post_result",
    "present",
    "propose_disposal",
    "read_waiting",
    "receive_message",
    "receive_visitor",
    "register_scan",
    "reject_case",
    "reject_disposal",
    "reopen_case",
    "request_from_body",
    "restore_rule",
    "retry_delivery",
    "review_disposal",
    "save_reply",
    "send_back_reply",
    "send_reply",
    "send_to_client",
    "set_audience",
    "set_track",
    "split_case",
    "start_reply",
    "submit_reply",
    "take_folder_file",
    "take_set_aside",
    "tell_term",
    "tell_ways_to_file",
    "write_back",
]  # fmt: skip
