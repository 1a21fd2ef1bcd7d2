from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from forum_portal import clock
from forum_portal.dates import day
from members import services
from members.models import Organisation, Person
from members.stages import Function, OrganisationKind


class Command(BaseCommand):
    help = "Legt die erste Verwalterin oder den ersten Verwalter an: Konto und Zuständigkeit."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="ADRESSE")
        parser.add_argument("--operator", default="Geschäftsstelle", help="Name des Trägers")

    def handle(self, *, email, operator, **options):
        try:
            self.create(email.strip().lower(), operator, clock.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(
            f"{email} verwaltet jetzt das Portal und meldet sich mit einem Code an, "
            "der an diese Adresse geht: /konto/login/code/"
        )

    @transaction.atomic
    def create(self, email, operator, now):
        person = Person.objects.filter(email=email).first()
        if person is None:
            person = services.create_person(email, verified=True, by=None, now=now)
        if person.may_administer(now):
            raise CommandError(f"{email} verwaltet das Portal schon.")
        services.begin_mandate(
            person,
            the_operator(operator),
            Function.OFFICE,
            starts_on=day(now),
            is_administration=True,
            by=None,
            now=now,
        )


def the_operator(name):
    """The one organisation that runs the portal; made under ``name`` if there is none."""
    known = Organisation.objects.filter(kind=OrganisationKind.OPERATOR).first()
    if known:
        return known
    operator = Organisation(kind=OrganisationKind.OPERATOR, name=name)
    operator.full_clean()
    operator.save()
    return operator
