"""The opponent: one person's digest, written by two templates for that person alone."""

from digests.deadlines import grouped
from forum_portal import dates
from mailroom.letters import compose
from mailroom.registers import Letter


def letter(mail, person, content, span, now) -> Letter:
    """What the portal's digest says, in the plainest way to say it."""
    tasks = grouped(content.tasks, now)
    return compose(
        "benchmarks/straight",
        {
            "person": person,
            "tasks": [*tasks.this_week, *tasks.later],
            "groups": content.all_groups,
            "since": dates.long_date(span.since),
        },
        mail=mail,
        now=now,
        subject=f"Ihre Woche im Forum: {len(content.news)} Neuigkeiten",
    )
