"""Answers to the questions of a service's form are kept with the message, and a second applicant with the case; both
stay as they were said, whatever code writes."""

import django.db.models.deletion
from django.db import migrations, models

from priemnaya.cases import sql


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0040_portal_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='answers',
            field=models.JSONField(default=list, help_text="to the questions of a service's form, each with its question as it stood; never changes"),
        ),
        migrations.CreateModel(
            name='SecondApplicant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(help_text='how the edition calls them', max_length=120)),
                ('name', models.CharField(max_length=250)),
                ('email', models.CharField(blank=True, max_length=320)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('until', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('waits', 'ещё не ответил'), ('confirmed', 'подтвердил'), ('refused', 'отказался')], default='waits', max_length=9)),
                ('how', models.CharField(blank=True, choices=[('link', 'по ссылке, личность не проверена'), ('provider', 'со входом: личность подтверждена')], max_length=8)),
                ('proved_name', models.CharField(blank=True, max_length=250)),
                ('why', models.CharField(blank=True, max_length=1000)),
                ('said_at', models.DateTimeField(null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_applicant', to='cases.case')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('how', ''), ('said_at', None), ('state', 'waits')), models.Q(models.Q(('state', 'waits'), _negated=True), ('said_at__isnull', False), models.Q(('how', ''), _negated=True)), _connector='OR'), name='second_said_how')],
            },
        ),
        migrations.RunSQL(sql.ANSWERED, sql.ANSWERED_BACK),
    ]
