"""Who wrote was given the code on the spot, and out of which case another was taken: both are facts of their own."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

SHOWN_AT_ONCE = ("portal", "site", "phone", "in_person")
TAKEN_OUT = ("case.split", "case.further_registered")


def say_what_is_known(apps: Any, schema: Any) -> None:
    """The code of a case that was taken out of another went by letter only."""
    case, event = apps.get_model("cases", "Case"), apps.get_model("core", "Event")
    for made in event.objects.filter(subject_type="case", verb__in=TAKEN_OUT).order_by("pk").iterator():
        if other := made.data.get("other"):
            case.objects.filter(pk=other).update(taken_out_of=made.subject_id)
    case.objects.filter(point__in=SHOWN_AT_ONCE, taken_out_of=None).update(code_shown=True)


def strip_waiting(apps: Any, schema: Any) -> None:
    """What waits to be printed or dictated holds no code any more: nobody has proved such a place."""
    waiting = apps.get_model("core", "Delivery").objects.filter(
        channel__in=("post", "phone", "in_person"), state="queued", payload__notice__in=("received", "split")
    )
    for row in waiting.iterator():
        if secret := row.payload.pop("secret", ""):
            row.payload["text"] = row.payload["text"].replace(secret, "в этом письме мы его не пишем")
            row.save(update_fields=["payload"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_links"), ("core", "0011_access_chained")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="code_shown",
            field=models.BooleanField(
                default=False, help_text="who wrote was given the code on the spot: by the page, by voice, at the window"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="taken_out_of",
            field=models.ForeignKey(
                help_text="the case whose message it was a part of: who opens that one on the site opens this one",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_out",
                to="cases.case",
            ),
        ),
        migrations.RunPython(say_what_is_known, migrations.RunPython.noop),
        migrations.RunPython(strip_waiting, migrations.RunPython.noop),
    ]
