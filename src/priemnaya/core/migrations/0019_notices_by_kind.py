"""Notices know their kind and their case; how each is told is chosen. Unread notices of before get their case out of
their path."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0018_d'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='case_id',
            field=models.BigIntegerField(help_text='of which case it tells, by its path', null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(default='other', max_length=12),
        ),
        migrations.AddField(
            model_name='notice',
            name='mailed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('employee_id', models.BigIntegerField()),
                ('day', models.DateField()),
                ('delivery_id', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('employee_id', 'day'), name='one_digest_a_day')],
            },
        ),
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('employee_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('how', models.CharField(max_length=6)),
                ('since', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('employee_id', 'kind'), name='one_choice_a_kind')],
            },
        ),
        migrations.RunSQL(
            r"update core_notice set case_id = substring(path from '^/w/cases/(\d{1,18})/')::bigint"
            r" where path ~ '^/w/cases/\d{1,18}/'",
            migrations.RunSQL.noop,
        ),
    ]
