"""Telegram: present for organisations the law does not bar from it, off for everybody else (41-ФЗ; see
social.bots.LAW)."""

POINTS: tuple[str, ...] = ("telegram",)
SENDS: tuple[str, ...] = ("telegram",)
