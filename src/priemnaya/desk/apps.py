from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "priemnaya.desk"
    label = "desk"

    def ready(self) -> None:
        from . import actions, verbs  # noqa: F401 - enforcement points, listeners and verbs register themselves
