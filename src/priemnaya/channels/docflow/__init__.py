"""The document system of the bodies (СЭД): letters to other bodies as folders with a card. No client is reached by
it."""

POINTS: tuple[str, ...] = ()
SENDS: tuple[str, ...] = ("docflow",)
