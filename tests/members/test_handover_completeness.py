"""Whatever names a person is handed over when that person leaves, or it is said why not."""

from django.apps import apps
from pghistory.models import Event, Events

from members.handover import handovers
from members.models import Mandate, Person

# Who did something once: that stays, whoever does it next.
HISTORY = {
    "admin.LogEntry.user",
    "front.BarrierReport.person",
    "mailroom.Mail.ordered_by",
    "meetings.ActionItem.done_by",
    "meetings.ActionItem.entered_by",
    "meetings.Attendance.noted_by",
    "meetings.Attendance.person",
    "meetings.DatePoll.created_by",
    "meetings.Event.by",
    "meetings.GroupEvent.by",
    "meetings.Meeting.created_by",
    "meetings.MeetingPaper.uploaded_by",
    "meetings.MinutesVersion.written_by",
    "meetings.Note.written_by",
    "meetings.PollAnswer.answered_by",
    "meetings.PollEvent.by",
    "meetings.Proposal.decided_by",
    "meetings.Proposal.proposed_by",
    "meetings.Remark.decided_by",
    "meetings.Remark.made_by",
    "meetings.Registration.answered_by",
    "meetings.Resolution.entered_by",
    "members.Import.by",
    "members.Invitation.invited_by",
    "members.Invitation.person",
    "recommendations.Event.by",
    "recommendations.Recommendation.created_by",
}
# The person's own, at whatever county: it goes with the account and with nobody else.
ACCOUNT = {
    "account.EmailAddress.user",
    "digests.Digest.person",
    "digests.DigestPreference.person",
    "mailroom.Mail.recipient",
    "mailroom.Preference.person",
    "meetings.CalendarFeed.person",
    "members.Profile.person",
    "members.SignIn.person",
    "mfa.Authenticator.user",
    "socialaccount.SocialAccount.user",
}
# The term itself, and what ends with it; ending it says so first (members.endings).
TERM = {
    "members.Absence.deputy",
    "members.Absence.mandate",
    "members.Mandate.person",
}


def tables():
    """Those of which a row is a thing: none that keeps what other rows once held."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if not issubclass(model, (Event, Events))]


def columns():
    """Every column of every table that leads to a person or to a person's mandate."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in tables()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model in (Person, Mandate)
    }


def test_each_column_that_names_a_person_is_handed_over_or_has_a_reason_not_to_be():
    handed = {name for handover in handovers() for name in handover.names}
    sorts = [handed, HISTORY, ACCOUNT, TERM]

    assert columns() == set().union(*sorts)
    assert len(columns()) == sum(map(len, sorts)), "a column is in two of them"
