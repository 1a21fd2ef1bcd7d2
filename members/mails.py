"""The mails about members: an account that ends, a county for which nobody acts any more."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from forum_portal import dates
from mailroom.letters import compose
from mailroom.registers import About, Kind, Letter, register
from mailroom.stages import Policy, Priority

from .models import District, Mandate, Person


@register
class AccountEnding(Kind):
    """To somebody who has long had no mandate, and so no right to any other mail: sealed."""

    name = "account_ending"
    label = "Löschung Ihres Kontos"
    policy = Policy.MUST_ARRIVE
    priority = Priority.REMINDER

    def concerns(self, person, now):
        return not person.running_mandates(now)


def account_ending(ends: datetime, now: datetime) -> Letter:
    return compose(
        "members/mail/account_ending",
        {"ends": ends, "page_url": settings.PUBLIC_URL + reverse("members:own_data")},
        mail=None,
        now=now,
        subject=f"Ihr Konto wird am {dates.plain_date(ends)} gelöscht",
    )


@register
class CountySilent(Kind):
    """The last person who acted for a county has left; the office looks for another."""

    name = "county_silent"
    label = "Landkreise ohne Ansprechperson"
    overtaken = "Für den Landkreis handelte inzwischen wieder jemand."
    policy = Policy.MUST_ARRIVE
    priority = Priority.REMINDER

    def concerns(self, person, now):
        return person.is_office(now)

    def recipients(self, payload, now):
        return Person.objects.receiving(now).office(now).values_list("pk", flat=True)

    def letter(self, mail, now):
        if not self.still_due(mail, now) or not mail.recipient.is_office(now):
            return None
        district = District.objects.get(pk=mail.payload["district"])
        return compose(
            "members/mail/county_silent",
            {"district": district, "page_url": settings.PUBLIC_URL + district.get_absolute_url()},
            mail=mail,
            now=now,
            subject=f"Für {district} handelt niemand mehr",
            thread=f"county-{district.pk}",
        )

    def still_due(self, mail, now):
        acting = Mandate.objects.running(now).filter(person__is_active=True)
        return not acting.filter(district=mail.payload["district"]).exists()

    def links(self, mails, now):
        office = set(Person.objects.office(now).values_list("pk", flat=True))
        told = [mail for mail in mails if mail.recipient_id in office]
        return {pk: about.url for pk, about in self.about(told, None, now).items()}

    def about(self, mails, person, now):
        districts = District.objects.in_bulk({mail.payload["district"] for mail in mails})
        return {
            mail.pk: About(str(district), reverse("members:district", args=[district.slug]))
            for mail in mails
            if (district := districts.get(mail.payload["district"]))
        }
