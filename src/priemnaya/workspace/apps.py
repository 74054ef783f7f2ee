from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "priemnaya.workspace"
    label = "workspace"
