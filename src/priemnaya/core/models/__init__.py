from .counted import Cached, Counter
from .events import AccessRecord, Alert, Event, Notice, Ruling
from .files import FileChunk, StoredFile
from .obligations import Obligation, Reminder, TermChange
from .outbox import Delivery
from .series import REPEATS, ApiReply, ApiToken, IdempotencyKey, NumberSeries

__all__ = [
    "REPEATS",
    "AccessRecord",
    "Alert",
    "ApiReply",
    "ApiToken",
    "Cached",
    "Counter",
    "Delivery",
    "Event",
    "FileChunk",
    "IdempotencyKey",
    "Notice",
    "NumberSeries",
    "Obligation",
    "Reminder",
    "Ruling",
    "StoredFile",
    "TermChange",
]
