"""The summary as a mail, written from what may be seen at the moment of sending."""

from functools import partial

from django.urls import reverse

from mailroom.registers import Kind, register
from mailroom.stages import Policy, Priority

from .batch import Batch
from .preferences import NAME


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
    can_wait = False
    without_it = (
        "Was Sie nur in der Zusammenfassung haben wollten, kommt damit auch nicht mehr per E-Mail."
    )

    def letters(self, mails, now):
        batch = Batch({mail.recipient_id for mail in mails}, now)
        return [(mail, partial(batch.letter, mail)) for mail in mails]

    def letter(self, mail, now):
        [(_, write)] = self.letters([mail], now)
        return write()

    def links(self, mails, now):
        return {mail.pk: reverse("digests:news") for mail in mails}
