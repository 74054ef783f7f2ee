"""The journal of access says how, from where and of whom, many keys a row, and is chained; rows of before keep what they
said and are chained as they lie."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.utils.timezone
from django.db import migrations, models

from priemnaya.core.sql import ACCESS, ACCESS_BACKWARD, ACCESS_CHAIN_OLD, ACCESS_OF_OLD

KINDS = [
    ("view", "открыто"),
    ("list", "стояло в списке"),
    ("search", "найдено поиском"),
    ("download", "скачано"),
    ("export", "выгружено"),
]


def keys():
    return django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0010_return_paths")]

    operations = [
        migrations.RenameField("accessrecord", "view", "page"),
        migrations.AddField("accessrecord", "kind", models.CharField(choices=KINDS, default="view", max_length=10)),
        migrations.AddField("accessrecord", "cases", keys()),
        migrations.AddField("accessrecord", "clients", keys()),
        migrations.AddField(
            "accessrecord",
            "others",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                default=list,
                help_text="scan:5, contact:12, journal",
                size=None,
            ),
        ),
        migrations.AddField(
            "accessrecord",
            "address",
            models.CharField(blank=True, default="", help_text="the network address of who looked", max_length=45),
            preserve_default=False,
        ),
        migrations.AddField(
            "accessrecord",
            "digest",
            models.CharField(default="", help_text="SHA-256 of the digest before and of this row", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            "accessrecord",
            "number",
            models.BigIntegerField(default=0, help_text="its place in the chain, without gaps"),
        ),
        migrations.AlterField(
            "accessrecord",
            "page",
            models.CharField(help_text="name of the address that answered", max_length=60),
        ),
        migrations.AlterField("accessrecord", "at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.RunSQL(ACCESS_OF_OLD, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(ACCESS, ACCESS_BACKWARD),
        migrations.RunSQL("drop trigger core_access_no_change on core_accessrecord", migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(ACCESS_CHAIN_OLD, migrations.RunSQL.noop, elidable=True),
        migrations.RemoveIndex("accessrecord", "core_access_subject_a7d9c6_idx"),
        migrations.RemoveField("accessrecord", "subject_type"),
        migrations.RemoveField("accessrecord", "subject_id"),
        migrations.AlterField(
            "accessrecord",
            "number",
            models.BigIntegerField(default=0, help_text="its place in the chain, without gaps", unique=True),
        ),
        *(
            migrations.AddIndex("accessrecord", index)
            for index in (
                models.Index(fields=["organisation_id", "number"], name="core_access_organis_6f0a9f_idx"),
                models.Index(fields=["organisation_id", "employee_id", "number"], name="core_access_organis_a8de5e_idx"),
                django.contrib.postgres.indexes.GinIndex(fields=["cases"], name="accessrecord_cases"),
                django.contrib.postgres.indexes.GinIndex(fields=["clients"], name="accessrecord_clients"),
            )
        ),
        migrations.RunSQL(ACCESS, migrations.RunSQL.noop),
    ]
