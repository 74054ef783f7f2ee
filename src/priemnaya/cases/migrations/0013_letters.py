"""Who wrote was given the code on the spot, and out of which case another was taken: both are facts of their own, which
0013_letters_said fills for the cases there are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_links"), ("core", "0011_access_chained")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="code_shown",
            field=models.BooleanField(
                default=False, help_text="who wrote was given the code on the spot: by the page, by voice, at the window"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="taken_out_of",
            field=models.ForeignKey(
                help_text="the case whose message it was a part of: who opens that one on the site opens this one",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_out",
                to="cases.case",
            ),
        ),
    ]
