from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "priemnaya.programme"
    label = "programme"

    def ready(self) -> None:
        from . import indicators, verbs  # noqa: F401 - indicators and verbs register themselves
