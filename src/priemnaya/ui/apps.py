from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "priemnaya.ui"
    label = "ui"
