"""What a county works on, as it says itself."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.admin.models import CHANGE
from django.db import transaction

from .. import history
from ..models import District, Topic
from ..refusals import ChangedMeanwhile
from ..snapshot import topics_fingerprint
from .keeping import log
from .profiles import KEPT


@transaction.atomic
def change_topics(
    district: District, topics: Iterable[Topic], *, seen: str | None = None, by, now: datetime
) -> None:
    """``district`` works on just these ``topics``.

    ``seen`` is the ``topics_fingerprint`` of what the person saw: what was saved
    since is not overwritten (``ChangedMeanwhile``).
    """
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    before = list(district.topics.all())
    if seen and seen != topics_fingerprint(before):
        raise ChangedMeanwhile(f"Die Themen wurden inzwischen geändert\n{KEPT}")
    if set(before) != set(topics):
        with history.doing(by, now):
            district.topics.set(topics)
        log(district, by, now, CHANGE, "Themen geändert")
