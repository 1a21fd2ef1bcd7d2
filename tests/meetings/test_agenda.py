from meetings.agenda import timetable
from meetings.models import AgendaItem
from meetings.services import planning
from tests.factories.meetings import agenda_item, make_draft
from tests.factories.members import MINUTE, NOON


def test_each_item_begins_when_the_one_before_ends_and_the_end_is_the_meetings(office):
    meeting = make_draft(office)
    items = [agenda_item("A", 30), agenda_item("Pause", 15, is_break=True), agenda_item("B", 60)]
    planning.change_agenda(meeting, items, by=office, now=NOON)

    slots = timetable(meeting, meeting.agenda.all())

    start = meeting.starts_at
    assert [slot.starts_at for slot in slots] == [
        start,
        start + 30 * MINUTE,
        start + 45 * MINUTE,
        meeting.ends_at,
    ]
    assert [slot.is_pause for slot in slots] == [False, True, False, True]


def test_without_items_there_is_no_timetable(office):
    assert timetable(make_draft(office), AgendaItem.objects.none()) == []
