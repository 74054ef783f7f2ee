from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_f")]

    operations = [
        migrations.CreateModel(
            name="GoodFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("code", models.CharField(help_text="digest of the grammar it was read by", max_length=64)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("loaded_at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="goodfile",
            constraint=models.UniqueConstraint(fields=("slug", "name"), name="good_file_once"),
        ),
    ]
