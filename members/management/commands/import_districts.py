import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from forum_portal.tables import Refused
from members import services
from members.district_file import OWN_COPY

MOST_SHOWN = 30


class Command(BaseCommand):
    help = "Lädt Länder und Landkreise; ohne Datei die eigenen Daten des Portals."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=OWN_COPY, metavar="DATEI")

    def handle(self, *args, file, **options):
        try:
            count = services.import_districts(file)
        except Refused as refusal:
            self.report(refusal.problems)
            sys.exit(1)
        self.stdout.write(f"{count} Landkreise geladen.")

    def report(self, problems):
        for problem in problems[:MOST_SHOWN]:
            self.stderr.write(str(problem))
        if len(problems) > MOST_SHOWN:
            self.stderr.write(f"und {len(problems) - MOST_SHOWN} weitere Zeilen")
        self.stderr.write("Nichts wurde geändert.")
