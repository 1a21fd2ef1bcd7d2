from django.db import models


class Rhythm(models.TextChoices):
    DAILY = "daily", "täglich"
    WEEKLY = "weekly", "wöchentlich"
    MONTHLY = "monthly", "monatlich"
    NEVER = "never", "nie"


class Weekday(models.IntegerChoices):
    """Days of the week as ``date.weekday()`` counts them."""

    MONDAY = 0, "Montag"
    TUESDAY = 1, "Dienstag"
    WEDNESDAY = 2, "Mittwoch"
    THURSDAY = 3, "Donnerstag"
    FRIDAY = 4, "Freitag"
    SATURDAY = 5, "Samstag"
    SUNDAY = 6, "Sonntag"
