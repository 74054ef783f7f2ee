from typing import Any

from django.db import migrations

from priemnaya.people.documents import without_number


def hide_numbers(apps: Any, schema_editor: Any) -> None:
    """Numbers of identity documents that were typed before they were refused; the rest of the words stays. Only rows
    with figures are touched, and only they are locked."""
    rows = apps.get_model("cases", "Contact").objects.filter(document__regex=r"\d")
    for row in rows.only("pk", "document").iterator(chunk_size=500):
        if (kept := without_number(row.document)) != row.document:
            row.document = kept
            row.save(update_fields=["document"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_d")]

    operations = [migrations.RunPython(hide_numbers, migrations.RunPython.noop)]
