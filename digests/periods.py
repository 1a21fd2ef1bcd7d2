"""How long the digests are remembered."""

from django.db.models import Exists, OuterRef

from members.retention import ago, delete_some, rule

from .models import Digest


@rule(
    "digests",
    what="Welchen Zeitraum eine Zusammenfassung umfasste",
    how_long="{days}, die jeweils letzte bleibt",
    why="damit nichts zweimal erzählt wird und nichts fehlt",
    setting="KEEP_DIGESTS_DAYS",
)
def forget_digests(now) -> int:
    """The last link of each chain stays: the next one begins where it ended."""
    later = Digest.objects.filter(person=OuterRef("person"), slot__gt=OuterRef("slot"))
    old = Digest.objects.filter(slot__lte=ago("KEEP_DIGESTS_DAYS", now))
    return delete_some(old.filter(Exists(later)))
