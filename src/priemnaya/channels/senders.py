"""Every way out, imported so that it registers its sender: a channel that is not here queues letters and never sends them."""

from .email import smtp
from .exchange import outbound
from .max import client as max_client
from .telegram import client as telegram_client
from .vk import client as vk_client
from .webhooks import send

SENDERS = (smtp, outbound, max_client, telegram_client, vk_client, send)
