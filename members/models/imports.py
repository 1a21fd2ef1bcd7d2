"""Files that administrators upload: what they would do, and what became of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ..stages import PREVENTING, ImportStage, Step, Subject, Verdict

WITH_FILE = [ImportStage.PREVIEW, ImportStage.WAITING, ImportStage.RUNNING, ImportStage.FAILED]
PAGES = {Subject.PEOPLE: "person", Subject.MEMBERSHIPS: "membership"}


class Import(models.Model):
    """One uploaded file, from its preview until it is carried out or discarded.

    ``lines`` says what each line of the file would do, and ``seen`` is their
    fingerprint: only what the preview showed is carried out. The file itself
    is kept until then and not longer. ``touched_at`` runs on the database's clock.
    """

    subject = models.CharField("Inhalt", max_length=12, choices=Subject.choices)
    file_name = models.CharField("Datei", max_length=100)
    content = models.BinaryField(null=True)
    stage = models.CharField(
        "Stand", max_length=10, choices=ImportStage.choices, default=ImportStage.PREVIEW
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="von",
    )
    uploaded_at = models.DateTimeField("hochgeladen")
    ended_at = models.DateTimeField("beendet", null=True)
    touched_at = models.DateTimeField(null=True)
    lines = models.JSONField(default=list)
    unread = models.JSONField("nicht gelesene Spalten", default=list)
    counts = models.JSONField(default=dict)
    seen = models.CharField(max_length=64, blank=True)
    step = models.CharField(max_length=10, choices=Step.choices, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    note = models.CharField("Hinweis", max_length=500, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "Import"
        verbose_name_plural = "Importe"
        constraints = [
            models.CheckConstraint(
                name="an_import_keeps_its_file_while_it_is_open",
                condition=Q(stage__in=WITH_FILE, content__isnull=False)
                | (~Q(stage__in=WITH_FILE) & Q(content__isnull=True)),
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse(f"admin:members_{PAGES[self.subject]}_import_one", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.stage in (ImportStage.WAITING, ImportStage.RUNNING)

    @property
    def preventing(self) -> int:
        """How many lines are wrong, so that nothing of the file is done."""
        return sum(self.counts.get(verdict, 0) for verdict in PREVENTING)

    @property
    def effective(self) -> int:
        """How many lines change something."""
        return sum(self.counts.get(verdict, 0) for verdict in (Verdict.NEW, Verdict.CHANGED))

    @property
    def percent(self) -> int:
        """How far it is: reading and comparing are the smaller part."""
        begins, share = {Step.COMPARING: (15, 5), Step.WRITING: (20, 80)}.get(self.step, (0, 15))
        return begins + share * min(self.done, self.total) // (self.total or 1)

    @property
    def called(self) -> str:
        """As the log says where a change came from."""
        return f"Import {self.file_name}"
