from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="mailingrecipient",
            index=models.Index(
                condition=models.Q(("unsubscribed_at__isnull", False)), fields=["address"], name="mailing_stopped"
            ),
        ),
    ]
