from django.db import migrations, models

from priemnaya.people.models.clients import KINDS


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_a")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="written_for",
            field=models.CharField(
                blank=True, default="", help_text="the firm its sender named, proved or not", max_length=300
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="case",
            name="said_kind",
            field=models.CharField(
                blank=True,
                choices=list(KINDS.items()),
                default="",
                help_text="what an identified sender said they are",
                max_length=30,
            ),
            preserve_default=False,
        ),
    ]
