from django.db import migrations, models

from priemnaya.cases.sql import BACKWARD, FORWARD


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_trust")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="seal",
            field=models.JSONField(
                default=dict,
                help_text="of a file that is a signature: its certificate and the judgement, made once",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("seal__judgement__why", "waits")), fields=["id"], name="seals_waiting"
            ),
        ),
        migrations.AlterField(
            model_name="reply",
            name="signed_by",
            field=models.JSONField(
                default=dict,
                help_text="certificate of the signature: number, owner, since, until; unjudged: what the mark says;"
                " judgement: when and against what it was judged, and what was found",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
