"""How long the addresses of calendars are kept."""

from members.retention import delete_some, rule

from .models import CalendarFeed


@rule(
    "calendar_feeds",
    what="Dass Sie den Kalender abonniert haben",
    how_long="bis zum Ende der letzten Zuständigkeit, höchstens einen Tag länger",
    why="um Ihrem Kalenderprogramm die Treffen zu zeigen",
)
def forget_calendar_feeds(now) -> int:
    """It opens nothing from the end of the mandate on; without it also nothing later."""
    return delete_some(CalendarFeed.objects.over(now))
