"""Why the mark of a crime was taken off a complaint."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0043_check_taken_back")]
    operations = [
        migrations.AddField(
            "complaint",
            "crime_why",
            models.CharField(blank=True, help_text="why the mark of a crime was taken off", max_length=300),
        ),
    ]
