"""Whose letters somebody else reads at first: the first day of work here, and the mentor."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0017_firm")]
    operations = [
        migrations.AddField(
            "employee",
            "works_since",
            models.DateField(blank=True, help_text="first day here; None: so long ago that nobody asks", null=True),
        ),
        migrations.AddField(
            "employee",
            "mentor",
            models.ForeignKey(
                blank=True,
                help_text="who reads their letters",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
