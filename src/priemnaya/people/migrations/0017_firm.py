"""Cards are found by the name of a firm, however it is written."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("people", "0016_w")]
    operations = [
        migrations.AddIndex("client", models.Index("organisation", Upper("company"), name="client_firm")),
    ]
