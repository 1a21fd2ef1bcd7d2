"""Two accounts of one human, in the Django admin: choose the other, see what follows, do it."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from forum_portal.clock import now

from .. import services
from ..account_forms import DeliverableField
from ..models import Person

MOST_ALIKE = 10


class OtherForm(forms.Form):
    adresse = DeliverableField(label="Adresse des anderen Kontos")

    def clean_adresse(self):
        address = self.cleaned_data["adresse"].lower()
        self.person = Person.objects.filter(email=address).first()
        if self.person is None:
            raise ValidationError("Zu dieser Adresse gibt es kein Konto.")
        return address


class MergesPeople:
    """For the admin of people: one account takes over all of another one."""

    def get_urls(self):
        guard = self.admin_site.admin_view
        name = "members_person_merge"
        return [
            path("<int:pk>/zusammenfuehren/", guard(self.merge), name=name),
            *super().get_urls(),
        ]

    def merge(self, request, pk):
        """Ask for the other account, show what follows, and carry it out."""
        kept = get_object_or_404(Person, pk=pk)
        if not self.has_change_permission(request, kept):
            raise PermissionDenied
        if request.method == "POST":
            return self._carry_out(request, kept)
        if "mit" in request.GET:
            return self._outlook(request, kept, self._other(request.GET["mit"]))
        form = OtherForm(request.GET if "adresse" in request.GET else None)
        if form.is_bound and form.is_valid():
            return redirect(f"{_address(kept)}?mit={form.person.pk}")
        context = {"form": form, "candidates": _alike(kept)}
        return self._merge_page(request, kept, context)

    def _carry_out(self, request, kept):
        if "mit" not in request.POST:
            return redirect(_address(kept))
        old = self._other(request.POST["mit"])
        seen = request.POST.get("seen", "")
        try:
            services.merge_people(kept, old, seen=seen, by=request.user, now=now())
        except ValidationError as error:
            return self._outlook(request, kept, old, " ".join(error.messages))
        self.message_user(request, f"Das Konto {old.email} ist in diesem aufgegangen.")
        return redirect("admin:members_person_change", kept.pk)

    def _other(self, key: str) -> Person:
        return get_object_or_404(Person, pk=key if key.isdecimal() and len(key) < 19 else 0)

    def _outlook(self, request, kept, old, refusal: str = ""):
        outlook = services.merge_outlook(kept, old, by=request.user, now=now())
        if refusal in outlook.refusals:
            refusal = ""
        return self._merge_page(request, kept, {"old": old, "outlook": outlook, "refusal": refusal})

    def _merge_page(self, request, kept, context):
        shared = self.admin_site.each_context(request)
        about = {"title": "Zusammenführen", "opts": self.opts, "kept": kept}
        return TemplateResponse(request, "admin/merge.html", shared | about | context)


def _address(kept: Person) -> str:
    return reverse("admin:members_person_merge", args=[kept.pk])


def _alike(kept: Person):
    """Accounts of the same name, or with the same words before the @."""
    alike = Q(email__startswith=f"{kept.email.partition('@')[0]}@")
    if kept.name:
        alike |= Q(name__iexact=kept.name)
    return Person.objects.filter(alike).exclude(pk=kept.pk).order_by("email")[:MOST_ALIKE]
