"""By which edition of the law a body's open terms were last counted; one kind of client more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0010_r1")]
    operations = [
        migrations.AddField(
            "organisation",
            "law",
            models.CharField(
                blank=True,
                default="",
                help_text="digest of the law, the region's acts and the defaults that its terms were counted by",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.AlterField("client", "kind", models.CharField(choices=[('citizen', 'гражданин'), ('foreigner', 'иностранный гражданин'), ('stateless', 'лицо без гражданства'), ('self_employed', 'самозанятый'), ('sole_entrepreneur', 'индивидуальный предприниматель'), ('unregistered_association', 'объединение без регистрации'), ('legal_entity', 'юридическое лицо'), ('nonprofit', 'некоммерческая организация'), ('civil_servant', 'гражданский служащий'), ('staff', 'работник органа'), ('subordinate_staff', 'работник подведомственного учреждения'), ('authorised_staff', 'работник иной уполномоченной организации')], default='citizen', max_length=30),),
    ]
