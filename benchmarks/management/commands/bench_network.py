import dataclasses
import json

from django.core.management.base import BaseCommand

from benchmarks import network
from benchmarks.pages import cookie, pages
from forum_portal import clock
from members.models import Person


class Command(BaseCommand):
    help = "Builds the network, and prints the pages to measure and a session as JSON."

    def handle(self, **options):
        now = clock.now()
        network.build(now)
        person = Person.objects.get(email="celle@forum.example")
        found = [dataclasses.asdict(page) for page in pages(now)]
        self.stdout.write(json.dumps({"cookie": cookie(person), "pages": found}))
