"""Counties, their memberships, and organisations."""

from django import forms
from django.contrib import admin
from django.db.models import Exists, ManyToManyField, OuterRef

from forum_portal.admin_parts import PortalAdmin, ReadingAdmin
from forum_portal.clock import now

from .. import services
from ..models import District, FederalState, Mandate, Membership, Organisation, Topic
from ..stages import Subject
from .actions import EndMemberships
from .exports import GivesFiles
from .imports import TakesFiles
from .parts import (
    BeginsMandates,
    KeepsWhatIsUsed,
    LinkedInline,
    NewMandateInline,
    RunningFilter,
    TellsHistory,
    TermAdmin,
)

AT_PLACE = ["person", "function", "title", "starts_on", "ends_on", "may_vote"]


class MembershipInline(LinkedInline):
    model = Membership


class HeldInline(LinkedInline):
    model = Mandate
    fields = AT_PLACE

    def get_queryset(self, request):
        related = ["person", "district", "organisation"]
        return super().get_queryset(request).select_related(*related)


class NewAtDistrictInline(NewMandateInline):
    fields = AT_PLACE
    autocomplete_fields = ["person"]


class NewAtOrganisationInline(NewMandateInline):
    fields = ["person", "function", "title", "starts_on", "ends_on", "is_administration"]
    autocomplete_fields = ["person"]


class MemberFilter(admin.SimpleListFilter):
    title = "Mitgliedschaft"
    parameter_name = "mitglied"

    def lookups(self, request, model_admin):
        return [("ja", "Mitglied"), ("nein", "kein Mitglied")]

    def queryset(self, request, queryset):
        if self.value() in ("ja", "nein"):
            return queryset.filter(runs=self.value() == "ja")
        return queryset


@admin.register(District)
class DistrictAdmin(TellsHistory, BeginsMandates, PortalAdmin):
    """Figures come with `import_districts`; what the county works on is set here."""

    about = "Alle 401 Landkreise und kreisfreien Städte, mit Themen und Zuständigen"
    list_display = ["full_name", "federal_state", "kind", "population", "is_member"]
    list_filter = [MemberFilter, "kind", "federal_state", "topics"]
    list_select_related = ["federal_state"]
    search_fields = ["full_name", "name", "ags"]
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    inlines = [MembershipInline, HeldInline, NewAtDistrictInline]
    fields = [
        "full_name",
        "ags",
        "kind",
        "federal_state",
        "population",
        "population_date",
        "area_km2",
        "area_date",
        "nuts3",
        "note",
        "topics",
    ]
    readonly_fields = [name for name in fields if name != "topics"]

    def get_queryset(self, request):
        running = Membership.objects.running(now()).filter(district=OuterRef("pk"))
        return super().get_queryset(request).annotate(runs=Exists(running))

    @admin.display(boolean=True, description="Mitglied")
    def is_member(self, district):
        return district.runs

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Membership)
class MembershipAdmin(TakesFiles, GivesFiles, TermAdmin):
    subject = Subject.MEMBERSHIPS
    about = "Welcher Landkreis von wann bis wann zum Forum gehört"
    list_display = ["district", "joined_on", "left_on", "is_founding_member"]
    list_filter = [RunningFilter, "is_founding_member", "district__federal_state"]
    list_select_related = ["district"]
    search_fields = ["district__full_name"]
    autocomplete_fields = ["district"]
    actions = [EndMemberships()]

    def add(self, membership, form, **deed):
        services.add_membership(membership, **deed)

    def change(self, membership, **deed):
        services.change_membership(membership, **deed)


@admin.register(Organisation)
class OrganisationAdmin(TellsHistory, KeepsWhatIsUsed, BeginsMandates, PortalAdmin):
    called = "Die Organisation"
    about = "Der Träger des Forums und seine Partner, mit ihren Ansprechpersonen"
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name"]
    inlines = [HeldInline, NewAtOrganisationInline]

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj and obj.mandates.exists() else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []


@admin.register(Topic)
class TopicAdmin(KeepsWhatIsUsed, PortalAdmin):
    called = "Das Thema"
    about = "Woran die Landkreise arbeiten; nach Themen wird gefiltert"
    list_display = ["name"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(FederalState)
class FederalStateAdmin(ReadingAdmin):
    about = "Die 16 Länder, aus dem amtlichen Verzeichnis"
    list_display = ["name", "key", "iso"]
    search_fields = ["name", "iso"]
