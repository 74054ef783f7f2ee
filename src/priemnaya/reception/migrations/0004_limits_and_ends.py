from django.db import migrations, models

ASKED = [("yes", "да"), ("no", "нет"), ("silent", "не сказал")]


class Migration(migrations.Migration):
    """What a place decides of itself, and what was asked at the end of a visit."""

    dependencies = [("reception", "0003_telephony")]

    operations = [
        *(
            migrations.AddField("place", name, models.SmallIntegerField(default=usual))
            for name, usual in (
                ("lead_minutes", 30),
                ("hold_minutes", 15),
                ("ahead_of_one", 3),
                ("calls", 3),
                ("late_minutes", 30),
            )
        ),
        *(
            migrations.AddField("visit", name, models.CharField(blank=True, choices=ASKED, default="", max_length=6))
            for name in ("answered", "satisfied")
        ),
    ]
