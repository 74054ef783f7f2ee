"""By which edition of the law a body's open terms were last counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0010_r1")]
    operations = [
        migrations.AddField(
            "organisation",
            "law",
            models.CharField(
                blank=True,
                default="",
                help_text="digest of the law, the region's acts and the defaults that its terms were counted by",
                max_length=64,
            ),
            preserve_default=False,
        )
    ]
