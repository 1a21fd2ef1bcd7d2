"""A meeting: when, where, in which form, and what its calendars and mails hold."""

import uuid
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse

from forum_portal.dates import takes_whole_days
from forum_portal.titles import require_visible_title
from members.models import District, Organisation
from members.models.folding import folded_field

from ..stages import DAYS, Circle, Format, Kind, Offset, Reply, Stage
from .circles import Circled, in_circle, seen_by
from .groups import WorkingGroup

MOST_SEATS = 9999


def new_uid():
    return f"{uuid.uuid4()}@forum-portal"


def usual_reminders():
    return [Offset.TWO_DAYS.value, Offset.TWO_HOURS.value]


def usual_answer_reminders():
    return [Offset.THREE_DAYS.value]


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """Everything to the office, to others what their counties and partners see."""
        if person.is_office(now):
            return self
        return self.open_to(person.acts_for(now), person.partners(now))

    def visible_as_member(self, person, now):
        """``visible_to`` without what the person sees only for a partner."""
        return self if person.is_office(now) else self.open_to(person.acts_for(now))

    def open_to(self, districts, partners=()):
        """What is announced, with one of these member counties in its circle or a partner."""
        open_to = in_circle(self.model, districts)
        if partners:
            shared = self.model.objects.filter(partners__in=partners)
            open_to |= Q(pk__in=shared.values("pk"))
        return self.announced().filter(open_to)

    def announced(self):
        """Whoever sees it: all but what was never announced."""
        return self.filter(announced_at__isnull=False)

    def with_circle(self):
        """With ``seen_by``: of a meeting that is not for all the keys of its counties.

        And with ``shared_with``, those of its partners: ``open_to`` the other way round, for
        many counties and partners at once.
        """
        return self.annotate(seen_by=seen_by(self.model), shared_with=shared_with())

    def coming(self, now):
        """Announced and not over, the next one first."""
        return self.filter(stage=Stage.ANNOUNCED, ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now):
        """Held, or announced and over; the latest first."""
        return self.filter(
            Q(stage=Stage.HELD) | Q(stage=Stage.ANNOUNCED, ends_at__lte=now)
        ).order_by("-starts_at", "-pk")

    def over(self, now):
        """What is past, and what was cancelled and would be; the latest first."""
        return self.filter(
            Q(stage=Stage.HELD) | Q(stage__in=[Stage.ANNOUNCED, Stage.CANCELLED], ends_at__lte=now)
        ).order_by("-starts_at", "-pk")

    def of_person(self, person, now):
        """To which the person or a county of theirs comes, or which one of these hosts."""
        own, attends = person.acts_for(now), Q(registrations__reply=Reply.ATTENDS)
        every = self.model.objects
        by_county = every.filter(attends, registrations__district__in=own)
        in_person = every.filter(attends, registrations__attendees__person=person)
        return self.filter(
            Q(host__in=own) | Q(pk__in=by_county.values("pk")) | Q(pk__in=in_person.values("pk"))
        )

    def between(self, begins_at, ends_at):
        """What takes place, at least in part, in this time."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=begins_at)

    def begun_after(self, meeting, now):
        """What came or comes later than ``meeting`` and has begun; the latest first."""
        begun = self.filter(stage__in=[Stage.ANNOUNCED, Stage.HELD], starts_at__lte=now)
        return begun.filter(starts_at__gt=meeting.starts_at).order_by("-starts_at", "-pk")

    def drafts(self):
        return self.filter(stage=Stage.DRAFT).order_by("starts_at", "pk")

    def cancelled(self):
        return self.filter(stage=Stage.CANCELLED).order_by("-starts_at", "-pk")

    def settled(self, now):
        """Without those that were changed a moment ago, which may be changed again or back."""
        return self.filter(Q(settles_at=None) | Q(settles_at__lte=now))

    def awaiting_answers(self, now):
        """Announced, and a county can still answer."""
        return self.filter(stage=Stage.ANNOUNCED, starts_at__gt=now).filter(
            Q(answer_by=None) | Q(answer_by__gte=now)
        )


class Meeting(Circled, models.Model):
    """A meeting of the network.

    Date, wall time and zone are what people agreed on and what is stored;
    ``starts_at`` and ``ends_at`` are the instants derived from them, and only
    ``meetings.services`` writes them.
    """

    # It hosts it, is chosen or is in the group; and it stays there once it has answered, or has
    # something to do from it.
    CIRCLE = (
        "host",
        "invited",
        "group__members__district",
        "registrations__district",
        "action_items__district",
    )

    kind = models.CharField("Art", max_length=20, choices=Kind.choices, default=Kind.NETWORK)
    title = models.CharField("Titel", max_length=200)
    summary = models.TextField("Kurzbeschreibung", blank=True)
    stage = models.CharField(
        "Stand", max_length=10, choices=Stage.choices, default=Stage.DRAFT, editable=False
    )
    format = models.CharField("Form", max_length=10, choices=Format.choices)
    host = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_meetings",
        verbose_name="Gastgebender Landkreis",
    )
    circle = models.CharField(
        "Eingeladen", max_length=10, choices=Circle.choices, default=Circle.MEMBERS
    )
    group = models.ForeignKey(
        WorkingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="Arbeitsgruppe",
    )
    invited = models.ManyToManyField(
        District, blank=True, related_name="invitations_to_meetings", verbose_name="Landkreise"
    )
    partners = models.ManyToManyField(
        Organisation, blank=True, related_name="invitations_to_meetings", verbose_name="Partner"
    )
    venue = models.CharField("Ort", max_length=200, blank=True)
    capacity = models.PositiveIntegerField(
        "Plätze vor Ort",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
    )
    travel_notes = models.TextField("Anreise und Barrierefreiheit", blank=True)
    video_link = models.URLField("Zugang zur Videokonferenz", max_length=500, blank=True)

    words_folded = folded_field("title", "venue", "summary")

    zone = models.CharField("Zeitzone", max_length=40, default="Europe/Berlin", editable=False)
    starts_on = models.DateField("Tag")
    starts_time = models.TimeField("Beginn")
    ends_on = models.DateField("Letzter Tag")
    ends_time = models.TimeField("Ende")
    starts_at = models.DateTimeField("beginnt", editable=False)
    ends_at = models.DateTimeField("endet", editable=False)
    answer_by = models.DateTimeField("Antwort bis", null=True, blank=True)
    reminders = ArrayField(
        models.CharField(max_length=3, choices=Offset.choices),
        verbose_name="Erinnerung vor dem Treffen",
        default=usual_reminders,
        blank=True,
    )
    answer_reminders = ArrayField(
        models.CharField(max_length=3, choices=Offset.choices),
        verbose_name="Erinnerung vor der Antwortfrist",
        default=usual_answer_reminders,
        blank=True,
    )

    link_only = models.BooleanField(
        "In Mails nur ein Link",
        default=False,
        help_text="Für Vertrauliches: In keiner Mail stehen dann Titel, Termin, Ort oder "
        "Tagesordnung, und kein Kalendereintrag hängt daran. Im Kalender-Abo stehen nur Art, Zeit "
        "und Link.",
    )

    uid = models.CharField(
        "Kennung im Kalender", max_length=80, unique=True, default=new_uid, editable=False
    )
    sequence = models.PositiveIntegerField("Fassung im Kalender", default=0, editable=False)
    settles_at = models.DateTimeField("Änderung mitgeteilt ab", null=True, editable=False)
    announced_at = models.DateTimeField("angekündigt", null=True, editable=False)
    cancelled_at = models.DateTimeField("abgesagt", null=True, editable=False)
    cancel_reason = models.CharField("Grund der Absage", max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="angelegt von",
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = "Treffen"
        verbose_name_plural = "Treffen"
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                name="meeting_answers_before_it_starts",
                condition=Q(answer_by__isnull=True) | Q(answer_by__lte=F("starts_at")),
                violation_error_message="Die Antwortfrist liegt nach dem Beginn des Treffens.",
            ),
            models.CheckConstraint(
                name="meeting_on_site_has_a_venue",
                condition=Q(format=Format.ONLINE) | ~Q(venue=""),
                violation_error_message="Bitte geben Sie an, wo das Treffen stattfindet.",
            ),
            models.CheckConstraint(
                name="meeting_of_a_group_names_it",
                condition=Q(circle=Circle.GROUP, group__isnull=False)
                | (~Q(circle=Circle.GROUP) & Q(group=None)),
                violation_error_message="Bitte wählen Sie die Arbeitsgruppe, die sich trifft.",
            ),
            models.CheckConstraint(
                name="meeting_has_a_seat_if_seats_are_counted",
                condition=Q(capacity=None) | Q(capacity__gte=1, capacity__lte=MOST_SEATS),
                violation_error_message="Bitte geben Sie mindestens einen Platz vor Ort an.",
            ),
            models.CheckConstraint(
                name="meeting_reminds_at_known_times",
                condition=Q(reminders__contained_by=Offset.values),
                violation_error_message="Diese Erinnerung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="meeting_reminds_of_answers_by_days",
                condition=Q(answer_reminders__contained_by=[day.value for day in DAYS]),
                violation_error_message="Vor einer Antwortfrist wird Tage vorher erinnert.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:meeting", args=[self.pk])

    def clean(self):
        require_visible_title(self.title)

    @cached_property
    def shared_with(self) -> list[int]:
        """The keys of its partners; ``with_circle`` knows them already."""
        return list(self.partners.values_list("pk", flat=True))

    @property
    def answer_until(self):
        """The last instant at which a county can answer; without a deadline, the start."""
        return self.answer_by or self.starts_at

    def takes_answers(self, now):
        return self.stage == Stage.ANNOUNCED and now <= self.answer_until

    @property
    def is_all_day(self):
        """Whether it takes whole days, without a time."""
        return takes_whole_days(self.starts_at, self.ends_at)

    @property
    def counts_seats(self):
        """Whether only so many people can come on site."""
        return self.is_on_site and self.capacity is not None

    @property
    def is_on_site(self):
        return self.format != Format.ONLINE

    @property
    def is_online(self):
        return self.format != Format.ON_SITE


def shared_with(meeting: str = "") -> ArraySubquery:
    """The keys of the partners of a meeting, or of that at ``meeting__``."""
    rows = Meeting.objects.filter(pk=OuterRef(f"{meeting}pk"), partners__isnull=False)
    return ArraySubquery(rows.order_by("partners").values_list("partners", flat=True))
