"""What was said at a meeting, as somebody of the office wrote it down beside the talk."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When

from .agenda import AgendaItem
from .meeting import Meeting

LONGEST_NOTES = 20_000
GENERAL = 0


class NoteQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """To the office: the others read what became of it in the minutes."""
        return self if person.is_office(now) else self.none()

    def of(self, meeting):
        """What is about the whole first, then in the order of the agenda, then what left it."""
        place = Case(When(number=GENERAL, then=0), When(item=None, then=2), default=1)
        notes = self.filter(meeting=meeting).select_related("item", "written_by")
        return notes.order_by(place, "item__position", "pk")


class Note(models.Model):
    """What was said about one item of the agenda, or on the meeting as a whole (``is_general``).

    ``number`` is that of the item, also when the item has left the agenda: no word is lost
    then, and ``about`` says what the note was about. ``edition`` counts the changes, so that
    nobody writes over words that they have not seen.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="notes", verbose_name="Treffen"
    )
    number = models.BigIntegerField("Nummer des Punkts", default=GENERAL, editable=False)
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notes",
        verbose_name="Tagesordnungspunkt",
    )
    about = models.CharField("Punkt, wie er zuletzt hieß", max_length=200, blank=True)
    text = models.TextField("Mitschrift", max_length=LONGEST_NOTES, blank=True)
    edition = models.PositiveIntegerField("Fassung", default=1, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="notes_written",
        verbose_name="zuletzt geschrieben von",
    )
    written_at = models.DateTimeField("zuletzt geschrieben")

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Mitschrift"
        verbose_name_plural = "Mitschriften"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="one_note_per_item",
                violation_error_message="Zu diesem Punkt gibt es schon eine Mitschrift.",
            ),
            models.CheckConstraint(
                name="a_note_knows_what_it_is_about",
                condition=Q(number=GENERAL, item=None, about="")
                | Q(number__gt=GENERAL, item=None) & ~Q(about="")
                | Q(number__gt=GENERAL, item=F("number")) & ~Q(about=""),
                violation_error_message="Bitte sagen Sie, worum es geht.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_general(self) -> bool:
        return self.number == GENERAL

    @property
    def title(self) -> str:
        """What it is about, as the agenda calls it now."""
        if self.is_general:
            return "Allgemeines"
        return self.item.title if self.item_id else self.about
