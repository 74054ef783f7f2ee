from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "priemnaya.outreach"
    label = "outreach"

    def ready(self) -> None:
        from . import actions, verbs  # noqa: F401 - enforcement points and verbs register themselves
