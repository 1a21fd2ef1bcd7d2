from django.core.management.base import BaseCommand

from forum_portal import clock
from forum_portal.dates import clock_time, long_date
from mailroom import pausing
from mailroom.models import Pause

HELP = {
    "status": "sagt, ob der Postausgang angehalten ist und was wartet",
    "pause": "hält den Postausgang an: es geht keine Mail mehr hinaus",
    "resume": "lässt den Postausgang weiterlaufen",
}


class Command(BaseCommand):
    help = "Hält den Postausgang an, lässt ihn weiterlaufen, sagt, was wartet."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        parsers = {verb: verbs.add_parser(verb, help=text) for verb, text in HELP.items()}
        parsers["pause"].add_argument("--reason", default="von Hand", help="der Grund")
        parsers["resume"].add_argument(
            "--withdraw",
            action="store_true",
            help="zieht vorher alles Wartende zurück: es wird nicht mehr versandt",
        )

    def handle(self, *, verb, **options):
        getattr(self, verb)(**options)
        self.stdout.write(self.state())

    def status(self, **options):
        for kind, count in pausing.waiting_by_kind():
            self.stdout.write(f"{count:>7} wartend: {kind}")

    def pause(self, *, reason, **options):
        pausing.pause(reason, clock.now())

    def resume(self, *, withdraw, **options):
        if withdraw:
            count = pausing.withdraw_waiting(clock.now())
            self.stdout.write(f"{count} wartende Mails zurückgezogen.")
        pausing.resume()

    def state(self):
        pause = Pause.objects.first()
        if pause is None:
            return "Der Postausgang läuft."
        since = f"{long_date(pause.since)}, {clock_time(pause.since)}"
        return f"Der Postausgang ist angehalten seit {since} ({pause.reason})."
