"""Meetings: valid and dull, made the way people make them, by the services."""

from datetime import date, time
from io import BytesIO

from meetings.models import DatePoll, Meeting
from meetings.representing import Coming
from meetings.services import (
    action_items,
    attending,
    grouping,
    minuting,
    noting,
    papers,
    planning,
    polling,
    proposing,
    registering,
    resolving,
)
from meetings.stages import Format, Kind, Mode, Result
from meetings.wall_time import end_of_day

from .members import DAY, MINUTE, NOON

SETTLE = 2 * MINUTE  # what is changed is told when it has settled
THURSDAY = date(2026, 12, 17)
DEADLINE = date(2026, 12, 10)


def meeting_fields(**fields) -> dict:
    """A hybrid meeting on Thursday, 17 December 2026, 9:30 to 15:30, answers by the 10th."""
    return {
        "kind": Kind.NETWORK,
        "title": "Sprachmittlung im ländlichen Raum",
        "summary": "",
        "format": Format.HYBRID,
        "venue": "Kreishaus, Großer Saal",
        "travel_notes": "",
        "video_link": "",
        "host": None,
        "starts_on": THURSDAY,
        "starts_time": time(9, 30),
        "ends_on": THURSDAY,
        "ends_time": time(15, 30),
        "answer_by": end_of_day(DEADLINE),
        **fields,
    }


def make_draft(office, now=NOON, **fields) -> Meeting:
    return planning.create_meeting(**meeting_fields(**fields), by=office, now=now)


def make_meeting(office, now=NOON, **fields) -> Meeting:
    """An announced meeting."""
    return planning.announce_meeting(make_draft(office, now, **fields), by=office, now=now)


def make_cancelled(office, now=NOON, **fields) -> Meeting:
    return planning.cancel_meeting(make_meeting(office, now, **fields), by=office, now=now)


def make_held(office, now=NOON, **fields) -> Meeting:
    """A meeting that took place on 17 December 2026."""
    meeting = make_meeting(office, now, **fields)
    return planning.hold_meeting(meeting, by=office, now=meeting.ends_at + DAY)


def make_over(office, now=NOON, **fields) -> Meeting:
    """A meeting of last week that the office has not closed yet."""
    day = (now - 6 * DAY).date()
    when = {"starts_on": day, "ends_on": day, "answer_by": None}
    return make_meeting(office, now - 30 * DAY, **{**when, **fields})


def make_action_item(meeting, office, title="Angebote einholen", now=NOON, days=9, **more):
    """A task until ``days`` days after ``now``, of the office unless ``more`` says otherwise."""
    due_at = end_of_day((now + days * DAY).date())
    said = {"title": title, "due_at": due_at, **more}
    return action_items.enter_action_item(meeting, **said, by=office, now=now)


def make_resolution(meeting, office, text="Eine Arbeitsgruppe beginnt.", now=NOON, **more):
    said = {"text": text, "result": Result.ACCEPTED, **more}
    return resolving.enter_resolution(meeting, **said, by=office, now=now)


def make_minutes(meeting, office, text="", now=NOON):
    """A draft, of what the portal knows or of ``text`` in a second version."""
    minutes = minuting.draft_minutes(meeting, by=office, now=now)
    if text:
        minuting.change_minutes(minutes, text=text, by=office, now=now)
    return minutes


def make_circulated(meeting, office, text="", now=NOON, days=9):
    """In circulation since ``now``, for remarks until ``days`` days later."""
    minutes = make_minutes(meeting, office, text, now)
    remarks_by = end_of_day((now + days * DAY).date())
    minuting.circulate_minutes(minutes, remarks_by=remarks_by, by=office, now=now)
    return minutes


def make_adopted(office, text="", now=NOON, note=""):
    """The minutes of a meeting three weeks ago, adopted by one of last week."""
    minutes = make_circulated(make_over(office, now - 14 * DAY), office, text, now - 12 * DAY, 5)
    later = make_over(office, now)
    minuting.adopt_minutes(minutes, meeting=later, note=note, by=office, now=now)
    return minutes


def make_remark(minutes, person, text="Bitte genauer.", now=NOON, **more):
    """The first county of ``person`` remarks something."""
    district = person.acts_for(now)[0]
    return minuting.make_remark(minutes, district, text=text, by=person, now=now, **more)


def make_attendance(meeting, office, label="Gast", now=NOON, **more):
    """Somebody is there who was not registered."""
    said = {"mode": Mode.ON_SITE, "label": label, **more}
    return attending.add_attendance(meeting, **said, by=office, now=now)


def write_note(meeting, office, text="Alle sind da.", number=0, now=NOON, seen=0):
    """The first words on the whole, or on the item of this number."""
    return noting.write_note(meeting, number, text, seen=seen, by=office, now=now)


def make_registration(meeting, person, now=NOON, mode=Mode.ON_SITE, **more):
    """The first county of ``person`` takes part, represented by that person."""
    return registering.register(
        meeting, person.acts_for(now)[0], coming=[Coming(mode, person)], by=person, now=now, **more
    )


def move(meeting, office, now=NOON, **when):
    """Move a meeting; what is not given stays."""
    names = ("starts_on", "starts_time", "ends_on", "ends_time", "answer_by")
    present = {name: getattr(meeting, name) for name in names}
    return planning.move_meeting(meeting, **{**present, **when}, by=office, now=now)


def agenda_item(title="Begrüßung", minutes=30, speaker="", is_break=False) -> dict:
    return {"title": title, "minutes": minutes, "speaker": speaker, "is_break": is_break}


def make_paper(meeting, office, title="Vorlage", content=b"Seite 1", now=NOON, **more):
    file = BytesIO(content)
    paper = {"title": title, "file": file, "size": len(content), **more}
    return papers.add_paper(meeting, **paper, by=office, now=now)


def make_proposal(meeting, person, title="Rufbus", now=NOON, **more):
    """The first county of ``person`` proposes an item."""
    said = {"title": title, "reason": "Viele fragen danach.", "minutes": 20, **more}
    return proposing.propose_item(meeting, person.acts_for(now)[0], **said, by=person, now=now)


def make_group(office, *districts, name="Sprachförderung", now=NOON, **said):
    """A working group with these counties, for which nobody is named yet."""
    group = grouping.create_group(name=name, **said, by=office, now=now)
    for district in districts:
        grouping.join_group(group, district, by=office, now=now)
    return group


def lead(group, person, office, now=NOON):
    """``person`` leads the group, for the first county of theirs that is in it."""
    member = group.members.filter(district__in=person.acts_for(now)).first()
    grouping.change_member(member, person=person, leads=True, by=office, now=now)


def poll_date(day=THURSDAY, starts=time(9, 30), ends=time(15, 30)) -> dict:
    return {"starts_on": day, "starts_time": starts, "ends_on": day, "ends_time": ends}


def make_poll_draft(office, now=NOON, **fields) -> DatePoll:
    """Two dates to choose from, 17 and 18 December 2026, answers by the 10th."""
    values = {
        "kind": Kind.NETWORK,
        "title": "Klausur im Winter",
        "format": Format.HYBRID,
        "venue": "Kreishaus, Großer Saal",
        "answer_by": end_of_day(DEADLINE),
        "dates": [poll_date(), poll_date(date(2026, 12, 18))],
        **fields,
    }
    return polling.create_poll(**values, by=office, now=now)


def make_poll(office, now=NOON, **fields) -> DatePoll:
    """An open one."""
    return polling.open_poll(make_poll_draft(office, now, **fields), by=office, now=now)


def answer_poll(poll, person, *said, now=NOON, **more):
    """The first county of ``person`` says ``said`` to the dates in their order."""
    suits = dict(zip(poll.dates.values_list("pk", flat=True), said, strict=True))
    deed = {"by": person, "now": now, **more}
    return polling.answer_poll(poll, person.acts_for(now)[0], suits=suits, **deed)
