"""Each main job with the keyboard alone: Tab, Enter, Space and the arrows."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from digests.preferences import wish_of
from meetings.models import Registration
from recommendations.stages import Stage
from tests.factories.meetings import make_meeting
from tests.factories.members import DAY, make_member
from tests.factories.recommendations import make_recommendation, make_topic

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "ein langes Passwort für die Tastatur"
FURTHEST = 60
HAS_THE_FOCUS = "node => node === document.activeElement"
SHOWS_THE_FOCUS = """node => [node, node.nextElementSibling, node.closest('label')].some(near => {
    if (!near) return false;
    const style = getComputedStyle(near);
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
})"""


@pytest.fixture
def keyboard(live_portal):
    return Keyboard(live_portal)


class Keyboard:
    def __init__(self, portal):
        self.portal = portal
        self.page = portal.page

    def go_to(self, wanted):
        """Tab until ``wanted`` has the focus, and shows it."""
        for _ in range(FURTHEST):
            self.page.keyboard.press("Tab")
            if wanted.evaluate(HAS_THE_FOCUS):
                # The ring comes with a transition.
                self.page.wait_for_function(SHOWS_THE_FOCUS, arg=wanted.element_handle())
                return
        pytest.fail(f"{FURTHEST} times Tab do not lead to {wanted}")

    def press(self, wanted, key="Enter"):
        self.go_to(wanted)
        self.page.keyboard.press(key)

    def type(self, wanted, text):
        self.go_to(wanted)
        self.page.keyboard.type(text)

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name):
        return self.page.get_by_role("link", name=name).first


def test_somebody_signs_in(keyboard, celle_officer):
    celle_officer.set_password(PASSWORD)
    celle_officer.save()
    keyboard.portal.open("/")

    keyboard.press(keyboard.link("Anmelden"))
    keyboard.type(keyboard.page.locator("[name=login]"), celle_officer.email)
    keyboard.type(keyboard.page.locator("[name=password]"), PASSWORD)
    keyboard.press(keyboard.button("Anmelden"))

    expect(keyboard.page.get_by_role("heading", level=1)).to_contain_text("Landkreis Celle")


def test_the_first_tab_leads_past_the_navigation(keyboard, celle_officer):
    keyboard.portal.sign_in(celle_officer)
    keyboard.portal.open("/treffen/")

    keyboard.page.keyboard.press("Tab")
    expect(keyboard.link("Zum Inhalt springen")).to_be_focused()
    keyboard.page.keyboard.press("Enter")

    expect(keyboard.page.locator("main")).to_be_focused()


def test_a_county_registers_and_changes_its_answer(keyboard, office, celle_officer):
    now = timezone.now()
    day = (now + 21 * DAY).date()
    make_meeting(office, now=now, starts_on=day, ends_on=day, answer_by=now + 14 * DAY)
    keyboard.portal.sign_in(celle_officer)
    keyboard.portal.open("/")

    keyboard.press(keyboard.link("Landkreis anmelden"))
    keyboard.press(keyboard.button("Antwort abgeben"))
    expect(keyboard.page.locator("#anmeldung-03351-meldung")).to_be_focused()
    keyboard.press(keyboard.link("Antwort ändern"))
    keyboard.go_to(keyboard.page.get_by_label("nimmt teil"))
    keyboard.page.keyboard.press("ArrowDown")
    keyboard.press(keyboard.button("Antwort ändern"))

    expect(keyboard.page.get_by_text("Der Landkreis Celle nimmt nicht teil").first).to_be_visible()
    assert Registration.objects.get().reply == "declined"


def test_the_directory_is_narrowed(keyboard, celle_officer):
    make_member("09473", "Coburg")
    keyboard.portal.sign_in(celle_officer)
    keyboard.portal.open("/mitglieder/")

    keyboard.type(keyboard.page.get_by_label("Landkreis, Person oder Erfahrung"), "coburg")
    keyboard.press(keyboard.button("Filtern"))

    expect(keyboard.link("Landkreis Coburg")).to_be_visible()
    expect(keyboard.page.locator("main").get_by_text("Landkreis Celle")).to_have_count(0)


def test_somebody_chooses_what_comes_when(keyboard, celle_officer):
    make_topic("Ehrenamt")
    keyboard.portal.sign_in(celle_officer)
    keyboard.portal.open("/einstellungen/benachrichtigungen/")

    keyboard.go_to(keyboard.page.get_by_label("wöchentlich"))
    keyboard.page.keyboard.press("ArrowDown")
    keyboard.press(keyboard.page.get_by_text("Auf Themen oder Länder eingrenzen"))
    keyboard.press(keyboard.page.get_by_label("Ehrenamt"), "Space")
    keyboard.go_to(keyboard.page.locator("[name=kind_answer_reminder]").first)
    keyboard.page.keyboard.press("ArrowDown")
    keyboard.press(keyboard.button("Einstellungen speichern"))

    expect(keyboard.page.get_by_role("status").first).to_contain_text("am ersten Montag im Monat")
    wish = wish_of(celle_officer)
    assert (len(wish.scope.topics), wish.waiting) == (1, {"answer_reminder"})


def test_the_office_takes_a_recommendation_one_step_on(keyboard, office):
    idea = make_recommendation(office, title="Eine Idee")
    keyboard.portal.sign_in(office)
    keyboard.portal.open("/empfehlungen/")

    keyboard.press(keyboard.link("Eine Idee"))
    keyboard.press(keyboard.link("Entwurf beginnen"))
    keyboard.press(keyboard.button("Entwurf beginnen"))

    expect(keyboard.page.get_by_role("status").first).to_be_visible()
    idea.refresh_from_db()
    assert idea.stage == Stage.DRAFT
