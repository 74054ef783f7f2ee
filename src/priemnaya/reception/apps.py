from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "priemnaya.reception"
    label = "reception"

    def ready(self) -> None:
        from . import actions, reminding, verbs  # noqa: F401 - enforcement points, reminders and verbs register themselves
        from .calls import cards  # noqa: F401 - the same
