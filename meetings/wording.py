"""Sentences about answers that pages, mails and refusals say in the same words."""

from collections.abc import Iterable
from datetime import datetime

from forum_portal import dates
from members.models import District
from members.stages import DistrictKind

from .models import Event, Meeting, Minutes, Registration
from .papers import in_words
from .stages import Circle, MinutesStage, Mode, Offset, Reply, Verb

REMINDERS = {
    name: Meeting._meta.get_field(name).verbose_name for name in ("reminders", "answer_reminders")
}
ABOUT_PAPERS = [Verb.PAPER, Verb.PAPER_CHANGED, Verb.PAPER_WITHDRAWN]
FEMININE = ("Region ", "Städteregion ", "Stadt ", "Hansestadt ", "Landeshauptstadt ")


def nominative(district: District) -> str:
    return _with_article(district, "der", "die")


def accusative(district: District) -> str:
    return _with_article(district, "den", "die")


def _with_article(district, masculine, feminine) -> str:
    """``den Landkreis Celle``, ``die Region Hannover``, and a city: ``die Stadt Amberg``."""
    name = district.full_name
    if district.kind == DistrictKind.URBAN and not name.startswith(FEMININE):
        name = f"Stadt {name}"
    return f"{feminine if name.startswith(FEMININE) else masculine} {name}"


def listed(words: Iterable[str]) -> str:
    """``Celle``; ``Celle und Coburg``; ``Celle, Coburg und Lippe``"""
    *first, last = ["", *words]
    return " und ".join(filter(None, [", ".join(filter(None, first)), last]))


def with_kind(meeting: Meeting) -> str:
    """``Arbeitsgruppe: Ehrenamt``, and ``Arbeitsgruppe Ehrenamt`` as it stands."""
    kind = meeting.get_kind_display()
    return meeting.title if kind in meeting.title else f"{kind}: {meeting.title}"


def circle_in_words(meeting: Meeting) -> str:
    """``Arbeitsgruppe Sprache``; ``Landkreis Celle und Kreis Lippe``; all of them by one word.

    Partners come behind: ``…, als Partner: Stiftung Ankommen``.
    """
    match meeting.circle:
        case Circle.GROUP:
            counties = str(meeting.group)
        case Circle.CHOSEN:
            counties = listed(str(district) for district in meeting.invited.all())
        case _:
            counties = Circle.MEMBERS.label
    partners = listed(str(partner) for partner in meeting.partners.all())
    return f"{counties}, als Partner: {partners}" if partners else counties


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def reply_in_words(registration: Registration) -> str:
    """``nimmt teil (vor Ort: Integrationsbeauftragte)`` or ``nimmt nicht teil``."""
    if registration.reply == Reply.DECLINED:
        return "nimmt nicht teil"
    return f"nimmt teil ({coming_in_words(registration)})"


def coming_in_words(registration: Registration) -> str:
    """``vor Ort: Integrationsbeauftragte; online: Fachstelle Teilhabe``"""
    groups = {mode.label: [one for one in registration.coming if one.mode == mode] for mode in Mode}
    groups["auf der Warteliste für vor Ort"] = registration.waiting
    return "; ".join(
        f"{words}: {', '.join(one.label for one in group)}"
        for words, group in groups.items()
        if group
    )


def over_since(moment: datetime, now: datetime) -> str:
    """``seit gestern``, ``seit 3 Tagen``; ``seit heute`` within the same day."""
    days = (dates.day(now) - dates.day(moment)).days
    near = {0: "seit heute", 1: "seit gestern"}
    return near.get(days, f"seit {days}{dates.NBSP}Tagen")


def offsets_in_words(offsets: Iterable[str]) -> str:
    """``7 Tage und 2 Stunden vorher``, the furthest first; ``keine``"""
    labels = [offset.label.removesuffix(" vorher") for offset in Offset if offset in offsets]
    return f"{listed(labels)} vorher" if labels else "keine"


def changes_in_words(event: Event) -> list[str]:
    """What an event of the history changed about the mails, one sentence each."""
    before, after = event.details.get("from") or {}, event.details.get("to") or {}
    changes = [
        f"{label}: {offsets_in_words(after[name])} (bisher: {offsets_in_words(before[name])})"
        for name, label in REMINDERS.items()
        if name in after
    ]
    if "link_only" in after:
        what = "nur noch ein Link" if after["link_only"] else "wieder, worum es geht"
        changes.append(f"In Mails steht {what}")
    if "circle" in after:
        changes.append(f"Eingeladen: {after['circle']} (bisher: {before['circle']})")
    if event.details.get("from_poll"):
        changes.append("angemeldet aufgrund der Terminabstimmung")
    if "proposal" in event.details:
        changes += filter(None, [f"„{event.details['proposal']}“", event.details["reason"]])
    told = ("task", "resolution", "minutes")
    changes += [event.details[name] for name in told if name in event.details]
    if event.verb in ABOUT_PAPERS:
        changes += _papers_in_words(before, after)
    return changes


def _papers_in_words(before: dict, after: dict) -> list[str]:
    """What there was and what there is, as far as they differ."""
    words = [
        f"„{one['title']}“, {in_words(one['kind'], one['size'])}"
        + (f", zu: {one['item']}" if one["item"] else "")
        for one in (before, after)
        if one
    ]
    return [f"Bisher: {words[0]}", f"Jetzt: {words[1]}"] if words[1:] else words


def minutes_status(minutes: Minutes, *, as_partner: bool = False) -> str:
    """Where minutes stand, in the words that page, PDF and Word begin with.

    A partner is not told of another meeting.
    """
    match minutes.stage:
        case MinutesStage.CIRCULATED:
            return f"Im Umlauf, Frist für Anmerkungen: {dates.deadline(minutes.remarks_by)}"
        case MinutesStage.ADOPTED:
            adopted_on = dates.long_date(minutes.adopted_in.starts_at)
            if as_partner:
                return f"Genehmigt am {adopted_on}"
            return f"Genehmigt am {adopted_on} beim Treffen „{minutes.adopted_in}“"
    return "Entwurf, nur für die Geschäftsstelle"


def soon(moment: datetime, now: datetime) -> str:
    """``in 2 Minuten``; ``gleich`` within a minute."""
    minutes = round((moment - now).total_seconds() / 60)
    return f"in {minutes}{dates.NBSP}Minuten" if minutes > 1 else "gleich"


def what_counts(meeting: Meeting, district: District, registration: Registration | None) -> str:
    """Which answer of a county holds after the deadline."""
    if registration is None:
        return (
            f"{capitalised(nominative(district))} hat nicht geantwortet. "
            "Bitte wenden Sie sich an die Geschäftsstelle."
        )
    return (
        f"Für {accusative(district)} gilt die Rückmeldung vom "
        f"{dates.long_date(registration.answered_at)}: {reply_in_words(registration)}."
    )
