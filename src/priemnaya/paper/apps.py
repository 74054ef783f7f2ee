from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "priemnaya.paper"
    label = "paper"

    def ready(self) -> None:
        from . import actions, verbs  # noqa: F401 - enforcement points, listeners and verbs register themselves
