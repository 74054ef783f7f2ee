"""Figures of cases that may be closed to their reader are kept apart; when a body was last counted as far back as that
is done."""

import django.db.models.deletion
from django.db import migrations, models

ONCE = ["organisation", "by", "key", "month", "clause", "layer"]


def of(model):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to=model
    )


class Migration(migrations.Migration):
    dependencies = [("programme", "0004_d"), ("cases", "0029_d"), ("people", "0016_w")]
    operations = [
        migrations.CreateModel("ApartCase", fields=[("case", of("cases.case"))]),
        migrations.CreateModel(
            "LastCount",
            fields=[
                ("organisation", of("people.organisation")),
                ("far_at", models.DateTimeField(null=True)),
                ("near_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField("partfigure", "case", models.BigIntegerField(default=0)),
        migrations.RemoveConstraint("partfigure", "part_month_once"),
        migrations.AddConstraint(
            "partfigure", models.UniqueConstraint(fields=[*ONCE, "case"], name="part_month_once")
        ),
    ]
