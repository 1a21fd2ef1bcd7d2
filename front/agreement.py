"""The agreement of joint controllers (Art. 26 GDPR), filled from settings and members."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from members import retention
from members.models import District

from . import legal
from .duties import DUTIES

NEEDED = [
    "OPERATOR_NAME",
    "OPERATOR_ADDRESS",
    "OPERATOR_REPRESENTED_BY",
    "PRIVACY_LEGAL_BASIS",
    "PRIVACY_OFFICER",
    "PRIVACY_AUTHORITY",
    "HOSTING_PROVIDER",
    "PRIVACY_RECIPIENTS",
]


def text(now: datetime) -> str:
    """The agreement as Markdown; what the settings lack is marked in it."""
    entries = [legal.entries()[name.lower()] for name in NEEDED]
    return render_to_string(
        "front/joint_controllers.md",
        {
            **{entry.setting.lower(): _in_one_line(entry) for entry in entries},
            "portal": settings.PUBLIC_URL,
            "districts": District.objects.members(now)
            .select_related("federal_state")
            .order_by("federal_state__name", "sort_key"),
            "duties": DUTIES,
            "rules": retention.rules(),
            "backup_days": settings.BACKUPS_KEPT,
            "now": now,
        },
    )


def missing() -> list[legal.Entry]:
    return [entry for entry in legal.missing() if entry.setting in NEEDED]


def _in_one_line(entry: legal.Entry) -> str:
    if entry.is_missing:
        return f"[{entry.label} fehlt]"
    return ", ".join(line.strip() for line in entry.value.splitlines())
