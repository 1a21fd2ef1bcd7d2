"""How long meetings keep what those who come need, and the addresses of calendars."""

from django.db import transaction

from members.retention import ROWS_AT_ONCE, ago, delete_some, rule

from .models import Attendee, CalendarFeed


@rule(
    "needs",
    what="Was jemand bei einem Treffen an Barrierefreiheit und Essen braucht",
    how_long="{days} nach dem Treffen; wird es abgesagt oder die Anmeldung geändert, sofort",
    why="um das Treffen vorzubereiten und danach abzurechnen",
    setting="KEEP_NEEDS_DAYS",
)
@transaction.atomic
def forget_needs(now) -> int:
    told = Attendee.objects.exclude(access_needs="", food="")
    old = told.filter(registration__meeting__ends_at__lte=ago("KEEP_NEEDS_DAYS", now))
    free = old.select_for_update(skip_locked=True, of=["self"]).order_by("pk")
    ids = list(free.values_list("pk", flat=True)[:ROWS_AT_ONCE])
    return Attendee.objects.filter(pk__in=ids).update(access_needs="", food="")


@rule(
    "calendar_feeds",
    what="Dass Sie den Kalender abonniert haben",
    how_long="bis zum Ende der letzten Zuständigkeit, höchstens einen Tag länger",
    why="um Ihrem Kalenderprogramm die Treffen zu zeigen",
)
def forget_calendar_feeds(now) -> int:
    """It opens nothing from the end of the mandate on; without it also nothing later."""
    return delete_some(CalendarFeed.objects.over(now))
