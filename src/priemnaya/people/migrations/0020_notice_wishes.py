"""Of which steps clients want to be told, and by which way."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0019_draft_links")]
    operations = [
        migrations.CreateModel(
            name="NoticeWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("received", "дело зарегистрировано"),
                            ("need", "нужно что-то от вас"),
                            ("term", "изменился срок"),
                            ("course", "дело переслано, разделено или изменилось"),
                            ("answer", "есть ответ или решение"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "эл. почта"), ("max", "MAX"), ("vk", "ВКонтакте"), ("sms", "SMS")],
                        max_length=12,
                    ),
                ),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="wishes", to="people.client"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("client", "step", "channel"), name="wish_once")],
            },
        ),
    ]
