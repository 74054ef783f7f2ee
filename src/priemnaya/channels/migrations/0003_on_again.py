from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when a subscription is on again: what was before is not told."""

    dependencies = [("channels", "0002_chat_and_comments")]

    operations = [migrations.AddField("webhook", "on_at", models.DateTimeField(null=True))]
