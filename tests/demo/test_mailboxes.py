"""The pages on which the demo's mail is read."""

from email.message import EmailMessage

import pytest

from demo.mailsink import keep

ADDRESS = "celle@forum.example"
URL = f"/demo/post/{ADDRESS}/"


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


def message(subject="Einladung nach Celle"):
    mail = EmailMessage()
    mail["From"] = "portal@forum.example"
    mail["To"] = ADDRESS
    mail["Date"] = "Tue, 01 Dec 2026 12:00:00 +0100"
    mail["Subject"] = subject
    mail.set_content("Guten Tag,\nSie sind eingeladen.")
    mail.add_alternative("<p>Sie sind <b>eingeladen</b>.</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Plan.pdf")
    return mail.as_bytes()


@pytest.fixture
def kept(mail_folder):
    """The name of one stored mail to Celle."""
    return keep(mail_folder, "portal@forum.example", [ADDRESS], message())


def test_every_person_has_a_mailbox_with_its_count(
    client, mail_folder, kept, celle_officer, office
):
    page = client.get("/demo/post/")

    found = [(box.address, box.count) for box in page.context["mailboxes"]]
    assert found == [(ADDRESS, 1), ("geschaeftsstelle@forum.example", 0)]
    assert "Einladung nach Celle" in page.text


def test_a_mailbox_lists_its_mails_the_newest_first(client, db, mail_folder):
    for subject in ("Erste", "Zweite"):
        keep(mail_folder, "portal@forum.example", [ADDRESS], message(subject))
    keep(mail_folder, "portal@forum.example", ["coburg@forum.example"], message("Andere"))

    letters = client.get(URL).context["letters"]

    assert [letter.subject for letter in letters] == ["Zweite", "Erste"]


def test_a_mail_is_shown_as_html_as_text_and_with_its_attachments(client, db, kept):
    page = client.get(f"{URL}{kept}/").text

    assert "Sie sind eingeladen." in page
    assert f'src="{URL}{kept}/html/"' in page
    assert "Plan.pdf" in page


def test_the_html_of_a_mail_runs_no_script_and_loads_nothing(client, db, kept):
    response = client.get(f"{URL}{kept}/html/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "<b>eingeladen</b>" in response.text


def test_an_attachment_is_a_file_to_keep_and_nothing_to_open_here(client, db, kept):
    response = client.get(f"{URL}{kept}/teil/2/")

    assert response.content == b"%PDF-1.7"
    assert response["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    assert response["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path",
    [
        "/demo/post/coburg@forum.example/{kept}/",
        URL + "../../secret-key/",
        URL + "..%2F..%2Fsecret-key/",
        URL + "00000000000000000000-00000000.eml/",
        URL + "{kept}/teil/9/",
    ],
)
def test_only_the_mails_of_a_mailbox_can_be_read_there(client, db, kept, path):
    assert client.get(path.format(kept=kept)).status_code == 404


@pytest.mark.parametrize("path", ["/demo/post/", URL, "/demo/post/niemand@forum.example/"])
def test_an_empty_mailbox_says_so(client, db, mail_folder, path):
    assert "Noch keine Mail." in client.get(path).text
