from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "priemnaya.records"
    label = "records"

    def ready(self) -> None:
        from priemnaya.people.actions.cards import KEPT_BACK

        from . import actions, verbs  # noqa: F401 - enforcement points, listeners and verbs register themselves
        from .actions.disposal import carry_holds

        KEPT_BACK.append(carry_holds)
