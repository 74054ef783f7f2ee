from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "priemnaya.core"
    label = "core"

    def ready(self) -> None:
        autodiscover_modules("personal")  # each package says which personal data it keeps: core.erasure
