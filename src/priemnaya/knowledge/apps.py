from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "priemnaya.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        from . import reminding, verbs  # noqa: F401 - reminders and verbs register themselves
