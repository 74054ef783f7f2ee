"""Files of messages that were read wait for a look whether they open: nobody waits for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0036_k_fill")]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="reading_since",
            field=models.DateTimeField(
                help_text="since when it waits for that, or, once it is read, for a look whether its files open", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("reading_since__isnull", False)), fields=["id"], name="files_not_seen"
            ),
        ),
    ]
