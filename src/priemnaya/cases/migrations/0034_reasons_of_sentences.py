"""Why words that read as a refusal are none was told of the whole letter, and covered what was written later. Of letters
that wait it becomes the reason of the sentences they have now; signed ones keep it as it was signed."""

import hashlib
from typing import Any

from django.db import migrations, models

from priemnaya.plain.refusing import refusals


def of_sentences(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("select set_config('priemnaya.disposal', 'cases/0034', true)")
    replies = apps.get_model("cases", "Reply").objects
    told = ~models.Q(not_refusal="") | models.Q(set_aside__icontains="not_refusal")
    for reply in replies.filter(told, state__in=("draft", "on_check", "checked")).order_by("pk"):
        aside = {k: dict(v) for k, v in reply.set_aside.items()}
        kept = [parts.pop("not_refusal", "") for parts in aside.values()]
        why = (reply.not_refusal or next(filter(None, kept), "")).strip()
        found = refusals(f"{reply.text.strip()}\n\n{reply.grounds.strip()}".strip()) if why else ()
        names = (hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:12] for words in found)
        overrides = reply.overrides | {f"refuses:{name}": why for name in names}
        aside = {k: v for k, v in aside.items() if v}
        replies.filter(pk=reply.pk).update(not_refusal="", overrides=overrides, set_aside=aside)
    schema_editor.execute("select set_config('priemnaya.disposal', '', true)")


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_owed_by_none")]

    operations = [migrations.RunPython(of_sentences, migrations.RunPython.noop, elidable=True)]
