"""The chat of the portal and of the widget: an employee on duty answers at once, or it becomes a message. Its answers
go by its own pages; what is promised later goes by the points of a case."""

POINTS: tuple[str, ...] = ("chat",)
SENDS: tuple[str, ...] = ()
