from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "priemnaya.workspace"
    label = "workspace"

    def ready(self) -> None:
        from .account import connect

        connect()
