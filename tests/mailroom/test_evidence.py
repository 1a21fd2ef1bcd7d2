"""Did she get it? The office reads it by occasion, by person and of one mail; nobody else does."""

import re

import pytest

from mailroom import pausing
from mailroom.models import Announcement, Mail
from mailroom.registers import Letter
from mailroom.services import hand_in, post_sealed, unsubscribe
from mailroom.stages import State, Why
from tests.factories.mailroom import make_attempt, make_bounce, make_mail, make_suppression
from tests.factories.meetings import make_draft, make_meeting
from tests.factories.members import DAY, HOUR, MINUTE, NOON
from tests.servers.relay import Drop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

PAGES = "/einstellungen/post/zustellung/"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def read(client_of, office):
    """The text of a page as the office reads it."""
    client = client_of(office)

    def reading(path=""):
        answer = client.get(path if path.startswith("/") else PAGES + path)
        assert answer.status_code == 200
        html = answer.content.decode().replace(NBSP, " ")
        main = re.sub(r"<svg.*?</svg>", "", html[html.index("<main") :], flags=re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", main).split())

    return reading


def owe(person, occasion="probe:1", kind="test_note", now=NOON, **fields):
    hand_in(kind, occasion=occasion, people=[person.pk], payload={}, now=now, **fields)


def why(read, person):
    """The sentence of the one mail of ``person``, on its page."""
    return read(f"mails/{Mail.objects.get(recipient=person).pk}/")


# What became of it, in words ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "answer", "words"),
    [
        (None, None, "verschickt Der Mailserver hat sie angenommen."),
        (
            "RCPT",
            "550 5.1.1 no such user",
            "abgewiesen Der Mailserver von forum.example kennt die Adresse nicht (550 5.1.1).",
        ),
        (
            "RCPT",
            "554 5.7.1 blocked",
            "lässt sie nicht durch (554 5.7.1); an der Adresse liegt es nicht.",
        ),
        ("RCPT", "552 5.2.2 full", "abgewiesen Das Postfach ist voll (552 5.2.2)."),
        (
            "RCPT",
            "451 4.7.1 greylisted",
            "hat sie vorerst nicht angenommen (451 4.7.1). Nächster Versuch: 12:0",
        ),
        (
            "RCPT",
            "421 4.7.0 busy",
            "Wartet, weil der Mailserver von forum.example um Geduld gebeten hat, bis 12:01 Uhr.",
        ),
        (
            "DOT",
            Drop,
            "niemand weiß, ob sie ankam. In etwa einer Viertelstunde geht sie noch einmal hinaus.",
        ),
        (
            "RCPT",
            Drop,
            "unterwegs Die Verbindung brach ab, ehe die Mail übergeben war. Nächster Versuch: 12:0",
        ),
    ],
)
def test_what_a_mail_server_answered_is_said_in_one_sentence(
    read, celle_lead, mailboxes, phase, answer, words
):
    if phase:
        mailboxes.relay.on(phase, answer)
    owe(celle_lead)
    mailboxes.deliver(NOON)

    assert words in why(read, celle_lead)


def test_mail_to_a_domain_that_rests_says_until_when(read, celle_lead, coburg_lead, mailboxes):
    mailboxes.relay.on("RCPT", "421 4.7.0 busy")
    owe(celle_lead)
    owe(coburg_lead)
    mailboxes.deliver(NOON)

    assert "um Geduld gebeten hat, bis 12:01 Uhr." in why(read, coburg_lead)


def test_a_mail_server_that_cannot_be_reached_is_not_blamed_on_the_recipient(
    read, celle_lead, settings, mailboxes
):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    owe(celle_lead)
    mailboxes.deliver(NOON)

    assert "Der Mailserver des Forums war nicht zu erreichen." in why(read, celle_lead)


def test_what_was_not_sent_says_why(read, office, celle_lead, coburg_lead, lippe_lead, mailboxes):
    unsubscribe(celle_lead, "test_bulletin", now=NOON)
    coburg_lead.mandates.update(ends_on=NOON - DAY)
    make_suppression(lippe_lead)
    for person in (celle_lead, coburg_lead, lippe_lead):
        owe(person, kind="test_bulletin")
    owe(office, occasion="probe:2")
    Mail.objects.filter(recipient=office).update(payload={"withdrawn": True})
    mailboxes.deliver(NOON)

    assert "entfallen Die Person möchte diese Mails nicht sofort." in why(read, celle_lead)
    assert "entfallen Die Person hat zurzeit keine Zuständigkeit" in why(read, coburg_lead)
    assert "zurückgehalten An diese Adresse geht keine Post" in why(read, lippe_lead)
    assert "entfallen Sie war nicht mehr nötig, als sie" in why(read, office)


def test_what_waited_when_it_was_unsubscribed_says_so(read, celle_lead):
    owe(celle_lead, kind="test_bulletin")
    unsubscribe(celle_lead, "test_bulletin", now=NOON)

    assert "Die Person möchte diese Mails nicht sofort." in why(read, celle_lead)


def test_a_kind_says_itself_why_its_mail_was_overtaken(read, office, celle_lead, mailboxes):
    owed = {"kind": "answer_reminder", "payload": {"meeting": 0}}
    make_mail(celle_lead, state=State.CANCELLED, why=Why.OVERTAKEN, **owed)

    assert "Der Landkreis hatte schon geantwortet, oder" in why(read, celle_lead)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"state": State.EXPIRED, "valid_until": NOON - HOUR},
            "zu spät Bis 11:00 Uhr ging sie nicht hinaus, danach galt sie nicht.",
        ),
        ({"state": State.FAILED, "why": Why.GIVEN_UP}, "Drei Tage lang ließ sie sich nicht"),
        ({"state": State.POISON}, "zurückgehalten Dreimal ließ sie sich nicht schreiben."),
        ({"state": State.UNCERTAIN}, "Von selbst geht sie nicht noch einmal hinaus."),
        ({"state": State.SENT, "why": Why.LOST}, "sie gilt als verschickt"),
        ({"state": State.CANCELLED, "why": Why.TOLD_LATER}, "Die nächste Zusammenfassung erzählt"),
        ({"state": State.CANCELLED, "why": Why.WITHDRAWN}, "Der Betrieb hat sie zurückgezogen"),
        ({"state": State.DATA}, "unterwegs Sie wird gerade übergeben."),
        ({"state": State.QUEUED, "resent": True}, "Sie geht deshalb noch einmal hinaus."),
    ],
)
def test_each_state_has_a_word_and_a_sentence(read, celle_lead, fields, words):
    make_mail(celle_lead, **fields)

    assert words in why(read, celle_lead)


def test_what_came_back_is_not_called_sent(read, celle_lead, coburg_lead):
    make_bounce(make_mail(celle_lead))
    make_bounce(
        make_mail(coburg_lead, return_token="0" * 32), is_hard=False, status="4.4.1", text=""
    )

    came_back, delayed = why(read, celle_lead), why(read, coburg_lead)

    assert "zurückgekommen Sie kam zurück: der Mailserver von forum.example kennt" in came_back
    assert "verschickt Übergeben, aber unterwegs verzögert sich die Zustellung (4.4.1)." in delayed


def test_what_another_reminder_took_the_place_of_is_skipped(read, celle_lead):
    mail = make_mail(celle_lead, state=State.CANCELLED)
    make_attempt(mail, code=None, phase="SKIPPED", text="An ihre Stelle trat eine andere.")

    assert "übersprungen An ihre Stelle trat eine andere." in why(read, celle_lead)
    assert "1 übersprungen" in read()


def test_a_pause_explains_all_that_waits(read, celle_lead, mailboxes):
    owe(celle_lead)
    from_noon = "Der Postausgang ist angehalten, seit 12:00 Uhr."

    assert from_noon not in why(read, celle_lead)
    pausing.pause("Umzug", NOON)

    assert from_noon in why(read, celle_lead)


# By occasion ---------------------------------------------------------------------------------


def test_the_list_says_what_was_due_and_what_became_of_it(
    read, office, celle_lead, coburg_lead, mailboxes
):
    meeting = make_meeting(office, now=NOON)
    mailboxes.relay.on("RCPT", "550 5.1.1 no such user")
    mailboxes.deliver(NOON)

    page = read()

    line = f"Einladungen zu Treffen : {meeting.title} {meeting.title} Di, 1. Dez., 12:00 Uhr 2"
    assert f"{line} 1 verschickt 1 abgewiesen" in page


def test_the_latest_occasion_stands_first_and_the_list_has_pages(read, celle_lead):
    for number in range(30):
        make_mail(celle_lead, f"probe:{number}", created_at=NOON + number * MINUTE)

    assert "Di, 1. Dez., 12:29 Uhr" in read()
    assert "30 Anlässe" in read()
    assert "Di, 1. Dez., 12:04 Uhr" in read("?page=2")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stand=refused", ["Abgewiesen"]),
        ("stand=sent&art=test_bulletin", ["Rundbrief"]),
        ("suche=rund BRIEF", ["Rundbrief"]),
        ("von=2026-12-02", ["Morgen"]),
        ("bis=2026-12-01", ["Abgewiesen", "Rundbrief"]),
        ("bis=0001-01-01", []),
        ("von=9999-12-31", []),
        ("von=gestern", ["Morgen", "Abgewiesen", "Rundbrief"]),
        ("stand=nichts&art=nichts", ["Morgen", "Abgewiesen", "Rundbrief"]),
        (f"suche={'x' * 101}", ["Morgen", "Abgewiesen", "Rundbrief"]),
    ],
)
def test_the_list_can_be_narrowed(client_of, office, celle_lead, query, found):
    make_mail(celle_lead, "Abgewiesen", State.FAILED)
    make_mail(celle_lead, "Rundbrief", kind="test_bulletin", subject="Ein Rundbrief")
    make_mail(celle_lead, "Morgen", created_at=NOON + DAY)

    html = client_of(office).get(f"{PAGES}?{query}").content.decode()

    assert sorted(re.findall(r"anlass/(\w+)/", html)) == sorted(found)


def test_login_codes_are_one_occasion_a_day_and_nothing_of_them_is_told(
    read, celle_lead, mailboxes
):
    for number in range(2):
        letter = Letter(subject=f"Ihr Code {number}", text="geheim\n")
        post_sealed(
            "account",
            occasion=f"code:{number}",
            address="celle.koordination@forum.example",
            person=celle_lead if number else None,
            letter=letter,
            now=NOON,
            valid_until=NOON + HOUR,
        )
    mailboxes.deliver(NOON)

    assert "Anmeldung und Konto Di, 1. Dez., 12:00 Uhr 2 2 verschickt" in read()
    page = read("anlass/account:2026-12-01/")
    assert "Adresse ohne Konto" in page
    assert "Ihr Code" not in page + why(read, celle_lead) + read("?suche=Code")
    assert "Verlauf" not in why(read, celle_lead)
    assert "Noch einmal versenden" not in why(read, celle_lead)


def test_an_occasion_shows_each_recipient_with_the_reason(read, celle_lead, coburg_lead, mailboxes):
    mailboxes.relay.on("RCPT", "550 5.1.1 no such user")
    owe(celle_lead)
    owe(coburg_lead)
    mailboxes.deliver(NOON)

    page, refused = read("anlass/probe:1/"), read("anlass/probe:1/?stand=refused")

    assert "celle.koordination@forum.example Di, 1. Dez., 12:00 Uhr abgewiesen Der Mail" in page
    assert "coburg.koordination@forum.example Di, 1. Dez., 12:00 Uhr verschickt" in page
    assert "coburg.koordination" not in refused
    assert "coburg.koordination" in read("anlass/probe:1/?suche=coburg")


def test_an_unknown_occasion_is_no_page(client_of, office):
    assert client_of(office).get(f"{PAGES}anlass/gibt:es/nicht/").status_code == 404


def test_what_is_not_yet_handed_to_the_single_people_is_seen(read):
    Announcement.objects.create(occasion="probe:1", kind="test_note", created_at=NOON)

    assert "Noch nicht an die Einzelnen verteilt" in read()


def test_a_subject_stands_only_where_its_object_may_be_seen(read, office, celle_lead):
    meeting = make_draft(office, title="Sichtbares Treffen")
    seen = make_mail(
        celle_lead, kind="meeting_invited", payload={"meeting": meeting.pk}, subject="Einladung A"
    )
    gone = make_mail(
        celle_lead,
        "probe:2",
        kind="meeting_invited",
        payload={"meeting": 999_999},
        subject="Einladung B",
    )

    person = read(f"personen/{celle_lead.pk}/")

    assert "Einladung A" in person
    assert "Einladung A" in read(f"mails/{seen.pk}/")
    assert "Einladung B" not in person + read(f"mails/{gone.pk}/") + read()


def test_mail_of_a_kind_that_is_gone_breaks_nothing(read, celle_lead):
    mail = make_mail(celle_lead, kind="abgeschafft")

    assert "1 verschickt" in read()
    assert "Der Mailserver hat sie angenommen." in read(f"mails/{mail.pk}/")


# By person -----------------------------------------------------------------------------------


def test_a_person_is_found_by_name_and_by_address(read, celle_lead, coburg_lead):
    coburg_lead.name = "Koordination Nord"
    coburg_lead.save()

    assert "Koordination Nord" in read("personen/?suche=nord+koord")
    assert "celle.koordination" in read("personen/?suche=celle")
    assert "coburg" not in read("personen/?suche=celle")
    assert "Niemand passt zu diesem Filter." in read("personen/?suche=nirgends")


def test_the_page_of_a_person_has_all_that_was_due_and_what_stands_in_its_way(
    read, celle_lead, coburg_lead
):
    unsubscribe(celle_lead, "test_bulletin", now=NOON)
    make_suppression(celle_lead)
    make_bounce(make_mail(celle_lead))
    make_mail(coburg_lead, subject="Für Coburg")

    page = read(f"personen/{celle_lead.pk}/")

    assert "Adresse gesperrt" in page
    assert "Nicht sofort Di, 1. Dez. Rundbriefe: gar nicht" in page
    assert "Endgültig nicht zustellbar (5.1.1)" in page
    assert "1 Mail " in page
    assert "celle.koordination" in read("personen/?adresse=gesperrt")
    assert "coburg" not in read("personen/?adresse=gesperrt")


# One mail ------------------------------------------------------------------------------------


def test_the_attempts_stand_in_order_and_never_what_it_says(read, celle_lead, mailboxes, settings):
    settings.BOUNCE_ADDRESS = "bounces@portal.forum.example"
    mailboxes.relay.on("RCPT", "451 4.7.1 later")
    owe(celle_lead)
    mailboxes.deliver(NOON)
    mailboxes.deliver(NOON + HOUR)
    mail = Mail.objects.get()
    make_attempt(mail, 550, f"5.7.1 bounces+{mail.return_token}@portal.forum.example refused")

    page = read(f"mails/{mail.pk}/")

    order = ["Vorgemerkt", "Antwort: 451 4.7.1 later", "Angenommen Antwort: 250", "Verschickt"]
    assert sorted(order, key=page.index) == order
    assert "Guten Tag" not in page
    assert mail.return_token not in page
    assert "bounces+…@portal.forum.example refused" in page


# Who may read it, and what it costs ----------------------------------------------------------


@pytest.mark.parametrize("who", ["celle_lead", "celle_officer", "partner"])
def test_members_read_nothing_of_it_whether_there_is_something_or_not(
    request, client_of, celle_lead, who
):
    mail = make_mail(celle_lead)
    client = client_of(request.getfixturevalue(who))
    there = [f"mails/{mail.pk}/", f"personen/{celle_lead.pk}/", "anlass/probe:1/"]
    not_there = ["mails/999999/", "personen/999999/", "anlass/probe:9/"]

    for path in ["", "personen/", *there, *not_there, f"mails/{mail.pk}/noch-einmal/"]:
        assert client.get(PAGES + path).status_code == 403
    assert client.post(f"{PAGES}mails/{mail.pk}/noch-einmal/").status_code == 403
    assert Mail.objects.count() == 1
    assert PAGES not in client.get("/einstellungen/").content.decode()


def test_the_office_finds_the_way_there(client_of, office):
    for path in ("/", "/einstellungen/"):
        assert f'href="{PAGES}"' in client_of(office).get(path).content.decode()


def fill(office, people, count):
    """As many occasions, each with every outcome that costs a look-up."""
    for number in range(count):
        meeting = make_meeting(office, now=NOON)
        for person in people[:count]:
            mail = make_mail(
                person,
                f"meeting:{meeting.pk}",
                kind="meeting_invited",
                payload={"meeting": meeting.pk},
            )
            make_attempt(mail)
            make_bounce(mail)
            make_mail(person, f"probe:{number}", State.QUEUED)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("", 9),
        ("anlass/probe:0/", 10),
        ("personen/", 6),
        ("personen/{person}/", 13),
        ("mails/{mail}/", 13),
    ],
)
def test_each_page_costs_the_same_for_one_and_for_three(
    office,
    celle_lead,
    coburg_lead,
    lippe_lead,
    client_of,
    count,
    path,
    queries,
    django_assert_num_queries,
):
    fill(office, [celle_lead, coburg_lead, lippe_lead], count)
    client = client_of(office)
    mail = Mail.objects.filter(kind="meeting_invited").first()
    address = PAGES + path.format(person=celle_lead.pk, mail=mail.pk)

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_reading_writes_nothing(office, celle_lead, client_of, nothing_is_written):
    mail = make_mail(celle_lead)
    client = client_of(office)

    with nothing_is_written():
        for path in ("", "anlass/probe:1/", "personen/", f"personen/{celle_lead.pk}/"):
            assert client.get(PAGES + path).status_code == 200
        for path in (f"mails/{mail.pk}/", f"mails/{mail.pk}/noch-einmal/"):
            assert client.get(PAGES + path).status_code == 200
