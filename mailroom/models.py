"""The ledger of outgoing mail: what is owed to whom, what was tried, what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat, TruncDate

from .stages import FINAL, UNDELIVERED, Delivery, Fate, Policy, Priority, State, Why


class Announcement(models.Model):
    """One event that many people are to hear of, written with the change that caused it.

    The next pass fans it out into one ``Mail`` for each recipient, so that the
    web transaction writes one row however many people there are.
    """

    occasion = models.CharField("Anlass", max_length=200, unique=True)
    kind = models.CharField("Art", max_length=60)
    payload = models.JSONField(default=dict)
    valid_until = models.DateTimeField("gilt bis", null=True)
    created_at = models.DateTimeField("geschehen")
    not_before = models.DateTimeField("frühestens", null=True)
    fanned_out_at = models.DateTimeField("verteilt", null=True)

    class Meta:
        verbose_name = "Mitteilung an viele"
        verbose_name_plural = "Mitteilungen an viele"
        indexes = [
            models.Index(
                fields=["id"], name="announcement_waiting", condition=Q(fanned_out_at=None)
            )
        ]

    def __str__(self):
        return self.occasion


FATES = {
    State.SENT: Fate.SENT,
    State.UNCERTAIN: Fate.UNCERTAIN,
    State.FAILED: Fate.REFUSED,
    State.CANCELLED: Fate.NOT_NEEDED,
    State.EXPIRED: Fate.TOO_LATE,
    State.SUPPRESSED: Fate.HELD,
    State.POISON: Fate.HELD,
}


class MailQuerySet(models.QuerySet):
    def visible_to(self, person):
        """What was sent to ``person``, or could not be; nobody else's mail is ever in it."""
        unwritten = Q(subject="") & ~Q(state__in=UNDELIVERED)
        return self.filter(recipient=person).exclude(unwritten)

    def overseen_by(self, person, now):
        """All mail, for the office, without its bytes; nobody else looks after that of others."""
        return self.defer("raw") if person.is_office(now) else self.none()

    def with_fate(self):
        """``fate``: what came of each, as the office counts it."""
        came_back = Q(return_token="") & Exists(Bounce.objects.filter(mail=OuterRef("pk")))
        was_skipped = Exists(Attempt.objects.filter(mail=OuterRef("pk"), phase="SKIPPED"))
        return self.annotate(
            fate=Case(
                When(Q(state=State.SENT) & came_back, then=Value(Fate.RETURNED)),
                When(Q(state=State.CANCELLED) & was_skipped, then=Value(Fate.SKIPPED)),
                *[When(state=state, then=Value(fate)) for state, fate in FATES.items()],
                default=Value(Fate.ON_ITS_WAY),
            )
        )

    def by_occasion(self):
        """``group``: the occasion; what carries a credential has one for each kind and day."""
        day = Cast(TruncDate("created_at"), models.CharField())
        return self.annotate(
            group=Case(
                When(sealed=True, then=Concat("kind", Value(":"), day)), default=F("occasion")
            )
        )


class Mail(models.Model):
    """One row of the ledger: one occasion, one recipient, one intention to send.

    ``message_id`` is made with the row; ``raw`` is frozen at the first attempt
    and wiped a month after the end, at once where it carried a credential. The
    row itself stays as the evidence of what was owed.
    """

    occasion = models.CharField("Anlass", max_length=200)
    kind = models.CharField("Art", max_length=60)
    payload = models.JSONField(default=dict)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="mails",
        verbose_name="Person",
    )
    recipient_key = models.CharField(max_length=80)
    envelope_to = models.EmailField("zugestellt an", max_length=254, blank=True)
    subject = models.CharField("Betreff", max_length=255, blank=True)
    policy = models.CharField("Regel", max_length=20, choices=Policy.choices)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)
    sealed = models.BooleanField(default=False)

    state = models.CharField("Stand", max_length=12, choices=State.choices, default=State.QUEUED)
    why = models.CharField("Grund", max_length=20, choices=Why.choices, blank=True)
    created_at = models.DateTimeField("vorgemerkt")
    next_try = models.DateTimeField("nächster Versuch")
    valid_until = models.DateTimeField("gilt bis", null=True)
    settled_at = models.DateTimeField("erledigt", null=True)
    retries = models.PositiveSmallIntegerField("erneute Versuche", default=0)
    errors_raised = models.PositiveSmallIntegerField(default=0)
    resent = models.BooleanField(default=False)

    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    return_token = models.CharField(max_length=32, blank=True)
    raw = models.BinaryField(null=True)
    resend_of = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="resend", verbose_name="noch einmal zu"
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="veranlasst von",
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "Mail"
        verbose_name_plural = "Postausgang"
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "recipient_key"], name="one_mail_per_occasion_and_recipient"
            ),
            models.UniqueConstraint(
                fields=["return_token"],
                name="one_mail_per_return_token",
                condition=~Q(return_token=""),
            ),
            models.CheckConstraint(
                name="a_settled_mail_says_when",
                condition=Q(state__in=FINAL, settled_at__isnull=False)
                | (~Q(state__in=FINAL) & Q(settled_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_settled_sealed_mail_is_wiped",
                condition=~Q(state__in=FINAL, sealed=True, raw__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "next_try"],
                name="mail_waiting",
                condition=Q(state=State.QUEUED),
            ),
            models.Index(
                fields=["lease_until"],
                name="mail_leased",
                condition=Q(state__in=[State.CLAIMED, State.DATA, State.UNCERTAIN]),
            ),
            models.Index(fields=["recipient", "-created_at"], name="mail_inbox"),
            models.Index(
                fields=["settled_at"], name="mail_bytes_kept", condition=Q(raw__isnull=False)
            ),
            models.Index(fields=["settled_at"], name="mail_settled"),
            models.Index(
                fields=["settled_at"], name="mail_set_aside", condition=Q(state=State.POISON)
            ),
            models.Index(fields=["occasion", "id"], name="mail_occasion"),
        ]

    def __str__(self):
        return f"{self.occasion} an {self.recipient_key}"


class Attempt(models.Model):
    """What one try at delivering a mail came to; rows are only ever added."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="attempts")
    at = models.DateTimeField("Wann")
    worker = models.CharField(max_length=80)
    phase = models.CharField("Schritt", max_length=12)
    code = models.PositiveSmallIntegerField("Code", null=True)
    text = models.CharField("Antwort", max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = "Versuch"
        verbose_name_plural = "Versuche"

    def __str__(self):
        return f"{self.phase} {self.code or ''} {self.text}".strip()


class Bounce(models.Model):
    """A mail came back, or its delivery is delayed: what a mail server on the way said of it."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="bounces")
    at = models.DateTimeField("Wann")
    address_key = models.CharField(max_length=80)
    is_hard = models.BooleanField("endgültig")
    status = models.CharField("Status", max_length=12)
    text = models.CharField("Grund", max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = "Zustellstörung"
        verbose_name_plural = "Zustellstörungen"
        indexes = [models.Index(fields=["address_key", "at"], name="bounce_address")]

    def __str__(self):
        return f"{self.status} {self.text}".strip()


class RestingDomain(models.Model):
    """A domain whose servers asked for patience: no mail goes there until then."""

    domain = models.CharField("Domäne", max_length=255, unique=True)
    since = models.DateTimeField("seit")
    until = models.DateTimeField("bis")
    times = models.PositiveSmallIntegerField("in Folge", default=1)

    class Meta:
        verbose_name = "Domäne mit Wartezeit"
        verbose_name_plural = "Domänen mit Wartezeit"

    def __str__(self):
        return self.domain


class Suppression(models.Model):
    """An address that its server called unknown: only login mail still goes there."""

    address_key = models.CharField(max_length=80, unique=True)
    address = models.EmailField("Adresse", max_length=254)
    at = models.DateTimeField("seit")
    reason = models.CharField("Grund", max_length=500)

    class Meta:
        verbose_name = "gesperrte Adresse"
        verbose_name_plural = "gesperrte Adressen"

    def __str__(self):
        return self.address


class Preference(models.Model):
    """A kind of mail that a person does not want at once: only in the summary, or not at all.

    Either way no mail of that kind is sent. Without a row each comes at once.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="preferences",
        verbose_name="Person",
    )
    kind = models.CharField("Art", max_length=60)
    delivery = models.CharField("Zustellung", max_length=10, choices=Delivery.choices)
    at = models.DateTimeField("seit")

    class Meta:
        verbose_name = "Wunsch zu einer Art von Mail"
        verbose_name_plural = "Wünsche zu Arten von Mails"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_preference_per_kind"),
            models.CheckConstraint(
                name="at_once_needs_no_preference",
                condition=Q(delivery__in=[Delivery.DIGEST, Delivery.OFF]),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.kind} {self.get_delivery_display()}"


class Heartbeat(models.Model):
    """When the last whole pass of the mailroom ended; one row."""

    at = models.DateTimeField("beendet")

    class Meta:
        verbose_name = "Durchgang"
        verbose_name_plural = "Letzter Durchgang"

    def __str__(self):
        return f"{self.at:%d.%m.%Y %H:%M} UTC"


class Pause(models.Model):
    """While this one row is there, no mail leaves."""

    since = models.DateTimeField("seit")
    reason = models.CharField("Grund", max_length=200)

    class Meta:
        verbose_name = "Pause"
        verbose_name_plural = "Angehaltene Post"

    def __str__(self):
        return f"{self.reason}, {self.since.isoformat()}"
