"""Notices of a case that nobody has read are found at each deed that ends them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0021_w")]
    operations = [
        migrations.AddIndex(
            "notice",
            models.Index(fields=["case_id"], condition=models.Q(("read_at", None)), name="notice_unread_of_case"),
        )
    ]
