"""The letters of a batch of summaries, put together from parts that several people read."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from django.conf import settings
from django.urls import reverse

from forum_portal import dates
from mailroom.letters import Piece, Stencil
from mailroom.registers import Letter
from meetings.ahead import Task
from meetings.wording import accusative, listed

from .appointments import Appointment
from .audience import REMINDERS, Audience, Share, is_worth_a_mail
from .content import TASKS_SHOWN, Content, Entry, Group, Span, is_narrowed
from .preferences import Scope, Wishes
from .stages import Rhythm

DIGEST = Stencil("digests/mail/digest")
ROW = Stencil("mail/_row", is_row=True)
TITLES = {
    Rhythm.DAILY: "Ihr Tag im Forum",
    Rhythm.WEEKLY: "Ihre Woche im Forum",
    Rhythm.MONTHLY: "Ihr Monat im Forum",
}


class Batch:
    """The letters to a batch of people; what several of them read is written once."""

    def __init__(self, people, now: datetime):
        self.now = now
        self.audience, self.wishes = Audience(people, now), Wishes(people)
        self.news_url = _absolute(reverse("digests:news"))
        self.settings_url = _absolute(reverse("digests:preference"))
        self.tasks, self.news, self.when = cache(self._tasks), cache(self._news), cache(self._when)
        self.row = cache(_row)
        self.places = cache(lambda districts: listed(map(accusative, districts)))

    def letter(self, mail) -> Letter | None:
        """What the recipient reads; None if there is nothing to tell."""
        span = Span(*(datetime.fromisoformat(mail.payload[end]) for end in ("since", "until")))
        wish = self.wishes.of(mail.recipient_id)
        content = self.audience.content(mail.recipient_id, span, wish)
        if not is_worth_a_mail(content, span, wish, self.now):
            return None
        districts = self.audience.districts(mail.recipient_id)
        title = TITLES[Rhythm(wish.schedule.rhythm)]
        return DIGEST.letter(
            mail=mail,
            subject=f"{title}: {counted(content)}",
            title=title,
            preheader="; ".join(map(_title, content.foremost)),
            today=dates.long_date(self.now),
            places=self.places(districts),
            as_partner=self.audience.is_partner_only(mail.recipient_id),
            tasks=self.tasks(tuple(content.tasks)),
            appointments=self._appointments(content.appointments),
            since_title=_heading(f"Neu seit {dates.long_date(span.since)}"),
            news=self._news_of(mail, span, wish) if content.all_groups else None,
            when=wish.schedule.in_words,
            is_narrowed=is_narrowed(wish.scope),
            reminds=not wish.waiting.isdisjoint(REMINDERS) or _has_tasks(content),
            news_url=self.news_url,
            settings_url=self.settings_url,
        )

    def _tasks(self, tasks: tuple[Task, ...]) -> Piece | None:
        """The first few by deadline; the rest is counted in the last row."""
        content = Content(tasks=list(tasks))
        rows = [
            ROW.fill(
                title=_title(task),
                **self.when(task.url, task.due, task.text, task.is_silent_in_mail),
            )
            for task in content.first_tasks
        ]
        if content.later_tasks:
            rows.append(self._more(_more_tasks(content.later_tasks)))
        return Piece.joined(rows)

    def _when(self, path: str, due: datetime, text: str, is_silent: bool) -> dict:
        """What the tasks of all counties say of what is asked, or only where it stands."""
        url = _absolute(path)
        if is_silent:
            return {"url": url, "strong": True}
        return {**self._lead(due), "url": url, "text": text}

    def _appointments(self, coming: list[Appointment]) -> Piece | None:
        rows = [self._appointment(found) for found in coming[:TASKS_SHOWN]]
        if later := coming[TASKS_SHOWN:]:
            rows.append(self._more(f"{len(later)} weitere"))
        return Piece.joined(rows)

    def _appointment(self, found: Appointment) -> Piece:
        url = _absolute(found.url)
        if found.meeting.link_only:
            return ROW.fill(title=_title(found), url=url, strong=True)
        lead = self._lead(found.at, dates.hour(found.at, found.meeting.ends_at))
        return ROW.fill(title=found.title, url=url, text=found.how, **lead)

    def _lead(self, at: datetime, hour: str = "") -> dict:
        """Do, 10. Dez., and below it: in 3 Tagen, 23:59 Uhr, or: überfällig"""
        near = f"{dates.days_away(at, self.now)}, {hour or dates.clock_time(at)}"
        return {
            "lead": dates.short_date(at),
            "lead_note": "überfällig" if at < self.now else near,
            "strong": True,
        }

    def _news_of(self, mail, span: Span, wish) -> Piece:
        return self.news(span, wish.scope, self.audience.seen(mail.recipient_id, span))

    def _news(self, span: Span, scope: Scope, seen: Share) -> Piece:
        """By area, no more in all than fits a screen."""
        content = Content(all_groups=self.audience.groups(span, scope, seen))
        return Piece.joined(row for group in content.groups for row in self._rows(group))

    def _rows(self, group: Group) -> Iterator[Piece]:
        """The area stands beside its first row, and the rest is counted in the last."""
        for number, entry in enumerate(group.entries):
            yield self.row(entry, "" if number else group.label)
        if group.rest:
            yield self._more(group.rest_in_words)

    def _more(self, words: str) -> Piece:
        return ROW.fill(title=words, url=self.news_url)


def _title(told) -> str:
    """As mails may say it; news are read for mails from the beginning."""
    return getattr(told, "title_in_mail", told.title)


def _row(entry: Entry, lead: str) -> Piece:
    return ROW.fill(
        lead=lead,
        title=entry.title,
        url=_absolute(entry.url),
        text=f"{entry.what}. {dates.short_date(entry.at)}",
    )


def _has_tasks(content: Content) -> bool:
    """Whether there is something of which no other mail reminds."""
    return not all(task.has_mail_of_its_own for task in content.tasks)


def _more_tasks(later: list[Task]) -> str:
    """2 weitere Fristen bis Di, 15. Dez."""
    words = f"{len(later)} weitere {'Frist' if len(later) == 1 else 'Fristen'}"
    told = [task.due for task in later if not task.is_silent_in_mail]
    return f"{words} bis {dates.short_date(told[-1])}" if told else words


def _heading(words: str) -> Piece:
    """As mail/_section.txt writes headings."""
    return Piece(text=words.upper(), html=words)


def _absolute(path: str) -> str:
    return settings.PUBLIC_URL + path


def counted(content: Content) -> str:
    """1 Frist, 1 Treffen, 2 Neuigkeiten"""
    parts = [
        _count(len(content.tasks), "Frist", "Fristen"),
        _count(len(content.appointments), "Treffen", "Treffen"),
        _count(sum(len(group.entries) for group in content.all_groups), "Neuigkeit", "Neuigkeiten"),
    ]
    return ", ".join(filter(None, parts))


def _count(number: int, one: str, several: str) -> str:
    return f"{number}{dates.NBSP}{one if number == 1 else several}" if number else ""
