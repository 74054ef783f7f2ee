"""Words of what clients may see are counted apart. Those counted before are counted anew."""

from typing import Any

from django.db import migrations, models


def forget(apps: Any, editor: Any) -> None:
    apps.get_model("knowledge", "SearchWord").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0005_returned_and_found")]
    operations = [
        migrations.AddField("searchword", "public_documents", models.IntegerField(default=0)),
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
    ]
