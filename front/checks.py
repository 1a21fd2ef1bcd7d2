"""``manage.py check --deploy`` finds what the legal pages lack."""

from django.core.checks import Tags, Warning, register

from . import legal


@register(Tags.security, deploy=True)
def legal_pages_are_complete(app_configs, **kwargs):
    return [
        Warning(
            f"{entry.setting} ist leer: Auf den rechtlichen Seiten fehlt „{entry.label}“.",
            hint="Was hineingehört, steht in .env.example.",
            id="front.W001",
        )
        for entry in legal.missing()
    ]
