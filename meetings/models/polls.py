"""A date poll: which dates the office offers, and which of them suit each county."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from forum_portal.dates import takes_whole_days
from forum_portal.titles import require_visible_title
from members.models import District

from ..stages import Circle, Format, Kind, PollStage, PollVerb, Suits
from .circles import Circled, in_circle, seen_by
from .groups import WorkingGroup
from .meeting import Meeting

FEWEST_DATES, MOST_DATES = 2, 12


class DatePollQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """All to the office; what was opened to the people of the counties in its circle."""
        if person.is_office(now):
            return self
        return self.opened().filter(in_circle(self.model, person.acts_for(now)))

    def opened(self):
        """What was never a draft only."""
        return self.filter(opened_at__isnull=False)

    def with_circle(self):
        """With ``seen_by``: of a poll that is not for all the keys of its counties."""
        return self.annotate(seen_by=seen_by(self.model))

    def awaiting_answers(self, now):
        """Open, and a county can still answer; by deadline."""
        polls = self.filter(stage=PollStage.OPEN, answer_by__gte=now)
        return polls.order_by("answer_by", "pk")

    def under_way(self):
        """Those of which nothing has become yet; drafts first, then by deadline."""
        polls = self.filter(stage__in=[PollStage.DRAFT, PollStage.OPEN])
        return polls.order_by("stage", "answer_by", "pk")

    def without_date(self):
        """Ended or called off after it was opened; the latest first."""
        past = [PollStage.ENDED, PollStage.CANCELLED]
        return self.filter(stage__in=past, opened_at__isnull=False).order_by("-ended_at", "-pk")


class DatePoll(Circled, models.Model):
    """What is known of a meeting before its date; ``first_at`` is the start of the first date.

    ``version`` rises with each change after the opening, and what waits to be sent of
    an earlier one is overtaken. ``meeting`` is what became of it.
    """

    # It hosts the meeting, is asked or is in the group; who leaves that, leaves its polls.
    CIRCLE = ("host", "invited", "group__members__district")

    kind = models.CharField("Art", max_length=20, choices=Kind.choices, default=Kind.NETWORK)
    title = models.CharField("Titel", max_length=200)
    summary = models.TextField("Worum es geht", blank=True)
    format = models.CharField("Form", max_length=10, choices=Format.choices, blank=True)
    host = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_polls",
        verbose_name="Gastgebender Landkreis",
    )
    circle = models.CharField(
        "Gefragt", max_length=10, choices=Circle.choices, default=Circle.MEMBERS
    )
    group = models.ForeignKey(
        WorkingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="polls",
        verbose_name="Arbeitsgruppe",
    )
    invited = models.ManyToManyField(
        District, blank=True, related_name="invitations_to_polls", verbose_name="Landkreise"
    )
    venue = models.CharField("Ort", max_length=200, blank=True)
    stage = models.CharField(
        "Stand", max_length=10, choices=PollStage.choices, default=PollStage.DRAFT, editable=False
    )
    answer_by = models.DateTimeField("Antwort bis")
    first_at = models.DateTimeField("Beginn des ersten Termins", editable=False)
    version = models.PositiveIntegerField("Fassung", default=0, editable=False)
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="angelegt von",
    )
    opened_at = models.DateTimeField("eröffnet", null=True, editable=False)
    ended_at = models.DateTimeField("beendet", null=True, editable=False)
    end_reason = models.CharField("Grund", max_length=500, blank=True)
    chosen = models.ForeignKey(
        "PollDate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="gewählter Termin",
    )
    meeting = models.OneToOneField(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="date_poll",
        editable=False,
        verbose_name="Treffen",
    )

    objects = DatePollQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Terminabstimmung"
        verbose_name_plural = "Terminabstimmungen"
        constraints = [
            models.CheckConstraint(
                name="a_poll_is_answered_before_its_first_date",
                condition=Q(answer_by__lt=F("first_at")),
                violation_error_message="Die Antwortfrist muss vor dem ersten Termin enden.",
            ),
            models.CheckConstraint(
                name="poll_of_a_group_names_it",
                condition=Q(circle=Circle.GROUP, group__isnull=False)
                | (~Q(circle=Circle.GROUP) & Q(group=None)),
                violation_error_message="Bitte wählen Sie die Arbeitsgruppe, die sich trifft.",
            ),
            models.CheckConstraint(
                name="a_decided_poll_has_date_and_meeting",
                condition=(
                    Q(stage=PollStage.DECIDED, chosen__isnull=False, meeting__isnull=False)
                    | ~Q(stage=PollStage.DECIDED) & Q(chosen=None, meeting=None)
                ),
                violation_error_message="Zu einer entschiedenen Abstimmung gehört ein Termin.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:poll", args=[self.pk])

    def clean(self):
        require_visible_title(self.title)

    def takes_answers(self, now):
        return self.stage == PollStage.OPEN and now <= self.answer_by


class PollDate(models.Model):
    """One of the dates to choose from: wall time as agreed on, and the instants it comes to."""

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="dates")
    number = models.PositiveSmallIntegerField("Nummer")
    starts_on = models.DateField("Tag")
    starts_time = models.TimeField("Beginn")
    ends_on = models.DateField("Letzter Tag")
    ends_time = models.TimeField("Ende")
    starts_at = models.DateTimeField("beginnt")
    ends_at = models.DateTimeField("endet")

    class Meta:
        ordering = ["starts_at", "number"]
        verbose_name = "Termin zur Wahl"
        verbose_name_plural = "Termine zur Wahl"
        constraints = [
            models.CheckConstraint(
                name="a_poll_date_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                name="a_poll_has_twelve_dates_at_most",
                condition=Q(number__gte=1, number__lte=MOST_DATES),
                violation_error_message=f"Zur Wahl stehen höchstens {MOST_DATES} Termine.",
            ),
            models.UniqueConstraint(
                fields=["poll", "number"],
                name="a_poll_counts_its_dates",
                violation_error_message="Diese Nummer gibt es schon.",
            ),
            models.UniqueConstraint(
                fields=["poll", "starts_at", "ends_at"],
                name="a_poll_offers_a_date_once",
                violation_error_message="Dieser Termin steht schon zur Wahl.",
            ),
        ]

    def __str__(self):
        return f"{self.starts_on:%d.%m.%Y}"

    @property
    def is_all_day(self):
        """Whether it takes whole days, without a time."""
        return takes_whole_days(self.starts_at, self.ends_at)


class PollAnswer(models.Model):
    """The answer of one county; the last one counts, earlier ones stand in the events."""

    poll = models.ForeignKey(DatePoll, models.PROTECT, related_name="answers")
    district = models.ForeignKey(
        District, models.PROTECT, related_name="poll_answers", verbose_name="Landkreis"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="poll_answers",
        verbose_name="geantwortet von",
    )
    answered_at = models.DateTimeField("geantwortet")

    class Meta:
        ordering = ["answered_at", "pk"]
        verbose_name = "Antwort auf eine Terminabstimmung"
        verbose_name_plural = "Antworten auf Terminabstimmungen"
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "district"],
                name="a_district_answers_a_poll_once",
                violation_error_message="Ihr Landkreis hat schon geantwortet.",
            )
        ]

    def __str__(self):
        return str(self.district)


class PollChoice(models.Model):
    """Whether one date suits the county."""

    answer = models.ForeignKey(PollAnswer, models.CASCADE, related_name="choices")
    date = models.ForeignKey(PollDate, models.CASCADE, related_name="choices")
    suits = models.CharField("Passt", max_length=10, choices=Suits.choices)

    class Meta:
        verbose_name = "Antwort zu einem Termin"
        verbose_name_plural = "Antworten zu Terminen"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "date"],
                name="a_district_answers_a_date_once",
                violation_error_message="Zu diesem Termin ist schon geantwortet.",
            ),
            models.CheckConstraint(
                name="a_date_suits_or_does_not",
                condition=Q(suits__in=Suits.values),
                violation_error_message="Bitte wählen Sie ja, wenn nötig oder nein.",
            ),
        ]

    def __str__(self):
        return self.get_suits_display()


class PollEvent(models.Model):
    """One thing that happened to a date poll, as ``Event`` is of a meeting."""

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="events")
    verb = models.CharField("Was", max_length=12, choices=PollVerb.choices)
    at = models.DateTimeField("Wann")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="poll_events",
        verbose_name="Wer",
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", verbose_name="Landkreis"
    )
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = "Ereignis einer Terminabstimmung"
        verbose_name_plural = "Ereignisse von Terminabstimmungen"

    def __str__(self):
        return f"{self.get_verb_display()} {self.at:%d.%m.%Y}"
