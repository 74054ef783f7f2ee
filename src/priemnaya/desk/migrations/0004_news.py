import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from priemnaya.desk.sql import NEWS, NEWS_BACKWARD


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0003_bulk_deeds'),
        ('people', '0014_a'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('roles', models.JSONField(default=list)),
                ('units', models.JSONField(default=list)),
                ('must_read', models.BooleanField(default=False)),
                ('until', models.DateField(null=True)),
                ('questions', models.JSONField(default=list)),
                ('retired_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='desk.news')),
                ('retired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='NewsRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tries', models.IntegerField(default=0)),
                ('read_at', models.DateTimeField(null=True)),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('news', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='desk.news')),
            ],
        ),
        migrations.AddIndex(
            model_name='news',
            index=models.Index(fields=['organisation', '-at'], name='desk_news_organis_e43daa_idx'),
        ),
        migrations.AddConstraint(
            model_name='newsread',
            constraint=models.UniqueConstraint(fields=('news', 'employee'), name='news_read_once_each'),
        ),
        migrations.RunSQL(NEWS, NEWS_BACKWARD),
    ]
