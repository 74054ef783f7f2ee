"""MAX, the national messenger: bot API of platform-api2.max.ru (docs/regulation 5.4), webhook and long polling."""

POINTS: tuple[str, ...] = ("max",)
SENDS: tuple[str, ...] = ("max",)
