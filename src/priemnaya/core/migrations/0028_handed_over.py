from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0027_settings_of_reception")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="handed_at",
            field=models.DateTimeField(
                null=True, help_text="when its channel took it: what is left is to write down what follows"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="waits_since",
            field=models.DateTimeField(
                null=True, help_text="since when it waits to be sent once more; empty: since it was made"
            ),
        ),
    ]
