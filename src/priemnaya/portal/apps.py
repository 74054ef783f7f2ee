from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "priemnaya.portal"
    label = "portal"
