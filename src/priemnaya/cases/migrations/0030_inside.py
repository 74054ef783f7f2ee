"""What a look into a file found: why it does not open, or what its signature holds."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0029_d'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='inside',
            field=models.CharField(blank=True, choices=[('empty', 'пустой файл: ни одного байта'), ('locked', 'под паролем'), ('encrypted', 'зашифрован, ключа у нас нет'), ('damaged', 'повреждён или другого вида'), ('unread', 'не открылся: в нём могут быть текст и файлы'), ('holds', 'в подписи лежит документ'), ('apart', 'только подпись, без документа')], help_text='why it does not open, or what its signature holds', max_length=9),
        ),
    ]
