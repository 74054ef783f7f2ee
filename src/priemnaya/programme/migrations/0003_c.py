"""A figure says how often a clause was set aside for a recorded reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_g")]
    operations = [migrations.AddField("clausefigure", "excused", models.IntegerField(default=0))]
