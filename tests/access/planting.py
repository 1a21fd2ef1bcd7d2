"""The words of ``canaries`` planted by the verbs with which people write them.

In four layers: what is shared with those outside, what the counties and the office share among
themselves, what is for some of the counties, and what is the office's alone. A layer may change
nothing for those whom it is not for.
"""

from datetime import timedelta
from io import BytesIO

from front.services import report_barrier
from mailroom import pausing
from mailroom.models import RestingDomain
from mailroom.stages import State
from meetings.models import MeetingPaper
from meetings.representing import Coming
from meetings.services import minuting, papers, planning, polling, proposing, registering
from meetings.stages import Circle, Mode
from meetings.wall_time import end_of_day
from members import services
from members.pictures import portrait
from members.stages import Function
from recommendations.services import drafting, moving
from recommendations.stages import Stage
from tests.access.canaries import address, word
from tests.factories.invitations import offer
from tests.factories.mailroom import make_attempt, make_bounce, make_mail, make_suppression
from tests.factories.meetings import (
    DEADLINE,
    agenda_item,
    make_action_item,
    make_adopted,
    make_attendance,
    make_circulated,
    make_draft,
    make_group,
    make_minutes,
    make_over,
    make_paper,
    make_poll,
    make_poll_draft,
    make_proposal,
    make_remark,
    make_resolution,
    write_note,
)
from tests.factories.members import LONG_AGO, MINUTE, NOON, YESTERDAY, make_partner
from tests.factories.pictures import make_picture
from tests.factories.recommendations import WAYS, advance, demand, fields

MEETING = ("title", "summary", "venue", "travel_notes")


class Planted:
    """Remembers the functions of one layer, in the order in which they stand."""

    def __init__(self):
        self.verbs = []

    def __call__(self, verb):
        self.verbs.append(verb)
        return verb

    def plant(self, world):
        for verb in self.verbs:
            verb(world)


shared, among_members, in_a_circle, for_the_office = LAYERS = [Planted() for _ in range(4)]
# Whom the layers after each are not for: their pages stay as they were, to the last count.
FOR_WHOM_NO_MORE = [["stranger", "partner"], ["other"], ["officer"], []]


# --- shared with those outside ---------------------------------------------------------------


@shared
def a_published_recommendation(world):
    made = _recommendation(world, "published", "title", "summary", "text")
    advance(made, WAYS[Stage.ADOPTED], world.office)
    _step(world, made, Stage.PUBLISHED, "published.reason")


@shared
def the_office(world):
    _person(world, "office", world.operator, Function.OFFICE)


@shared
def a_contact_who_agreed_to_be_named_in_public(world):
    person = _person(world, "agreed", world.celle, Function.OFFICER)
    _profile(person, "agreed", may_be_public=True)


@shared
def meetings_with_a_partner(world):
    """One to come, and one of which minutes are in circulation."""
    partners = [world.people["partner"].mandates.get().organisation]
    said = {"partners": partners, "video_link": _video("partners")}
    meeting = planning.announce_meeting(
        _draft(world, "partners", "title", **said), by=world.office, now=NOON
    )
    _paper(world, meeting, "partners")
    world.with_partner = make_over(world.office, partners=partners)
    make_circulated(world.with_partner, world.office, word("partners.minutes"))
    world.run(NOON)


# --- among the counties and the office -------------------------------------------------------


@among_members
def an_idea(world):
    made = _recommendation(world, "idea", "title", "summary", text="idea.replaced_text")
    changed = fields(
        title=word("idea.title"),
        summary=word("idea.summary"),
        text=word("idea.text"),
        demands=[demand(word("idea.demand"))],
    )
    drafting.change_recommendation(made, **changed, by=world.office, now=NOON)


@among_members
def a_recommendation_in_consultation(world):
    made = _recommendation(world, "consultation", "title", "text")
    advance(made, WAYS[Stage.DRAFT], world.office)
    _step(world, made, Stage.CONSULTATION, "consultation.reason")


@among_members
def a_recommendation_that_was_withdrawn(world):
    made = _recommendation(world, "withdrawn", "title")
    _step(world, made, Stage.WITHDRAWN, "withdrawn.reason")


@among_members
def a_contact(world):
    """Whose name was another one when the account was opened."""
    person = _person(world, "contact", world.celle, Function.DEPUTY, "first_name")
    person.delivery_address = address("contact.delivery_address")
    person.delivery_verified_at = NOON
    person.save()
    picture = make_picture(comment=word("contact.inside_of_picture").encode())
    _profile(person, "contact", picture=portrait(BytesIO(picture), len(picture)))
    world.contact = person


@among_members
def another_partner(world):
    place = make_partner(word("partner.organisation"))
    _person(world, "partner", place, Function.CONTACT)


@among_members
def a_meeting(world):
    draft = _draft(world, "announced", *MEETING[1:], title=word("announced.title_as_draft"))
    named = {"title": word("announced.title"), "video_link": _video("announced")}
    draft = planning.change_meeting(draft, **named, by=world.office, now=NOON)
    world.meeting = planning.announce_meeting(draft, by=world.office, now=NOON)
    _papers_that_come_and_go(world)
    _what_celle_proposes(world)
    needs = {name: word(f"announced.{name}") for name in ("access_needs", "food")}
    comes = [Coming(Mode.ONLINE, None, word("announced.attendee"), **needs)]
    _register(world, world.meeting, comes)


@among_members
def what_the_partner_of_a_meeting_does_not_read_of_it(world):
    make_resolution(world.with_partner, world.office, word("partners.resolution"))
    task = word("partners.task")
    make_action_item(world.with_partner, world.office, task, district=world.coburg)


@among_members
def a_meeting_from_which_a_county_has_something_to_do(world):
    said = {name: word(f"task.{name}") for name in ("title", "note")}
    world.over = over = make_over(world.office)
    make_resolution(over, world.office, word("resolution.text"))
    make_action_item(over, world.office, **said, district=world.celle)


@among_members
def a_meeting_with_minutes_in_circulation(world):
    """On which Celle remarks something twice, and takes the second back."""
    minutes = make_minutes(make_over(world.office), world.office, word("minutes.text_as_draft"))
    said = {"text": word("minutes.text"), "note": word("minutes.note")}
    deed = {"by": world.office, "now": NOON}
    minuting.change_minutes(minutes, **said, **deed)
    minuting.circulate_minutes(minutes, remarks_by=end_of_day(DEADLINE), **deed)
    lead = world.people["lead"]
    remark, withdrawn = (
        make_remark(minutes, lead, word(f"remark.{name}")) for name in ("text", "withdrawn")
    )
    minuting.withdraw_remark(withdrawn, by=lead, now=NOON)
    minuting.decide_remark(remark, accepted=False, answer=word("remark.answer"), **deed)
    make_adopted(world.office, note=word("minutes.adoption_note"))


@among_members
def a_working_group(world):
    said = {name: word(f"group.{name}") for name in ("name", "purpose")}
    world.group = make_group(world.office, world.celle, **said)


@among_members
def two_date_polls_of_which_one_has_ended(world):
    said = {name: word(f"poll.{name}") for name in ("title", "summary", "venue")}
    make_poll(world.office, **said)
    ended = make_poll(world.office)
    polling.end_poll(ended, reason=word("poll.end_reason"), by=world.office, now=NOON)


@among_members
def a_meeting_that_changed_its_place(world):
    meeting = make_draft(world.office, title="Umzug", venue=word("announced.former_venue"))
    meeting = planning.announce_meeting(meeting, by=world.office, now=NOON)
    world.run(NOON)
    planning.change_meeting(meeting, venue="Rathaus", by=world.office, now=NOON + MINUTE)


@among_members
def a_meeting_with_a_link_only(world):
    draft = _draft(world, "link_only", *MEETING, link_only=True)
    draft = planning.change_meeting(
        draft, video_link=_video("link_only"), by=world.office, now=NOON
    )
    meeting = planning.announce_meeting(draft, by=world.office, now=NOON)
    _paper(world, meeting, "link_only")
    _register(world, meeting, [Coming(Mode.ONLINE, world.people["other"])])
    other = make_draft(world.office, title=word("link_only.title"), link_only=True)
    other = planning.announce_meeting(other, by=world.office, now=NOON)
    world.run(NOON)
    _cancel(world, other, "link_only.reason")


@among_members
def a_meeting_that_was_called_off(world):
    meeting = make_draft(world.office, title=word("cancelled.title"))
    meeting = planning.announce_meeting(meeting, by=world.office, now=NOON)
    world.run(NOON)
    _cancel(world, meeting, "cancelled.reason")


# --- for some of the counties ----------------------------------------------------------------


@in_a_circle
def meetings_of_the_group(world):
    """Of which Celle is a member and Coburg is not."""
    about = {"circle": Circle.GROUP, "group": world.group}
    named = {name: word(f"circle.{name}") for name in ("title", "venue")}
    draft = make_draft(world.office, **named, **about)
    planning.announce_meeting(draft, by=world.office, now=NOON)
    over = make_over(world.office, **about)
    make_resolution(over, world.office, word("circle.resolution"))
    make_poll(world.office, title=word("circle.poll"), **about)


# --- the office's alone ----------------------------------------------------------------------


@for_the_office
def a_draft_of_a_meeting(world):
    draft = _draft(world, "draft", *MEETING)
    planning.change_meeting(draft, video_link=_video("draft"), by=world.office, now=NOON)
    _paper(world, draft, "draft")


@for_the_office
def a_draft_of_a_date_poll(world):
    make_poll_draft(world.office, title=word("poll_draft.title"))


@for_the_office
def what_was_written_down_beside_the_talk(world):
    """Of the meeting of which the counties have the resolutions."""
    make_attendance(world.over, world.office, word("talk.attendance"))
    write_note(world.over, world.office, word("talk.note"))


@for_the_office
def a_draft_that_was_called_off(world):
    draft = make_draft(world.office, title=word("draft.title"))
    _cancel(world, draft, "draft.reason")


@for_the_office
def somebody_who_left(world):
    person = _person(world, "former_contact", world.celle, Function.OFFICER)
    mandate = person.mandates.get()
    services.end_mandate(mandate, on=YESTERDAY, by=world.office, now=NOON)


@for_the_office
def an_invitation_to_celle(world):
    """Which the lead of Celle sees as well, who could have sent it."""
    offered = offer(
        world.celle,
        address("invitation.address"),
        name=word("invitation.name"),
        title=word("invitation.title"),
    )
    services.invite(offered, by=world.office, now=NOON)


@for_the_office
def a_barrier(world):
    told = {
        "page": word("barrier.page"),
        "description": word("barrier.description"),
        "reply_to": address("barrier.reply_to"),
    }
    report_barrier(**told, by=None, now=NOON)


@for_the_office
def what_mail_servers_said(world):
    """Of a mail to the office: who reads it is not told what became of it."""
    mail = make_mail(world.office, "probe:1", State.FAILED)
    make_attempt(mail, 550, f"5.7.1 {word('refusal.text')}")
    make_bounce(mail, text=f"550 5.7.1 {word('bounce.text')}")
    make_suppression(world.contact, reason=word("suppression.reason"))
    until = NOON + timedelta(days=30)
    RestingDomain.objects.create(
        domain=f"{word('resting.domain')}.example", since=NOON, until=until
    )


def at_last(world, now) -> None:
    """When all mail has left: the pause, and a file, which is not kept for long."""
    pausing.pause(word("pause.reason"), now)
    lines = f"E-Mail-Adresse;{word('import.column')}\n{address('import.line')};"
    services.upload_import(
        "people",
        f"{word('import.file_name')}.csv",
        lines.encode(),
        by=world.people["administrator"],
        now=now,
    )


# --- how these are made ----------------------------------------------------------------------


def _recommendation(world, kind, *names, **instead):
    planted = {name: word(f"{kind}.{name}") for name in names}
    planted |= {name: word(other) for name, other in instead.items()}
    if kind == "published":
        planted["demands"] = [demand(word("published.demand"))]
    made = fields(summary="", text="") | planted
    return drafting.create_recommendation(**made, by=world.office, now=NOON)


def _step(world, recommendation, to, reason):
    moving.move(recommendation, to, reason=word(reason), by=world.office, now=NOON)


def _draft(world, kind, *names, **more):
    planted = {name: word(f"{kind}.{name}") for name in names} | more
    draft = make_draft(world.office, **planted)
    item = agenda_item(word(f"{kind}.agenda"), speaker=word(f"{kind}.speaker"))
    return planning.change_agenda(draft, [item], by=world.office, now=NOON)


def _paper(world, meeting, kind, inside="inside_of_paper", name="") -> MeetingPaper:
    content = word(f"{kind}.{inside}").encode()
    told = {"title": word(f"{kind}.paper"), "name": name, "by": world.office, "now": NOON}
    return papers.add_paper(meeting, file=BytesIO(content), size=len(content), **told)


def _papers_that_come_and_go(world):
    """One is replaced by another file, and one is withdrawn."""
    called = f"{word('announced.file_name')}.csv"
    paper = _paper(world, world.meeting, "announced", "inside_of_replaced", called)
    content = word("announced.inside_of_paper").encode()
    new = {"file": BytesIO(content), "size": len(content), "name": called}
    deed = {"by": world.office, "now": NOON}
    papers.change_paper(paper, title=paper.title, item=world.meeting.agenda.first(), **new, **deed)
    gone = make_paper(world.meeting, world.office, word("announced.paper_withdrawn"))
    papers.withdraw_paper(gone, **deed)


def _what_celle_proposes(world):
    """One item comes on the agenda, one does not."""
    lead, deed = world.people["lead"], {"by": world.office, "now": NOON}
    said = {name: word(f"proposal.{name}") for name in ("reason", "speaker")}
    declined = make_proposal(world.meeting, lead, word("proposal.title"), **said)
    proposing.decline_proposal(declined, reason=word("proposal.decline_reason"), **deed)
    accepted = make_proposal(world.meeting, lead, word("proposal.accepted"))
    proposing.accept_proposal(accepted, minutes=5, after=None, **deed)


def _video(kind) -> str:
    return f"https://video.example/{word(f'{kind}.video_link')}"


def _register(world, meeting, coming):
    """Coburg comes; Celle has not answered."""
    other = world.people["other"]
    registering.register(meeting, world.coburg, coming=coming, by=other, now=NOON)


def _cancel(world, meeting, reason):
    planning.cancel_meeting(meeting, reason=word(reason), by=world.office, now=NOON + MINUTE)


def _profile(person, kind, picture=None, may_be_public=False):
    services.change_profile(
        person,
        name=word(f"{kind}.name"),
        topics=[],
        experience=word(f"{kind}.experience"),
        languages=[],
        phone=word(f"{kind}.phone"),
        may_be_public=may_be_public,
        picture=picture,
        by=person,
        now=NOON,
    )


def _person(world, kind, place, function, name="name"):
    """Whose address nobody has verified: no mail goes there."""
    person = services.create_person(
        address(f"{kind}.email"),
        name=word(f"{kind}.{name}"),
        by=world.office,
        now=NOON,
    )
    title = "" if kind == "office" else word(f"{kind}.title")
    services.begin_mandate(
        person, place, function, starts_on=LONG_AGO, title=title, by=world.office, now=NOON
    )
    return person
