from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "priemnaya.reception"
    label = "reception"

    def ready(self) -> None:
        from . import actions, cards, named, reminding, verbs  # noqa: F401 - what registers itself with the packages below
