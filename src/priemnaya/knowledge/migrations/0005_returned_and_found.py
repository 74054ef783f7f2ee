"""Why a version was returned stands beside what its author says of it; how each who writes in it found it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0004_versions_carry_fields")]
    operations = [
        migrations.AlterField(
            "articleversion",
            "why",
            models.CharField(blank=True, help_text="what changed, and why: its author's words", max_length=500),
        ),
        migrations.AlterField(
            "articleversion",
            "writers",
            models.JSONField(default=list, help_text="employees who wrote in it: none of them approves it"),
        ),
        migrations.AddField(
            "articleversion",
            "returned",
            models.CharField(blank=True, help_text="what whoever returned it asks to mend", max_length=500),
        ),
        migrations.AddField(
            "articleversion",
            "found",
            models.JSONField(default=dict, help_text="writer -> its words and its author before they wrote in it"),
        ),
    ]
