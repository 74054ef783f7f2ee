"""A figure says how many attempts were stopped."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]
    operations = [migrations.AddField("clausefigure", "stopped", models.IntegerField(default=0))]
