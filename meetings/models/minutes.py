"""The minutes of a meeting: their versions, and what counties remark about them."""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from forum_portal.titles import require_visible_title
from members.models import District

from ..stages import MinutesStage, RemarkStage
from .meeting import Meeting

LONGEST_MINUTES = 100_000
LONGEST_REMARK = 2000


class MinutesQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """All to the office; to whoever sees the meeting from circulation on."""
        if person.is_office(now):
            return self
        meetings = Meeting.objects.visible_to(person, now)
        return self.circulated().filter(meeting__in=meetings)

    def circulated(self):
        return self.exclude(stage=MinutesStage.DRAFT)

    def adopted(self):
        return self.filter(stage=MinutesStage.ADOPTED)


class Minutes(models.Model):
    """The minutes of one meeting; the text is that of the last version.

    Until ``remarks_by`` counties can make remarks. Versions before ``circulated_number``
    are the office's: nobody else ever saw them.
    """

    meeting = models.OneToOneField(
        Meeting, models.PROTECT, related_name="minutes", verbose_name="Treffen"
    )
    stage = models.CharField(
        "Stand", max_length=10, choices=MinutesStage.choices, default=MinutesStage.DRAFT
    )
    remarks_by = models.DateTimeField("Anmerkungen bis", null=True, blank=True)
    circulated_at = models.DateTimeField("in Umlauf", null=True, blank=True)
    circulated_number = models.PositiveIntegerField("Fassung im Umlauf", null=True, blank=True)
    adopted_at = models.DateTimeField("genehmigt", null=True, blank=True)
    adopted_in = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adopted_minutes",
        verbose_name="genehmigt beim Treffen",
    )
    adoption_note = models.CharField("Vermerk zur Genehmigung", max_length=500, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Protokoll"
        verbose_name_plural = "Protokolle"
        constraints = [
            models.CheckConstraint(
                name="minutes_in_circulation_have_a_deadline",
                condition=Q(
                    stage=MinutesStage.DRAFT,
                    remarks_by=None,
                    circulated_at=None,
                    circulated_number=None,
                )
                | Q(
                    ~Q(stage=MinutesStage.DRAFT),
                    remarks_by__isnull=False,
                    circulated_at__isnull=False,
                    circulated_number__isnull=False,
                ),
                violation_error_message="Zu einem Protokoll im Umlauf gehört eine Frist.",
            ),
            models.CheckConstraint(
                name="adopted_minutes_say_by_which_meeting",
                condition=Q(
                    stage=MinutesStage.ADOPTED, adopted_at__isnull=False, adopted_in__isnull=False
                )
                | Q(~Q(stage=MinutesStage.ADOPTED), adopted_at=None, adopted_in=None),
                violation_error_message="Genehmigt ist ein Protokoll durch ein Treffen.",
            ),
            models.CheckConstraint(
                name="no_meeting_adopts_its_own_minutes",
                condition=Q(adopted_in=None) | ~Q(adopted_in=F("meeting")),
                violation_error_message="Ein Protokoll genehmigt ein späteres Treffen.",
            ),
        ]

    def __str__(self):
        return f"Protokoll: {self.meeting}"

    def get_absolute_url(self):
        return reverse("meetings:minutes", args=[self.meeting_id])

    def takes_remarks(self, now):
        return self.stage == MinutesStage.CIRCULATED and now <= self.remarks_by


class VersionQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """All to the office, to the others from that on which went into circulation."""
        minutes = Minutes.objects.visible_to(person, now)
        shown = self.filter(minutes__in=minutes)
        if person.is_office(now):
            return shown
        return shown.filter(number__gte=F("minutes__circulated_number"))

    def of(self, meeting):
        """The latest first."""
        return self.filter(minutes__meeting=meeting).order_by("-number")


class MinutesVersion(models.Model):
    """The whole text as somebody saved it, in Markdown; it never changes again."""

    minutes = models.ForeignKey(
        Minutes, models.PROTECT, related_name="versions", verbose_name="Protokoll"
    )
    number = models.PositiveIntegerField("Fassung")
    text = models.TextField("Wortlaut", max_length=LONGEST_MINUTES)
    note = models.CharField("Was geändert ist", max_length=200, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="minutes_written",
        verbose_name="gespeichert von",
    )
    written_at = models.DateTimeField("gespeichert")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "Fassung eines Protokolls"
        verbose_name_plural = "Fassungen von Protokollen"
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "number"], name="one_version_of_minutes_per_number"
            ),
            models.CheckConstraint(
                name="minutes_say_something",
                condition=~Q(text=""),
                violation_error_message="Ein Protokoll ohne Text gibt es nicht.",
            ),
        ]

    def __str__(self):
        return f"Fassung {self.number}"

    def clean(self):
        _require_visible(text=self.text, message="Bitte schreiben Sie, was im Protokoll steht.")


class RemarkQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """All to the office; what is not withdrawn to the counties' people who see the minutes."""
        meetings = Meeting.objects.visible_as_member(person, now)
        minutes = Minutes.objects.visible_to(person, now).filter(meeting__in=meetings)
        shown = self.filter(minutes__in=minutes)
        return shown if person.is_office(now) else shown.exclude(stage=RemarkStage.WITHDRAWN)

    def of(self, meeting):
        remarks = self.filter(minutes__meeting=meeting)
        return remarks.select_related("district", "made_by").order_by("pk")

    def open(self):
        return self.filter(stage=RemarkStage.OPEN)


class Remark(models.Model):
    """What a county wants otherwise in the minutes; ``uid`` is made with the form."""

    minutes = models.ForeignKey(
        Minutes, models.PROTECT, related_name="remarks", verbose_name="Protokoll"
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="remarks", verbose_name="Landkreis"
    )
    text = models.TextField("Anmerkung", max_length=LONGEST_REMARK)
    stage = models.CharField(
        "Stand", max_length=10, choices=RemarkStage.choices, default=RemarkStage.OPEN
    )
    answer = models.CharField("Antwort", max_length=500, blank=True)
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="remarks_made",
        verbose_name="angemerkt von",
    )
    made_at = models.DateTimeField("angemerkt")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remarks_decided",
        verbose_name="entschieden von",
    )
    decided_at = models.DateTimeField("entschieden", null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Anmerkung zu einem Protokoll"
        verbose_name_plural = "Anmerkungen zu Protokollen"
        constraints = [
            models.CheckConstraint(
                name="a_remark_says_something",
                condition=~Q(text=""),
                violation_error_message="Bitte schreiben Sie, was anders sein soll.",
            ),
            models.CheckConstraint(
                name="a_declined_remark_says_why",
                condition=~Q(stage=RemarkStage.DECLINED) | ~Q(answer=""),
                violation_error_message="Bitte sagen Sie, warum die Anmerkung nicht passt.",
            ),
        ]

    def __str__(self):
        return f"{self.district}: {self.text[:60]}"

    def clean(self):
        _require_visible(text=self.text, message="Bitte schreiben Sie, was anders sein soll.")


def _require_visible(*, text: str, message: str) -> None:
    try:
        require_visible_title(text)
    except ValidationError as error:
        raise ValidationError({"text": message}) from error
