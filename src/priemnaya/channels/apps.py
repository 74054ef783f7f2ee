from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "priemnaya.channels"
    label = "channels"

    def ready(self) -> None:
        from . import verbs  # noqa: F401 - verbs register themselves
        from .chat import standing  # noqa: F401 - what is closed in a talk
        from .senders import load_channels

        load_channels()
