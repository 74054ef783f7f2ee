"""E-mail: parse.py (raw letter -> plain facts), inbound.py (-> case), lmtp.py and imap.py (how letters come), smtp.py
(how they leave)."""

POINTS: tuple[str, ...] = ("email",)
SENDS: tuple[str, ...] = ("email",)
