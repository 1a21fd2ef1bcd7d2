"""The mail about a step of a recommendation: who gets it, whether it still holds, how it reads."""

from functools import cached_property, partial

from django.conf import settings

from mailroom.letters import compose
from mailroom.registers import About, Kind, register
from mailroom.stages import Policy, Priority
from meetings.representing import invited
from members.models import Mandate

from .models import Event, Recommendation
from .stages import Stage, Verb
from .wording import happened

# What the reader can do with it now, beside reading it.
NOW = {
    Stage.DRAFT: "Die Geschäftsstelle schreibt am Text. Hinweise nimmt sie entgegen.",
    Stage.CONSULTATION: "Bitte äußern Sie sich gegenüber der Geschäftsstelle, solange die "
    "Anhörung läuft.",
    Stage.BALLOT: "Abgestimmt wird mit einer Stimme je Landkreis. Wie und bis wann, sagt Ihnen "
    "die Geschäftsstelle.",
    Stage.ADOPTED: "Der Text ist beschlossen und wird veröffentlicht.",
    Stage.PUBLISHED: "Die Empfehlung kann jetzt jede und jeder lesen. Sie können den Link "
    "weitergeben.",
    Stage.REPLACED: "Bitte verweisen Sie künftig auf die neue Empfehlung.",
    Stage.WITHDRAWN: "Die Empfehlung wird nicht weiterverfolgt.",
}


@register
class Moved(Kind):
    """To the people of all member counties, once for each step, while the step is the latest."""

    name = "recommendation_moved"
    label = "Neuer Stand von Empfehlungen"
    overtaken = "Die Empfehlung war inzwischen einen Schritt weiter."
    policy = Policy.ROUTINE
    priority = Priority.REMINDER
    can_unsubscribe = True

    def concerns(self, person, now):
        return bool(person.acts_for(now))

    def recipients(self, payload, now):
        return invited(now).values_list("pk", flat=True)

    def letters(self, mails, now):
        batch = Batch(mails, now)
        return [(mail, partial(_letter, mail, batch, now)) for mail in mails]

    def letter(self, mail, now):
        return _letter(mail, Batch([mail], now), now)

    def links(self, mails, now):
        batch = Batch(mails, now)
        return {
            mail.pk: batch.recommendations[mail.payload["recommendation"]].get_absolute_url()
            for mail in mails
            if mail.payload["recommendation"] in batch.recommendations
            and mail.recipient_id in batch.members
        }

    def about(self, mails, person, now):
        visible = Recommendation.objects.visible_to(person, now)
        found = visible.in_bulk({mail.payload["recommendation"] for mail in mails})
        return {
            mail.pk: About(recommendation.title, recommendation.get_absolute_url())
            for mail in mails
            if (recommendation := found.get(mail.payload["recommendation"]))
        }

    def still_due(self, mail, now):
        latest = _latest([mail.payload["recommendation"]])
        return latest.get(mail.payload["recommendation"]) == mail.payload["event"]


class Batch:
    """What a batch of mails needs to know, each kind of fact in one query."""

    def __init__(self, mails, now):
        self.now = now
        self.people = {mail.recipient_id for mail in mails}
        self.ids = {mail.payload["recommendation"] for mail in mails}

    @cached_property
    def recommendations(self) -> dict[int, Recommendation]:
        visible = Recommendation.objects.open_to_members().select_related("replaced_by")
        return visible.prefetch_related("demands").in_bulk(self.ids)

    @cached_property
    def events(self) -> dict[int, Event]:
        """The latest step of each recommendation."""
        latest = _latest(self.ids)
        return {
            event.recommendation_id: event for event in Event.objects.filter(pk__in=latest.values())
        }

    @cached_property
    def members(self) -> set[int]:
        """Those who act for a member county now: for them the whole way is open."""
        running = Mandate.objects.running(self.now).filter(
            person__in=self.people, district__isnull=False
        )
        return set(running.values_list("person_id", flat=True))


def _latest(recommendations) -> dict[int, int]:
    """Recommendation to the id of its latest step."""
    steps = Event.objects.filter(recommendation__in=recommendations, verb=Verb.MOVED)
    return dict(steps.order_by("at", "pk").values_list("recommendation_id", "pk"))


def _letter(mail, batch: Batch, now):
    recommendation = batch.recommendations.get(mail.payload["recommendation"])
    event = batch.events.get(mail.payload["recommendation"])
    if event is None or event.pk != mail.payload["event"]:
        return None
    if mail.recipient_id not in batch.members:
        return None
    return compose(
        "recommendations/mail/moved",
        {
            "recommendation": recommendation,
            "what": happened(event),
            "advice": NOW[Stage(event.to_stage)],
            "facts": _facts(recommendation, event),
            "page_url": settings.PUBLIC_URL + recommendation.get_absolute_url(),
        },
        mail=mail,
        now=now,
        subject=f"{happened(event)}: {recommendation.title}",
        thread=f"recommendation-{recommendation.pk}",
    )


def _facts(recommendation, event) -> list[dict]:
    facts = [
        ("Empfehlung", f"{recommendation.sign}, {recommendation.title}", ""),
        ("Worum es geht", recommendation.summary, ""),
        ("Forderungen", str(len(recommendation.demands.all()) or ""), ""),
        ("Begründung", event.reason, ""),
    ]
    if successor := recommendation.replaced_by:
        url = settings.PUBLIC_URL + successor.get_absolute_url()
        facts.append(("Ersetzt durch", f"{successor.sign}, {successor.title}", url))
    return [{"label": label, "value": value, "url": url} for label, value, url in facts if value]
