from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "priemnaya.records"
    label = "records"

    def ready(self) -> None:
        from . import actions, verbs  # noqa: F401 - enforcement points, listeners and verbs register themselves
