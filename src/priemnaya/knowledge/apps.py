from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "priemnaya.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        from priemnaya.people.editions import CATALOGUES, LEANING

        from . import filled, leaning, reminding, verbs  # noqa: F401 - lists, reminders and verbs register themselves
        from .services.known import services_of

        LEANING.append(leaning.services_given)
        CATALOGUES.append(services_of)
