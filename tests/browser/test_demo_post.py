from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from demo.mailsink import keep
from tests.browser.axe import violations

ADDRESS = "celle@forum.example"
HTML = """<style>p { color: rgb(1, 2, 3) }</style><script>document.title = "gekapert"</script>
<p>Sie sind eingeladen. <a href="URL/konto/login/">Anmelden</a></p>"""


@pytest.fixture
def mail_page(live_portal, settings, tmp_path):
    """The page of one stored mail with HTML, text and a calendar file."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "portal@forum.example", ADDRESS, "Einladung"
    mail.set_content("Sie sind eingeladen.")
    mail.add_alternative(HTML.replace("URL", live_portal.url), subtype="html")
    mail.add_attachment("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar")
    name = keep(tmp_path / "mail", "portal@forum.example", [ADDRESS], mail.as_bytes())
    live_portal.open(f"/demo/post/{ADDRESS}/{name}/")
    return live_portal.page


def test_a_mail_shows_its_own_styles_and_runs_no_script(mail_page):
    paragraph = mail_page.frame_locator("iframe").get_by_text("Sie sind eingeladen.")

    expect(paragraph).to_have_css("color", "rgb(1, 2, 3)")
    assert mail_page.title().startswith("Einladung")


def test_a_link_in_a_mail_opens_the_portal_in_a_window_of_its_own(mail_page):
    with mail_page.expect_popup() as popup:
        mail_page.frame_locator("iframe").get_by_role("link", name="Anmelden").click()

    expect(popup.value.get_by_role("heading", level=1)).to_be_visible()


def test_the_page_of_a_mail_has_no_barrier_that_axe_finds(mail_page):
    assert list(violations(mail_page)) == []
