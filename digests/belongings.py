"""What belongs to a person in the digests: the rhythm, the choice, the summaries made."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from members.own_data import Part, own_data
from members.transfer import Moves, transfers

from .models import Digest, DigestPreference
from .stages import Rhythm, Weekday


@own_data
class DigestWish(Part):
    key = "digest_preference"
    title = "Wunsch zur Zusammenfassung"
    columns = {
        "rhythm": "Häufigkeit",
        "weekday": "Wochentag",
        "hour": "Uhrzeit",
        "topics": "nur diese Themen",
        "states": "nur diese Länder",
        "chosen_at": "gewählt",
    }
    covers = ("digests.DigestPreference.person",)
    goes = "Ihr Wunsch, wann die Zusammenfassung kommt und was darin steht"

    def things(self, person, now):
        wish = DigestPreference.objects.filter(person=person)
        return wish.annotate(topic_names=_names("topics"), state_names=_names("states"))

    def row(self, wish, person):
        return {
            "rhythm": Rhythm(wish.rhythm),
            "weekday": Weekday(wish.weekday),
            "hour": wish.hour,
            "topics": wish.topic_names,
            "states": wish.state_names,
            "chosen_at": wish.chosen_at,
        }

    def forget(self, leaver):
        DigestPreference.objects.filter(person=leaver.person).delete()


@own_data
class Digests(Part):
    key = "digests"
    title = "Zusammenfassungen"
    columns = {"slot": "fällig", "since": "umfasst von", "until": "bis", "had_mail": "mit Mail"}
    covers = ("digests.Digest.person",)
    goes = "Welche Zeiträume Ihre Zusammenfassungen umfasst haben"

    def things(self, person, now):
        return Digest.objects.filter(person=person).order_by("slot")

    def row(self, digest, person):
        return {
            "slot": digest.slot,
            "since": digest.since,
            "until": digest.until,
            "had_mail": bool(digest.occasion),
        }

    def forget(self, leaver):
        self.things(leaver.person, leaver.now).delete()


def _names(relation: str) -> ArrayAgg:
    name = f"{relation}__name"
    chosen = Q(**{f"{name}__isnull": False})
    return ArrayAgg(name, distinct=True, filter=chosen, default=[])


class WishMoves(Moves):
    """What the account that stays has chosen counts."""

    def __init__(self):
        super().__init__(
            "digests.DigestPreference.person",
            "Wunsch zur Zusammenfassung",
            "Wünsche zur Zusammenfassung",
        )

    def effects(self, old, kept, now):
        return iter(()) if self.rows(kept).exists() else super().effects(old, kept, now)

    def clashes(self, old, kept, now):
        if self.rows(old).exists() and self.rows(kept).exists():
            yield (
                "Zusammenfassung: Beide Konten haben einen Rhythmus gewählt. "
                f"Es gilt der von {kept}."
            )

    def carry(self, old, kept, now):
        if self.rows(kept).exists():
            self.rows(old).delete()
        super().carry(old, kept, now)


class ChainMoves(Moves):
    """Each person's summaries form one chain; two do not fit into each other."""

    def __init__(self):
        super().__init__("digests.Digest.person", "Zusammenfassung", "Zusammenfassungen")

    def effects(self, old, kept, now):
        return iter(()) if self.rows(kept).exists() else super().effects(old, kept, now)

    def carry(self, old, kept, now):
        if self.rows(kept).exists():
            self.rows(old).delete()
        super().carry(old, kept, now)


transfers(WishMoves(), ChainMoves())
