"""Of which form a draft of the portal is: its client finds it on the page of what was begun, and by a link."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_asked")]
    operations = [
        migrations.AddField(
            "portaldraft",
            "form",
            models.CharField(blank=True, help_text="slug of the service; empty for a message", max_length=80),
        ),
    ]
