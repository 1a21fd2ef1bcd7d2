import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forum_portal import clock
from mailroom import returned

LARGEST = 2_000_000  # bytes; a report says what it has to say at its beginning


class Command(BaseCommand):
    help = (
        "Nimmt eine zurückgekommene Mail von der Standardeingabe entgegen, wie ein Mailserver "
        "sie in eine Pipe gibt. Antwortet nie, ändert bei Unbekanntem nichts."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", default="", help="die Adresse, an die sie kam (Postfix: ${recipient})"
        )
        parser.add_argument(
            "--mailbox",
            action="store_true",
            help="liest stattdessen alle ungelesenen aus BOUNCE_MAILBOX",
        )

    def handle(self, *, to, mailbox, **options):
        if not mailbox:
            raw = sys.stdin.buffer.read(LARGEST)
            self.stdout.write(returned.take_in(raw, clock.now(), to).value)
            return
        if not settings.BOUNCE_MAILBOX:
            raise CommandError("BOUNCE_MAILBOX ist nicht gesetzt.")
        for outcome in returned.read_mailbox(clock.now()):
            self.stdout.write(outcome.value)
