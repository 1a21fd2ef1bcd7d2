"""What somebody is to do after a meeting, until when, and who has done it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from forum_portal.titles import require_visible_title
from members.models import District, Mandate

from .agenda import AgendaItem
from .meeting import Meeting

LONGEST_NOTE = 1000


class ActionItemQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """To the office, and to whoever sees the meeting for a county."""
        return self.filter(meeting__in=Meeting.objects.visible_as_member(person, now))

    def of(self, meeting):
        """As the meeting's page lists them: the open ones by date, then what is done."""
        return self.filter(meeting=meeting).with_people().order_by("done_at", "due_at", "pk")

    def open(self):
        return self.filter(done_at=None).order_by("due_at", "pk")

    def done(self):
        """The latest first."""
        return self.filter(done_at__isnull=False).order_by("-done_at", "-pk")

    def overdue(self, now):
        return self.open().filter(due_at__lt=now)

    def of_counties(self, districts, *, with_office=False):
        """Those of these counties, and with them perhaps the office's own."""
        theirs = Q(district__in=districts)
        return self.filter(theirs | Q(district=None) if with_office else theirs)

    def with_people(self):
        return self.select_related("meeting", "district", "person", "item", "done_by")

    def with_hands(self, now):
        """With ``in_hand``: whether the person who is named still acts for the county."""
        acting = Mandate.objects.running(now).filter(
            person=OuterRef("person"), district=OuterRef("district"), person__is_active=True
        )
        return self.annotate(in_hand=Exists(acting))


class ActionItem(models.Model):
    """A task of a county, perhaps in the hands of one of its people, or of the office.

    ``due_at`` is the end of a day; ``uid`` is made with the form, and ``edition`` counts the
    changes, so that nobody writes over what a colleague changed without seeing it.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="action_items", verbose_name="Treffen"
    )
    title = models.CharField("Was zu tun ist", max_length=200)
    note = models.TextField("Notiz", max_length=LONGEST_NOTE, blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="action_items",
        verbose_name="Landkreis",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="action_items",
        verbose_name="Person",
    )
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="action_items",
        verbose_name="Tagesordnungspunkt",
    )
    due_at = models.DateTimeField("bis")
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    edition = models.PositiveIntegerField("Fassung", default=1, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="action_items_entered",
        verbose_name="eingetragen von",
    )
    entered_at = models.DateTimeField("eingetragen")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="action_items_done",
        verbose_name="erledigt von",
    )
    done_at = models.DateTimeField("erledigt", null=True, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = "Aufgabe"
        verbose_name_plural = "Aufgaben"
        constraints = [
            models.CheckConstraint(
                name="a_person_has_a_task_for_a_county",
                condition=Q(person=None) | Q(district__isnull=False),
                violation_error_message="Wer eine Aufgabe hat, hat sie für einen Landkreis.",
            ),
            models.CheckConstraint(
                name="what_is_done_was_done_by_somebody",
                condition=Q(done_by=None, done_at=None)
                | Q(done_by__isnull=False, done_at__isnull=False),
                violation_error_message="Zu einer erledigten Aufgabe gehört, wer sie erledigt hat.",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at=None), name="action_item_open")
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('meetings:meeting', args=[self.meeting_id])}#aufgaben"

    def clean(self):
        require_visible_title(self.title)

    @property
    def who(self) -> str:
        """``Landkreis Celle``, ``Landkreis Celle, Kim Muster`` or ``Geschäftsstelle``."""
        if self.district is None:
            return "Geschäftsstelle"
        return f"{self.district}, {self.person}" if self.person else str(self.district)
