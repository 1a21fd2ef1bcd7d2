"""The Django admin of members: the rules of the models, and no way around them."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import Exists, ManyToManyField, OuterRef
from django.http import HttpResponseRedirect

from forum_portal.admin_site import CheckedKeys, ReadOnly
from forum_portal.clock import now

from . import services
from .account_forms import DeliverableField
from .models import (
    District,
    FederalState,
    Mandate,
    Membership,
    Organisation,
    Person,
    Topic,
)

# Addresses belong to people and are changed there; groups give no right here.
for model in (EmailAddress, Group):
    admin.site.unregister(model)


class RuledAdmin(CheckedKeys, admin.ModelAdmin):
    """What is refused although the form was right, two people saving at once, is said."""

    view_on_site = False

    def changeform_view(self, request, *args, **kwargs):
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            reason = " ".join(refusal.messages)
        except (IntegrityError, OperationalError):
            reason = "Gerade wurde etwas gespeichert, das dem widerspricht."
        self.message_user(request, f"Nicht gespeichert: {reason}", messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())


class ServiceAdmin(RuledAdmin):
    """Saves by the verbs of ``services``, which also write the log."""

    def add(self, obj, form, **deed):
        raise NotImplementedError

    def change(self, obj, **deed):
        raise NotImplementedError

    def save_model(self, request, obj, form, change):
        deed = {"by": request.user, "now": now()}
        if change:
            self.change(obj, **deed)
        else:
            self.add(obj, form, **deed)

    def log_addition(self, request, obj, message):
        """The service has recorded it."""

    def log_change(self, request, obj, message):
        """The service has recorded it."""


class FixedForm(forms.ModelForm):
    """Fields of the model that are ``FIXED`` once it is saved are shown, not offered."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._meta.model.FIXED:
            if name in self.fields:
                self.fields[name].disabled = self.instance.pk is not None


class TermAdmin(ServiceAdmin):
    """A term that has begun is part of the history: it ends, and is not deleted."""

    form = FixedForm

    def has_delete_permission(self, request, obj=None):
        has_begun = obj is not None and obj.has_begun(now())
        return not has_begun and super().has_delete_permission(request, obj)


class RunningFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("laufend", "laufend"), ("nicht", "nicht laufend")]

    def queryset(self, request, queryset):
        running = queryset.model.objects.running(now()).values("pk")
        if self.value() == "laufend":
            return queryset.filter(pk__in=running)
        if self.value() == "nicht":
            return queryset.exclude(pk__in=running)
        return queryset


class LinkedInline(ReadOnly, admin.TabularInline):
    show_change_link = True


class MembershipInline(LinkedInline):
    model = Membership


class DistrictMandateInline(LinkedInline):
    model = Mandate
    fields = ["person", "function", "title", "starts_on", "ends_on", "may_vote"]


class PersonMandateInline(LinkedInline):
    model = Mandate
    fields = ["place", "function", "title", "starts_on", "ends_on", "may_vote"]
    readonly_fields = ["place"]

    @admin.display(description="Ort")
    def place(self, mandate):
        return mandate.place

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("district", "organisation")


@admin.register(FederalState)
class FederalStateAdmin(ReadOnly, admin.ModelAdmin):
    """Comes with `import_districts`, and is only read here."""

    list_display = ["name", "key", "iso"]
    search_fields = ["name", "iso"]


@admin.register(District)
class DistrictAdmin(RuledAdmin):
    """Figures come with `import_districts`; what the county works on is set here."""

    list_display = ["full_name", "federal_state", "kind", "population", "is_member"]
    list_filter = ["kind", "federal_state", "topics"]
    list_select_related = ["federal_state"]
    search_fields = ["full_name", "name", "ags"]
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    inlines = [MembershipInline, DistrictMandateInline]
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
class MembershipAdmin(TermAdmin):
    list_display = ["district", "joined_on", "left_on", "is_founding_member"]
    list_filter = [RunningFilter, "is_founding_member"]
    list_select_related = ["district"]
    search_fields = ["district__full_name"]
    autocomplete_fields = ["district"]

    def add(self, membership, form, **deed):
        services.add_membership(membership, **deed)

    def change(self, membership, **deed):
        services.change_membership(membership, **deed)


@admin.register(Organisation)
class OrganisationAdmin(RuledAdmin):
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name"]

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj and obj.mandates.exists() else []


@admin.register(Topic)
class TopicAdmin(RuledAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        in_use = obj is not None and obj.districts.exists()
        return not in_use and super().has_delete_permission(request, obj)


@admin.register(Mandate)
class MandateAdmin(TermAdmin):
    list_display = ["person", "place", "function", "title", "starts_on", "ends_on", "may_vote"]
    list_filter = [RunningFilter, "function", "may_vote", "is_administration"]
    list_select_related = ["person", "district", "organisation"]
    search_fields = [
        "person__email",
        "person__name",
        "district__full_name",
        "organisation__name",
        "title",
    ]
    autocomplete_fields = ["person", "district", "organisation"]

    @admin.display(description="Ort", ordering="district__sort_key")
    def place(self, mandate):
        return mandate.place

    def add(self, mandate, form, **deed):
        services.add_mandate(mandate, **deed)

    def change(self, mandate, **deed):
        services.change_mandate(mandate, **deed)


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


@admin.register(Person)
class PersonAdmin(ServiceAdmin):
    form = PersonForm
    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["email", "name"]
    inlines = [PersonMandateInline]
    readonly_fields = ["address_state", "delivery_address", "created_at", "last_login"]

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["email", "address_checked", "name"]
        return ["email", "address_state", "name", "is_active", *self.readonly_fields[1:]]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    @admin.display(boolean=True, description="Adresse bestätigt")
    def address_state(self, person):
        return EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists()

    def has_delete_permission(self, request, obj=None):
        """Somebody who has acted stays in the history; the account can be closed instead."""
        has_acted = obj is not None and (obj.last_login or obj.mandates.exists())
        return not has_acted and super().has_delete_permission(request, obj)

    def add(self, person, form, **deed):
        services.open_account(person, verified=form.cleaned_data["address_checked"], **deed)

    def change(self, person, **deed):
        services.change_person(person, **deed)
