from django.db import migrations, models


class Migration(migrations.Migration):
    """A column without a default: no row is written anew."""

    dependencies = [("core", "0012_d")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="read_on_page_at",
            field=models.DateTimeField(
                null=True, help_text="when the client first had the letter behind a notice before them on their own page"
            ),
        ),
        migrations.AlterField(  # words alone: nothing is done in the database
            model_name="delivery",
            name="state",
            field=models.CharField(choices=[('queued', 'в очереди'), ('held', 'приостановлено'), ('doing', 'отправляется'), ('sent', 'отправлено'), ('delivered', 'доставлено'), ('read', 'прочитано'), ('bounced', 'не доставлено'), ('dead', 'не отправлено'), ('shown', 'показано на странице дела')], default='queued', max_length=12),
        ),
    ]
