"""Tables of the channels: what they remember, the talks of the chat, comments under posts."""

from .chat import ChatDuty as ChatDuty
from .chat import ChatLine as ChatLine
from .chat import ChatTalk as ChatTalk
from .comments import WallComment as WallComment
from .remembered import BotCursor as BotCursor
from .remembered import ListenerCursor as ListenerCursor
from .remembered import MailboxCursor as MailboxCursor
from .remembered import Webhook as Webhook

SHARED = True  # by the channels: no channel of its own
