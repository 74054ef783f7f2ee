"""A link may open a draft of the portal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0018_newcomers")]
    operations = [
        migrations.AlterField(
            "prooflink",
            "opens",
            models.CharField(
                choices=[
                    ("case", "дело"),
                    ("card", "мои дела, согласия и история"),
                    ("consent", "подтверждение согласия"),
                    ("draft", "черновик"),
                ],
                max_length=8,
            ),
        ),
    ]
