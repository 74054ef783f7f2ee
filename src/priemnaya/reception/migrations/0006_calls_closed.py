from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whom the words of a talk name does not read them."""

    dependencies = [("reception", "0005_read_back"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            "call",
            "closed_to",
            models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", help_text="whom the client's words name"),
        ),
        migrations.AddField(
            "call",
            "unsought",
            models.BooleanField(default=False, help_text="its words were not looked through for names yet"),
        ),
        migrations.AddIndex(
            "call",
            models.Index(fields=["organisation"], condition=models.Q(unsought=True), name="calls_unsought"),
        ),
    ]
