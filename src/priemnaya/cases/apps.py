from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "priemnaya.cases"
    label = "cases"

    def ready(self) -> None:
        from priemnaya.core.journal import HEARD, SILENT
        from priemnaya.people.acting import GATES
        from priemnaya.people.editions import LEANING

        from . import (  # noqa: F401 - enforcement points, reminders, verbs and terms register themselves
            actions,
            counted_back,
            event_terms,
            fact_changes,
            guard,
            leaning,
            reminding,
            staff_told,
            unfit,
            verbs,
        )
        from .actions import news

        GATES.append(guard.no_deeds_of_the_named)
        GATES.append(guard.no_deeds_on_destroyed)
        SILENT.append(guard.told_nothing)
        HEARD.append(event_terms.after_event)
        HEARD.append(staff_told.after_event)
        HEARD.append(fact_changes.after_event)
        HEARD.append(unfit.after_event)
        HEARD.append(news.after_event)
        LEANING.append(leaning.open_cases)
