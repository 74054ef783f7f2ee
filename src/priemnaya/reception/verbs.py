"""Sentences of the events of spoken contact, in Russian: every verb has one."""

from . import verbs_calls as _calls  # noqa: F401 - registers itself
from . import verbs_telephony as _telephony  # noqa: F401 - the same
from . import verbs_visits as _visits  # noqa: F401 - registers itself
