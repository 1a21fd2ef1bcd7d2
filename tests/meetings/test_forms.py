from datetime import date

import pytest
from django.http import QueryDict

from meetings.forms.agenda import AgendaFormSet
from meetings.forms.planning import MeetingForm
from meetings.forms.registering import RegistrationForm
from meetings.forms.when import WhenForm
from meetings.stages import Format, Mode
from meetings.wall_time import end_of_day
from tests.factories.meetings import (
    DEADLINE,
    THURSDAY,
    agenda_item,
    make_draft,
    make_meeting,
    make_registration,
)
from tests.factories.members import DAY, NOON, make_officer

GAP = "Diese Uhrzeit gibt es am 28. März 2027 nicht, weil die Uhr vorgestellt wird."
SAVED = {
    "kind": "network",
    "title": "Sprachmittlung",
    "summary": "",
    "format": "hybrid",
    "venue": "Kreishaus",
    "travel_notes": "",
    "video_link": "",
    "host": "",
    "starts_on": "2026-12-17",
    "starts_time": "09:30",
    "ends_on": "",
    "ends_time": "15:30",
    "answer_on": "2026-12-10",
    "token": "5b4c2f6e-6d7c-4d0a-9a52-1f1d3c1a7c55",
}


def errors(form):
    return {name: list(sentences) for name, sentences in form.errors.items()}


def meeting_form(**data):
    return MeetingForm(SAVED | data, now=NOON)


def test_a_whole_form_is_valid(office):
    form = meeting_form()

    assert errors(form) == {}
    assert form.values()["answer_by"] == end_of_day(DEADLINE)
    assert form.values()["ends_on"] == THURSDAY


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"ends_time": "09:00"}, "ends_time", "Das Ende liegt vor dem Beginn."),
        ({"ends_on": "2026-12-16"}, "ends_time", "Das Ende liegt vor dem Beginn."),
        ({"starts_on": "2027-03-28", "starts_time": "02:30"}, "starts_time", GAP),
        ({"starts_on": "2027-03-28", "starts_time": "1:00", "ends_time": "2:15"}, "ends_time", GAP),
        ({"answer_on": "2026-12-17"}, "answer_on", "Die Antwortfrist liegt nach dem Beginn"),
        ({"answer_on": "2026-11-30"}, "answer_on", "Bitte geben Sie einen Tag ab heute an."),
        ({"answer_on": "gestern"}, "answer_on", "gültiges Datum"),
        ({"venue": ""}, "venue", "Bitte geben Sie an, wo das Treffen stattfindet."),
        ({"venue": "", "format": "on_site"}, "venue", "Bitte geben Sie an, wo"),
        ({"title": ""}, "title", "Bitte geben Sie einen Titel ein."),
        ({"format": ""}, "format", "Bitte wählen Sie, ob das Treffen vor Ort"),
        ({"starts_on": ""}, "starts_on", "Bitte geben Sie den Tag des Treffens an."),
        ({"starts_time": ""}, "starts_time", "wann das Treffen beginnt"),
        ({"ends_time": "25:00"}, "ends_time", "gültige Uhrzeit"),
        ({"title": "ü" * 201}, "title", "200"),
        ({"summary": "x" * 5001}, "summary", "5000"),
        ({"title": "a\x00b"}, "title", "Nullzeichen"),
        ({"starts_on": "2026-11-30"}, "starts_on", "Bitte geben Sie einen Tag ab heute an."),
        ({"starts_on": "2026-12-01", "starts_time": "11:59"}, "starts_time", "nach jetzt"),
        ({"starts_on": "0001-01-01"}, "starts_on", "Bitte geben Sie einen Tag ab heute an."),
        ({"starts_on": "9999-12-31"}, "starts_on", "Bitte prüfen Sie das Jahr"),
        ({"ends_on": "9999-12-31"}, "ends_on", "Bitte prüfen Sie das Jahr"),
        ({"video_link": "javascript:alert(1)"}, "video_link", "gültige"),
        ({"host": "99999"}, "host", "gültige"),
        ({"kind": "party"}, "kind", "gültige"),
        ({"token": "x"}, "token", "gültige"),
    ],
)
def test_each_mistake_is_said_at_its_field(office, data, field, sentence):
    form = meeting_form(**data)

    assert field in form.errors, errors(form)
    assert sentence in form.errors[field][0]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_deadline_in_an_absurd_year_is_refused(office, day):
    form = meeting_form(answer_on=day)

    assert "answer_on" in form.errors


def test_a_title_of_200_characters_with_umlauts_is_valid(office):
    assert errors(meeting_form(title="Ä" * 200)) == {}


def test_line_breaks_in_a_title_become_spaces(office):
    form = meeting_form(title="Eins\r\nZwei\u2028Drei")

    assert form.is_valid()
    assert form.cleaned_data["title"] == "Eins Zwei Drei"


def test_a_county_that_is_no_member_cannot_host(office, celle):
    celle.memberships.update(left_on=(NOON - DAY).date())

    assert "host" in meeting_form(host=celle.pk).errors


def test_an_announced_meeting_has_no_time_to_change(office):
    form = MeetingForm(instance=make_meeting(office), now=NOON)

    assert "starts_on" not in form.fields
    assert form.initial["answer_on"] == DEADLINE


def test_a_deadline_that_is_over_may_stay_when_the_title_changes(office):
    meeting = make_meeting(office)
    form = MeetingForm(SAVED | {"title": "Neu"}, instance=meeting, now=meeting.answer_by + DAY)

    assert errors(form) == {}
    assert form.values()["answer_by"] == meeting.answer_by


def test_moving_before_the_deadline_asks_for_another_deadline(office):
    form = WhenForm(SAVED | {"starts_on": "2026-12-09"}, instance=make_meeting(office), now=NOON)

    assert "Die Antwortfrist liegt nach dem Beginn" in form.errors["answer_on"][0]


def agenda(meeting, rows, initial=0):
    data = {"punkt-TOTAL_FORMS": len(rows), "punkt-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"punkt-{number}-{name}": value for name, value in row.items()}
    return AgendaFormSet(data, meeting=meeting)


def test_the_agenda_is_ordered_and_what_is_deleted_or_empty_is_left_out(office):
    formset = agenda(
        make_draft(office),
        [
            {"title": "B", "minutes": "30", "ORDER": "2"},
            {"title": "A", "minutes": "15", "speaker": "Jobcenter", "ORDER": "1"},
            {"title": "C", "minutes": "15", "DELETE": "on"},
            {"title": "", "minutes": ""},
        ],
    )

    assert formset.is_valid(), formset.errors
    assert formset.items() == [agenda_item("A", 15, "Jobcenter"), agenda_item("B", 30)]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"title": "A", "minutes": ""}, "minutes"),
        ({"title": "A", "minutes": "0"}, "minutes"),
        ({"title": "A", "minutes": "99999999999"}, "minutes"),
        ({"title": "", "minutes": "5"}, "title"),
        ({"title": "A" * 201, "minutes": "5"}, "title"),
    ],
)
def test_a_mistake_in_the_agenda_is_said_at_its_field(office, row, field):
    formset = agenda(make_draft(office), [row])

    assert not formset.is_valid()
    assert field in formset.errors[0]


def test_an_agenda_longer_than_the_meeting_is_refused(office):
    formset = agenda(make_draft(office), [{"title": "A", "minutes": "361"}])

    assert "Die Tagesordnung endet um 15:31" in formset.non_form_errors()[0]


def test_a_broken_management_form_is_refused(office):
    assert not AgendaFormSet({"punkt-TOTAL_FORMS": "x"}, meeting=make_draft(office)).is_valid()


def registration_form(meeting, person, data=None, registration=None):
    if data is not None:
        query = QueryDict(mutable=True)
        query.update({"district": person.acts_for(NOON)[0].pk, "seen": "", **data})
        data = query
    return RegistrationForm(
        data,
        meeting=meeting,
        district=person.acts_for(NOON)[0],
        registration=registration,
        by=person,
        now=NOON,
    )


def test_the_form_offers_the_people_of_the_county_and_nobody_else(
    office, celle, celle_officer, celle_lead, coburg_lead
):
    form = registration_form(make_meeting(office), celle_officer)

    people = [form.fields[f"person_{p.pk}"].label for p in (celle_officer, celle_lead)]
    assert people == ["Fachkraft (Sie)", "Koordination"]
    assert f"person_{coburg_lead.pk}" not in form.fields


def test_who_looks_is_chosen_to_begin_with(office, celle_officer, celle_lead):
    form = registration_form(make_meeting(office), celle_officer)

    assert form.initial[f"person_{celle_officer.pk}"] == Mode.ON_SITE
    assert f"person_{celle_lead.pk}" not in form.initial


def test_the_form_begins_with_the_answer_that_holds(office, celle, celle_officer):
    meeting = make_meeting(office)
    registration = make_registration(meeting, celle_officer, mode=Mode.ONLINE)

    form = registration_form(meeting, celle_officer, registration=registration)

    assert form.initial[f"person_{celle_officer.pk}"] == Mode.ONLINE
    assert form.initial["seen"] == NOON.isoformat()


def test_people_and_a_function_come_each_in_their_way(office, celle_officer):
    form = registration_form(
        make_meeting(office),
        celle_officer,
        {
            "reply": "attends",
            f"person_{celle_officer.pk}": "online",
            "other": "Dezernatsleitung",
            "other_mode": "on_site",
        },
    )

    assert form.is_valid(), errors(form)
    assert [(c.person, c.label, c.mode) for c in form.coming()] == [
        (celle_officer, "", Mode.ONLINE),
        (None, "Dezernatsleitung", Mode.ON_SITE),
    ]


def test_at_a_meeting_on_site_people_are_ticked(office, celle_officer):
    form = registration_form(
        make_meeting(office, format=Format.ON_SITE),
        celle_officer,
        {"reply": "attends", f"person_{celle_officer.pk}": "on"},
    )

    assert form.is_valid(), errors(form)
    assert [c.mode for c in form.coming()] == [Mode.ON_SITE]
    assert "other_mode" not in form.fields


def test_taking_part_without_anybody_is_refused_at_the_group_of_people(office, celle_officer):
    form = registration_form(make_meeting(office), celle_officer, {"reply": "attends"})

    assert errors(form) == {"__all__": ["Bitte wählen Sie aus, wer Ihren Landkreis vertritt."]}
    assert form.nobody_comes


def test_a_person_of_another_county_is_not_taken(office, celle_officer, coburg):
    other = make_officer("coburg.zwei@forum.example", coburg)
    form = registration_form(
        make_meeting(office),
        celle_officer,
        {"reply": "attends", f"person_{other.pk}": "online"},
    )

    assert not form.is_valid()


def test_declining_needs_nobody(office, celle_officer):
    form = registration_form(make_meeting(office), celle_officer, {"reply": "declined"})

    assert form.is_valid(), errors(form)


@pytest.mark.parametrize("seen", ["", "gestern", "2026-13-01", "x" * 5000])
def test_nonsense_in_the_hidden_field_counts_as_nothing_seen(office, celle_officer, seen):
    form = registration_form(
        make_meeting(office), celle_officer, {"reply": "declined", "seen": seen}
    )

    assert form.is_valid(), errors(form)
    assert form.seen_at() is None


def test_a_day_is_entered_as_browsers_and_as_people_write_it(office):
    form = meeting_form(starts_on="17.12.2026")

    assert form.is_valid()
    assert form.values()["starts_on"] == date(2026, 12, 17)
