from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0014_a'),
    ]

    operations = [
        migrations.AddField(
            model_name='goodfile',
            name='anew',
            field=models.TextField(blank=True, default='', help_text='clauses of which the staff were not told yet that they changed'),
            preserve_default=False,
        ),
    ]
