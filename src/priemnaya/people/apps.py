from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "priemnaya.people"
    label = "people"

    def ready(self) -> None:
        from . import heads, policies, reminding, roles, verbs, words  # noqa: F401 - enforcement points and verbs register themselves
