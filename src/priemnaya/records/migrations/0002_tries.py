from django.db import migrations, models


class Migration(migrations.Migration):
    """How often the making of a history was begun: one that its worker dies of is given up."""

    dependencies = [("records", "0001_initial")]

    operations = [migrations.AddField("historyexport", "tries", models.SmallIntegerField(default=0))]
