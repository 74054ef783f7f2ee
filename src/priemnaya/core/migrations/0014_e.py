from django.db import migrations, models


class Migration(migrations.Migration):
    """Words of a choice only: no row is touched."""

    dependencies = [("core", "0013_b")]

    operations = [
        migrations.AlterField(
            model_name="termchange",
            name="state",
            field=models.CharField(
                choices=[
                    ("counts", "действует"),
                    ("asks", "ждёт решения"),
                    ("untold", "клиент не знает"),
                    ("dropped", "не действует"),
                ],
                default="counts",
                max_length=8,
            ),
        )
    ]
