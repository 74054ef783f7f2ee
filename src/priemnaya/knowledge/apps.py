from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "priemnaya.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        from . import verbs  # noqa: F401 - verbs register themselves
