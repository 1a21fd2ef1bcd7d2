"""A mail server gives what comes back to a process of its own."""

import subprocess
import sys

from django.conf import settings as django_settings
from django.utils import timezone

from mailroom import passes
from mailroom.models import Mail
from mailroom.services import hand_in
from tests.mailroom.test_bounces import report


def test_the_pipe_of_a_mail_server_hands_a_report_to_the_portal(
    celle_lead, relay, senders, settings
):
    settings.BOUNCE_ADDRESS = "bounces@portal.forum.example"
    now = timezone.now()
    hand_in("test_note", occasion="probe:1", people=[celle_lead.pk], payload={}, now=now)
    passes.run(now)

    done = subprocess.run(
        [sys.executable, "manage.py", "receive_bounce", "--to", relay.senders[-1]],
        cwd=django_settings.BASE_DIR,
        env=senders.environment,
        input=report("wer@auch.example"),
        stdout=subprocess.PIPE,
    )

    assert (done.returncode, done.stdout.decode()) == (0, "Zustellstörung vermerkt\n")
    assert Mail.objects.get().bounces.get().status == "5.1.1"
