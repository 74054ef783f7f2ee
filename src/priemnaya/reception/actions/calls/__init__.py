"""Deeds of the telephone: a talk is begun, written down, given on, ended; a call back is promised and made."""

from .back import Promise, end_call_back, hand_call_back, promise_call_back, try_call_back
from .beginning import begin_call, finish_for_colleague, miss_call, take_call
from .ending import break_off_call, end_call
from .into_cases import join_case, make_case
from .newcomers import seek_in_calls
from .talking import Asked, Talk, name_caller, write_call
from .transferring import fail_transfer, note_told, transfer_call

__all__ = [
    "Asked",
    "Promise",
    "Talk",
    "begin_call",
    "break_off_call",
    "end_call",
    "end_call_back",
    "fail_transfer",
    "finish_for_colleague",
    "hand_call_back",
    "join_case",
    "make_case",
    "miss_call",
    "name_caller",
    "note_told",
    "promise_call_back",
    "seek_in_calls",
    "take_call",
    "transfer_call",
    "try_call_back",
    "write_call",
]
