"""The demo network, built the way people would have built it: by calling services.

Each step carries the moment at which it happened, and the steps run in that
order, the portal's own summaries among them. So every event, answer and mail
came a person's way; mail about what is over has run out before anybody sends it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO

from django.contrib.auth.hashers import make_password

from digests.notices import digest
from digests.rhythm import DEFAULT
from forum_portal.clock import BERLIN
from mailroom.models import Announcement
from meetings.models import Attendee, Meeting, WorkingGroup
from meetings.models.notes import GENERAL
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
from meetings.stages import Circle, Mode
from meetings.wall_time import end_of_day, instant
from members import history, imports
from members import services as members
from members.district_file import read_own
from members.models import District, FederalState, Invitation, Organisation, Person, Topic
from members.names import slug
from members.stages import Function, OrganisationKind, Subject
from recommendations.models import Recommendation
from recommendations.services import drafting, moving

from . import recommended
from .grouped import GROUPED, Grouped
from .lists import CONTACTS, TITLES
from .minuted import MINUTED, Minuted
from .papers import pdf
from .people import AWAY, FURTHER, INVITED, LEFT, PASSWORD
from .polled import POLLED, Polled
from .profiles import PROFILES, drawn
from .programme import EXAMPLE, LEADS, NEEDS, OFFICERS, PROGRAMME, TOPICS, Planned
from .recommended import RECOMMENDED, Recommended

DAY = timedelta(days=1)
ACCOUNTS_SINCE = 400
TUESDAY, THURSDAY, FRIDAY = 1, 3, 4


def build(now: datetime) -> None:
    """Fourteen counties, their people, and meetings in each stage around ``now``."""
    today = now.astimezone(BERLIN).date()
    opened = at(working_day(today - ACCOUNTS_SINCE * DAY), 9)
    network = Network.found(opened)
    network.hire_further(opened, today)
    steps = [step for planned in PROGRAMME for step in network.steps(planned, today)]
    steps += [step for wanted in RECOMMENDED for step in Advising(network, wanted, today).steps()]
    steps += [step for asked in POLLED for step in Polling(network, asked, today).steps()]
    steps += [step for held in MINUTED for step in Minuting(network, held, today).steps()]
    steps += [step for wanted in GROUPED for step in network.founding(wanted, today)]
    steps += network.invitations(today)
    steps += network.absences(today)
    steps += network.departures(today)
    steps.append((on(today, -60, 9), network.import_titles))
    steps.append((now, network.upload_contacts))
    steps.append((DEFAULT.latest_slot(now), digest))
    for moment, step in sorted(steps, key=lambda step: step[0]):
        step(now=moment)
    # Nobody had a mailbox here at that time: what is over was never owed by mail.
    Announcement.objects.filter(valid_until__lte=now).delete()
    # One hash for all: it takes a tenth of a second, by design.
    Person.objects.known().update(password=make_password(PASSWORD))
    # Two people who read their mail in one mailbox; the codes that confirmed it are long gone.
    sharing = [network.officers["ravensburg"].pk, network.leads["ravensburg"].pk]
    Person.objects.filter(pk__in=sharing).update(
        delivery_address="integration.ravensburg@forum.example", delivery_verified_at=opened
    )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return instant(day, time(hour, minute))


def on(today: date, days: int, hour: int, minute: int = 0) -> datetime:
    """That many days from ``today``, on the working day before if it is a weekend."""
    day = today + days * DAY
    return at(day - max(0, day.weekday() - FRIDAY) * DAY, hour, minute)


def working_day(day: date) -> date:
    """``day``, or the Monday after it."""
    return day if day.weekday() <= FRIDAY else day + (7 - day.weekday()) * DAY


def meeting_day(day: date) -> date:
    """The first day from ``day`` on that is a Tuesday, Wednesday or Thursday."""
    while not TUESDAY <= day.weekday() <= THURSDAY:
        day += DAY
    return day


@dataclass
class Network:
    """The people who act in the demo."""

    admin: Person
    office: Person
    districts: dict[str, District]
    officers: dict[str, Person]
    leads: dict[str, Person]
    partner: Organisation
    further: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, WorkingGroup] = field(default_factory=dict)

    @classmethod
    def found(cls, now: datetime) -> "Network":
        admin = members.create_person("admin@forum.example", verified=True, by=None, now=now)
        operator = _organisation(OrganisationKind.OPERATOR, "Träger des Forums (Beispiel)")
        members.begin_mandate(
            admin,
            operator,
            Function.OFFICE,
            starts_on=now.astimezone(BERLIN).date(),
            title="Verwaltung des Portals",
            is_administration=True,
            by=None,
            now=now,
        )
        hire = partial(_hire, by=admin, now=now)
        office = hire("geschaeftsstelle", operator, Function.OFFICE)
        partner = _organisation(OrganisationKind.PARTNER, "Deutscher Landkreistag", "DLT")
        hire("landkreistag", partner, Function.CONTACT)
        districts = {slug(d.name): d for d in _founders(admin, now)}
        network = cls(admin, office, districts, officers={}, leads={}, partner=partner)
        for number, (name, district) in enumerate(districts.items()):
            network.officers[name] = hire(
                name, district, Function.OFFICER, title=OFFICERS[number % len(OFFICERS)]
            )
            network.leads[name] = hire(
                f"{name}.koordination",
                district,
                Function.LEAD,
                title=LEADS[number % len(LEADS)],
                may_vote=True,
            )
        with history.doing(admin, now):
            _choose_topics(districts)
        _introduce(now)
        return network

    def hire_further(self, now: datetime, today: date) -> None:
        """Those who act for more than one county, or not for ever."""
        for wanted in FURTHER:
            address = f"{wanted.mailbox}@forum.example"
            person = members.create_person(address, verified=True, by=self.office, now=now)
            for place in wanted.places:
                members.begin_mandate(
                    person,
                    self.districts[place],
                    Function.OFFICER,
                    title=wanted.title,
                    starts_on=now.astimezone(BERLIN).date(),
                    ends_on=None if wanted.ends is None else today + wanted.ends * DAY,
                    by=self.office,
                    now=now,
                )
            self.further[wanted.mailbox] = person

    def founding(self, wanted: Grouped, today: date) -> Iterator[tuple]:
        """A working group, and the counties that join it one after the other."""
        yield on(today, wanted.day, 9, 5), partial(self.found_group, wanted)
        for number, name in enumerate(wanted.counties, 1):
            step = partial(self.bring_in, wanted.name, name, is_lead=number == 1)
            yield on(today, wanted.day, 9 + number, 5), step

    def found_group(self, wanted: Grouped, now: datetime) -> None:
        said = {"purpose": wanted.purpose, "is_closed": wanted.is_closed}
        deed = {"by": self.office, "now": now}
        self.groups[wanted.name] = grouping.create_group(name=wanted.name, **said, **deed)

    def bring_in(self, group: str, name: str, now: datetime, *, is_lead: bool) -> None:
        """For an open group the officer does it, for a closed one the office."""
        officer, found = self.officers[name], self.groups[group]
        by = self.office if found.is_closed else officer
        district = self.districts[name]
        member = grouping.join_group(found, district, person=officer, by=by, now=now)
        if is_lead:
            grouping.change_member(member, person=officer, leads=True, by=self.office, now=now)

    def circle_of(self, wanted: Planned | Polled) -> dict:
        """What a meeting or a poll of a group says of its circle; nothing of one for all."""
        group = self.groups.get(wanted.group)
        return {"circle": Circle.GROUP, "group": group} if group else {}

    def departures(self, today: date) -> Iterator[tuple]:
        """Who has left: what they did stays, with function and county."""
        for mailbox, days in LEFT:
            person = self.further[mailbox]
            yield on(today, days, 16), partial(members.delete_account, person, by=person)

    def absences(self, today: date) -> Iterator[tuple]:
        """Leads who are away, entered in the week before by themselves."""
        for away in AWAY:
            lead, officer = self.leads[away.place], self.officers[away.place]
            enter = partial(
                members.enter_absence,
                lead.mandates.get(),
                officer.mandates.get(),
                starts_on=today + away.first * DAY,
                ends_on=today + away.last * DAY,
                by=lead,
            )
            yield on(today, away.first - 7, 16, 10), enter

    def invitations(self, today: date) -> Iterator[tuple]:
        """Who was invited into the portal and has not answered, each with its moment."""
        for wanted in INVITED:
            by = self.leads.get(wanted.by, self.office)
            district = self.districts.get(wanted.place)
            place = {"district": district} if district else {"organisation": self.partner}
            offer = Invitation(
                address=f"{wanted.mailbox}@forum.example",
                function=wanted.function,
                title=wanted.title,
                starts_on=today + wanted.day * DAY,
                **place,
            )
            yield on(today, wanted.day, 9, 40), partial(members.invite, offer, by=by)

    def import_titles(self, now: datetime) -> None:
        """The administration takes over from a list what two counties call their people."""
        one = self._upload("Bezeichnungen.csv", TITLES, now)
        members.confirm_import(one, seen=one.seen, by=self.admin)
        imports.run(one.pk, now)

    def upload_contacts(self, now: datetime) -> None:
        """A list that waits for somebody to mend it."""
        self._upload("Kontakte Frühjahr.csv", CONTACTS, now)

    def _upload(self, name: str, lines: list[str], now: datetime):
        content = "\r\n".join(lines).encode()
        return members.upload_import(Subject.PEOPLE, name, content, by=self.admin, now=now)

    def steps(self, planned: Planned, today: date) -> Iterator[tuple]:
        """What happened around one meeting, each step with its moment."""
        happened = Happening(self, planned, today)
        yield happened.on(planned.created, 10), happened.create
        if planned.announced is None:
            return
        yield happened.on(planned.announced, 11), happened.announce
        yield happened.on(planned.announced, 12), happened.lay_papers
        yield happened.on(planned.announced + 1, 12), happened.propose
        yield from happened.answers()
        if planned.cancelled is not None:
            yield happened.on(planned.cancelled, 14), happened.cancel
        elif planned.day < 0:
            if planned.notes:
                yield at(happened.day, 17), happened.talk
            yield at(happened.day + DAY, 9), happened.hold
            yield at(happened.day + DAY, 10), happened.resolve
            yield at(happened.day + DAY, 11), happened.share_tasks
            yield from happened.tasks_done()


class Polling:
    """One date poll, while the counties answer."""

    def __init__(self, network: Network, polled: Polled, today: date):
        self.network, self.polled, self.today = network, polled, today
        self.poll = None

    def steps(self) -> Iterator[tuple]:
        yield on(self.today, self.polled.created, 9, 20), self.create
        if self.polled.opened is None:
            return
        yield on(self.today, self.polled.opened, 9, 20), self.open
        for number, name in enumerate(self.polled.answers):
            moment = on(self.today, self.polled.opened, 10 + number, 20)
            yield moment, partial(self.answer, name)

    def create(self, now: datetime) -> None:
        polled = self.polled
        self.poll = polling.create_poll(
            kind=polled.kind,
            title=polled.title,
            summary=f"{polled.summary}\n\n{EXAMPLE}",
            format=polled.format,
            host=self.network.districts.get(polled.host),
            venue=polled.venue,
            **self.network.circle_of(polled),
            answer_by=end_of_day(self.today + polled.deadline * DAY),
            dates=[self._date(*offered) for offered in polled.dates],
            by=self.network.office,
            now=now,
        )

    def _date(self, day: int, starts: time, ends: time) -> dict:
        on_day = working_day(self.today + day * DAY)
        return {
            "starts_on": on_day,
            "starts_time": starts,
            "ends_on": on_day,
            "ends_time": ends,
        }

    def open(self, now: datetime) -> None:
        polling.open_poll(self.poll, by=self.network.office, now=now)

    def answer(self, name: str, now: datetime) -> None:
        dates = self.poll.dates.order_by("number").values_list("pk", flat=True)
        suits = dict(zip(dates, self.polled.answers[name], strict=True))
        deed = {"by": self.network.officers[name], "now": now}
        polling.answer_poll(self.poll, self.network.districts[name], suits=suits, **deed)


class Minuting:
    """The minutes of one meeting, while they come to be adopted."""

    def __init__(self, network: Network, held: Minuted, today: date):
        self.network, self.held, self.today = network, held, today
        self.minutes = None

    def steps(self) -> Iterator[tuple]:
        held = self.held
        yield on(self.today, held.drafted, 9, 50), self.draft
        yield on(self.today, held.circulated, 9, 50), self.circulate
        for number, remarked in enumerate(held.remarks):
            yield on(self.today, remarked.day, 10, 50), partial(self.remark, number)
            if remarked.decided is not None:
                yield on(self.today, remarked.decided, 11, 50), partial(self.decide, number)
        if held.changed is not None:
            yield on(self.today, held.changed, 12, 50), self.change
        if held.adopted is not None:
            yield on(self.today, held.adopted, 15, 50), self.adopt

    def draft(self, now: datetime) -> None:
        meeting = Meeting.objects.get(title=self.held.meeting)
        self.minutes = minuting.draft_minutes(meeting, by=self.network.office, now=now)

    def circulate(self, now: datetime) -> None:
        remarks_by = end_of_day(working_day(self.today + self.held.remarks_by * DAY))
        deed = {"by": self.network.office, "now": now}
        minuting.circulate_minutes(self.minutes, remarks_by=remarks_by, **deed)

    def remark(self, number: int, now: datetime) -> None:
        remarked = self.held.remarks[number]
        district = self.network.districts[remarked.county]
        deed = {"by": self.network.officers[remarked.county], "now": now}
        minuting.make_remark(self.minutes, district, text=remarked.text, **deed)

    def decide(self, number: int, now: datetime) -> None:
        remarked = self.held.remarks[number]
        remark = self.minutes.remarks.get(text=remarked.text)
        said = {"accepted": remarked.accepted, "answer": remarked.answer}
        minuting.decide_remark(remark, **said, by=self.network.office, now=now)

    def change(self, now: datetime) -> None:
        text = f"{minuting.last_version(self.minutes).text}\n\n{self.held.addition}"
        said = {"text": text, "note": self.held.because}
        minuting.change_minutes(self.minutes, **said, by=self.network.office, now=now)

    def adopt(self, now: datetime) -> None:
        meeting = Meeting.objects.get(title=self.held.adopted_in)
        minuting.adopt_minutes(self.minutes, meeting=meeting, by=self.network.office, now=now)


class Happening:
    """One meeting of the programme, while it comes into being."""

    def __init__(self, network: Network, planned: Planned, today: date):
        self.network, self.planned, self.today = network, planned, today
        self.day = meeting_day(today + planned.day * DAY)
        if planned.day < 0 <= (self.day - today).days:
            self.day = meeting_day(today + (planned.day - 5) * DAY)
        self.meeting = None

    def on(self, days: int, hour: int) -> datetime:
        return on(self.today, days, hour)

    def create(self, now: datetime) -> None:
        planned = self.planned
        self.meeting = planning.create_meeting(
            kind=planned.kind,
            title=planned.title,
            summary=f"{planned.summary}\n\n{EXAMPLE}",
            format=planned.format,
            **self.network.circle_of(self.planned),
            host=self.network.districts.get(planned.host),
            venue=planned.venue,
            capacity=planned.capacity,
            travel_notes=planned.travel_notes,
            video_link=planned.video_link,
            starts_on=self.day,
            starts_time=planned.starts,
            ends_on=self.day,
            ends_time=planned.ends,
            answer_by=self._deadline(),
            by=self.network.office,
            now=now,
        )
        agenda = [
            {"title": title, "minutes": minutes, "speaker": speaker, "is_break": "ause" in title}
            for title, minutes, speaker in planned.agenda
        ]
        planning.change_agenda(self.meeting, agenda, by=self.network.office, now=now)

    def announce(self, now: datetime) -> None:
        planning.announce_meeting(self.meeting, by=self.network.office, now=now)

    def lay_papers(self, now: datetime) -> None:
        agenda = list(self.meeting.agenda.all())
        for title, name, lines, place in self.planned.papers:
            content = pdf(lines) if name.endswith(".pdf") else "\r\n".join(lines).encode()
            file = {"file": BytesIO(content), "size": len(content), "name": name}
            item = None if place is None else agenda[place]
            deed = {"by": self.network.office, "now": now}
            papers.add_paper(self.meeting, title=title, item=item, **file, **deed)

    def propose(self, now: datetime) -> None:
        for name, title, reason, minutes in self.planned.proposals:
            said = {"title": title, "reason": reason, "minutes": minutes}
            deed = {"by": self.network.officers[name], "now": now}
            district = self.network.districts[name]
            proposing.propose_item(self.meeting, district, **said, **deed)

    def cancel(self, now: datetime) -> None:
        reason = self.planned.cancel_reason
        planning.cancel_meeting(self.meeting, reason=reason, by=self.network.office, now=now)

    def talk(self, now: datetime) -> None:
        """Who was there, and what the office wrote down."""
        deed = {"by": self.network.office, "now": now}
        missing = [self.network.districts[name] for name in self.planned.missing]
        come = Attendee.objects.coming().filter(registration__meeting=self.meeting)
        come = come.exclude(registration__district__in=missing)
        marks = {one.pk: attending.Mark(attending.NOT_THERE, one.mode) for one in come}
        attending.note_attendance(self.meeting, marks, **deed)
        for name, label in self.planned.guests:
            said = {"district": self.network.districts.get(name), "label": label}
            attending.add_attendance(self.meeting, mode=Mode.ON_SITE, **said, **deed)
        agenda = list(self.meeting.agenda.all())
        for place, text in self.planned.notes:
            number = GENERAL if place is None else agenda[place].pk
            noting.write_note(self.meeting, number, text, seen=noting.NOTHING_SEEN, **deed)

    def hold(self, now: datetime) -> None:
        planning.hold_meeting(self.meeting, by=self.network.office, now=now)

    def resolve(self, now: datetime) -> None:
        agenda = list(self.meeting.agenda.all())
        for text, result, (votes_for, against, abstained), place in self.planned.resolutions:
            resolving.enter_resolution(
                self.meeting,
                text=text,
                result=result,
                votes_for=votes_for,
                votes_against=against,
                votes_abstained=abstained,
                item=None if place is None else agenda[place],
                by=self.network.office,
                now=now,
            )

    def share_tasks(self, now: datetime) -> None:
        for name, title, note, due, _ in self.planned.tasks:
            said = {"title": title, "note": note, "district": self.network.districts.get(name)}
            due_at = end_of_day(working_day(self.today + due * DAY))
            deed = {"by": self.network.office, "now": now}
            action_items.enter_action_item(self.meeting, due_at=due_at, **said, **deed)

    def tasks_done(self) -> Iterator[tuple]:
        for name, title, _, _, done in self.planned.tasks:
            if done is not None:
                by = self.network.officers.get(name, self.network.office)
                yield self.on(done, 15), partial(self.finish_task, title, by)

    def finish_task(self, title: str, by: Person, now: datetime) -> None:
        item = self.meeting.action_items.get(title=title)
        action_items.finish_action_item(item, by=by, now=now)

    def answers(self) -> Iterator[tuple]:
        """One county an hour in the days after the announcement."""
        planned = self.planned
        replies = [
            *((name, partial(self.attend, name, Mode.ON_SITE)) for name in planned.attend),
            *((name, partial(self.attend, name, Mode.ONLINE)) for name in planned.attend_online),
            *((name, partial(self.decline, name)) for name in planned.decline),
        ]
        for number, (_, reply) in enumerate(sorted(replies, key=lambda reply: reply[0])):
            days, hours = divmod(number, 6)
            day = working_day(self.today + (planned.announced + 1 + days) * DAY)
            yield at(day, 9 + hours, 20), reply

    def attend(self, name: str, mode: Mode, now: datetime) -> None:
        """The officer answers and comes; where two come on site, the lead comes too."""
        officer, lead = self.network.officers[name], self.network.leads[name]
        coming = [Coming(mode, officer, **NEEDS.get(name, {}))]
        if name == self.planned.host:
            coming.append(Coming(mode, lead))
        coming += [Coming(mode, person) for person in self._along(name)]
        registering.register(
            self.meeting, self.network.districts[name], coming=coming, by=officer, now=now
        )

    def _along(self, name: str) -> list[Person]:
        """Who else of the county comes."""
        further = [one for one in FURTHER if one.mailbox in self.planned.along]
        return [self.network.further[one.mailbox] for one in further if name in one.places]

    def decline(self, name: str, now: datetime) -> None:
        registering.decline(
            self.meeting, self.network.districts[name], by=self.network.leads[name], now=now
        )

    def _deadline(self) -> datetime | None:
        if self.planned.deadline is None:
            return None
        return end_of_day(working_day(self.today + self.planned.deadline * DAY))


class Advising:
    """One recommendation, while it comes into being."""

    def __init__(self, network: Network, wanted: Recommended, today: date):
        self.network, self.wanted, self.today = network, wanted, today
        self.recommendation: Recommendation | None = None

    def steps(self) -> Iterator[tuple]:
        """What happened to it, each step with its moment."""
        yield on(self.today, self.wanted.created, 10, 30), self.create
        for days, stage in self.wanted.steps:
            yield on(self.today, days, 13), partial(self.move, stage)

    def create(self, now: datetime) -> None:
        wanted = self.wanted
        self.recommendation = drafting.create_recommendation(
            title=wanted.title,
            summary=wanted.summary,
            text=f"{wanted.text}\n{recommended.EXAMPLE}\n",
            lead_district=self.network.districts[wanted.lead],
            topics=Topic.objects.filter(name__in=wanted.topics),
            demands=[_demand(*demand) for demand in wanted.demands],
            by=self.network.office,
            now=now,
        )

    def move(self, stage, now: datetime) -> None:
        moving.move(self.recommendation, stage, by=self.network.office, now=now)


def _demand(text: str, addressees: list[tuple]) -> drafting.Wanted:
    states = FederalState.objects.in_bulk([key for _, key in addressees if key])
    return drafting.Wanted(text, [(to, states.get(key)) for to, key in addressees])


def _founders(admin: Person, now: datetime) -> list[District]:
    """The founding counties join; of their founding only the year is known."""
    districts = []
    for record in read_own("founding_members.csv"):
        district = District.objects.get(ags=record["ags"])
        members.join(
            district, on=date(int(record["member_since"]), 1, 1), founding=True, by=admin, now=now
        )
        districts.append(district)
    return districts


def _organisation(kind, name, short_name="") -> Organisation:
    return Organisation.objects.create(kind=kind, name=name, short_name=short_name)


def _hire(mailbox, place, function, *, by, now, **fields) -> Person:
    """An account, and a mandate from the same day on."""
    person = members.create_person(f"{mailbox}@forum.example", verified=True, by=by, now=now)
    starts_on = now.astimezone(BERLIN).date()
    members.begin_mandate(person, place, function, starts_on=starts_on, by=by, now=now, **fields)
    return person


def _introduce(now: datetime) -> None:
    """What people tell of themselves; those who speak for a county do so publicly."""
    topics = Topic.objects.in_bulk(field_name="name")
    people = Person.objects.in_bulk(field_name="email")
    for number, told in enumerate(PROFILES):
        person = people[f"{told.mailbox}@forum.example"]
        members.change_profile(
            person,
            name="",
            topics=[topics[name] for name in told.topics],
            experience=told.experience,
            languages=list(told.languages),
            phone=told.phone,
            may_be_public=told.mailbox.endswith(".koordination"),
            picture=drawn(number) if told.has_picture else None,
            by=person,
            now=now,
        )


def _choose_topics(districts: dict[str, District]) -> None:
    for name, counties in TOPICS.items():
        topic = Topic.objects.create(name=name, slug=slug(name))
        topic.districts.set(districts[county] for county in counties)
