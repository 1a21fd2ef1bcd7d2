from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    """Why a mail stands where it does; a domain that rests already counts from now on."""

    dependencies = [
        ("mailroom", "0006_preference"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unsubscribed", "abbestellt"),
                    ("not_entitled", "nicht zuständig"),
                    ("suppressed", "Adresse gesperrt"),
                    ("overtaken", "überholt"),
                    ("told_later", "später erzählt"),
                    ("withdrawn", "vom Betrieb zurückgezogen"),
                    ("moved", "andere Adresse"),
                    ("given_up", "aufgegeben"),
                    ("lost", "Verbindung verloren"),
                    ("relay_down", "Mailserver nicht erreichbar"),
                    ("resting", "um Geduld gebeten"),
                ],
                default="",
                max_length=20,
                verbose_name="Grund",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="restingdomain",
            name="since",
            field=models.DateTimeField(default=timezone.now, verbose_name="seit"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("state", "poison")),
                fields=["settled_at"],
                name="mail_set_aside",
            ),
        ),
    ]
