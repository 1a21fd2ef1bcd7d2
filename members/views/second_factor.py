"""Second factors: the views of django-allauth, changed so that looking at them keeps nothing."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.templatekit import get_entrance_context_data
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from forum_portal.clock import now

from .. import second_factor
from ..authenticators import lacks_second_factor
from ..models import Person

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES


class ChallengedByPost:
    """The challenge of a passkey is kept in the session, so the script of the page posts for it."""

    def challenge(self) -> dict:
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        if "challenge" in request.POST:
            return JsonResponse(self.challenge())
        return super().post(request, *args, **kwargs)


class RemovesWhatMayGo:
    """One change of a person's factors and password at a time: which must stay is asked here."""

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        Person.objects.select_for_update().get(pk=request.user.pk)
        return super().post(request, *args, **kwargs)


@require_safe
def overview(request):
    """What the person can show beside the password, and what each is for."""
    instant = now()
    factors = second_factor.Factors.of(request.user)
    context = {
        "factors": factors,
        "is_missing": lacks_second_factor(request, instant),
        "is_meant": second_factor.is_meant(request.user, instant),
    }
    return render(request, "mfa/index.html", context)


class Authenticate(ChallengedByPost, base.AuthenticateView):
    """At sign-in, after the first factor."""

    def challenge(self):
        return {"request_options": auth.begin_authentication(self.stage.login.user)}

    def get_context_data(self, **kwargs):
        return {
            **TemplateView.get_context_data(self, **kwargs),
            **get_entrance_context_data(self.request),
            "form": self.auth_form,
            "webauthn_form": self.webauthn_form,
            "factors": second_factor.Factors.of(self.stage.login.user),
        }


class AddPasskey(ChallengedByPost, webauthn.AddWebAuthnView):
    def challenge(self):
        passwordless = "passwordless" in self.request.POST
        return {"creation_options": auth.begin_registration(self.request.user, passwordless)}

    def get_context_data(self, **kwargs):
        return FormView.get_context_data(self, **kwargs)


class RenamePasskey(webauthn.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(RemovesWhatMayGo, webauthn.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs):
        reason = second_factor.why_it_stays(self.object, now())
        return super().get_context_data(**kwargs) | {"reason": reason}

    def form_valid(self, form):
        if second_factor.why_it_stays(self.object, now()):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)


class LoginWithPasskey(ChallengedByPost, webauthn.LoginWebAuthnView):
    def challenge(self):
        return {"request_options": auth.begin_authentication(user=None)}

    def get(self, request, *args, **kwargs):
        return redirect("account_login")


class ReauthenticateWithPasskey(ChallengedByPost, webauthn.ReauthenticateWebAuthnView):
    def challenge(self):
        return {"request_options": auth.begin_authentication(self.request.user)}

    def get_context_data(self, **kwargs):
        context = FormView.get_context_data(self, **kwargs)
        return context | {"reauthentication_alternatives": self.get_reauthentication_alternatives()}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))


class DeactivateTOTP(RemovesWhatMayGo, totp.DeactivateTOTPView):
    pass


@require_safe
@reauthentication_required(app="allauth.mfa")
def view_recovery_codes(request):
    return render(request, "mfa/recovery_codes/index.html", {"codes": _unused_codes(request.user)})


@require_safe
@reauthentication_required(app="allauth.mfa")
def download_recovery_codes(request):
    text = render_to_string(
        "mfa/recovery_codes/download.txt", {"codes": _unused_codes(request.user)}
    )
    name = "wiederherstellungscodes.txt"
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _unused_codes(person):
    codes = get_object_or_404(Authenticator, user=person, type=RECOVERY_CODES)
    return codes.wrap().get_unused_codes()


activate_totp = totp.activate_totp
authenticate = Authenticate.as_view()
add_passkey = AddPasskey.as_view()
deactivate_totp = DeactivateTOTP.as_view()
generate_recovery_codes = recovery_codes.generate_recovery_codes
login_with_passkey = LoginWithPasskey.as_view()
reauthenticate = base.reauthenticate
reauthenticate_with_passkey = ReauthenticateWithPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
rename_passkey = RenamePasskey.as_view()
