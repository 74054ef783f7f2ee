from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "priemnaya.cases"
    label = "cases"

    def ready(self) -> None:
        from . import actions, reminding, verbs  # noqa: F401 - enforcement points, reminders and verbs register themselves
