"""Telephone exchanges: what they tell of calls, in their own formats, becomes events of one shape (docs/telephony.md).
Nothing here calls an exchange."""

POINTS: tuple[str, ...] = ()  # the point «телефон» is served by people
SENDS: tuple[str, ...] = ()
