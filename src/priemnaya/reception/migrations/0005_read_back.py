from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether what was written down at a visit was read to the client."""

    dependencies = [("reception", "0004_limits_and_ends")]

    operations = [migrations.AddField("visit", "read_back", models.BooleanField(default=False))]
