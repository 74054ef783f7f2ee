from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "priemnaya.outreach"
    label = "outreach"

    def ready(self) -> None:
        from . import actions, reminding, verbs  # noqa: F401 - enforcement points, reminders and verbs register themselves
