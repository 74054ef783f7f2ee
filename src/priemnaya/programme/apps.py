from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "priemnaya.programme"
    label = "programme"

    def ready(self) -> None:
        from . import indicators  # noqa: F401 - indicators register themselves
