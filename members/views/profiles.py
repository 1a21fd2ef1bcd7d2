"""The own profile, and pictures, which are shown to those who may see the person."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forum_portal import clock

from .. import services
from ..forms.profiles import ProfileForm
from ..models import Profile
from ..refusals import ChangedMeanwhile
from ..snapshot import profile_fingerprint

CHOOSE_AGAIN = "Das Bild wählen Sie bitte noch einmal aus."


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """What one tells the other members of oneself; open also to those without a mandate."""
    now, context = clock.now(), {}
    data, files = (request.POST, request.FILES) if request.POST or request.FILES else (None, None)
    form = ProfileForm(data, files, profile=Profile.of(request.user), now=now)
    if form.is_valid():
        try:
            return _save(request, form, now)
        except ChangedMeanwhile as meanwhile:
            form = _again(data, form, now)
            context["meanwhile"] = f"{meanwhile} {CHOOSE_AGAIN if request.FILES else ''}"
            context["compared"] = form.compared()
    context |= {"form": form, "profile": form.profile}
    return render(request, "members/profile.html", context)


def _save(request, form, now):
    services.change_profile(request.user, **form.values(), by=request.user, now=now)
    messages.success(request, "Ihr Profil ist gespeichert")
    return redirect("members:profile")


def _again(data, form, now) -> ProfileForm:
    """What was sent, as from a form that shows the profile as it stands now."""
    present = Profile.objects.select_related("person").get(pk=form.profile.pk)
    data = data.copy()
    data["seen"] = profile_fingerprint(present)
    again = ProfileForm(data, profile=present, now=now)
    again.is_valid()
    return again


@require_safe
def own_picture(request):
    return answer_with_picture(request.user)


def answer_with_picture(person) -> HttpResponse:
    """The person's picture as a file; whether it may be seen has been asked before."""
    name = Profile.of(person).picture.name
    if not name:
        raise Http404
    try:
        with default_storage.open(name) as file:
            return HttpResponse(file.read(), content_type="image/jpeg")
    except OSError:
        raise Http404 from None
