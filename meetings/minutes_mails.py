"""The mails about minutes; ``mails`` registers them with the others."""

from django.conf import settings

from forum_portal import dates
from mailroom.stages import Policy, Priority
from members.models import District, Mandate, Person

from .meeting_mail import MeetingMail
from .models import Meeting, Minutes, Remark
from .representing import asked_to
from .stages import RemarkStage
from .wording import accusative


class MinutesMail(MeetingMail):
    policy = Policy.ROUTINE
    priority = Priority.REMINDER
    can_unsubscribe = True

    def page_url(self, meeting):
        return settings.PUBLIC_URL + meeting.minutes.get_absolute_url()


class MinutesCirculated(MinutesMail):
    """The minutes can be read, and counties can remark until a deadline."""

    name = "minutes_circulated"
    label = "Protokolle, zu denen Landkreise etwas anmerken können"
    overtaken = "Das Protokoll war schon genehmigt, oder die Frist für Anmerkungen war vorbei."

    def recipients(self, payload, now):
        meeting = Meeting.objects.get(pk=payload["meeting"])
        return asked_to(meeting, now).values_list("pk", flat=True)

    def is_due(self, mail, meeting, now):
        minutes = Minutes.objects.filter(pk=mail.payload["minutes"]).first()
        return self._is_open(minutes, mail, now)

    def write(self, mail, meeting, batch, now):
        minutes = Minutes.objects.get(pk=mail.payload["minutes"])
        if not self._is_open(minutes, mail, now):
            return None
        return self.compose(
            "minutes_circulated",
            mail,
            meeting,
            now,
            subject=f"Protokoll: {meeting.title}, Anmerkungen bis "
            f"{dates.short_date(minutes.remarks_by)}",
            remarks_by=dates.deadline(minutes.remarks_by),
        )

    @staticmethod
    def _is_open(minutes, mail, now) -> bool:
        is_same = minutes and minutes.remarks_by.isoformat() == mail.payload["remarks_by"]
        return bool(is_same) and minutes.takes_remarks(now)


class RemarkDecided(MinutesMail):
    """What the reader's county remarked is taken up, or not; to all who act for it."""

    name = "remark_decided"
    label = "Entscheidungen über Anmerkungen zu Protokollen"
    overtaken = "Die Person vertrat den Landkreis nicht mehr."
    can_wait = False

    def recipients(self, payload, now):
        districts = District.objects.filter(remarks=payload["remark"])
        people = Person.objects.receiving(now).acting_for(districts, now)
        return people.distinct().values_list("pk", flat=True)

    def is_due(self, mail, meeting, now):
        acts = Mandate.objects.running(now).filter(
            person=mail.recipient_id, district__remarks=mail.payload["remark"]
        )
        return acts.exists()

    def write(self, mail, meeting, batch, now):
        remark = Remark.objects.select_related("district").get(pk=mail.payload["remark"])
        if remark.district not in batch.counties[mail.recipient_id]:
            return None
        accepted = remark.stage == RemarkStage.ACCEPTED
        what = "Anmerkung übernommen" if accepted else "Anmerkung nicht übernommen"
        return self.compose(
            "remark_decided",
            mail,
            meeting,
            now,
            subject=f"{what}: Protokoll {meeting.title}",
            what=what,
            accepted=accepted,
            remark=remark,
            for_whom=accusative(remark.district),
        )


KINDS = [MinutesCirculated, RemarkDecided]
