"""A body says when it was first loaded: filled at the next start (people/loading.py begin)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0015_g")]
    operations = [
        migrations.AddField(
            "organisation",
            "began_at",
            models.DateTimeField(null=True, help_text="when it was first loaded: nothing could be kept here before"),
        )
    ]
