from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_trust")]

    operations = [
        migrations.AddField(
            model_name="clientaddress",
            name="agreed_at",
            field=models.DateTimeField(null=True, help_text="when the card's proved owner said that it is theirs"),
        ),
    ]
