from .models import Mail


def inbox(person):
    """What was sent, or is being sent, to ``person``; nobody else's mail is ever in it."""
    return Mail.objects.filter(recipient=person).exclude(subject="").order_by("-created_at", "-id")
