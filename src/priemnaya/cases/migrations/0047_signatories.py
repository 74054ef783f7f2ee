from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0046_assisted")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="signatories",
            field=models.PositiveIntegerField(
                default=1, help_text="how many people signed it: several, and it is collective"
            ),
        )
    ]
