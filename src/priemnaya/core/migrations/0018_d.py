"""Terms that are there name their clause as people cite it («приказ, п. 2»), not by the key of the order's file («п.
order.2»): in the citation, and where the reasoning says by what the day was counted."""

import re

from django.db import migrations

from priemnaya.policy.titles import clause_title


def cite(apps, schema_editor):
    obligation = apps.get_model("core", "Obligation")
    named = obligation.objects.filter(layer="body", clause__regex="[A-Za-z]|[а-яё]{3}")
    for key in named.values_list("clause", flat=True).distinct():
        was, title = f"п. {key}", clause_title(key)
        obligation.objects.filter(layer="body", clause=key, citation=was).update(citation=title)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "update core_obligation set reasoning = regexp_replace(reasoning, %s, %s, 'g')"
                " where position(%s in reasoning) > 0",
                [rf"{re.escape(was)}(?!\w|\.\w)", title, was],
            )


class Migration(migrations.Migration):
    dependencies = [("core", "0017_f")]
    operations = [migrations.RunPython(cite, migrations.RunPython.noop, elidable=True)]
