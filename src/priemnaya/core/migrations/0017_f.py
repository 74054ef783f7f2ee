"""A citation holds the longest title of an act that an order may have: the column only grows, no row is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0016_c")]
    operations = [migrations.AlterField("obligation", "citation", models.CharField(max_length=400))]
