import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was turned off stays turned off; beside it comes "only in the summary"."""

    dependencies = [
        ("mailroom", "0005_looked_up"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="unsubscription", name="one_unsubscription_per_kind"),
        migrations.RenameModel(old_name="Unsubscription", new_name="Preference"),
        migrations.AlterModelOptions(
            name="preference",
            options={
                "verbose_name": "Wunsch zu einer Art von Mail",
                "verbose_name_plural": "Wünsche zu Arten von Mails",
            },
        ),
        migrations.AlterField(
            model_name="preference",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="preferences",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Person",
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="delivery",
            field=models.CharField(
                choices=[
                    ("at_once", "sofort"),
                    ("digest", "in der Zusammenfassung"),
                    ("off", "gar nicht"),
                ],
                default="off",
                max_length=10,
                verbose_name="Zustellung",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("person", "kind"), name="one_preference_per_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery__in", ["digest", "off"])),
                name="at_once_needs_no_preference",
            ),
        ),
    ]
