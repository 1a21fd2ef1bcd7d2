"""What is asked once more before something that cannot be taken back: is it you?"""

import time
from functools import wraps

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.shortcuts import render


def recently_signed_in(view):
    """Decorator: whoever has a password or a second factor proves it within five minutes.

    django-allauth lets everybody else pass, who has nothing to prove it with; here such
    a person signs in anew with a code. The address of the page that was wanted is kept.
    """

    @wraps(view)
    def asking(request, *args, **kwargs):
        if _has_only_codes(request) and not _came_just_now(request):
            return render(request, "members/sign_in_again.html", status=403)
        return proven(request, *args, **kwargs)

    proven = reauthentication_required(view)
    return asking


def _has_only_codes(request) -> bool:
    return not get_reauthentication_flows(request.user)


def _came_just_now(request) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT
