from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0022_c_fill")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="crime",
            field=models.BooleanField(
                default=False, help_text="signs of a crime: the prosecutor is told (210-ФЗ 11.2 ч. 9)"
            ),
        ),
    ]
