"""The memory of the daily round that forgets what is no longer needed."""

from django.db import models


class RetentionRun(models.Model):
    """The round of one German day: begun, and done when nothing was left to forget."""

    day = models.DateField("Tag", unique=True)
    done_at = models.DateTimeField("fertig", null=True)
    forgotten = models.JSONField("vergessen", default=dict)

    class Meta:
        ordering = ["-day"]
        verbose_name = "Aufräumen"
        verbose_name_plural = "Aufräumen nach Fristen"

    def __str__(self):
        return f"{self.day:%d.%m.%Y}"
