"""How rows about meetings read to a person, and how a name is left out of them."""

from django.db.models import Exists, OuterRef

from forum_portal import dates

from ..models import Meeting

MOST_IN_A_LINE = 200
DEEDS_STAY = "als Tat des Landkreises oder der Geschäftsstelle, ohne Ihren Namen"


def with_meeting(things, path, person, now):
    """``things`` with the meeting at ``path``, and whether the person may see it still."""
    visible = Meeting.objects.visible_to(person, now).filter(pk=OuterRef(f"{path}_id"))
    return things.select_related(path).annotate(sees=Exists(visible))


def named(meeting, thing) -> str:
    """Its title to whoever may see it still; to others that there was one, and when."""
    return meeting.title if thing.sees else f"Treffen vom {dates.plain_date(meeting.starts_at)}"


def leave_out(leaver, things, *columns: str, most=MOST_IN_A_LINE) -> None:
    for thing in things.filter(leaver.named_in(*columns)):
        for column in columns:
            text = leaver.without(getattr(thing, column))
            setattr(thing, column, text[:most])
        thing.save(update_fields=columns)
