"""One of everything that an address can name, and somebody in each role."""

from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from demo.mailsink import keep
from digests.models import Digest, DigestPreference
from forum_portal.clock import now
from forum_portal.dates import day
from front.services import report_barrier
from mailroom import ledger, passes, pausing
from mailroom.models import Heartbeat, Mail, Preference, RestingDomain, Suppression
from mailroom.stages import State
from mailroom.unsubscribing import unsubscribe_url
from meetings.services.subscribing import subscribe_calendar
from meetings.stages import Circle
from members import (
    services,
)
from members.models import (
    District,
    Organisation,
    Person,
    Profile,
    Topic,
)
from members.services import (
    enter_absence,
)
from members.stages import Function
from recommendations.stages import Stage
from tests.access.table import ADMIN
from tests.factories.invitations import make_invitation
from tests.factories.mailroom import make_bounce
from tests.factories.meetings import (
    make_action_item,
    make_attendance,
    make_circulated,
    make_draft,
    make_group,
    make_meeting,
    make_minutes,
    make_over,
    make_paper,
    make_poll,
    make_poll_draft,
    make_proposal,
    make_registration,
    make_remark,
    make_resolution,
)
from tests.factories.members import (
    BYGONE,
    DAY,
    NOON,
    WEEK,
    make_district,
    make_lead,
    make_mandate,
    make_member,
    make_officer,
    make_operator,
    make_partner,
    make_person,
)
from tests.factories.pictures import make_picture
from tests.factories.recommendations import make_recommendation

MODELS = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in apps.get_models()}
OPEN, EXPIRED = "open-0123456789", "expired-0123456789"
AUTOCOMPLETE = "/verwaltung/autocomplete/?app_label=members&model_name=mandate&field_name=person"


def letter() -> bytes:
    message = EmailMessage()
    message["To"], message["Subject"] = "celle@forum.example", "Einladung"
    message.set_content("<p>Guten Tag</p>", subtype="html")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="termin.ics")
    return message.as_bytes(policy=SMTP)


class World:
    """The people by role, and what stands for the names in braces in the table's addresses."""

    def __init__(self, folder):
        celle, coburg = make_member("03351", "Celle"), make_member("09473", "Coburg")
        make_district("03352", "Cuxhaven")
        self.people = _people(celle, coburg)
        office = self.people["office"]
        announced = make_meeting(office, host=celle, title="Angekündigtes Treffen")
        make_registration(announced, self.people["other"])
        draft = make_draft(office, title="Geheimer Entwurf")
        begun = make_over(office, title="Begonnenes Treffen")
        poll, group = make_poll(office), make_group(office, celle)
        self.names = {
            "announced": announced.pk,
            "paper": make_paper(announced, office).pk,
            "offer": make_proposal(announced, self.people["officer"]).pk,
            "begun": begun.pk,
            "resolution": make_resolution(begun, office).pk,
            "attendance": make_attendance(begun, office).pk,
            "task": make_action_item(begun, office, district=celle).pk,
            "poll": poll.pk,
            "day": poll.dates.first().pk,
            "poll_draft": make_poll_draft(office, title="Geheime Abstimmung").pk,
            "group_poll": make_poll(office, circle=Circle.GROUP, group=group).pk,
            **grouped(group),
            "draft": draft.pk,
            "draft_paper": make_paper(draft, office, "Geheime Vorlage").pk,
            "idea": make_recommendation(office, title="Geheime Idee").pk,
            "replaced": make_recommendation(office, Stage.REPLACED, title="Ersetztes").pk,
            "published": make_recommendation(office, Stage.PUBLISHED, title="Öffentliches").pk,
        }
        self.names |= minuted(self.people, NOON)
        self.names |= shared(self.people, make_meeting(office, title="Treffen mit Partner"), NOON)
        partners = [partner_of(self.people)]
        secret = make_draft(office, title="Geheimer Entwurf", partners=partners)
        self.names["shared_draft"] = secret.pk
        self.names |= held(self.people, NOON)
        self.names |= owed(self.names["announced"], self.people, NOON)
        self.names |= invited(self.people, NOON)
        self.names |= subscribed(self.people, NOON)
        self.names |= the_rest(self.people, folder)


def minuted(people, now) -> dict:
    """Meetings with minutes in circulation, as a draft, after the deadline, and with none."""
    office = people["office"]
    made = [make_over(office, now, title=f"Treffen {number}") for number in range(4)]
    minuted, drafted, closed, silent = made
    remark = make_remark(make_circulated(minuted, office, now=now), people["officer"], now=now)
    make_minutes(drafted, office, now=now)
    make_circulated(closed, office, now=now - 4 * DAY, days=1)
    return {
        "minuted": minuted.pk,
        "drafted": drafted.pk,
        "closed": closed.pk,
        "silent": silent.pk,
        "remark": remark.pk,
    }


def partner_of(people):
    return people["partner"].mandates.get().organisation


def shared(people, coming, now) -> dict:
    """Meetings to which the partner is invited: ``coming``, and one with minutes."""
    office, partners = people["office"], [partner_of(people)]
    coming.partners.set(partners)
    over = make_over(office, now, title="Begonnenes mit Partner", partners=partners)
    minutes = make_circulated(over, office, now=now)
    return {
        "shared": coming.pk,
        "shared_paper": make_paper(coming, office, now=now).pk,
        "met": over.pk,
        "met_remark": make_remark(minutes, people["officer"], now=now).pk,
        "met_task": make_action_item(
            over, office, now=now, district=people["other"].acts_for(now)[0]
        ).pk,
    }


def grouped(group) -> dict:
    return {"group": group.pk, "group_page": group.get_absolute_url()}


def held(people, now) -> dict:
    """What the officer and the lead of Celle act for, and that the lead will be away."""
    officers, leads = (people[role].mandates.get() for role in ("officer", "lead"))
    tomorrow = day(now) + DAY
    absence = enter_absence(
        leads, officers, starts_on=tomorrow, ends_on=tomorrow, by=people["office"], now=now
    )
    return {"officers": officers.pk, "leads": leads.pk, "absence": absence.pk}


def owed(meeting, people, now) -> dict:
    """Of the invitations to a meeting one that was sent and one that waits."""
    passes.fan_out(now)
    rows = Mail.objects.filter(kind="meeting_invited", payload__meeting=meeting)
    sent, due = (rows.get(recipient=people[role]) for role in ("officer", "lead"))
    ledger.settle(rows.filter(pk=sent.pk), State.SENT, now)
    return {
        "occasion": sent.occasion,
        "reader": people["officer"].pk,
        "contact": people["partner"].pk,
        "sent": sent.pk,
        "due": due.pk,
    }


def the_rest(people, folder) -> dict:
    """What nobody makes on the pages of the portal, and the names for all that there is by then."""
    officer = people["officer"]
    Preference.objects.create(person=officer, kind="recommendation_moved", delivery="off", at=NOON)
    Suppression.objects.create(address="weg@forum.example", at=NOON, reason="550 5.1.1")
    services.create_person("neu@forum.example", by=people["office"], now=NOON)
    told = {"page": "", "description": "Die Karte spricht nicht.", "reply_to": ""}
    report_barrier(**told, by=None, now=NOON)
    DigestPreference.objects.create(person=officer, chosen_at=NOON)
    Digest.objects.create(person=officer, slot=NOON, since=NOON - WEEK, until=NOON)
    Heartbeat.objects.create(at=NOON)
    make_bounce(Mail.objects.order_by("pk")[0])
    RestingDomain.objects.create(domain="langsam.example", since=NOON, until=NOON)
    uploaded = services.upload_import(
        "people",
        "liste.csv",
        b"E-Mail-Adresse;Name\nneu@forum.example;Amt\nwer@forum.example;\nkein at;",
        by=people["administrator"],
        now=now(),
    )
    show_picture(officer)
    unused = Topic.objects.create(name="Noch nirgends", slug="nirgends")
    pausing.pause("Umzug", NOON)
    return {
        "celle": "03351",
        "merge": f"/verwaltung/members/person/{officer.pk}/zusammenfuehren/",
        "merge_nobody": "/verwaltung/members/person/999999/zusammenfuehren/",
        "merged": people["other"].pk,
        "person_import": "/verwaltung/members/person/import/",
        "membership_import": "/verwaltung/members/membership/import/",
        "mailbox": "/demo/post/celle@forum.example/",
        "autocomplete": AUTOCOMPLETE,
        "content_type": ContentType.objects.get_for_model(District).pk,
        "token": _token(),
        "letter": _letter(folder),
        **{name: MODELS[name].objects.order_by("pk")[0].pk for name in ADMIN},
        "members_import": uploaded.pk,
        "members_topic": unused.pk,
        "members_organisation": make_partner("Noch ohne Ansprechperson").pk,
    }


def invited(people, now) -> dict:
    """Invitations to Celle, as its lead and into the office, and links that hold and do not."""
    celle = District.objects.get(pk="03351")
    operator = Organisation.objects.get(kind="operator")
    office, administrator = people["office"], people["administrator"]
    partner = Organisation.objects.filter(kind="partner")[0]
    make = partial(make_invitation, now=now)
    opened = make(celle, OPEN, by=people["lead"], address="neu@celle.example")
    make(celle, EXPIRED, by=office, now=now - 3 * WEEK, address="alt@celle.example")
    lead = make(celle, "l", by=office, address="l@celle.example", function=Function.LEAD)
    into = {"address": "g@traeger.example", "function": Function.OFFICE}
    return {
        "open": OPEN,
        "expired": EXPIRED,
        "invitation": opened.pk,
        "as_lead": lead.pk,
        "into_office": make(operator, "g", by=administrator, **into).pk,
        "partner": f"organisation-{partner.pk}",
        "operator": f"organisation-{operator.pk}",
    }


def subscribed(people, now) -> dict:
    """Addresses of calendars: the officer's, and one of somebody whose mandate has ended."""
    return {
        "feed": subscribe_calendar(people["officer"], now=now),
        "dead_feed": subscribe_calendar(people["ended"], now=now),
    }


def show_picture(person) -> None:
    picture = default_storage.save("portraits/bild.jpg", ContentFile(make_picture()))
    Profile.objects.update_or_create(person=person, defaults={"picture": picture})


def _people(celle, coburg):
    ended = make_person("frueher@forum.example")
    make_mandate(ended, celle, ends_on=BYGONE)
    office = make_person("geschaeftsstelle@forum.example")
    make_mandate(office, make_operator(), Function.OFFICE)
    administrator = make_person("admin@forum.example")
    make_mandate(administrator, make_operator(), Function.OFFICE, is_administration=True)
    partner = make_person("landkreistag@forum.example")
    make_mandate(partner, make_partner(), Function.CONTACT)
    return {
        "stranger": None,
        "ended": ended,
        "officer": make_officer("celle@forum.example", celle),
        "lead": make_lead("celle.koordination@forum.example", celle),
        "other": make_officer("coburg@forum.example", coburg),
        "partner": partner,
        "office": office,
        "administrator": administrator,
    }


def _token() -> str:
    mail = Mail(recipient=Person.objects.order_by("pk")[0], kind="recommendation_moved")
    return urlsplit(unsubscribe_url(mail)).path.split("/")[2]


def _letter(folder) -> str:
    (folder / "mail").mkdir(exist_ok=True)
    return keep(folder / "mail", "portal@forum.example", ["celle@forum.example"], letter())
