from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from forum_portal import clock
from members import services
from members.models import Person


class Command(BaseCommand):
    help = "Nimmt jemandem den verlorenen zweiten Faktor, wenn auch die Verwaltung ausgesperrt ist."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="ADRESSE")

    def handle(self, *, email, **options):
        person = Person.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError(f"Zu {email} gibt es kein Konto.")
        try:
            services.reset_second_factor(person, by=None, now=clock.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{person.email} meldet sich jetzt ohne zweiten Faktor an.")
