"""Which message a campaign began with is one row of an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_d")]
    operations = [
        migrations.AddIndex(
            "campaignmember",
            models.Index(fields=["campaign", "id"], condition=models.Q(out_at=None), name="campaign_began"),
        )
    ]
