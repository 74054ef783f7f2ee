from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "priemnaya.channels"
    label = "channels"

    def ready(self) -> None:
        from . import senders, verbs  # noqa: F401 - senders and verbs register themselves
