"""A ruling says whether the attempt was stopped, and of which action: rows that are there stopped nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0014_e")]
    operations = [
        migrations.AddField("ruling", "stopped", models.BooleanField(default=False)),
        migrations.AlterField("ruling", "target", models.CharField(max_length=80)),
    ]
