"""What all mails about meetings share; ``mails`` and files beside it have the kinds."""

from functools import partial

from forum_portal import dates
from mailroom.letters import compose
from mailroom.registers import About, Kind
from mailroom.stages import Policy

from . import ical, neutral
from .batch import Batch
from .models import Meeting
from .wording import with_kind


class MeetingMail(Kind):
    """What all mails about meetings share: who sees it for a county or partner reads them."""

    policy = Policy.MUST_ARRIVE

    def concerns(self, person, now):
        return bool(person.acts_for(now))

    def letters(self, mails, now):
        batch = Batch(mails, now)
        return [(mail, partial(self._letter, mail, batch, now)) for mail in mails]

    def letter(self, mail, now):
        return self._letter(mail, Batch([mail], now), now)

    def links(self, mails, now):
        batch = Batch(mails, now)
        meetings = announced().in_bulk(batch.meeting_ids)
        return {
            mail.pk: meeting.get_absolute_url()
            for mail in mails
            if (meeting := meetings.get(mail.payload["meeting"]))
            and batch.is_open_to(meeting, mail)
        }

    def about(self, mails, person, now):
        visible = Meeting.objects.visible_to(person, now)
        meetings = visible.in_bulk({mail.payload["meeting"] for mail in mails})
        return {
            mail.pk: About(meeting.title, meeting.get_absolute_url())
            for mail in mails
            if (meeting := meetings.get(mail.payload["meeting"]))
        }

    def still_due(self, mail, now):
        meeting = announced().filter(pk=mail.payload["meeting"]).first()
        return meeting is not None and self.is_due(mail, meeting, now)

    def is_due(self, mail, meeting, now) -> bool:
        """Whether what the mail says still holds; in a query or two, of the present."""
        raise NotImplementedError

    def _letter(self, mail, batch, now):
        # The meeting is read for each mail: it may change while a batch is on its way.
        meeting = announced().filter(pk=mail.payload["meeting"]).first()
        if meeting is None or not batch.is_open_to(meeting, mail):
            return None
        return self.write(mail, meeting, batch, now)

    def write(self, mail, meeting, batch, now):
        """The letter, or None if it is no longer due."""
        raise NotImplementedError

    def compose(
        self,
        template,
        mail,
        meeting,
        now,
        *,
        subject,
        calendar=None,
        as_partner=False,
        **context,
    ):
        """The letter; of a meeting that says so, only that there is one, and the link."""
        page_url, thread = self.page_url(meeting), f"meeting-{meeting.pk}"
        if meeting.link_only:
            subject, advice = neutral.said(template, as_partner)
            return compose(
                "meetings/mail/link_only",
                {"advice": advice, "page_url": page_url, "as_partner": as_partner},
                mail=mail,
                now=now,
                subject=subject,
                thread=thread,
            )
        return compose(
            f"meetings/mail/{template}",
            {
                "meeting": meeting,
                "page_url": page_url,
                "facts": facts(meeting),
                "meeting_in_words": with_kind(meeting),
                "as_partner": as_partner,
                **context,
            },
            mail=mail,
            now=now,
            subject=subject,
            calendar=calendar,
            thread=thread,
        )

    def page_url(self, meeting) -> str:
        """Where the mail leads to."""
        return ical.page_url(meeting)


def announced():
    """What somebody may see, who acts for a county in the circle of it or for a partner."""
    return Meeting.objects.announced().with_circle().select_related("host", "group")


def facts(meeting) -> list[dict]:
    """When, where and for which group, for the strip at the top of each mail."""
    facts = [
        {"label": "Termin", "value": dates.span(meeting.starts_at, meeting.ends_at)},
        {"label": "Ort", "value": ical.location(meeting)},
        {"label": "Eingeladen", "value": meeting.group and str(meeting.group)},
        {"label": "Gastgeber", "value": meeting.host and str(meeting.host)},
    ]
    return [fact for fact in facts if fact["value"]]
