from django.conf import settings
from django.db import migrations, models

from priemnaya.cases.sql import FORWARD


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_not_refusal'),
        ('core', '0003_what_was_sent_stays'),
        ('knowledge', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_by_due',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_mine_by_due',
        ),
        migrations.AlterField(
            model_name='case',
            name='state',
            field=models.CharField(choices=[('review', 'на проверке'), ('new', 'новое'), ('in_work', 'в работе'), ('waiting', 'ждём клиента'), ('on_approval', 'на согласовании'), ('suspended', 'приостановлено'), ('sending', 'подписан, отправляется'), ('answered', 'дан ответ'), ('returned', 'вернулось, отправьте иначе'), ('forwarding', 'пересылается'), ('forwarded', 'переслано'), ('closed', 'закрыто'), ('merged', 'присоединено')], default='new', max_length=12),
        ),
        migrations.AlterField(
            model_name='reply',
            name='state',
            field=models.CharField(choices=[('draft', 'черновик'), ('on_check', 'ждёт подписи'), ('checked', 'проверено, ждёт подписи'), ('signed', 'подписан, отправляется'), ('sent', 'отправлен'), ('returned', 'вернулся, отправьте иначе'), ('dropped', 'отменён')], default='draft', max_length=10),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ('review', 'new', 'in_work', 'waiting', 'on_approval', 'suspended', 'sending', 'returned', 'forwarding'))), fields=['organisation', 'due_at'], name='case_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ('review', 'new', 'in_work', 'waiting', 'on_approval', 'suspended', 'sending', 'returned', 'forwarding'))), fields=['organisation', 'assignee', 'due_at'], name='case_mine_by_due'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('reply__isnull', False)), fields=('reply',), name='one_decision_a_reply'),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
