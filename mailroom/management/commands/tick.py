from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forum_portal import clock
from forum_portal.dates import clock_time, long_date
from mailroom import passes


class Command(BaseCommand):
    help = "Erledigt einmal alles Fällige; in der Demo stellt --now vorher die Uhr vor."

    def add_arguments(self, parser):
        if settings.DEMO:
            parser.add_argument("--now", help="Zeitpunkt, zum Beispiel 2027-03-28T07:00+02:00")

    def handle(self, **options):
        if wanted := options.get("now"):
            self.move_clock(instant(wanted))
        now = clock.now()
        sent = expired = 0
        more = True
        while more:
            outcome = passes.run(now)
            sent, expired, more = sent + outcome.sent, expired + outcome.expired, outcome.more
        self.stdout.write(
            f"{long_date(now)}, {clock_time(now)}: {sent} Mails versendet, {expired} abgelaufen."
        )

    def move_clock(self, wanted: datetime) -> None:
        if not clock.move_to(wanted):
            self.stdout.write(
                "Die Uhr der Demo bleibt, wie sie ist: der Zeitpunkt liegt nicht vor ihr."
            )


def instant(text: str) -> datetime:
    """The instant that ``text`` names in ISO 8601; without an offset in German time."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"„{text}“ ist kein Zeitpunkt. Erwartet wird zum Beispiel 2027-03-28T07:00+02:00."
        ) from None
    return value if value.tzinfo else value.replace(tzinfo=clock.BERLIN)
