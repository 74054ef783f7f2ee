"""Figures by unit, person, topic and point; and what was due before the body worked here."""

import django.db.models.deletion
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
COUNTS = ("kept", "broken", "open", "stopped", "excused", "early")
ONCE = ["organisation", "by", "key", "month", "clause", "layer"]


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_c"), ("people", "0016_w")]
    operations = [
        migrations.AddField("clausefigure", "early", models.IntegerField(default=0)),
        migrations.CreateModel(
            "PartFigure",
            fields=[
                ("id", KEY),
                ("clause", models.CharField(max_length=40)),
                ("layer", models.CharField(default="body", max_length=10)),
                ("month", models.DateField()),
                *((name, models.IntegerField(default=0)) for name in COUNTS),
                ("by", models.CharField(max_length=8)),
                ("key", models.CharField(max_length=20)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "by", "clause", "month"], name="part_by_clause")],
                "constraints": [models.UniqueConstraint(fields=ONCE, name="part_month_once")],
            },
        ),
    ]
