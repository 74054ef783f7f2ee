from .access import AccessRecord, Watched
from .counted import Cached, Counter
from .events import CASE_PATH, Alert, Digest, Event, Notice, NoticeChoice, Ruling
from .files import FileChunk, StoredFile
from .obligations import Obligation, Reminder, TermChange
from .outbox import Delivery
from .series import REPEATS, ApiReply, ApiToken, IdempotencyKey, NumberSeries
from .settings import SettingChange

__all__ = [
    "CASE_PATH",
    "REPEATS",
    "AccessRecord",
    "Alert",
    "ApiReply",
    "ApiToken",
    "Cached",
    "Counter",
    "Delivery",
    "Digest",
    "Event",
    "FileChunk",
    "IdempotencyKey",
    "Notice",
    "NoticeChoice",
    "NumberSeries",
    "Obligation",
    "Reminder",
    "Ruling",
    "SettingChange",
    "StoredFile",
    "TermChange",
    "Watched",
]
