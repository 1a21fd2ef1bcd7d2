"""Summaries in the Django admin: to see who wants one when, and what was made."""

from django.contrib import admin

from forum_portal.admin_parts import ReadingAdmin

from .models import Digest, DigestPreference


@admin.register(DigestPreference)
class DigestPreferenceAdmin(ReadingAdmin):
    about = "Wer die Zusammenfassung anders möchte als montags um sieben; jede Person wählt selbst"
    list_display = ["person", "rhythm", "weekday", "hour", "chosen_at"]
    list_filter = ["rhythm", "weekday"]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__name"]
    fields = ["person", "rhythm", "weekday", "hour", "chosen_at", "topics", "states"]


@admin.register(Digest)
class DigestAdmin(ReadingAdmin):
    about = "Welche Zusammenfassung welche Zeit umfasst; ohne Anlass war nichts Neues"
    list_display = ["person", "slot", "since", "until", "occasion"]
    list_filter = ["slot"]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__name", "occasion"]
    fields = ["person", "slot", "since", "until", "occasion"]
