"""Actions: one verb, one transaction: verdicts first, then rows, then the event, then obligations, then the outbox.

The actor is always passed as `by` (None: the client or the system). Faces and channels change cases only through these.
"""

from .answering import (
    check_reply,
    number_reply,
    prepare_reply,
    recall_reply,
    restore_version,
    save_reply,
    send_back_reply,
    send_reply,
    start_reply,
    submit_reply,
    take_over_reply,
)
from .applications import (
    Mark,
    ask_document,
    check_documents,
    describe_complaint,
    name_service,
    request_document,
    resume_case,
    resume_lapsed,
    tell_incomplete,
)
from .aside import keep_aside
from .calendar import (
    Unconfirmed,
    add_regional_day,
    approve_decree,
    confirm_regional_year,
    propose_decree,
    recount_again,
    refuse_decree,
    remove_regional_day,
)
from .clients import keep_apart, merge_clients, set_audience
from .closing import close_case, merge_cases, reopen_case, split_case
from .decisions import change_practice, look_at_decision
from .deliver import (
    ask_to_confirm,
    choose_point,
    delivery_bounced,
    delivery_confirmed,
    delivery_failed,
    delivery_sent,
    send_to_client,
    write_back,
)
from .drafts import drop_reply, restore_reply
from .forwarding import ABOUT as ABOUT_FORWARDING
from .forwarding import (
    forward_case,
    forwarding_bounced,
    forwarding_failed,
    forwarding_sent,
    forwarding_unwanted,
    hand_letter,
    recall_letter,
    resend_letter,
    sign_forwarding,
)
from .further import register_further, settle_further
from .grounds import choose_grounds
from .links import link_cases
from .naming import confirm_person, dismiss_person, name_person, settle_named
from .office import acknowledge_order, take_set_aside
from .portal_drafts import drop_portal_draft, keep_portal_draft
from .receive import Received, accept_case, append_message, receive_message, reject_case
from .reception import ReceptionCard, receive_visitor
from .resending import retry_delivery, send_again
from .wording import decide_finding, restore_rule
from .working import (
    assess_urgency,
    assign_case,
    body_answered,
    change_kind,
    clarify_case,
    classify_case,
    extend_case,
    request_from_body,
    settle_extension,
    tell_term,
    tell_ways_to_file,
)

__all__ = [
    "ABOUT_FORWARDING",
    "Mark",
    "Received",
    "ReceptionCard",
    "Unconfirmed",
    "accept_case",
    "acknowledge_order",
    "add_regional_day",
    "append_message",
    "approve_decree",
    "ask_document",
    "ask_to_confirm",
    "assess_urgency",
    "assign_case",
    "body_answered",
    "change_kind",
    "change_practice",
    "check_documents",
    "check_reply",
    "choose_grounds",
    "choose_point",
    "clarify_case",
    "classify_case",
    "close_case",
    "confirm_person",
    "confirm_regional_year",
    "decide_finding",
    "delivery_bounced",
    "delivery_confirmed",
    "delivery_failed",
    "delivery_sent",
    "describe_complaint",
    "dismiss_person",
    "drop_portal_draft",
    "drop_reply",
    "extend_case",
    "forward_case",
    "forwarding_bounced",
    "forwarding_failed",
    "forwarding_sent",
    "forwarding_unwanted",
    "hand_letter",
    "keep_apart",
    "keep_aside",
    "keep_portal_draft",
    "link_cases",
    "look_at_decision",
    "merge_cases",
    "merge_clients",
    "name_person",
    "name_service",
    "number_reply",
    "prepare_reply",
    "propose_decree",
    "recall_letter",
    "recall_reply",
    "receive_message",
    "receive_visitor",
    "recount_again",
    "refuse_decree",
    "register_further",
    "reject_case",
    "remove_regional_day",
    "reopen_case",
    "request_document",
    "request_from_body",
    "resend_letter",
    "restore_reply",
    "restore_rule",
    "restore_version",
    "resume_case",
    "resume_lapsed",
    "retry_delivery",
    "save_reply",
    "send_again",
    "send_back_reply",
    "send_reply",
    "send_to_client",
    "set_audience",
    "settle_extension",
    "settle_further",
    "settle_named",
    "sign_forwarding",
    "split_case",
    "start_reply",
    "submit_reply",
    "take_over_reply",
    "take_set_aside",
    "tell_incomplete",
    "tell_term",
    "tell_ways_to_file",
    "write_back",
]
