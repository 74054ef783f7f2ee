from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0023_few_of_many'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='reminder', name='told_once'),
        migrations.AddField(
            model_name='reminder',
            name='ahead',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('obligation', 'stage', 'ahead', 'due_at'), name='told_once'),
        ),
    ]
