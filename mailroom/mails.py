"""The one kind of mail that the mailroom knows itself."""

from .registers import Kind, register
from .stages import Policy, Priority


@register
class Account(Kind):
    """Login codes and other mail about the account itself, always handed in sealed."""

    name = "account"
    label = "Anmeldung und Konto"
    policy = Policy.INTERACTIVE
    priority = Priority.LOGIN
