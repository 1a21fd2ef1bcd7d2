"""The one way in which a meeting changes its stage, and how its history is written."""

from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError

from ..models import Event, Meeting, Minutes
from ..models.circles import Circled
from ..refusals import NotYourCounty, TooEarly, WrongStage
from ..stages import NEXT, Stage

IN_WORDS = {
    Stage.DRAFT: ("Das Treffen ist noch ein Entwurf", "Kündigen Sie es zuerst an."),
    Stage.ANNOUNCED: ("Das Treffen ist schon angekündigt", "Die Einladungen sind unterwegs."),
    Stage.HELD: ("Das Treffen hat schon stattgefunden", "Es lässt sich nicht mehr ändern."),
    Stage.CANCELLED: ("Das Treffen ist abgesagt", "Es lässt sich nicht mehr ändern."),
}


def check_fields(instance, *names: str) -> None:
    """``ValidationError`` in German unless these fields are as the model wants them."""
    others = {field.name for field in instance._meta.fields} - set(names)
    try:
        instance.clean_fields(exclude=others)
    except ValidationError as error:
        raise ValidationError(error.messages) from error


def lock(meeting: Meeting) -> None:
    """Take the meeting's row until the transaction ends, and read it as it is now."""
    forget_circle(meeting)
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())


def uid_of(token: UUID | None, *places) -> UUID:
    """The same for a form that is sent twice; never one of another meeting or county."""
    return uuid5(token, repr([place.pk for place in places])) if token else uuid4()


def forget_circle(meeting: Circled) -> None:
    """Who is in it is asked anew; it may have changed since."""
    for name in ("seen_by", "shared_with"):
        meeting.__dict__.pop(name, None)


def require_invited(meeting: Meeting, district) -> None:
    if not meeting.is_open_to(district):
        raise NotYourCounty(f"{district} ist zu diesem Treffen nicht eingeladen")


def require_stage(meeting: Meeting, *stages: Stage) -> None:
    if meeting.stage not in stages:
        raise WrongStage(*IN_WORDS[Stage(meeting.stage)])


def require_begun(meeting: Meeting, now) -> None:
    """What came of a meeting is known from its start on."""
    require_stage(meeting, Stage.ANNOUNCED, Stage.HELD)
    if meeting.starts_at > now:
        raise TooEarly("Das Treffen hat noch nicht begonnen", "Was dabei herauskommt, folgt dann.")


def require_open(meeting: Meeting, now) -> None:
    """What came of a meeting is written down from its start until its minutes are adopted."""
    require_begun(meeting, now)
    if Minutes.objects.adopted().filter(meeting=meeting).exists():
        raise WrongStage(
            "Das Protokoll ist genehmigt",
            "Mitschrift, Anwesenheit und Beschlüsse bleiben, wie sie sind.",
        )


def require_next(meeting: Meeting, to: Stage) -> None:
    """Refuse a step that the table does not know."""
    require_stage(meeting, *(before for before, after in NEXT.items() if to in after))


def move_stage(meeting: Meeting, to: Stage, *, verb, by, now, details=None) -> None:
    """Take ``meeting`` one step on, and record who did it when."""
    lock(meeting)
    require_next(meeting, to)
    before = Stage(meeting.stage)
    meeting.stage = to
    meeting.save(update_fields=["stage"])
    record(meeting, verb, by=by, now=now, from_stage=before, to_stage=to, details=details)


def record(meeting: Meeting, verb, *, by, now, details=None, **more) -> Event:
    """Add one event to the meeting's history."""
    return Event.objects.create(
        meeting=meeting, verb=verb, by=by, at=now, details=details or {}, **more
    )
