"""What the pages are measured against: session, user, one query, a small template."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template.loader import get_template

from meetings.models import Meeting


@login_not_required
def rows(request, rows):
    """A list of ``rows`` meetings, without the portal's frame, rights or context."""
    meetings = Meeting.objects.order_by("pk")[:rows]
    context = {"user": request.user, "meetings": meetings}
    return HttpResponse(get_template("benchmarks/rows.html").render(context))
