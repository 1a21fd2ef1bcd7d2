from django.core.management.base import BaseCommand
from django.db import transaction

from demo import network
from forum_portal.clock import now
from members.models import Person


class Command(BaseCommand):
    help = "Load the demo network into an empty database; leave any other as it is."

    @transaction.atomic
    def handle(self, **options):
        if Person.objects.exists():
            self.stdout.write("Das Netzwerk ist schon da.")
            return
        network.build(now())
        self.stdout.write(f"Das Netzwerk ist geladen: {Person.objects.count()} Personen.")
