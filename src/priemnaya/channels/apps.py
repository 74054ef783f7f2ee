from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "priemnaya.channels"
    label = "channels"

    def ready(self) -> None:
        from . import tasks, verbs  # noqa: F401 - tasks, senders and verbs register themselves
