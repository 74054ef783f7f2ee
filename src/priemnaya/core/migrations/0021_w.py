"""Reasons that people wrote are few among rulings, and a page of a figure shows the latest of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0020_settings")]
    operations = [
        migrations.AddIndex(
            "ruling",
            models.Index(
                fields=["organisation_id", "clause", "at"],
                condition=models.Q(("reason", ""), _negated=True),
                name="ruling_with_reason",
            ),
        )
    ]
