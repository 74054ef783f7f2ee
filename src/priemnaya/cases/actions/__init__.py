"""Actions: one verb, one transaction: verdicts first, then rows, then the event, then obligations, then the outbox.

The actor is always passed as `by` (None: the client or the system). Faces and channels change cases only through these.
"""

from .anonymous import name_client
from .answering import check_reply, recall_reply, send_back_reply, submit_reply
from .appending import append_message, judge_addition
from .applications import (
    Mark,
    ask_document,
    check_documents,
    name_service,
    request_document,
    tell_incomplete,
)
from .arriving import delivery_bounced, delivery_confirmed, delivery_failed, delivery_sent, letter_read_on_page
from .aside import keep_aside
from .assisted import mark_assisted
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
from .clients import describe_client, keep_apart, merge_clients, part_cards, set_audience
from .closing import merge_cases, reopen_case, split_case
from .complaints import describe_complaint
from .confiding import EMERGENCIES, break_glass, confide_case, drop_reader, lift_confidence, name_reader
from .decisions import change_practice, look_at_decision
from .deliver import send_to_client, write_back
from .drafting import restore_version, save_reply, start_reply, take_over_reply
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
from .junk import mark_spam
from .kind import change_kind
from .links import link_cases
from .mailboxes import asks_author, closed_to_mailbox, disown_case, own_case, prove_mailbox
from .message import Received, taken_under
from .naming import confirm_person, dismiss_person, name_person, settle_named
from .office import acknowledge_order, take_set_aside
from .outcomes import close_case
from .owning import agree_address, agree_own_address
from .parting import part_case
from .points import choose_point
from .portal_drafts import (
    add_draft_files,
    add_to_portal_draft,
    drop_portal_drafts,
    drop_sent_draft,
    expire_portal_drafts,
    move_portal_draft,
    remove_draft_file,
)
from .proving import (
    ask_card_link,
    ask_consent_link,
    cases_of_mailbox,
    claim_case,
    confirm_consent,
    disown_by_link,
    open_link,
    take_case_by_mailbox,
)
from .receive import receive_message
from .reception import ReceptionCard, receive_visitor
from .resending import retry_delivery, send_again
from .reviewing import accept_case, reject_case
from .second import (
    Word,
    answer_second,
    mail_second_link,
    renew_second_link,
    second_of,
    second_unwanted,
    second_url,
    second_waits,
    send_second_link,
)
from .signing import number_reply, prepare_reply, send_reply
from .suspending import resume_case, resume_lapsed
from .taking_back import undo_assignment, undo_dropping, undo_split
from .telling_term import tell_term, tell_ways_to_file
from .undoing import take_back_assignment, take_back_urgency
from .way_back import ask_case_link, ways_back
from .window import renew_code
from .wording import decide_finding, restore_rule
from .working import (
    assess_urgency,
    assign_case,
    body_answered,
    clarify_case,
    classify_case,
    extend_case,
    request_from_body,
    settle_extension,
)

__all__ = [
    "ABOUT_FORWARDING",
    "EMERGENCIES",
    "Mark",
    "Received",
    "ReceptionCard",
    "Unconfirmed",
    "Word",
    "accept_case",
    "acknowledge_order",
    "add_draft_files",
    "add_regional_day",
    "add_to_portal_draft",
    "agree_address",
    "agree_own_address",
    "answer_second",
    "append_message",
    "approve_decree",
    "ask_card_link",
    "ask_case_link",
    "ask_consent_link",
    "ask_document",
    "asks_author",
    "assess_urgency",
    "assign_case",
    "body_answered",
    "break_glass",
    "cases_of_mailbox",
    "change_kind",
    "change_practice",
    "check_documents",
    "check_reply",
    "choose_grounds",
    "choose_point",
    "claim_case",
    "clarify_case",
    "classify_case",
    "close_case",
    "closed_to_mailbox",
    "confide_case",
    "confirm_consent",
    "confirm_person",
    "confirm_regional_year",
    "decide_finding",
    "delivery_bounced",
    "delivery_confirmed",
    "delivery_failed",
    "delivery_sent",
    "describe_client",
    "describe_complaint",
    "dismiss_person",
    "disown_by_link",
    "disown_case",
    "drop_portal_drafts",
    "drop_reader",
    "drop_reply",
    "drop_sent_draft",
    "expire_portal_drafts",
    "extend_case",
    "forward_case",
    "forwarding_bounced",
    "forwarding_failed",
    "forwarding_sent",
    "forwarding_unwanted",
    "hand_letter",
    "judge_addition",
    "keep_apart",
    "keep_aside",
    "letter_read_on_page",
    "lift_confidence",
    "link_cases",
    "look_at_decision",
    "mail_second_link",
    "mark_assisted",
    "mark_spam",
    "merge_cases",
    "merge_clients",
    "move_portal_draft",
    "name_client",
    "name_person",
    "name_reader",
    "name_service",
    "number_reply",
    "open_link",
    "own_case",
    "part_cards",
    "part_case",
    "prepare_reply",
    "propose_decree",
    "prove_mailbox",
    "recall_letter",
    "recall_reply",
    "receive_message",
    "receive_visitor",
    "recount_again",
    "refuse_decree",
    "register_further",
    "reject_case",
    "remove_draft_file",
    "remove_regional_day",
    "renew_code",
    "renew_second_link",
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
    "second_of",
    "second_unwanted",
    "second_url",
    "second_waits",
    "send_again",
    "send_back_reply",
    "send_reply",
    "send_second_link",
    "send_to_client",
    "set_audience",
    "settle_extension",
    "settle_further",
    "settle_named",
    "sign_forwarding",
    "split_case",
    "start_reply",
    "submit_reply",
    "take_back_assignment",
    "take_back_urgency",
    "take_case_by_mailbox",
    "take_over_reply",
    "take_set_aside",
    "taken_under",
    "tell_incomplete",
    "tell_term",
    "tell_ways_to_file",
    "undo_assignment",
    "undo_dropping",
    "undo_split",
    "ways_back",
    "write_back",
]
