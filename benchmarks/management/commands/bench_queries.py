import json

from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import network
from benchmarks.pages import pages
from forum_portal import clock
from members.models import Person


class Command(BaseCommand):
    help = "Counts each page's queries, then again with a hundred times the rows; JSON."

    def handle(self, **options):
        measured = pages(clock.now())
        few = _queries(measured)
        network.multiply(clock.now())
        many = _queries(measured)
        counts = {page.label: (few[page.label], many[page.label]) for page in measured}
        self.stdout.write(json.dumps(counts))


def _queries(pages) -> dict[str, int]:
    client = Client(headers={"host": "localhost"})
    client.force_login(Person.objects.get(email="celle@forum.example"))
    counts = {}
    for page in pages:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(page.path)
        if response.status_code != 200:
            raise RuntimeError(f"{page.path}: {response.status_code}")
        counts[page.label] = len(captured)
    return counts
