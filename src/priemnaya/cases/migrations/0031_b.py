"""Words of files are searched, and of long letters all of them; the index is made anew as cases/0022_c_fill makes it."""

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from priemnaya.cases.finding.sql import FILES_OF_BEFORE, FILLED, FUNCTIONS, OF_FILE_WORDS


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0030_inside"), ("paper", "0002_c")]

    operations = [
        migrations.CreateModel(
            name="FileWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(blank=True, default="waits", max_length=7)),
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
                        condition=models.Q(("state__in", ("waits", "picture"))), fields=["-id"], name="words_waiting"
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS + OF_FILE_WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(FILES_OF_BEFORE, migrations.RunSQL.noop, elidable=True),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop, elidable=True)
            for sql in FILLED
            if "cases_found_clients" not in sql
        ),
    ]
