"""Accounts, and the mandates that give them their rights."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin

from forum_portal.admin_parts import ReadingAdmin
from forum_portal.clock import now

from .. import second_factor, services
from ..account_forms import DeliverableField
from ..models import (
    Absence,
    Invitation,
    Mandate,
    Person,
)
from ..stages import (
    InvitationStage,
    Subject,
)
from .actions import CloseAccounts, EndMandates, ReopenAccounts, ResetSecondFactors
from .deletion import DeleteAccounts
from .exports import GivesFiles
from .imports import TakesFiles
from .merging import MergesPeople
from .parts import (
    BeginsMandates,
    LinkedInline,
    NewMandateInline,
    RunningFilter,
    ServiceAdmin,
    TermAdmin,
)


class ActsForFilter(admin.SimpleListFilter):
    title = "Zuständigkeit"
    parameter_name = "zustaendig"

    def lookups(self, request, model_admin):
        return [("ja", "zuständig"), ("nein", "für niemanden zuständig")]

    def queryset(self, request, queryset):
        holders = Mandate.objects.running(now()).values("person")
        if self.value() == "ja":
            return queryset.filter(pk__in=holders)
        if self.value() == "nein":
            return queryset.exclude(pk__in=holders)
        return queryset


class PersonForm(forms.ModelForm):
    """An account; no password and no right is given here."""

    address_checked = forms.BooleanField(
        label="Die Adresse ist geprüft",
        required=False,
        help_text="Sonst bestätigt die Person sie mit dem ersten Code, den sie anfordert.",
    )

    class Meta:
        model = Person
        fields = ["email", "name", "is_active"]
        field_classes = {"email": DeliverableField}


class HeldInline(LinkedInline):
    model = Mandate
    fields = ["place", "function", "title", "starts_on", "ends_on", "may_vote"]
    readonly_fields = ["place"]

    @admin.display(description="Ort")
    def place(self, mandate):
        return mandate.place

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("district", "organisation")


class NewInline(NewMandateInline):
    autocomplete_fields = ["district", "organisation"]


@admin.register(Person)
class PersonAdmin(MergesPeople, TakesFiles, GivesFiles, BeginsMandates, ServiceAdmin):
    subject = Subject.PEOPLE
    about = "Die Konten; was jemand darf, folgt allein aus den Zuständigkeiten"
    form = PersonForm
    list_display = ["email", "name", "places", "is_active", "last_login"]
    list_filter = [ActsForFilter, "is_active"]
    search_fields = ["email", "name"]
    inlines = [HeldInline, NewInline]
    readonly_fields = [
        "address_state",
        "delivery_address",
        "delivery_verified_at",
        "factors",
        "created_at",
        "last_login",
    ]
    actions = [CloseAccounts(), ReopenAccounts(), ResetSecondFactors(), DeleteAccounts()]

    def get_queryset(self, request):
        return super().get_queryset(request).known().with_running_mandates(now())

    @admin.display(description="zuständig für")
    def places(self, person):
        return ", ".join(str(mandate.place) for mandate in person.held) or None

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["email", "address_checked", "name"]
        return ["email", "address_state", "name", "is_active", *self.readonly_fields[1:]]

    @admin.display(boolean=True, description="Adresse bestätigt")
    def address_state(self, person):
        return EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists()

    @admin.display(description="Zweiter Faktor")
    def factors(self, person):
        return second_factor.Factors.of(person).words or "keiner"

    def get_inlines(self, request, obj):
        return self.inlines if obj else [NewInline]

    def get_actions(self, request):
        """An account that was opened by mistake is deleted on its own page."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request, obj=None):
        """Somebody who has acted stays in the history; the account can be closed instead."""
        has_acted = obj is not None and (obj.last_login or obj.mandates.exists())
        return not has_acted and super().has_delete_permission(request, obj)

    def add(self, person, form, **deed):
        services.open_account(person, verified=form.cleaned_data["address_checked"], **deed)

    def change(self, person, **deed):
        services.change_person(person, **deed)


@admin.register(Mandate)
class MandateAdmin(GivesFiles, TermAdmin):
    about = "Wer von wann bis wann für wen handelt"
    list_display = ["person", "place", "function", "starts_on", "ends_on", "may_vote"]
    list_filter = [
        RunningFilter,
        "function",
        "may_vote",
        "is_administration",
        "district__federal_state",
    ]
    list_select_related = ["person", "district", "organisation"]
    search_fields = [
        "person__email",
        "person__name",
        "district__full_name",
        "organisation__name",
        "title",
    ]
    autocomplete_fields = ["person", "district", "organisation"]
    actions = [EndMandates()]

    @admin.display(description="Ort", ordering="district__sort_key")
    def place(self, mandate):
        return mandate.place

    def add(self, mandate, form, **deed):
        services.add_mandate(mandate, **deed)

    def change(self, mandate, **deed):
        services.change_mandate(mandate, **deed)


class StageFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return InvitationStage.choices

    def queryset(self, request, queryset):
        return queryset.filter(stage=self.value()) if self.value() else queryset


@admin.register(Invitation)
class InvitationAdmin(ReadingAdmin):
    """Sent, renewed and withdrawn on the portal's pages, where what may be offered is checked."""

    about = "Wer ins Portal eingeladen ist, von wem, und was daraus wurde"
    list_display = ["__str__", "address", "stage", "created_at", "expires_at"]
    list_filter = [StageFilter, "function", "district__federal_state"]
    search_fields = ["address", "name", "district__full_name", "organisation__name"]
    fields = [
        "address",
        "name",
        "district",
        "organisation",
        "function",
        "title",
        "may_vote",
        "is_administration",
        "starts_on",
        "ends_on",
        "stage",
        "invited_by",
        "created_at",
        "links",
        "expires_at",
        "wanted_at",
        "accepted_at",
        "person",
        "revoked_at",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_stage(now())

    @admin.display(description="Stand", ordering="stage")
    def stage(self, invitation):
        return InvitationStage(invitation.stage).label


@admin.register(Absence)
class AbsenceAdmin(ReadingAdmin):
    about = "Wann die Koordination eines Landkreises abwesend ist und wer sie vertritt"
    list_display = ["district", "starts_on", "ends_on", "deputy"]
    list_filter = ["starts_on", "mandate__district__federal_state"]
    list_select_related = [
        "mandate__district",
        "mandate__organisation",
        "deputy__district",
        "deputy__organisation",
    ]
    search_fields = ["mandate__district__full_name", "deputy__person__email"]

    @admin.display(description="Landkreis", ordering="mandate__district__sort_key")
    def district(self, absence):
        return absence.mandate.district
