"""As core/0017_f: the act a matter is sent on by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_l")]
    operations = [
        migrations.AlterField(
            "forwarding",
            "citation",
            models.CharField(blank=True, help_text="article of the law it is done by", max_length=400),
        )
    ]
