from django.core.management.base import BaseCommand

from benchmarks.mail import crowd
from benchmarks.pages import cookie
from forum_portal import clock
from members.models import Person


class Command(BaseCommand):
    help = "Brings the network to COUNT people who are owed a digest; prints an officer's cookie."

    def add_arguments(self, parser):
        parser.add_argument("count", type=int)

    def handle(self, *, count, **options):
        now = clock.now()
        if not Person.objects.exists():
            crowd.build(now)
        crowd.grow(count, now)
        crowd.forget()
        self.stdout.write(cookie(Person.objects.get(email="celle@forum.example")))
