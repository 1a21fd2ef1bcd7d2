from django.core.management.base import BaseCommand

from forum_portal import clock
from front import agreement


class Command(BaseCommand):
    help = "Gibt die Vereinbarung über die gemeinsame Verantwortung (Art. 26 DSGVO) aus."

    def handle(self, **options):
        self.stdout.write(agreement.text(clock.now()))
        for entry in agreement.missing():
            self.stderr.write(f"{entry.setting} ist leer: Im Text steht „[{entry.label} fehlt]“.")
