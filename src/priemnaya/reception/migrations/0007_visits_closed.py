from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whom the words of a visitor name neither reads them nor receives the visitor."""

    dependencies = [("reception", "0006_calls_closed"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            "visit",
            "closed_to",
            models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", help_text="whom the client's words name"),
        ),
        migrations.AddField(
            "visit",
            "unsought",
            models.BooleanField(default=False, help_text="its words were not looked through for names yet"),
        ),
        migrations.AddIndex(
            "visit",
            models.Index(fields=["organisation"], condition=models.Q(unsought=True), name="visits_unsought"),
        ),
    ]
