from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "priemnaya.channels"
    label = "channels"

    def ready(self) -> None:
        from . import tasks  # noqa: F401 - tasks and senders register themselves
