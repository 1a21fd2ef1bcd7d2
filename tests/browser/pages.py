"""Every page that the browser looks at: those of the access table, and states of them.

The table has a row for each address of the portal, so that no new page is missed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F

from demo import network
from demo.people import PASSWORD
from forum_portal.clock import now
from meetings.models import DatePoll, Meeting, MeetingPaper, WorkingGroup
from members.models import Import, Mandate, Person
from members.services import import_districts
from recommendations.models import Recommendation
from recommendations.stages import Stage
from tests.access.table import ROLES, rows
from tests.access.world import grouped, held, invited, minuted, owed, shared, subscribed, the_rest
from tests.factories.meetings import make_action_item, make_paper, make_proposal, make_resolution
from tests.factories.members import BYGONE, make_mandate, make_person
from tests.factories.recommendations import make_recommendation

PEOPLE = {
    "officer": "celle@forum.example",
    "lead": "celle.koordination@forum.example",
    "other": "coburg@forum.example",
    "both": "zwei.landkreise@forum.example",
    "partner": "landkreistag@forum.example",
    "office": "geschaeftsstelle@forum.example",
    "administrator": "admin@forum.example",
}
# What is no page: files and answers for machines. A mail in the demo is looked at as a mail.
FILES = {
    "front:healthz",
    "front:metrics",
    "meetings:attendance_sheet",
    "meetings:attendee_list",
    "meetings:calendar_feed",
    "meetings:calendar_file",
    "meetings:minutes_file",
    "meetings:name_badges",
    "meetings:paper",
    "members:district_cards",
    "members:own_picture",
    "members:person_card",
    "members:picture",
    "demo:letter_html",
    "demo:letter_raw",
    "demo:letter_part",
    "admin:autocomplete",
    "admin:jsi18n",
    "admin:members_person_import_template",
    "admin:members_membership_import_template",
}
# Most pages look the same for several roles; the start differs for each.
LOOKS = ["stranger", "officer", "office"]
DIFFERS = {"front:home": ROLES}


@dataclass(frozen=True)
class Look:
    """A page as one role sees it, after ``prepare`` has brought it into a state."""

    role: str
    address: str
    prepare: Callable = lambda page: None
    status: int = 200

    def __str__(self):
        state = getattr(self.prepare, "__name__", "")
        return f"{self.role} {self.address} {'' if state == '<lambda>' else state}".strip()


def looks() -> list[Look]:
    return [*of_the_table(), *STATES]


def by_turns() -> list[Look]:
    """Each address once, as one of those who see it by turns; the start as all; and all states."""
    seen = {}
    for look in of_the_table():
        seen.setdefault(look.address, []).append(look)
    every = seen.pop("/")
    return [*every, *(who[n % len(who)] for n, who in enumerate(seen.values())), *STATES]


def of_the_table() -> list[Look]:
    return [
        Look(role, row.address)
        for row in rows()
        if row.name not in FILES
        for role in DIFFERS.get(row.name, _who(row))
        if _sees(row, role)
    ]


def _who(row):
    return LOOKS if any(_sees(row, role) for role in LOOKS) else ["administrator"]


def _sees(row, role):
    return row.get[ROLES.index(role)] == "."


def submit(page):
    """Send the main form as it is, past what the browser itself would ask for."""
    page.evaluate("document.querySelector('main form:last-of-type').noValidate = true")
    with page.expect_navigation():
        page.locator("main form").last.locator("[type=submit]").first.click()


def saved_by_two(page):
    """What stands in the form is no longer the last version."""
    page.evaluate("document.querySelector('[name=seen]').value = 0")
    page.locator("textarea").fill("Ein anderer Text.\n\nMit zwei Absätzen.")
    submit(page)


def made_anew(page):
    """The address of a calendar, on the one page that shows it."""
    with page.expect_navigation():
        page.get_by_role("button", name="Neue Adresse anlegen").click()


def answered(page):
    """The county's answer, which htmx sends and puts in the place of the form."""
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator("main form [type=submit]").first.click()
    page.locator("[class*=htmx-]").first.wait_for(state="detached")


def wrong_password(page):
    page.fill("[name=login]", "celle@forum.example")
    page.fill("[name=password]", "falsch")
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


def chosen_action(page):
    page.locator("[name=_selected_action]").first.check()
    page.select_option("[name=action]", index=1)
    with page.expect_navigation():
        page.locator("[name=index]").click()


def switched(page):
    """To the other of two counties."""
    with page.expect_navigation():
        page.get_by_role("group", name="Für wen Sie handeln").locator("button").first.click()


def without_contact(page):
    """Nobody acts for Celle any more, until the page has been looked at."""
    acting = Mandate.objects.filter(district__name="Celle", ends_on=None)
    keys = list(acting.values_list("pk", flat=True))
    acting.update(ends_on=F("starts_on"))
    page.reload()
    Mandate.objects.filter(pk__in=keys).update(ends_on=None)


def account_menu(page):
    page.locator("details summary").first.click()


def opened(page):
    page.locator("main summary").first.click()


def entries_opened(page):
    """The forms beside the talk that wait behind a line: who came too, a resolution, a task."""
    for summary in page.locator("[data-entry] summary").all():
        summary.click()


def shown_who_it_is(page):
    """Past the page that asks for the password once more."""
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


def wrong_code(page):
    shown_who_it_is(page)
    page.fill("[name=code]", "000000")
    with page.expect_navigation():
        page.press("[name=code]", "Enter")


def under_way(page):
    """A file that waits for its worker."""
    Import.objects.filter(stage="preview").update(stage="waiting", touched_at=now())
    page.reload()


STATES = [
    Look("officer", "/gibt-es-nicht/", status=404),
    Look("officer", "/verwaltung/", status=403),
    Look("ended", "/treffen/", status=403),
    Look("stranger", "/konto/login/", wrong_password),
    Look("stranger", "/barrierefreiheit/", submit),
    Look("officer", "/konto/2fa/webauthn/add/", shown_who_it_is),
    Look("officer", "/konto/2fa/totp/activate/", shown_who_it_is),
    Look("officer", "/konto/2fa/totp/activate/", wrong_code),
    Look("officer", "/konto/zustelladresse/", submit),
    Look("stranger", "/empfehlungen/?jahr=2024"),
    Look("stranger", "/empfehlungen/forderungen/?land=06"),
    Look("stranger", "/konto/einladung/{open}/", submit),
    Look("lead", "/mitglieder/celle/einladungen/neu/", submit),
    Look("office", "/mitglieder/einladungen/?stand=revoked"),
    Look("office", "/mitglieder/lippe/einladungen/"),
    Look("office", "/mitglieder/einladungen/neu/?ort=nirgends"),
    Look("officer", "/", account_menu),
    Look("officer", "/mitglieder/?land=16"),
    Look("officer", "/mitglieder/?suche=sprachmittlung"),
    Look("officer", "/mitglieder/?suche=niemand"),
    Look("partner", "/mitglieder/"),
    Look("partner", "/mitglieder/partner/"),
    Look("officer", "/konto/profil/", opened),
    Look("officer", "/konto/loeschen/", submit),
    Look("administrator", "/konto/loeschen/"),
    Look("officer", "/empfehlungen/?stand=withdrawn"),
    Look("officer", "/treffen/?ansicht=monat"),
    Look("officer", "/treffen/?ansicht=meine"),
    Look("officer", "/treffen/?suche=niemand"),
    Look("officer", "/treffen/kalender/", made_anew),
    Look("office", "/treffen/{minuted}/protokoll/bearbeiten/?neu=1"),
    Look("office", "/treffen/{minuted}/protokoll/bearbeiten/", saved_by_two),
    Look("both", "/treffen/{announced}/"),
    Look("both", "/treffen/{announced}/", switched),
    Look("lead", "/mitglieder/celle/zustaendige/"),
    Look("lead", "/mitglieder/celle/zustaendige/beginnen/", submit),
    Look("office", "/mitglieder/celle/zustaendige/{officers}/uebergeben/", submit),
    Look("office", "/mitglieder/celle/zustaendige/", without_contact),
    Look("office", "/", without_contact),
    Look("officer", "/treffen/{announced}/anmeldung/", answered),
    Look("office", "/treffen/{begun}/mitschrift/", entries_opened),
    Look("office", "/treffen/{adopted}/mitschrift/"),
    Look("officer", "/einstellungen/benachrichtigungen/", submit),
    Look("officer", "/einstellungen/benachrichtigungen/", opened),
    Look("office", "/treffen/neu/", submit),
    Look("office", "/treffen/{begun}/anwesenheit/neu/", submit),
    Look("office", "/empfehlungen/neu/", submit),
    Look("office", "/empfehlungen/{idea}/schritt/withdrawn/", submit),
    Look("office", "/einstellungen/post/zustellung/?stand=refused"),
    Look("office", "/einstellungen/post/zustellung/?stand=sent&suche=Einladung&von=2024-01-01"),
    Look("office", "/einstellungen/post/zustellung/personen/?adresse=gesperrt"),
    Look("office", "/einstellungen/post/zustellung/mails/{sent}/noch-einmal/", submit),
    Look("administrator", "/verwaltung/members/mandate/add/", submit),
    Look("administrator", "/verwaltung/members/mandate/", chosen_action),
    Look("administrator", "/verwaltung/members/mandate/?q=niemand"),
    Look("administrator", "/verwaltung/members/person/import/", submit),
    Look("administrator", "/verwaltung/members/person/import/{members_import}/?stand="),
    Look("administrator", "/verwaltung/members/person/import/{members_import}/", under_way),
]


def polled() -> dict:
    """The date polls of the demo."""
    poll = DatePoll.objects.get(stage="open")
    draft = DatePoll.objects.get(stage="draft")
    return {
        "poll": poll.pk,
        "group_poll": poll.pk,
        "day": poll.dates.first().pk,
        "poll_draft": draft.pk,
    }


class Walk:
    """The demo's network, seen by one page of the browser as one role after another."""

    def __init__(self, portal, folder):
        import_districts()
        network.build(now())
        people = {role: Person.objects.get(email=email) for role, email in PEOPLE.items()}
        ended = make_person("frueher@forum.example")
        celle = people["officer"].mandates.get().district
        make_mandate(ended, celle, ends_on=BYGONE)
        self.people = people | {"ended": ended}
        self.names = {
            "announced": Meeting.objects.filter(stage="announced").order_by("starts_at")[0].pk,
            "draft": Meeting.objects.filter(stage="draft")[0].pk,
            "paper": MeetingPaper.objects.filter(meeting__stage="announced")[0].pk,
            "adopted": Meeting.objects.filter(minutes__stage="adopted")[0].pk,
            "idea": Recommendation.objects.get(stage="idea").pk,
            "replaced": make_recommendation(people["office"], Stage.REPLACED).pk,
            "published": Recommendation.objects.filter(stage="published")[0].pk,
        }
        self.names["draft_paper"] = make_paper(
            Meeting.objects.get(pk=self.names["draft"]), people["office"], now=now()
        ).pk
        announced = Meeting.objects.get(pk=self.names["announced"])
        Meeting.objects.filter(pk=announced.pk).update(host=celle)  # who prepares it sees more
        self.names["offer"] = make_proposal(announced, people["officer"], now=now()).pk
        held_ones = Meeting.objects.filter(stage="held").exclude(minutes__stage="adopted")
        begun = held_ones.order_by("starts_at")[0]
        task = make_action_item(begun, people["office"], now=now(), district=celle)
        self.names |= polled()
        resolution = make_resolution(begun, people["office"], now=now())
        self.names |= grouped(WorkingGroup.objects.get(name="Sprachförderung"))
        self.names |= {"begun": begun.pk, "task": task.pk, "resolution": resolution.pk}
        self.names |= minuted(people, now())
        coming = Meeting.objects.filter(stage="announced").order_by("-starts_at")[0]
        self.names |= shared(people, coming, now()) | {"shared_draft": self.names["draft"]}
        self.names |= held(people, now())
        self.names |= owed(self.names["announced"], people, now())
        self.names |= invited(people, now())
        self.names |= subscribed(self.people, now())
        self.names |= the_rest(people, folder)
        self.portal = portal

    def open(self, look):
        """The status and the source of the page, when it shows what is to be looked at."""
        self.portal.page.context.clear_cookies()
        if look.role != "stranger":
            self.portal.sign_in(self.people[look.role])
        response = self.portal.open(look.address.format(**self.names))
        answer = response.status, response.text()
        look.prepare(self.portal.page)
        return answer
