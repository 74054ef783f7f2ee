"""Why words that read as a refusal are none was told of the whole letter, and covered what was written later. Of letters
that wait, or may come back as drafts, it becomes the reason of the sentences they have now, and stays where it is when
they have none; signed ones keep it as it was signed. It is no part of a decision any more."""

import hashlib
from typing import Any

from django.db import migrations, models

from priemnaya.plain.refusing import refusals


def of_sentences(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("select set_config('priemnaya.disposal', 'cases/0034', true)")
    replies = apps.get_model("cases", "Reply").objects
    told = ~models.Q(not_refusal="") | models.Q(set_aside__icontains="not_refusal")
    for reply in replies.filter(told, state__in=("draft", "on_check", "checked", "dropped")).order_by("pk"):
        aside = {k: dict(v) for k, v in reply.set_aside.items()}
        kept = [reply.not_refusal, *(parts.pop("not_refusal", "") for parts in aside.values())]
        why = "\n\n".join(dict.fromkeys(filter(None, (words.strip() for words in kept))))
        found = refusals(f"{reply.text.strip()}\n\n{reply.grounds.strip()}".strip()) if why else ()
        names = [hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:12] for words in found]
        overrides = reply.overrides | {f"refuses:{name}": why for name in names}
        aside = {k: v for k, v in aside.items() if v}
        left = "" if names else why
        replies.filter(pk=reply.pk).update(not_refusal=left, overrides=overrides, set_aside=aside)
    schema_editor.execute("select set_config('priemnaya.disposal', '', true)")


AGAINST = ["refusal", "suspend", "terminate", "return"]
PARTS_AGREE = (
    (models.Q(decision__in=AGAINST) | models.Q(how_to_fix="", how_to_reapply="", ground_codes=[]))
    & (~models.Q(decision="explain") | models.Q(grounds="", how_to_appeal=""))
    & (models.Q(decision="suspend") | models.Q(suspended_until=None))
    & (models.Q(decision__in=["grant", "partly"]) | models.Q(remedy_by=None))
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_owed_by_none")]

    operations = [
        migrations.RemoveConstraint(model_name="reply", name="reply_parts_agree"),
        migrations.AddConstraint(
            model_name="reply", constraint=models.CheckConstraint(condition=PARTS_AGREE, name="reply_parts_agree")
        ),
        migrations.RunPython(of_sentences, migrations.RunPython.noop, elidable=True),
    ]
