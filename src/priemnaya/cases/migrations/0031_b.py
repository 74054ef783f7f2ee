"""Words of files are searched, and of long letters all of them. What was there before is 0032_b_fill's."""

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from priemnaya.cases.finding.sql import FUNCTIONS, OF_FILE_WORDS


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_inside"), ("paper", "0002_c")]

    operations = [
        migrations.CreateModel(
            name="FileWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(blank=True, default="waits", max_length=7)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="how often it was begun and came to no end"
                    ),
                ),
                ("tried_at", models.DateTimeField(null=True)),
                ("text", models.TextField(blank=True)),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="cases.attachment"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waits", "picture", "failed"))),
                        fields=["-id"],
                        name="words_waiting",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="attachment",
            name="unsearched",
            field=models.CharField(
                blank=True,
                choices=[
                    ("all", "слова файла не прочитаны: поиск по ним не найдёт"),
                    ("part", "прочитаны не все слова файла: поиск найдёт не по каждому"),
                ],
                help_text="of a file of a message: its words could not be taken out for the search (FileWords: failed)",
                max_length=4,
            ),
        ),
        migrations.RunSQL(FUNCTIONS + OF_FILE_WORDS, migrations.RunSQL.noop),
    ]
