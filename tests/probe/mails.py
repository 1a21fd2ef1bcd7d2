"""Two plain kinds of mail, for the rules of the mailroom that hold for every kind."""

from mailroom.models import Mail
from mailroom.registers import Kind, Letter, register
from mailroom.stages import Policy, Priority
from members.models import Person


@register
class Note(Kind):
    """Must arrive. The payload may say that it is withdrawn or cannot be written."""

    name = "test_note"
    label = "Probemails"
    policy = Policy.MUST_ARRIVE
    priority = Priority.INVITATION

    def recipients(self, payload, now):
        return Person.objects.receiving(now).order_by("pk").values_list("pk", flat=True)

    def letter(self, mail, now):
        if mail.payload.get("withdrawn"):
            return None
        if mail.payload.get("broken"):
            raise ValueError("cannot be written")
        return Letter(subject=mail.payload.get("subject", "Probe"), text=f"Guten Tag, {now}\n")

    def still_due(self, mail, now):
        return not Mail.objects.get(pk=mail.pk).payload.get("withdrawn")

    def links(self, mails, now):
        return {mail.pk: "/treffen/" for mail in mails if not mail.payload.get("hidden")}


@register
class Bulletin(Note):
    """Routine, and can be unsubscribed."""

    name = "test_bulletin"
    label = "Rundbriefe"
    policy = Policy.ROUTINE
    priority = Priority.DIGEST
    can_unsubscribe = True
