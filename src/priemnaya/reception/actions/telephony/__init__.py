"""What an exchange tells becomes cards, times and transfers; who sits at which telephone."""

from .extensions import set_extension
from .settling import settle_calls
from .taking import keep_refused, keep_unread, take_event

__all__ = ["keep_refused", "keep_unread", "set_extension", "settle_calls", "take_event"]
