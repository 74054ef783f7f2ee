from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0024_reminders_of_several_times")]

    operations = [
        migrations.AlterField(
            model_name="reminder", name="ahead", field=models.CharField(blank=True, default="", max_length=60)
        )
    ]
