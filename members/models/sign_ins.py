"""Where somebody is signed in, so that each person can see and end it."""

from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from .people import Person


class SignInQuerySet(models.QuerySet):
    def open(self):
        """Those whose session still runs, the newest first.

        Sessions end on the machine's clock, also in a demo whose clock is ahead of it.
        """
        running = self.filter(session__expire_date__gt=timezone.now())
        return running.order_by("-at", "-pk")


class SignIn(models.Model):
    """A browser in which a person is signed in; it goes with its session.

    Neither the IP address is kept nor what the browser calls itself in full.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="sign_ins", verbose_name="Person"
    )
    session = models.OneToOneField(Session, models.CASCADE, verbose_name="Sitzung")
    at = models.DateTimeField("angemeldet")
    browser = models.CharField("Browser", max_length=60, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldungen"

    def __str__(self):
        return self.browser or "Unbekannter Browser"
