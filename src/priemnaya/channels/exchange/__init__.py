"""The exchange with closed hosts: the state portal (ЕПГУ) and the feedback platform (ПОС). docs/exchange.md has the
format."""

POINTS: tuple[str, ...] = ("epgu", "pos")
SENDS: tuple[str, ...] = ("epgu", "pos")
