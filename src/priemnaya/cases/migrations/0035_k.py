"""Rows of the index say whose a case is, and words of a file are added to them (`finding/moving.py`)."""

from django.db import migrations

from priemnaya.cases.finding.moving import MOVED, UNMOVED
from priemnaya.cases.finding.sql import FUNCTIONS, OF_FILE_WORDS


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_reasons_of_sentences")]

    operations = [migrations.RunSQL(FUNCTIONS + OF_FILE_WORDS + MOVED, UNMOVED)]
