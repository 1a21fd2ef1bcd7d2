"""The mails about date polls; ``mails`` registers them with the others."""

from functools import cached_property, partial

from django.conf import settings

from forum_portal import dates
from mailroom.letters import compose
from mailroom.models import Mail
from mailroom.registers import About, Kind
from mailroom.stages import Policy, Priority, State
from members.models import Person

from .batch import Batch
from .models import DatePoll
from .reminding import Moment
from .representing import asked_to
from .stages import Offset, PollStage
from .suiting import complete_answers
from .wording import accusative, listed

ASKED_BY = ["poll_opened", "poll_changed"]
OFFSETS = [Offset.THREE_DAYS.value]


def poll_deadline(poll: DatePoll) -> Moment:
    """When counties that have not answered are reminded, and until when that helps."""
    return Moment(poll.answer_by, OFFSETS, poll.answer_by)


class PollBatch(Batch):
    """What a batch of mails about polls needs to know."""

    def __init__(self, mails, now):
        self.mails, self.now = mails, now
        self.people = {mail.recipient_id for mail in mails}
        self.poll_ids = {mail.payload["poll"] for mail in mails}

    @cached_property
    def complete(self) -> set[tuple[int, str]]:
        return complete_answers(self.poll_ids)

    def silent(self, mail, poll) -> list:
        """The reader's counties that are asked and have not answered to all dates."""
        counties = self.counties_at(poll, mail)
        return [county for county in counties if (poll.pk, county.pk) not in self.complete]


class PollMail(Kind):
    """What all mails about polls share: only who acts for a member county reads them."""

    policy = Policy.MUST_ARRIVE
    priority = Priority.INVITATION

    def concerns(self, person, now):
        return bool(person.acts_for(now))

    def recipients(self, payload, now):
        poll = DatePoll.objects.get(pk=payload["poll"])
        return asked_to(poll, now).values_list("pk", flat=True)

    def letters(self, mails, now):
        batch = PollBatch(mails, now)
        return [(mail, partial(self._letter, mail, batch, now)) for mail in mails]

    def letter(self, mail, now):
        return self._letter(mail, PollBatch([mail], now), now)

    def links(self, mails, now):
        batch = PollBatch(mails, now)
        polls = DatePoll.objects.opened().with_circle().in_bulk(batch.poll_ids)
        return {
            mail.pk: poll.get_absolute_url()
            for mail in mails
            if (poll := polls.get(mail.payload["poll"])) and batch.counties_at(poll, mail)
        }

    def about(self, mails, person, now):
        visible = DatePoll.objects.visible_to(person, now)
        polls = visible.in_bulk({mail.payload["poll"] for mail in mails})
        return {
            mail.pk: About(poll.title, poll.get_absolute_url())
            for mail in mails
            if (poll := polls.get(mail.payload["poll"]))
        }

    def still_due(self, mail, now):
        poll = _poll(mail)
        return poll is not None and self.is_due(mail, poll, PollBatch([mail], now), now)

    def is_due(self, mail, poll, batch, now) -> bool:
        raise NotImplementedError

    def subject(self, poll) -> str:
        raise NotImplementedError

    def _letter(self, mail, batch, now):
        # The poll is read for each mail: it may change while a batch is on its way.
        poll = _poll(mail)
        counties = batch.counties_at(poll, mail) if poll else []
        if not counties or not self.is_due(mail, poll, batch, now):
            return None
        return compose(
            f"meetings/mail/{self.name}",
            {
                "poll": poll,
                "page_url": settings.PUBLIC_URL + poll.get_absolute_url(),
                "facts": _facts(poll),
                "offered": [{"lead": "", "title": _span(date)} for date in poll.dates.all()],
                "for_whom": listed(map(accusative, batch.silent(mail, poll) or counties)),
            },
            mail=mail,
            now=now,
            subject=self.subject(poll),
            thread=f"poll-{poll.pk}",
        )


class PollOpened(PollMail):
    """The counties are asked; overtaken by ``poll_changed`` if the dates changed since."""

    name = "poll_opened"
    label = "Terminabstimmungen"
    overtaken = "Die Abstimmung war beendet, oder es standen andere Termine zur Wahl."

    def recipients(self, payload, now):
        """Of ``districts`` that came to the group later those who have not been asked."""
        people = super().recipients(payload, now)
        if "districts" not in payload:
            return people
        owed = Mail.objects.filter(kind__in=ASKED_BY, payload__poll=payload["poll"])
        owed = owed.exclude(state=State.CANCELLED)
        new = Person.objects.acting_for(payload["districts"], now)
        new = new.exclude(pk__in=owed.values("recipient"))
        return people.filter(pk__in=new.values("pk"))

    def is_due(self, mail, poll, batch, now):
        return poll.takes_answers(now) and poll.version == mail.payload["version"]

    def subject(self, poll):
        return f"Terminabstimmung: {poll.title}"


class PollChanged(PollOpened):
    """There are other dates to choose from, or one more."""

    name = "poll_changed"
    label = "Änderungen von Terminabstimmungen"

    def subject(self, poll):
        return f"Terminabstimmung geändert: {poll.title}"


class PollReminder(PollMail):
    """The deadline is near, and the reader's county has not answered to all dates."""

    name = "poll_reminder"
    label = "Erinnerungen an Terminabstimmungen"
    overtaken = "Der Landkreis hatte schon geantwortet, oder die Abstimmung war beendet."
    priority = Priority.REMINDER
    can_unsubscribe = True
    can_wait = False

    def is_due(self, mail, poll, batch, now):
        return (
            poll.takes_answers(now)
            and poll.answer_by.isoformat() == mail.payload["answer_by"]
            and poll_deadline(poll).is_latest(mail.payload["reminder"], now)
            and bool(batch.silent(mail, poll))
        )

    def subject(self, poll):
        by = dates.short_date(poll.answer_by)
        return f"Bitte antworten Sie bis {by}: {poll.title}"


class PollOver(PollMail):
    """None of the dates is taken, or the question was taken back."""

    name = "poll_over"
    label = "Ende von Terminabstimmungen ohne Termin"
    overtaken = "Zu der Abstimmung gab es nichts mehr zu sagen."

    def is_due(self, mail, poll, batch, now):
        return poll.stage in (PollStage.ENDED, PollStage.CANCELLED)

    def subject(self, poll):
        if poll.stage == PollStage.CANCELLED:
            return f"Abgesagt: Terminabstimmung {poll.title}"
        return f"Kein gemeinsamer Termin: {poll.title}"


KINDS = [PollOpened, PollChanged, PollReminder, PollOver]


def _poll(mail) -> DatePoll | None:
    polls = DatePoll.objects.opened().with_circle().select_related("host", "group")
    return polls.prefetch_related("dates").filter(pk=mail.payload["poll"]).first()


def _facts(poll) -> list[dict]:
    facts = [
        {"label": "Antwort bis", "value": dates.deadline(poll.answer_by)},
        {"label": "Gefragt", "value": poll.group and str(poll.group)},
        {"label": "Form", "value": poll.get_format_display()},
        {"label": "Ort", "value": poll.venue},
        {"label": "Gastgeber", "value": poll.host and str(poll.host)},
    ]
    if poll.stage != PollStage.OPEN:
        facts = facts[1:]
    return [fact for fact in facts if fact["value"]]


def _span(date) -> str:
    return dates.span(date.starts_at, date.ends_at)
