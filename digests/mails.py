"""The summary as a mail, written from what may be seen at the moment of sending."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.urls import reverse

from forum_portal import dates
from mailroom.letters import compose
from mailroom.registers import Kind, register
from mailroom.stages import Policy, Priority
from meetings.wording import accusative, listed

from .content import Audience, Content, Group, Span
from .models import DigestPreference
from .preferences import NAME
from .rhythm import DEFAULT, Schedule
from .stages import Rhythm


@register
class Summary(Kind):
    """What was new in a span of time, and what the reader's counties have to do now.

    The ledger keeps only the span: what was withdrawn since it was handed in is
    not told, and if nothing is left, no mail goes out.
    """

    name = NAME
    label = "Zusammenfassungen"
    overtaken = "Es gab nichts mehr zu berichten."
    policy = Policy.ROUTINE
    priority = Priority.DIGEST
    can_unsubscribe = True

    def letters(self, mails, now):
        people = {mail.recipient_id for mail in mails}
        audience, schedules = Audience(people, now), _schedules(people)
        return [(mail, partial(_letter, mail, audience, schedules, now)) for mail in mails]

    def letter(self, mail, now):
        [(_, write)] = self.letters([mail], now)
        return write()

    def links(self, mails, now):
        return {mail.pk: reverse("digests:news") for mail in mails}


def _schedules(people) -> dict[int, Schedule]:
    rows = DigestPreference.objects.filter(person__in=people)
    return {
        person: Schedule(*schedule)
        for person, *schedule in rows.values_list("person", "rhythm", "weekday", "hour")
    }


def _letter(mail, audience: Audience, schedules, now: datetime):
    span = Span(*(datetime.fromisoformat(mail.payload[end]) for end in ("since", "until")))
    content = audience.content(mail.recipient_id, span)
    if not content.is_worth_a_mail:
        return None
    schedule = schedules.get(mail.recipient_id, DEFAULT)
    title = "Ihr Tag im Forum" if schedule.rhythm == Rhythm.DAILY else "Ihre Woche im Forum"
    return compose(
        "digests/mail/digest",
        {
            "title": title,
            "preheader": "; ".join(entry.title for entry in content.news[:3]),
            "places": listed(map(accusative, audience.districts(mail.recipient_id))),
            "tasks": [_task_row(task, now) for task in content.first_tasks],
            "more_tasks": _more_tasks(content),
            "since_title": f"Neu seit {dates.long_date(span.since)}",
            "news": [row for group in content.groups for row in _news_rows(group)],
            "schedule": schedule,
            "news_url": settings.PUBLIC_URL + reverse("digests:news"),
            "settings_url": settings.PUBLIC_URL + reverse("digests:preference"),
        },
        mail=mail,
        now=now,
        subject=f"{title}: {counted(content)}",
    )


def _task_row(task, now: datetime) -> dict:
    return {
        "lead": dates.short_date(task.due),
        "lead_note": f"{dates.days_away(task.due, now)}, {dates.clock_time(task.due)}",
        "title": task.title,
        "url": settings.PUBLIC_URL + task.url,
        "text": dates.span(task.meeting.starts_at, task.meeting.ends_at),
        "strong": True,
    }


def _news_rows(group: Group) -> list[dict]:
    """The area stands beside its first row, and the rest is counted in the last."""
    rows = [
        {
            "title": entry.title,
            "url": settings.PUBLIC_URL + entry.url,
            "text": f"{entry.what}. {dates.short_date(entry.at)}",
        }
        for entry in group.entries
    ]
    if group.rest:
        rows.append(
            {"title": group.rest_in_words, "url": settings.PUBLIC_URL + reverse("digests:news")}
        )
    rows[0]["lead"] = group.label
    return rows


def _more_tasks(content: Content) -> str:
    """2 weitere Fristen bis Di, 15. Dez."""
    if not content.later_tasks:
        return ""
    until = dates.short_date(content.later_tasks[-1].due)
    count = len(content.later_tasks)
    return f"{count} weitere {'Frist' if count == 1 else 'Fristen'} bis {until}"


def counted(content: Content) -> str:
    """1 Frist, 2 Neuigkeiten"""
    tasks, news = len(content.tasks), len(content.news)
    parts = [
        f"{tasks}{dates.NBSP}{'Frist' if tasks == 1 else 'Fristen'}" if tasks else "",
        f"{news}{dates.NBSP}{'Neuigkeit' if news == 1 else 'Neuigkeiten'}" if news else "",
    ]
    return ", ".join(filter(None, parts))
