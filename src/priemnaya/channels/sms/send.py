"""One notice as a short message: POST {"to", "text", "id"} to the gateway, whose key goes in the header. A repeated id
is the same message."""

from __future__ import annotations

from django.conf import settings

from priemnaya.channels.base import OF_ALL, NotSetUp, carries
from priemnaya.channels.http import call, refuse
from priemnaya.core.models import Delivery
from priemnaya.core.outbound import server_of

SCHEMES = {"https": 443, "http": 80}
LONGEST = 300  # signs: four short messages in Cyrillic


@carries("sms", OF_ALL)
def send(delivery: Delivery) -> None:
    """Raises Away when the gateway does not answer or is not set up, GiveUp when it does not take this message."""
    if not settings.SMS_URL:
        raise NotSetUp("SMS сейчас не отправляются")
    place = server_of(settings.SMS_URL, SCHEMES)
    refuse(
        call(
            "POST",
            f"{place.scheme}://{place.host}:{place.port}/{place.path}",
            headers={"Authorization": f"Bearer {place.user}"},
            json={"to": delivery.address, "text": str(delivery.payload["text"])[:LONGEST], "id": delivery.key},
        )
    )
