"""/konto/zustelladresse/: where the Forum writes to, if not where somebody signs in."""

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from forum_portal.clock import now

from .. import services
from ..account_forms import DeliveryAddressForm, DeliveryCodeForm
from ..delivery_code import DeliveryCode

TOO_MANY = (
    "Das waren viele Codes in kurzer Zeit. Bitte versuchen Sie es in einer Stunde noch einmal."
)
VOID = "Dieser Code gilt nicht mehr\nBitte fordern Sie einen neuen an."


@require_http_methods(["GET", "HEAD", "POST"])
def delivery_address(request):
    """What holds now, and the form for another address."""
    data = request.POST if request.method == "POST" else None
    form = DeliveryAddressForm(data, person=request.user)
    if form.is_valid():
        if _may_send(request):
            address = form.cleaned_data["address"]
            code = DeliveryCode.made(request.session, address, now())
            services.ask_for_delivery_address(request.user, address, code.code, now=now())
            return redirect("account_confirm_delivery_address")
        form.add_error(None, TOO_MANY)
    return render(request, "account/delivery_address.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_delivery_address(request):
    """The code from the mail, typed in; a GET shows the form and no more."""
    person = request.user
    if not person.delivery_address or person.delivery_verified_at:
        return redirect("account_delivery_address")
    form = DeliveryCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = DeliveryCode.kept(request.session, person.delivery_address, now())
        if code is None:
            messages.error(request, VOID)
            return redirect("account_delivery_address")
        if code.is_right(request.session, form.cleaned_data["code"]):
            return _confirmed(request, code)
        form.add_error("code", "Der Code stimmt nicht. Bitte geben Sie ihn so ein, wie er dasteht.")
    return render(request, "account/confirm_delivery_address.html", {"form": form})


@require_POST
def send_delivery_code(request):
    """Once more to the address that waits."""
    person = request.user
    if not person.delivery_address or person.delivery_verified_at:
        return redirect("account_delivery_address")
    if not _may_send(request):
        messages.error(request, TOO_MANY)
        return redirect("account_delivery_address")
    code = DeliveryCode.made(request.session, person.delivery_address, now())
    services.send_delivery_code(person, code.code, now=now())
    return redirect("account_confirm_delivery_address")


@require_POST
def remove_delivery_address(request):
    services.remove_delivery_address(request.user, now=now())
    messages.success(request, f"Das Forum schreibt Ihnen an {request.user.email}")
    return redirect("account_delivery_address")


def _may_send(request):
    return consume(request, action="delivery_address", user=request.user)


def _confirmed(request, code):
    try:
        services.confirm_delivery_address(request.user, code.address, now=now())
    except ValidationError:
        messages.error(request, VOID)
    else:
        messages.success(request, f"Das Forum schreibt Ihnen ab jetzt an {code.address}")
    return redirect("account_delivery_address")
