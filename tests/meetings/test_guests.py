"""Who comes, for those who prepare the meeting: page, lists, badges, the sheet to sign."""

import csv
import io
from datetime import timedelta

import openpyxl
import pikepdf
import pytest
from django.urls import reverse

from forum_portal.typesetting import set_pdf
from meetings.models import Attendee, Registration
from meetings.representing import Coming
from meetings.services import planning, registering
from meetings.stages import Mode
from members.retention import go_round
from tests.factories.meetings import make_meeting, make_registration
from tests.factories.members import DAY, HOUR, NOON, make_district

ON_SITE, ONLINE = Mode.ON_SITE, Mode.ONLINE
WHEELCHAIR, NUTS = "Rampe für den Rollstuhl", "ohne Nüsse"
FILES = ["liste.csv", "liste.xlsx", "namensschilder.pdf", "anwesenheit.pdf"]


def page(meeting, file=""):
    return reverse("meetings:attendees", args=[meeting.pk]) + file


def come(meeting, person, *coming, now=NOON):
    (district, *_) = person.acts_for(now)
    return registering.register(meeting, district, coming=list(coming), by=person, now=now)


def content(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def meeting(office, celle, coburg_lead):
    """Celle is the host, Coburg comes with somebody who needs something."""
    meeting = make_meeting(office, host=celle, capacity=2)
    other = Coming(ON_SITE, label="=Sozialplanung", access_needs=WHEELCHAIR, food=NUTS)
    come(meeting, coburg_lead, Coming(ON_SITE, coburg_lead), other)
    return meeting


# Who sees it -----------------------------------------------------------------------


@pytest.mark.parametrize("file", ["", *FILES])
@pytest.mark.parametrize(
    ("who", "status"), [("office", 200), ("celle_officer", 200), ("coburg_lead", 403)]
)
def test_the_office_and_the_host_county_see_who_comes(
    request, client_of, meeting, file, who, status
):
    client = client_of(request.getfixturevalue(who))

    assert client.get(page(meeting, file)).status_code == status


def test_what_somebody_needs_stands_nowhere_else(client_of, meeting, celle_lead, coburg_lead):
    """The county that said so finds it where it changes its answer."""
    for person in (celle_lead, coburg_lead):
        html = client_of(person).get(meeting.get_absolute_url()).content.decode()
        assert WHEELCHAIR not in html
        assert NUTS not in html
    assert WHEELCHAIR not in str(list(meeting.events.values_list("details")))

    form = client_of(coburg_lead).get(reverse("meetings:register", args=[meeting.pk]))
    assert f'value="{WHEELCHAIR}"' in form.content.decode()


def test_who_waits_stands_apart_in_the_order_of_the_queue(client_of, office, meeting, celle_lead):
    make_registration(meeting, celle_lead)
    html = client_of(office).get(page(meeting)).content.decode()

    assert "Personen: 2 vor Ort, 1 auf der Warteliste" in html
    assert "Warteliste, Platz 1" in html.partition('id="warten"')[2]


def test_without_anybody_the_page_says_so(client_of, office):
    assert "Noch niemand ist angemeldet." in (
        client_of(office).get(page(make_meeting(office))).content.decode()
    )


# What a county says that its people need -------------------------------------------


def answer(person, **more):
    key = f"person_{person.pk}"
    return {
        "district": person.acts_for(NOON)[0].pk,
        "seen": "",
        "reply": "attends",
        key: "on_site",
        f"{key}_access_needs": WHEELCHAIR,
        f"{key}_food": f"  {NUTS}\r\n",
        "other": "",
        "other_mode": "on_site",
        **more,
    }


def test_a_county_says_what_its_people_need_and_reads_who_sees_it(
    client_of, office, celle, coburg_lead
):
    meeting, client = make_meeting(office, host=celle), client_of(coburg_lead)
    path = reverse("meetings:register", args=[meeting.pk])

    assert (
        "Sichtbar nur für Ihren Landkreis, den Landkreis Celle als Gastgeber und die "
        "Geschäftsstelle" in client.get(path).content.decode()
    )
    client.post(path, answer(coburg_lead))
    one = Attendee.objects.get()
    assert (one.access_needs, one.food) == (WHEELCHAIR, NUTS)


def test_what_is_too_long_is_said_at_the_field_and_shown(client_of, office, coburg_lead):
    meeting = make_meeting(office)
    key = f"person_{coburg_lead.pk}_food"
    response = client_of(coburg_lead).post(
        reverse("meetings:register", args=[meeting.pk]), answer(coburg_lead, **{key: "x" * 201})
    )

    assert list(response.context["panel"].form.errors) == [key]
    assert '<details class="fp-more" open>' in response.content.decode()
    assert not Registration.objects.exists()


def test_a_need_alone_is_another_answer(office, coburg_lead):
    meeting = make_meeting(office)
    first = come(meeting, coburg_lead, Coming(ON_SITE, coburg_lead))
    registering.register(
        meeting,
        first.district,
        coming=[Coming(ON_SITE, coburg_lead, food=NUTS)],
        seen=first.answered_at,
        by=coburg_lead,
        now=NOON + HOUR,
    )

    assert Attendee.objects.get().food == NUTS


def test_who_comes_in_the_stead_of_somebody_needs_nothing_of_theirs(
    office, coburg_lead, coburg_officer
):
    meeting = make_meeting(office)
    own = come(meeting, coburg_lead, Coming(ON_SITE, coburg_lead, food=NUTS))
    registering.hand_over(own, coburg_lead.pk, coburg_officer, by=office, now=NOON)

    assert Attendee.objects.get().food == ""


def needs():
    return sorted(filter(None, Attendee.objects.values_list("access_needs", flat=True)))


def test_needs_are_forgotten_thirty_days_after_the_meeting(meeting):
    go_round(meeting.ends_at + 29 * DAY)
    assert needs() == [WHEELCHAIR]

    go_round(meeting.ends_at + 30 * DAY)
    assert needs() == []


def test_needs_are_forgotten_at_once_when_there_is_no_meeting(office, meeting):
    planning.cancel_meeting(meeting, by=office, now=NOON)

    assert needs() == []


# Files -----------------------------------------------------------------------------

ROWS = [
    ["Landkreis", "Name oder Funktion", "Teilnahme", "Barrierefreiheit", "Essen"],
    ["Landkreis Coburg", "=Sozialplanung", "vor Ort", WHEELCHAIR, NUTS],
    ["Landkreis Coburg", "Koordination", "vor Ort", "", ""],
]


def test_the_list_is_taken_along_as_csv_without_formulas(client_of, office, meeting):
    text = content(client_of(office).get(page(meeting, "liste.csv"))).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows == [ROWS[0], ["Landkreis Coburg", "'=Sozialplanung", *ROWS[1][2:]], ROWS[2]]


def test_the_list_is_taken_along_as_xlsx_without_formulas(client_of, office, meeting):
    file = content(client_of(office).get(page(meeting, "liste.xlsx")))
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active

    assert [[cell.value or "" for cell in row] for row in sheet] == ROWS
    assert "f" not in {cell.data_type for row in sheet for cell in row}


def tags(node) -> list[str]:
    """The roles of the structure of a PDF, in the order in which it is read."""
    if isinstance(node, pikepdf.Array):
        return [tag for child in node for tag in tags(child)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [str(node.S)] if "/S" in node else []
    return own + (tags(node.K) if "/K" in node else [])


def is_by_the_standards(pdf, title) -> bool:
    with pdf.open_metadata() as about:
        kept = (about["pdfuaid:part"], about["pdfaid:part"], about["pdfaid:conformance"])
        named = about["dc:title"]
    return kept == ("1", "2", "A") and named == title and pdf.Root.MarkInfo.Marked


@pytest.mark.parametrize(
    ("file", "title", "expected"),
    [
        ("anwesenheit.pdf", "Anwesenheitsliste", {"/H1": 1, "/Table": 1, "/TH": 4, "/TD": 8}),
        ("namensschilder.pdf", "Namensschilder", {"/H1": 1}),
    ],
)
def test_what_is_printed_can_be_read_aloud(client_of, office, meeting, file, title, expected):
    response = client_of(office).get(page(meeting, file))

    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        found = tags(pdf.Root.StructTreeRoot.K)
        assert pdf.Root.Lang == "de-DE"
        assert is_by_the_standards(pdf, f"{title}: {meeting.title}")
        assert {tag: found.count(tag) for tag in expected} == expected
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(
    "name",
    ["#panic()", "Ä" * 200, "Kim 李 😀", '"]) #read("/etc/passwd")', "\u202eKim", "<script>", ""],
)
@pytest.mark.parametrize("template", ["badges", "attendance"])
def test_no_name_breaks_what_is_printed(template, name):
    guest = {"name": name, "function": name, "district": name, "meeting": name}
    data = {"title": name or "Titel", "facts": [name], "guests": [guest]}

    with pikepdf.open(io.BytesIO(set_pdf(f"meetings/print/{template}.typ", data, now=NOON))) as pdf:
        assert len(pdf.pages) == 1


def letters(pdf) -> str:
    """What the letters of a PDF are for those who search and copy, as its fonts map them."""
    streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    maps = [one.read_bytes() for one in streams if b"beginbfchar" in one.read_bytes()]
    return b"".join(maps).decode()


@pytest.mark.parametrize("word", ["Anpassungsqualifizierungsmaßnahmen", "Ä" * 200, "a@b." * 50])
@pytest.mark.parametrize("template", ["badges", "attendance"])
def test_a_long_word_is_found_and_copied_as_it_was_written(template, word):
    guest = {"name": word, "function": word, "district": word, "meeting": word}
    data = {"title": "Titel", "facts": [word], "guests": [guest]}

    with pikepdf.open(io.BytesIO(set_pdf(f"meetings/print/{template}.typ", data, now=NOON))) as pdf:
        assert is_by_the_standards(pdf, "Titel")
        assert "<0054>" in letters(pdf)
        assert "200B" not in letters(pdf)


@pytest.mark.parametrize("counties", [3, 300])
def test_three_and_three_hundred_registrations_cost_the_same(
    client_of, office, coburg_lead, django_assert_num_queries, counties
):
    meeting = make_meeting(office, capacity=counties - 1)
    moment = [NOON + timedelta(seconds=n) for n in range(counties)]
    answers = Registration.objects.bulk_create(
        Registration(
            meeting=meeting,
            district=make_district(f"09{n:03}", f"Kreis {n}"),
            reply="attends",
            answered_by=coburg_lead,
            answered_at=moment[n],
        )
        for n in range(counties)
    )
    Attendee.objects.bulk_create(
        Attendee(
            registration=one,
            person=coburg_lead,
            label="Koordination",
            mode=ON_SITE,
            chosen_mode=ON_SITE,
        )
        for one in answers
    )
    client = client_of(office)

    for file, queries in [("", 7), ("liste.csv", 7), ("anwesenheit.pdf", 7)]:
        with django_assert_num_queries(queries):
            content(client.get(page(meeting, file)))
    with django_assert_num_queries(15):
        client.get(meeting.get_absolute_url())
