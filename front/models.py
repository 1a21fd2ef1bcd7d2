"""What strangers tell the office through the public pages."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

LONGEST_REPORT = 5000


class BarrierReport(models.Model):
    """Somebody could not use a page, and tells the office (§ 12b Abs. 2 Nr. 2 BGG).

    Who reports need not say who it is; the office answers to ``reply_to``.
    """

    page = models.CharField("Seite", max_length=300, blank=True)
    description = models.TextField(
        "Was nicht geht",
        max_length=LONGEST_REPORT,
        validators=[MaxLengthValidator(LONGEST_REPORT)],
    )
    reply_to = models.EmailField("E-Mail für die Antwort", blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Person",
    )
    at = models.DateTimeField("gemeldet")

    class Meta:
        ordering = ["-at"]
        verbose_name = "Gemeldete Barriere"
        verbose_name_plural = "Gemeldete Barrieren"

    def __str__(self):
        return f"Barriere vom {self.at:%d.%m.%Y}"
