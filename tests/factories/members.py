"""Counties, people and mandates: valid and dull, nothing random."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress

from forum_portal.clock import BERLIN
from members.models import (
    District,
    FederalState,
    Mandate,
    Membership,
    Organisation,
    Person,
)
from members.stages import DistrictKind, Function, OrganisationKind

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=BERLIN)  # a Tuesday
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
PASSWORD = "landkreis-forum-test"
LONG_AGO = date(2024, 1, 1)
BYGONE = date(2025, 1, 1)  # over at NOON and for whoever reads the clock on the wall
YESTERDAY = NOON.date() - DAY

STATES = {
    "01": ("DE-SH", "Schleswig-Holstein"),
    "02": ("DE-HH", "Hamburg"),
    "03": ("DE-NI", "Niedersachsen"),
    "04": ("DE-HB", "Bremen"),
    "05": ("DE-NW", "Nordrhein-Westfalen"),
    "06": ("DE-HE", "Hessen"),
    "07": ("DE-RP", "Rheinland-Pfalz"),
    "08": ("DE-BW", "Baden-Württemberg"),
    "09": ("DE-BY", "Bayern"),
    "10": ("DE-SL", "Saarland"),
    "11": ("DE-BE", "Berlin"),
    "12": ("DE-BB", "Brandenburg"),
    "13": ("DE-MV", "Mecklenburg-Vorpommern"),
    "14": ("DE-SN", "Sachsen"),
    "15": ("DE-ST", "Sachsen-Anhalt"),
    "16": ("DE-TH", "Thüringen"),
}


def make_state(key):
    iso, name = STATES[key]
    return FederalState.objects.get_or_create(key=key, defaults={"iso": iso, "name": name})[0]


def make_district(ags, name, **fields):
    """A county that is not a member; its first two digits are its state."""
    defaults = {
        "full_name": f"Landkreis {name}",
        "slug": name.lower(),
        "sort_key": f"{name.lower()} landkreis",
        "kind": DistrictKind.RURAL,
        "federal_state": make_state(ags[:2]),
        "population": 100_000,
        "population_date": date(2024, 12, 31),
        "area_km2": Decimal("1000.00"),
        "area_date": date(2021, 12, 31),
        "nuts3": "DE000",
        "longitude": 10.0,
        "latitude": 51.0,
    }
    return District.objects.create(ags=ags, name=name, **(defaults | fields))


def make_membership(district, joined_on=LONG_AGO, left_on=None, **fields):
    return Membership.objects.create(
        district=district, joined_on=joined_on, left_on=left_on, **fields
    )


def make_member(ags, name, **fields):
    """A county that has been a member since long ago."""
    district = make_district(ags, name, **fields)
    make_membership(district)
    return district


def make_operator():
    return Organisation.objects.get_or_create(
        kind=OrganisationKind.OPERATOR, defaults={"name": "Träger des Forums"}
    )[0]


def make_partner(name="Beispielstiftung"):
    return Organisation.objects.get_or_create(kind=OrganisationKind.PARTNER, name=name)[0]


def make_person(email, verified=True, **fields):
    """A person with an account and no right."""
    since = {"created_at": datetime.combine(LONG_AGO, NOON.timetz())}
    person = Person(email=email, **(since | fields))
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=verified)
    return person


def make_mandate(person, place, function=Function.OFFICER, starts_on=LONG_AGO, **fields):
    """``place`` is a county or an organisation."""
    where = "district" if isinstance(place, District) else "organisation"
    return Mandate.objects.create(
        person=person,
        function=function,
        starts_on=starts_on,
        **{where: place},
        **fields,
    )


def make_officer(email, district):
    person = make_person(email)
    make_mandate(person, district)
    return person


def make_lead(email, district):
    """Coordinates the county and may vote for it."""
    person = make_person(email)
    make_mandate(person, district, Function.LEAD, may_vote=True)
    return person
