from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "priemnaya.reception"
    label = "reception"

    def ready(self) -> None:
        from . import actions, verbs  # noqa: F401 - enforcement points, listeners and verbs register themselves
