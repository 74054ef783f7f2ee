"""Short messages by an operator's gateway: notices only, and only while its address is set (PRIEMNAYA_SMS_URL)."""

POINTS: tuple[str, ...] = ()
SENDS: tuple[str, ...] = ("sms",)
