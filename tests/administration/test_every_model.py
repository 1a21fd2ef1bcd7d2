"""What holds for each model in the Django admin: plain words, search, and few queries."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from digests.models import Digest, DigestPreference
from front.services import report_barrier
from mailroom import passes
from mailroom.models import (
    Announcement,
    Bounce,
    Mail,
    Preference,
    RestingDomain,
    Suppression,
)
from meetings.models import CalendarFeed, DatePoll, Meeting, Registration, WorkingGroup
from meetings.services import grouping
from meetings.services.subscribing import subscribe_calendar
from meetings.stages import Suits
from members import services
from members.models import (
    Absence,
    District,
    Import,
    Invitation,
    Mandate,
    Membership,
    Organisation,
    Person,
    Topic,
)
from recommendations.models import Demand, Recommendation
from tests.factories.invitations import make_invitation
from tests.factories.mailroom import make_bounce
from tests.factories.meetings import (
    answer_poll,
    make_group,
    make_meeting,
    make_poll,
    make_registration,
)
from tests.factories.members import (
    DAY,
    NOON,
    make_lead,
    make_mandate,
    make_member,
    make_officer,
    make_partner,
)
from tests.factories.recommendations import make_recommendation

REGISTERED = sorted(admin.site._registry.items(), key=lambda entry: entry[0]._meta.label)
# What exists once or comes from a file needs no search and no filter.
ONE_ROW = {"mailroom.Heartbeat", "mailroom.Pause"}
SHORT_LISTS = {"members.Topic", "members.FederalState", *ONE_ROW}

# Queries of a list: session, user and mandates, the count, the rows and what stands beside them.
LISTS = {
    Absence: 7,
    Announcement: 7,
    Bounce: 6,
    CalendarFeed: 6,
    DatePoll: 6,
    Demand: 8,
    Digest: 6,
    DigestPreference: 6,
    District: 8,
    Import: 6,
    Invitation: 7,
    LogEntry: 7,
    Mail: 7,
    Mandate: 7,
    Meeting: 6,
    Membership: 7,
    Organisation: 6,
    Person: 7,
    Preference: 7,
    Recommendation: 8,
    Registration: 7,
    RestingDomain: 6,
    Suppression: 6,
    Topic: 6,
    WorkingGroup: 6,
}
# And of the page of one row that has others below it.
PAGES = {District: 10, DatePoll: 9, Meeting: 18, Person: 9, Recommendation: 9, WorkingGroup: 6}


def fill(count, office):
    """``count`` rows of each model; the first of each has ``count`` rows below it."""
    for number in range(1, count + 1):
        district = make_member(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        officer = make_officer(f"k{number}@forum.example", district)
        make_absence(number)
        topic = Topic.objects.create(name=f"Thema {number}", slug=f"thema-{number}")
        district.topics.add(topic)
        make_partner(f"Stiftung {number}")
        make_registration(make_meeting(office, host=district), officer)
        subscribe_calendar(officer, now=NOON)
        make_group(office, name=f"Gruppe {number}")
        make_poll(office)
        make_recommendation(office, lead_district=district)
        make_invitation(district, f"t{number}", by=office)
        DigestPreference.objects.create(person=officer, chosen_at=NOON)
        Preference.objects.create(person=officer, kind="digest", delivery="off", at=NOON)
        Suppression.objects.create(
            address=f"{number}@weg.example", address_key=str(number), at=NOON, reason="550"
        )
    first = Person.objects.get(email="k1@forum.example")
    meeting, group = (model.objects.order_by("pk")[0] for model in (Meeting, WorkingGroup))
    for number in range(1, count + 1):
        slot = NOON + number * DAY
        Digest.objects.create(person=first, slot=slot, since=slot - DAY, until=slot)
        report_barrier(page="", description="Zu klein.", reply_to="", by=None, now=NOON)
        services.create_person(f"neu{number}@forum.example", by=office, now=NOON)
        content = f"E-Mail-Adresse\nimport{number}@forum.example".encode()
        services.upload_import("people", "liste.csv", content, by=office, now=NOON)
        district = District.objects.get(pk=f"0390{number}")
        grouping.join_group(group, district, by=office, now=NOON)
    for officer in Person.objects.filter(email__startswith="k"):
        answer_poll(DatePoll.objects.order_by("pk")[0], officer, Suits.YES, Suits.NO)
    for officer in Person.objects.filter(email__startswith="k").exclude(pk=first.pk):
        make_registration(meeting, officer)
        make_mandate(first, officer.mandates.get().district)
        make_mandate(officer, District.objects.get(pk="03901"))
    passes.fan_out(NOON)
    for number, mail in enumerate(Mail.objects.order_by("pk")[:count]):
        make_bounce(mail)
        RestingDomain.objects.create(domain=f"{number}.example", since=NOON, until=NOON)


def make_absence(number):
    """At a county of its own, which no word of a search finds."""
    name = "Stadt " + "x" * number
    city = make_member(f"0395{number}", name, full_name=name, slug=f"stadt-{number}")
    lead = make_lead(f"leitung{number}@stadt.example", city).mandates.get()
    deputy = make_officer(f"vertretung{number}@stadt.example", city).mandates.get()
    Absence.objects.create(mandate=lead, deputy=deputy, starts_on=NOON.date(), ends_on=NOON.date())


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_few_and_for_many(
    desk, office, count, model, django_assert_num_queries
):
    fill(count, office)

    with django_assert_num_queries(LISTS[model]):
        page = desk.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"))

    assert page.context["cl"].result_count >= count


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_few_and_for_many_rows_below_it(
    desk, office, count, model, django_assert_num_queries
):
    fill(count, office)
    thing = model.objects.order_by("pk")[0]
    if model is Person:
        thing = Person.objects.get(email="k1@forum.example")

    with django_assert_num_queries(PAGES[model]):
        name = model._meta.label_lower.replace(".", "_")
        assert desk.get(reverse(f"admin:{name}_change", args=[thing.pk])).status_code == 200


@pytest.mark.parametrize(
    "model", [model for model, _ in REGISTERED], ids=lambda model: model._meta.model_name
)
def test_each_list_can_be_sorted_by_each_column_that_offers_it(desk, office, model):
    fill(3, office)
    address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")

    offered = set(re.findall(r'href="(\?o=[^"]+)"', desk.get(address).content.decode()))

    for order in offered:
        assert desk.get(address + order).status_code == 200
    assert offered or model._meta.label in ONE_ROW


@pytest.mark.parametrize(
    ("model", "model_admin"), REGISTERED, ids=[model._meta.label for model, _ in REGISTERED]
)
def test_each_model_says_what_it_is_and_can_be_searched(model, model_admin):
    assert model_admin.about
    assert model._meta.verbose_name[0].isupper() or model._meta.verbose_name == "gesperrte Adresse"
    if model._meta.label not in ONE_ROW:
        assert model_admin.search_fields
    if model._meta.label not in SHORT_LISTS:
        assert model_admin.list_filter


def test_the_start_lists_what_there_is_from_people_to_the_log(desk):
    page = desk.get(reverse("admin:index"))

    assert [app["app_label"] for app in page.context["app_list"]] == [
        "members",
        "meetings",
        "recommendations",
        "digests",
        "mailroom",
        "front",
        "admin",
    ]
    assert "Wer von wann bis wann für wen handelt" in page.content.decode()


def test_a_word_of_the_search_finds_across_the_fields(desk, office):
    fill(1, office)

    for model, word in ((Mandate, "kreis 1"), (Membership, "Kreis 1"), (Meeting, "KREIS 1")):
        path = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
        assert desk.get(path, {"q": word}).context["cl"].result_count == 1
