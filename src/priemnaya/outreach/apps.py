from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "priemnaya.outreach"
    label = "outreach"

    def ready(self) -> None:
        from . import actions  # noqa: F401 - enforcement points register themselves
