"""A version carries what of its article changes with it, and everybody who wrote it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_article_saves")]
    operations = [
        migrations.AddField(
            "articleversion",
            "fields",
            models.JSONField(default=dict, help_text="what of the article changes when it is published: its columns"),
        ),
        migrations.AddField(
            "articleversion",
            "writers",
            models.JSONField(default=list, help_text="employees who saved it: none of them approves it"),
        ),
    ]
