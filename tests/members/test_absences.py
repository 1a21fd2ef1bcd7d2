"""While a lead is away, whoever stands in has the lead's rights; on the day after, no longer."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members import access, services
from members.models import Absence, Mandate, Membership, Person
from members.models.mandates import leads, votes
from members.stages import Function
from tests.factories.members import DAY, NOON, WEEK, YESTERDAY, make_mandate, make_person

TODAY = NOON.date()
SUNDAY = TODAY + 5 * DAY


@pytest.fixture
def absence(celle, celle_lead, celle_officer, office):
    """The lead of Celle is away from today until Sunday, the officer stands in."""
    return enter(celle_lead, celle_officer, by=office)


def enter(lead, deputy, starts_on=TODAY, ends_on=SUNDAY, *, by, now=NOON):
    return services.enter_absence(
        lead.mandates.get(),
        deputy.mandates.get(),
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        now=now,
    )


def rights(person, now):
    person = Person.objects.get(pk=person.pk)
    return person.manages(now), person.votes_for(now)


def test_whoever_stands_in_has_the_leads_rights_from_the_first_day_to_the_last(
    absence, celle, celle_officer
):
    assert rights(celle_officer, NOON - DAY) == ([], [])
    assert rights(celle_officer, NOON) == ([celle], [celle])
    assert rights(celle_officer, NOON + 5 * DAY) == ([celle], [celle])
    assert rights(celle_officer, NOON + 6 * DAY) == ([], [])


def test_the_absent_lead_keeps_all_rights(absence, celle, celle_lead):
    assert rights(celle_lead, NOON) == ([celle], [celle])


def test_a_lead_who_may_not_vote_passes_on_no_vote(absence, celle, celle_lead, celle_officer):
    celle_lead.mandates.update(may_vote=False)

    assert rights(celle_officer, NOON) == ([celle], [])


@pytest.mark.parametrize("who", ["lead", "deputy"])
def test_nobody_stands_in_when_either_mandate_has_ended(absence, celle_lead, celle_officer, who):
    ending = celle_lead if who == "lead" else celle_officer
    ending.mandates.update(ends_on=YESTERDAY)

    assert rights(celle_officer, NOON) == ([], [])
    assert not Absence.objects.in_force(NOON).exists()


def test_nobody_stands_in_for_a_county_that_has_left(absence, celle_officer):
    Membership.objects.update(left_on=YESTERDAY)

    assert rights(celle_officer, NOON) == ([], [])


def test_one_expression_serves_one_person_and_many(
    absence, celle, celle_lead, celle_officer, coburg_lead, coburg_officer
):
    for now in (NOON, NOON + WEEK):
        leading = set(Person.objects.holding(now, leads(now)))
        voting = set(Person.objects.holding(now, votes(now)))
        for person in Person.objects.all():
            assert (person in leading) is bool(person.manages(now))
            assert (person in voting) is bool(person.votes_for(now))


def test_standing_in_does_not_let_somebody_name_who_stands_in(
    absence, celle_lead, celle_officer, office, coburg_lead
):
    mandate = celle_lead.mandates.get()
    officer = Person.objects.get(pk=celle_officer.pk)

    assert access.may_manage_mandates(officer, mandate.district, NOON)
    assert not access.may_enter_absence(officer, mandate, NOON)
    assert access.may_enter_absence(celle_lead, mandate, NOON)
    assert access.may_enter_absence(office, mandate, NOON)
    assert not access.may_enter_absence(coburg_lead, mandate, NOON)


@pytest.mark.parametrize(("first", "last"), [(TODAY, TODAY), (SUNDAY, SUNDAY + DAY)])
def test_one_absence_of_a_lead_at_a_time(absence, celle_lead, celle_officer, office, first, last):
    with pytest.raises(ValidationError, match="schon eine Abwesenheit eingetragen"):
        enter(celle_lead, celle_officer, first, last, by=office)
    again = Absence(mandate=absence.mandate, deputy=absence.deputy, starts_on=first, ends_on=last)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_the_next_absence_may_begin_on_the_day_after(absence, celle_lead, celle_officer, office):
    enter(celle_lead, celle_officer, SUNDAY + DAY, SUNDAY + WEEK, by=office)

    assert Absence.objects.count() == 2


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (SUNDAY, TODAY, "endet vor ihrem Beginn"),
        (YESTERDAY - DAY, YESTERDAY, "schon vorbei"),
        (TODAY, TODAY.replace(year=2100), "zwischen 1990 und 2099"),
    ],
)
def test_days_that_make_no_sense_are_refused(celle_lead, celle_officer, office, first, last, words):
    with pytest.raises(ValidationError, match=words):
        enter(celle_lead, celle_officer, first, last, by=office)


def test_only_the_lead_is_stood_in_for_and_by_the_same_countys_people(
    celle, celle_lead, celle_officer, coburg_officer, office
):
    own = make_mandate(celle_lead, celle, Function.DEPARTMENT_HEAD)
    lead = celle_lead.mandates.get(function=Function.LEAD)
    officers, theirs = celle_officer.mandates.get(), coburg_officer.mandates.get()
    times = {"starts_on": TODAY, "ends_on": SUNDAY, "by": office, "now": NOON}

    for mandate, deputy in ((lead, theirs), (lead, own), (lead, lead)):
        with pytest.raises(ValidationError, match="eine andere Person desselben Landkreises"):
            services.enter_absence(mandate, deputy, **times)
    with pytest.raises(ValidationError, match="Vertreten wird die Koordination"):
        services.enter_absence(officers, lead, **times)


def test_whoever_stands_in_acts_for_the_county_all_the_time(celle, celle_lead, office):
    short = make_person("kurz@forum.example")
    make_mandate(short, celle, ends_on=SUNDAY - DAY)
    late = make_person("spaet@forum.example")
    make_mandate(late, celle, starts_on=TODAY + DAY)

    with pytest.raises(ValidationError, match="endet schon am 5"):
        enter(celle_lead, short, by=office)
    with pytest.raises(ValidationError, match="beginnt erst am 2"):
        enter(celle_lead, late, by=office)


def test_a_lead_who_is_back_early_ends_it_at_once(absence, celle_officer, celle_lead):
    absence.starts_on = TODAY - DAY
    absence.save()

    services.end_absence(absence, by=celle_lead, now=NOON)

    assert rights(celle_officer, NOON) == ([], [])
    assert Absence.objects.get().ends_on == YESTERDAY


def test_what_has_not_begun_or_begins_today_is_taken_back(absence, celle_officer, celle_lead):
    services.end_absence(absence, by=celle_lead, now=NOON)

    assert not Absence.objects.exists()
    assert rights(celle_officer, NOON) == ([], [])


def test_a_mandate_to_come_can_be_taken_back_and_one_that_runs_cannot(celle, office, stranger):
    coming = make_mandate(stranger, celle, starts_on=TODAY + DAY)

    services.withdraw(coming, by=office, now=NOON)
    assert not Mandate.objects.filter(person=stranger).exists()

    runs = make_mandate(stranger, celle)
    with pytest.raises(ValidationError, match="hat schon begonnen"):
        services.withdraw(runs, by=office, now=NOON)
