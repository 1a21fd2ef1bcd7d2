"""The first draft of the minutes: what the portal knows of a meeting, as Markdown."""

from datetime import time

import pytest

from forum_portal.markdown import plain_lines
from meetings.models import Attendance, Note
from meetings.protocol import protocol, talk
from meetings.services import planning, registering
from meetings.stages import Mode
from tests.factories.meetings import agenda_item, make_action_item, make_over, make_resolution
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(office):
    meeting = make_over(office, title="Sprache", starts_time=time(9, 30), ends_time=time(12))
    items = [
        agenda_item("Stand *der* Kurse", 30, "Kreis_Lippe"),
        agenda_item("Pause", 15, is_break=True),
        agenda_item("Ausblick", 30),
    ]
    return planning.change_agenda(meeting, items, by=office, now=NOON)


def was_there(meeting, office, label, mode=Mode.ON_SITE, district=None):
    Attendance.objects.create(
        meeting=meeting, label=label, mode=mode, district=district, noted_by=office, noted_at=NOON
    )


def note(meeting, office, text, item=None, about=""):
    number = item.pk if item else 999_999 if about else 0
    about = item.title if item else about
    said = {"item": item, "number": number, "about": about, "text": text}
    Note.objects.create(meeting=meeting, written_by=office, written_at=NOON, **said)


def text_of(meeting):
    return plain_lines(protocol(talk(meeting)))


def test_who_was_there_stands_by_county_counties_and_people_counted(
    office, meeting, celle, coburg, coburg_officer
):
    was_there(meeting, office, "Kim Muster, Fachdienst | Teilhabe", district=celle)
    was_there(meeting, office, "Leitung", district=celle)
    was_there(meeting, office, "Jugendamt", Mode.ONLINE, district=celle)
    was_there(meeting, office, "Moderation")

    lines = text_of(meeting)

    begin = lines.index("Teilnehmende")
    assert lines[begin + 1 : begin + 6] == [
        "4 Personen (3 vor Ort und 1 online), für 1 Landkreis.",
        "Landkreis | Wer | Teilnahme",
        "Landkreis Celle | Kim Muster, Fachdienst | Teilhabe, Leitung | vor Ort",
        "Landkreis Celle | Jugendamt | online",
        "Geschäftsstelle und Gäste | Moderation | vor Ort",
    ]


def test_excused_is_who_declined_and_did_not_come(office, celle, coburg, celle_lead, coburg_lead):
    meeting = make_over(office)
    before = meeting.starts_at - (NOON - meeting.starts_at)
    for lead in (celle_lead, coburg_lead):
        registering.decline(meeting, lead.acts_for(NOON)[0], by=lead, now=before)
    was_there(meeting, office, "Doch noch gekommen", district=celle)

    assert "Entschuldigt: Landkreis Coburg." in text_of(meeting)


def test_below_each_item_stand_notes_and_resolutions(office, meeting):
    first, pause, _ = meeting.agenda.all()
    note(meeting, office, "Zum Ganzen")
    note(meeting, office, "Erst *dies*.\n\n- eins\n- zwei", first)
    note(meeting, office, "Beim Kaffee", pause)
    note(meeting, office, "Vom Tisch", about="Früherer Punkt")
    make_resolution(meeting, office, "1. Es beginnt", item=first, votes_for=3)
    make_resolution(meeting, office, "Ohne Punkt")
    make_action_item(meeting, office, "Angebote | einholen")

    lines = text_of(meeting)

    assert "Zum Ganzen" in lines
    begin = lines.index("Tagesordnung")
    assert lines[begin:] == [
        "Tagesordnung",
        "1. Stand *der* Kurse",
        "9:30\u00a0Uhr, Kreis_Lippe",
        "Erst *dies*.",
        "• eins",
        "• zwei",
        "Beschluss 1 (angenommen, 3 dafür)",
        "1. Es beginnt",
        "2. Ausblick",
        "10:15\u00a0Uhr",
        "Außerdem",
        "Pause",
        "Beim Kaffee",
        "Früherer Punkt",
        "Vom Tisch",
        "Weitere Beschlüsse",
        "Beschluss 2 (angenommen)",
        "Ohne Punkt",
        "Aufgaben",
        "Was | Wer | Bis",
        "Angebote | einholen | Geschäftsstelle | 10.\u00a0Dez.\u00a02026",
    ]


def test_of_a_meeting_of_which_nothing_is_known_it_says_so(office):
    lines = text_of(make_over(office))

    assert lines[0].startswith("• Art: Vernetzungstreffen")
    assert lines[-1] == "Wer da war, ist noch nicht vermerkt."
