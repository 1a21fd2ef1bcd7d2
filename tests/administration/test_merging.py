"""Two accounts of one human become one: all of it moves, nothing is lost, nothing comes twice."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.models import Digest, DigestPreference
from front.services import report_barrier
from mailroom.models import Mail, Preference
from mailroom.services import hand_in, prefer
from mailroom.stages import Delivery, State
from meetings.models import Attendance, Attendee, Event
from members import services, telling, transfer
from members.models import Absence, Mandate, Person, PersonEvent, Profile, Topic
from members.stages import Function
from tests.factories.mailroom import make_mail
from tests.factories.meetings import (
    make_attendance,
    make_meeting,
    make_over,
    make_registration,
)
from tests.factories.members import (
    DAY,
    LONG_AGO,
    NOON,
    WEEK,
    make_lead,
    make_mandate,
    make_member,
    make_officer,
    make_person,
)
from tests.factories.recommendations import make_recommendation

# What names a person without being a relation, and is covered all the same.
BY_NUMBER = {"meetings.Event.details"}
KINDS = ["meeting_reminder", "recommendation_moved", "digest"]
PEOPLE = "/verwaltung/members/person/"


@pytest.fixture
def other(celle):
    """The second account of the officer of Celle."""
    return make_officer("celle@landkreis.example", celle)


def merge(kept, old, by):
    outlook = services.merge_outlook(kept, old, by=by, now=NOON)
    services.merge_people(kept, old, seen=outlook.fingerprint, by=by, now=NOON)
    return outlook


def told(outlook) -> list[str]:
    return [words.replace("\xa0", " ") for words in (*outlook.effects, *outlook.clashes)]


# No column is forgotten ------------------------------------------------------------------


def test_each_column_that_leads_to_a_person_says_what_becomes_of_it():
    assert set(transfer.columns_to(Person)) - transfer.covered() == set()


def test_what_is_covered_exists():
    assert transfer.covered() - set(transfer.columns_to(Person)) == BY_NUMBER


def test_a_column_that_nobody_moves_stops_the_merge(celle_officer, other, admin_person):
    """Stands in for an app that forgot to say so: the entries of one column are taken away."""
    entry = next(e for e in transfer.entries() if e.columns == ("meetings.Attendee.person",))
    make_registration(make_meeting(admin_person), other)
    place = transfer._transfers.index(entry)
    transfer._transfers.remove(entry)
    try:
        with pytest.raises(transfer.LeftBehind, match=r"meetings\.Attendee\.person"):
            merge(celle_officer, other, admin_person)
    finally:
        transfer._transfers.insert(place, entry)

    assert Person.objects.filter(pk=other.pk).exists()


# What moves ------------------------------------------------------------------------------


def test_everything_moves_and_the_other_account_is_gone(celle_officer, other, office, admin_person):
    make_registration(make_meeting(office), other)
    make_recommendation(other)
    make_mail(other, "probe:1")
    DigestPreference.objects.create(person=other, chosen_at=NOON)
    Digest.objects.create(person=other, slot=NOON, since=NOON - WEEK, until=NOON)
    report_barrier(page="", description="Zu klein.", reply_to="", by=other, now=NOON)
    topic = Topic.objects.create(name="Wohnen", slug="wohnen")
    Profile.objects.create(person=other, phone="030 1234").topics.add(topic)
    Person.objects.filter(pk=other.pk).update(name="Amt für Teilhabe")
    other.refresh_from_db()

    outlook = merge(celle_officer, other, admin_person)

    assert told(outlook) == [
        "1 Zuständigkeit geht über.",
        "1 Mail im Postausgang geht über.",
        "1 Profil geht über.",
        "1 Adresse zum Anmelden wird gelöscht.",
        "1 Schritt bei Treffen geht über.",
        "1 Rückmeldung geht über.",
        "1 Teilnahme geht über.",
        "1 begonnene Empfehlung geht über.",
        "1 Schritt bei Empfehlungen geht über.",
        "1 Wunsch zur Zusammenfassung geht über.",
        "1 Zusammenfassung geht über.",
        "1 gemeldete Barriere geht über.",
        (
            "Das Konto celle@landkreis.example wird gelöscht; "
            "mit dieser Adresse meldet sich niemand mehr an."
        ),
        "celle@forum.example bekommt den Namen Amt für Teilhabe.",
        (
            "Fachkraft, Landkreis Celle: Beide Konten haben das zur selben Zeit. "
            "Daraus wird eine Zuständigkeit von 1. Jan. 2024 ohne Ende."
        ),
    ]
    celle_officer.refresh_from_db()
    assert not Person.objects.filter(email=other.email).exists()
    assert celle_officer.name == "Amt für Teilhabe"
    assert Attendee.objects.get().person == celle_officer
    assert Mail.objects.get(occasion="probe:1").recipient == celle_officer
    profile = Profile.objects.get()
    assert (profile.person, profile.phone) == (celle_officer, "030 1234")
    assert list(profile.topics.all()) == [topic]
    assert Digest.objects.get().person == celle_officer
    assert celle_officer.mandates.count() == 1
    naming = Event.objects.get(verb="registered")
    assert naming.details["to"]["attendees"][0]["person"] == celle_officer.pk


def test_mandates_that_do_not_overlap_stay_what_they_are(
    celle_officer, coburg, stranger, admin_person
):
    moved = make_mandate(stranger, coburg, Function.DEPUTY, may_vote=True)

    merge(celle_officer, stranger, admin_person)

    moved.refresh_from_db()
    assert (moved.person, moved.function, moved.may_vote) == (
        celle_officer,
        Function.DEPUTY,
        True,
    )


def test_overlapping_mandates_become_one_with_the_rights_of_both(celle, admin_person):
    kept, old = make_person("a@forum.example"), make_person("b@forum.example")
    make_mandate(kept, celle, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    make_mandate(kept, celle, starts_on=date(2026, 6, 1), title="Stabsstelle")
    make_mandate(
        old,
        celle,
        starts_on=date(2025, 6, 1),
        ends_on=date(2026, 6, 30),
        title="Amt",
        may_vote=True,
    )

    outlook = merge(kept, old, admin_person)

    mandate = kept.mandates.get()
    assert (mandate.starts_on, mandate.ends_on) == (date(2025, 1, 1), None)
    assert (mandate.title, mandate.may_vote) == ("Amt", True)
    assert "Daraus wird eine Zuständigkeit von 1. Jan. 2025 ohne Ende." in told(outlook)[-1]


def test_nobody_stands_in_for_themselves(celle, celle_lead, celle_officer, admin_person):
    lead, officer = celle_lead.mandates.get(), celle_officer.mandates.get()
    ends = {"starts_on": NOON.date(), "ends_on": NOON.date() + WEEK}
    Absence.objects.create(mandate=lead, deputy=officer, **ends)

    outlook = merge(celle_lead, celle_officer, admin_person)

    assert "1 Vertretung entfällt: Niemand vertritt sich selbst." in told(outlook)
    assert not Absence.objects.exists()
    assert celle_lead.mandates.count() == 2


def test_times_away_go_with_the_mandate(celle, celle_officer, admin_person):
    old = make_person("zweit@forum.example")
    same = make_mandate(old, celle, Function.OFFICER)
    lead = make_lead("lead@forum.example", celle).mandates.get()
    ends = {"starts_on": NOON.date(), "ends_on": NOON.date() + WEEK}
    Absence.objects.create(mandate=lead, deputy=same, **ends)

    merge(celle_officer, old, admin_person)

    assert Absence.objects.get().deputy == celle_officer.mandates.get()


def test_who_comes_twice_comes_once(celle_officer, other, coburg, office, admin_person):
    first, second = make_meeting(office), make_meeting(office, title="Fachtag")
    make_registration(first, celle_officer)
    registration = first.registrations.get()
    Attendee.objects.create(registration=registration, person=other, label="x", mode="online")
    make_mandate(other, coburg)
    make_registration(second, celle_officer)
    Attendee.objects.create(
        registration=second.registrations.create(
            district=coburg, reply="attends", answered_by=other, answered_at=NOON
        ),
        person=other,
        label="y",
        mode="online",
    )

    outlook = merge(celle_officer, other, admin_person)

    assert [words for words in told(outlook) if words.startswith("„")] == [
        (
            "„Sprachmittlung im ländlichen Raum“: Beide Konten sind für Landkreis Celle "
            "angemeldet. Es bleibt eine Anmeldung."
        ),
        (
            "„Fachtag“: Beide Konten sind angemeldet, für verschiedene Landkreise. "
            "Beide Anmeldungen bleiben."
        ),
    ]
    assert [a.person for a in registration.attendees.all()] == [celle_officer]
    assert Attendee.objects.filter(person=celle_officer).count() == 3


def test_who_was_there_twice_was_there_once(celle_officer, other, celle, office, admin_person):
    both, one = make_over(office, title="Fachtag"), make_over(office)
    for meeting, person in ((both, celle_officer), (both, other), (one, other)):
        make_attendance(meeting, office, person=person, district=celle)

    outlook = merge(celle_officer, other, admin_person)

    twice = "„Fachtag“: Beide Konten waren da. Es bleibt ein Vermerk."
    assert [words for words in told(outlook) if words.startswith("„")] == [twice]
    there = Attendance.objects.values_list("meeting", "person")
    assert sorted(there) == [(both.pk, celle_officer.pk), (one.pk, celle_officer.pk)]


def test_what_the_account_that_stays_has_chosen_counts(celle_officer, other, admin_person):
    prefer(celle_officer, "meeting_reminder", Delivery.OFF, now=NOON)
    prefer(other, "meeting_reminder", Delivery.DIGEST, now=NOON)
    prefer(other, "recommendation_moved", Delivery.OFF, now=NOON)
    for person, hour in ((celle_officer, 7), (other, 9)):
        DigestPreference.objects.create(person=person, hour=hour, chosen_at=NOON)
        Profile.objects.create(person=person, phone=f"030 {hour}000")
        Digest.objects.create(person=person, slot=NOON, since=NOON - WEEK, until=NOON)

    merge(celle_officer, other, admin_person)

    chosen = Preference.objects.filter(person=celle_officer).order_by("kind")
    assert list(chosen.values_list("kind", "delivery")) == [
        ("meeting_reminder", "off"),
        ("recommendation_moved", "off"),
    ]
    assert DigestPreference.objects.get().hour == 7
    assert Profile.objects.get().phone == "030 7000"
    assert Digest.objects.get().person == celle_officer


def test_mail_goes_once_to_the_account_that_stays(
    celle_officer, other, stranger, admin_person, mailboxes
):
    both = {"payload": {}, "now": NOON}
    hand_in("test_note", occasion="beide", people=[celle_officer.pk, other.pk], **both)
    hand_in("test_note", occasion="nur zweites", people=[other.pk], **both)
    make_mail(other, "schon erhalten", kind="test_note")

    merge(celle_officer, other, admin_person)
    hand_in("test_note", occasion="schon erhalten", people=[celle_officer.pk], **both)
    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == [celle_officer.email] * 2
    assert set(Mail.objects.filter(state=State.SENT).values_list("occasion", flat=True)) == {
        "beide",
        "nur zweites",
        "schon erhalten",
    }


def test_mail_that_a_worker_has_claimed_it_loses_and_a_code_is_not_sent(
    celle_officer, other, admin_person
):
    claimed = make_mail(other, "probe", State.CLAIMED, worker="w", envelope_to=other.email)
    code = make_mail(other, "code", State.QUEUED, sealed=True, raw=b"123456")

    merge(celle_officer, other, admin_person)

    claimed.refresh_from_db()
    code.refresh_from_db()
    assert (claimed.state, claimed.worker, claimed.envelope_to) == (State.QUEUED, "", "")
    assert (code.state, code.raw) == (State.CANCELLED, None)


def test_while_a_mail_is_going_out_nothing_is_merged(celle_officer, other, admin_person):
    make_mail(other, "probe", State.DATA)

    with pytest.raises(ValidationError, match="Gerade geht eine Mail"):
        merge(celle_officer, other, admin_person)

    assert Person.objects.filter(pk=other.pk).exists()


# What signs somebody in ------------------------------------------------------------------


def test_whoever_is_signed_in_with_the_account_that_goes_is_out(
    celle_officer, other, admin_person, client_of
):
    browser = client_of(other)
    assert browser.get("/neu/").status_code == 200
    Authenticator.objects.create(user=other, type="totp", data={})

    merge(celle_officer, other, admin_person)

    assert browser.get("/neu/").status_code == 302
    assert not Session.objects.exists()
    assert not EmailAddress.objects.filter(email=other.email).exists()
    assert not Authenticator.objects.exists()


# The history -----------------------------------------------------------------------------


def test_the_history_says_that_it_happened_and_forgets_the_account(
    celle_officer, other, celle, admin_person
):
    other.name = "Amt"
    services.change_person(other, by=admin_person, now=NOON - DAY)

    pk = other.pk
    merge(celle_officer, other, admin_person)

    entries = telling.page_of(celle_officer, 1).object_list
    assert (str(admin_person), "Mit einem zweiten Konto zusammengeführt") in [
        (entry.who, entry.what) for entry in entries
    ]
    assert any(entry.because == "Zusammenführung zweier Konten" for entry in entries)
    assert not PersonEvent.objects.filter(pgh_obj_id=pk).exists()
    assert "Konto geändert: Name" in [entry.what for entry in entries]


def test_what_the_account_did_was_done_by_the_one_that_stays(
    celle_officer, office, celle, admin_person
):
    stranger = make_person("neu@forum.example")
    services.begin_mandate(
        stranger, celle, Function.OFFICER, starts_on=LONG_AGO, by=office, now=NOON
    )

    merge(celle_officer, office, admin_person)

    assert LogEntry.objects.filter(change_message="Zuständigkeit begonnen").get().user == (
        celle_officer
    )
    LogEntry.objects.all().delete()
    assert telling.page_of(stranger, 1).object_list[0].who == str(celle_officer)


# The page --------------------------------------------------------------------------------


@pytest.fixture
def page_of(desk):
    def address(person):
        return f"{PEOPLE}{person.pk}/zusammenfuehren/"

    return address


def test_the_page_leads_from_the_person_over_the_preview_to_the_end(
    desk, page_of, celle_officer, other
):
    assert (
        page_of(celle_officer) in desk.get(f"{PEOPLE}{celle_officer.pk}/change/").content.decode()
    )
    choose = desk.get(page_of(celle_officer)).content.decode()
    assert f'href="?mit={other.pk}"' in choose

    found = desk.get(page_of(celle_officer), {"adresse": "CELLE@landkreis.example"})
    preview = desk.get(found.url)
    seen = preview.context["outlook"].fingerprint
    assert "1 Zuständigkeit geht über." in preview.content.decode()
    assert Person.objects.filter(pk=other.pk).exists()

    done = desk.post(page_of(celle_officer), {"mit": other.pk, "seen": seen})
    assert done.url == f"{PEOPLE}{celle_officer.pk}/change/"
    assert not Person.objects.filter(pk=other.pk).exists()


def test_what_has_changed_since_the_preview_is_shown_anew(
    desk, page_of, celle_officer, other, coburg
):
    preview = desk.get(page_of(celle_officer), {"mit": other.pk})
    make_mandate(other, coburg)

    seen = preview.context["outlook"].fingerprint
    answer = desk.post(page_of(celle_officer), {"mit": other.pk, "seen": seen})

    assert "Inzwischen hat sich etwas geändert." in answer.content.decode()
    assert "2 Zuständigkeiten gehen über." in answer.content.decode()
    assert Person.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize(
    ("kept", "old", "words"),
    [
        ("admin_person", "other", "Ihr eigenes Konto führt eine andere Person zusammen."),
        ("other", "admin_person", "Ihr eigenes Konto führt eine andere Person zusammen."),
        ("other", "other", "Das ist dasselbe Konto."),
        ("closed", "other", "ist geschlossen"),
    ],
)
def test_what_cannot_be_merged_says_why(desk, page_of, request, other, kept, old, words):
    kept, old = request.getfixturevalue(kept), request.getfixturevalue(old)

    preview = desk.get(page_of(kept), {"mit": old.pk})
    seen = preview.context["outlook"].fingerprint
    answer = desk.post(page_of(kept), {"mit": old.pk, "seen": seen})

    for page in (preview, answer):
        assert words in page.content.decode()
        assert 'value="Zusammenführen"' not in page.content.decode()
    assert Person.objects.filter(pk__in=[kept.pk, old.pk]).count() == len({kept, old})


@pytest.fixture
def closed(db):
    return make_person("zu@forum.example", is_active=False)


@pytest.mark.parametrize("key", ["abc", "", "9" * 30, "-1", "\0"])
def test_a_key_that_no_page_offers_is_not_found(desk, page_of, celle_officer, key):
    assert desk.get(page_of(celle_officer), {"mit": key}).status_code in (400, 404)
    assert desk.post(page_of(celle_officer), {"mit": key}).status_code in (400, 404)


def test_an_address_without_an_account_says_so(desk, page_of, celle_officer):
    page = desk.get(page_of(celle_officer), {"adresse": "niemand@forum.example"})

    assert "Zu dieser Adresse gibt es kein Konto." in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_costs_the_same_for_little_and_for_much(
    desk, page_of, celle_officer, other, office, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        district = make_member(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        for person in (celle_officer, other):
            make_mandate(person, district)
            prefer(person, KINDS[number - 1], "off", now=NOON)
            make_mail(person, f"probe:{number}", State.QUEUED)
        make_registration(make_meeting(office), other)

    with django_assert_num_queries(61):
        desk.get(page_of(celle_officer), {"mit": other.pk})


# Whatever they hold ----------------------------------------------------------------------

DAYS = [date(2026, month, 1) for month in (1, 3, 5, 7, 9)]
terms = st.lists(
    st.tuples(
        st.sampled_from(["a@forum.example", "b@forum.example"]),
        st.sampled_from(["03351", "09473"]),
        st.sampled_from([Function.LEAD, Function.OFFICER]),
        st.sampled_from(DAYS),
        st.sampled_from([None, *DAYS]),
    ),
    max_size=8,
)


def test_whatever_terms_both_hold_afterwards_one_holds_them_all(db, admin_person):
    for key, name in (("03351", "Celle"), ("09473", "Coburg")):
        make_member(key, name)
    shared = [HealthCheck.function_scoped_fixture]

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=shared)
    @given(terms)
    def check(rows):
        with transaction.atomic():
            people = {email: make_person(email) for email in ("a@forum.example", "b@forum.example")}
            for email, place, function, starts_on, ends_on in rows:
                _begin(people[email], place, function, starts_on, ends_on)
            before = _days()
            merge(people["a@forum.example"], people["b@forum.example"], admin_person)
            assert _days() == before
            transaction.set_rollback(True)

    check()


def _begin(person, place, function, starts_on, ends_on):
    mandate = Mandate(person=person, district_id=place, function=function)
    mandate.starts_on, mandate.ends_on = starts_on, ends_on
    try:
        services.add_mandate(mandate, by=None, now=NOON)
    except ValidationError:
        pass


def _days() -> set:
    """Each place, function and month in which somebody acts there."""
    return {
        (mandate.district_id, mandate.function, on)
        for mandate in Mandate.objects.filter(district__isnull=False)
        for on in [*DAYS, date(2099, 1, 1)]
        if mandate.starts_on <= on and (mandate.ends_on is None or on <= mandate.ends_on)
    }
