"""Recommendations in the Django admin: to look things up. The office moves them in the portal."""

from django.contrib import admin
from django.db.models import BigIntegerField, F
from django.db.models.functions import Cast

from forum_portal.admin_parts import ReadingAdmin, ReadingInline

from .models import Demand, DemandAddressee, Event, Recommendation

BY_NUMBER = Cast("year", BigIntegerField()) * 100_000 + F("number")


class DemandInline(ReadingInline):
    model = Demand
    fields = ["position", "text"]
    show_change_link = True


class AddresseeInline(ReadingInline):
    model = DemandAddressee
    fields = ["addressee", "federal_state"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("federal_state")


class EventInline(ReadingInline):
    model = Event
    fields = ["at", "verb", "by", "from_stage", "to_stage", "reason"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


@admin.register(Recommendation)
class RecommendationAdmin(ReadingAdmin):
    about = "Alle Empfehlungen mit Forderungen und Verlauf; bearbeitet werden sie im Forum"
    view_on_site = True
    list_display = ["sign", "title", "stage", "lead_district", "published_at"]
    list_display_links = ["title"]
    list_filter = ["stage", "year", "topics"]
    list_select_related = ["lead_district"]
    search_fields = ["title", "summary", "text"]
    inlines = [DemandInline, EventInline]
    fields = [
        "sign",
        "title",
        "summary",
        "text",
        "stage",
        "lead_district",
        "topics",
        "replaced_by",
        "published_at",
        "created_at",
        "created_by",
    ]

    @admin.display(description="Nummer", ordering=BY_NUMBER)
    def sign(self, recommendation):
        return recommendation.sign


@admin.register(Demand)
class DemandAdmin(ReadingAdmin):
    about = "Die einzelnen Forderungen und an wen sie gehen"
    view_on_site = True
    list_display = ["recommendation", "position", "text", "made_of"]
    list_display_links = ["text"]
    list_filter = ["addressees__addressee", "addressees__federal_state", "recommendation__stage"]
    list_select_related = ["recommendation"]
    search_fields = ["text", "recommendation__title"]
    fields = ["recommendation", "position", "text"]
    inlines = [AddresseeInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("addressees__federal_state")

    @admin.display(description="Adressaten")
    def made_of(self, demand):
        return ", ".join(str(addressee) for addressee in demand.addressees.all())
