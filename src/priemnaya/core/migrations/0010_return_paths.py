"""Each letter has a return path of its own: those that have not left yet get one, those that have keep none."""

from django.db import migrations, models

import priemnaya.core.models.outbox


def give(apps, schema_editor):
    deliveries = apps.get_model("core", "Delivery").objects
    for row in deliveries.filter(channel="email", sent_at=None, return_token="").iterator():
        row.return_token = priemnaya.core.models.outbox.new_return_token()
        row.save(update_fields=["return_token"])


HELP = "part of the address a letter's own server returns it to: known to whoever carried this very letter"


class Migration(migrations.Migration):
    dependencies = [("core", "0009_issuer")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="return_token",
            field=models.CharField(blank=True, default="", help_text=HELP, max_length=32),
        ),
        migrations.RunPython(give, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="delivery",
            name="return_token",
            field=models.CharField(
                blank=True,
                db_index=True,
                default=priemnaya.core.models.outbox.new_return_token,
                help_text=HELP,
                max_length=32,
            ),
        ),
    ]
