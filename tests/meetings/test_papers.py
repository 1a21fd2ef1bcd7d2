"""Papers of a meeting: laid before it, replaced, withdrawn, and listed on its page."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings.models import AgendaItem, Event, MeetingPaper
from meetings.refusals import ChangedMeanwhile, WrongStage
from meetings.services import papers, planning
from tests.factories.meetings import (
    agenda_item,
    make_cancelled,
    make_draft,
    make_meeting,
    make_paper,
)
from tests.factories.members import NOON
from tests.factories.papers import PDF

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def meeting(office):
    meeting = make_meeting(office)
    items = [agenda_item("Begrüßung"), agenda_item("Modelle")]
    return planning.change_agenda(meeting, items, by=office, now=NOON)


def stored(folder) -> list[bytes]:
    return [file.read_bytes() for file in (folder / "papers").iterdir()]


def path(name, *args):
    return reverse(f"meetings:{name}", args=args)


def page(client, meeting) -> str:
    return client.get(meeting.get_absolute_url()).content.decode().replace(NBSP, " ")


def change(paper, office, **changed):
    values = {"title": paper.title, "item": paper.item, **changed}
    return papers.change_paper(paper, **values, by=office, now=NOON)


def sent(content=PDF, name="a.pdf"):
    return SimpleUploadedFile(name, content)


def test_members_read_what_a_paper_is_and_the_office_can_change_it(
    client_of, office, celle_officer, meeting
):
    item = meeting.agenda.get(title="Modelle")
    paper = make_paper(meeting, office, "Kosten", PDF + b"\n" * 2_000, item=item)

    html = page(client_of(celle_officer), meeting)

    assert html.count(f'<a href="{paper.get_absolute_url()}">Kosten</a>') == 2
    assert "PDF, 2,0 KB, eingestellt am 1. Dez. 2026" in html
    assert "Zu: Modelle" in html
    assert path("withdraw_paper", meeting.pk, paper.pk) not in html
    assert path("withdraw_paper", meeting.pk, paper.pk) in page(client_of(office), meeting)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("celle_officer", 14), ("office", 14)])
def test_the_page_costs_the_same_with_one_and_three_papers(
    request, client_of, office, meeting, django_assert_num_queries, number, who, queries
):
    for item in [*meeting.agenda.all(), None][:number]:
        make_paper(meeting, office, item=item)
    client = client_of(request.getfixturevalue(who))

    with django_assert_num_queries(queries):
        page(client, meeting)


def test_a_form_that_is_sent_twice_is_one_paper(client_of, office, meeting, folder):
    client, token = client_of(office), uuid4()

    for _ in range(2):
        given = {"title": "Kosten", "token": token, "file": sent()}
        answer = client.post(path("add_paper", meeting.pk), given)
        assert answer.url == f"{meeting.get_absolute_url()}#unterlagen"

    assert MeetingPaper.objects.count() == 1
    assert Event.objects.filter(verb="paper_new").count() == 1


def test_a_new_file_takes_the_place_of_the_old_at_the_same_address(
    client_of, office, meeting, folder, django_capture_on_commit_callbacks
):
    paper = make_paper(meeting, office, "Kosten")
    address = paper.get_absolute_url()

    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(office).post(
            path("change_paper", meeting.pk, paper.pk), {"title": "Kosten neu", "file": sent()}
        )

    assert answer.status_code == 302
    assert client_of(office).get(address).getvalue() == PDF
    assert stored(folder) == [PDF]
    html = page(client_of(office), meeting)
    assert "Bisher: „Kosten“, Text, 7 Bytes" in html
    assert f"Jetzt: „Kosten neu“, PDF, {len(PDF)} Bytes" in html


def test_a_paper_that_is_withdrawn_is_gone_with_its_file_and_stays_in_the_history(
    client_of, office, meeting, folder, django_capture_on_commit_callbacks
):
    paper = make_paper(meeting, office, "Kosten")
    client, url = client_of(office), path("withdraw_paper", meeting.pk, paper.pk)
    assert "„Kosten“ (Text, 7 Bytes)" in client.get(url).content.decode().replace(NBSP, " ")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)

    assert stored(folder) == []
    assert client.get(paper.get_absolute_url()).status_code == 404
    html = page(client, meeting)
    assert "Unterlage zurückgezogen" in html
    assert "„Kosten“, Text, 7 Bytes" in html
    assert client.post(url).status_code == 404


def test_a_paper_stays_with_its_item_when_the_agenda_changes(client_of, office, meeting):
    item = meeting.agenda.get(title="Modelle")
    paper = make_paper(meeting, office, item=item)
    client, url = client_of(office), path("change_agenda", meeting.pk)
    rows = client.get(url).context["formset"].initial
    assert [row["item"] for row in rows] == [i.pk for i in meeting.agenda.all()]
    moved = [{**rows[1], "pk": rows[1]["item"], "title": "Neu"}, agenda_item("Anfang")]

    planning.change_agenda(meeting, moved, by=office, now=NOON)

    paper.refresh_from_db()
    assert (paper.item_id, paper.item.title, paper.item.position) == (item.pk, "Neu", 1)
    planning.change_agenda(meeting, [], by=office, now=NOON)
    paper.refresh_from_db()
    assert paper.item is None


def test_an_item_of_another_meeting_is_none_of_this_one(client_of, office, meeting):
    other = make_draft(office)
    foreign = AgendaItem.objects.create(meeting=other, position=1, title="Fremd", minutes=5)

    planning.change_agenda(meeting, [agenda_item() | {"pk": foreign.pk}], by=office, now=NOON)
    answer = client_of(office).post(
        path("add_paper", meeting.pk), {"title": "A", "item": foreign.pk, "file": sent()}
    )

    assert other.agenda.get() == foreign
    assert meeting.agenda.get() != foreign
    assert answer.status_code == 200
    assert not MeetingPaper.objects.exists()


def test_what_a_colleague_did_meanwhile_is_not_overwritten(client_of, office, meeting):
    paper = make_paper(meeting, office, "Kosten")
    client, url = client_of(office), path("change_paper", meeting.pk, paper.pk)
    seen = client.get(url).context["form"].initial["seen"]
    change(paper, office, title="Von der Kollegin")

    answer = client.post(url, {"title": "Von mir", "seen": seen})

    html = answer.content.decode()
    assert "Inzwischen hat jemand anders gespeichert" in html
    assert "„Von der Kollegin“" in html
    assert 'value="Von mir"' in html
    seen = answer.context["form"].data["seen"]
    assert client.post(url, {"title": "Von mir", "seen": seen}).status_code == 302
    assert MeetingPaper.objects.get().title == "Von mir"


def test_a_paper_that_a_colleague_withdrew_meanwhile_cannot_be_changed(office, meeting):
    paper, same = make_paper(meeting, office), MeetingPaper.objects.get()
    papers.withdraw_paper(paper, by=office, now=NOON)

    with pytest.raises(ChangedMeanwhile, match="zurückgezogen"):
        change(same, office, title="Neu")


def test_a_meeting_that_is_called_off_takes_no_papers(office):
    with pytest.raises(WrongStage):
        make_paper(make_cancelled(office), office)


@pytest.mark.parametrize("title", ["", "\u200b\u2028", "\u3164", "a" * 201, "a\0b"])
def test_a_title_that_nobody_can_read_is_refused(client_of, office, meeting, folder, title):
    answer = client_of(office).post(path("add_paper", meeting.pk), {"title": title, "file": sent()})

    assert answer.status_code == 200
    assert answer.context["form"].errors["title"]
    assert "Bitte wählen Sie die Datei noch einmal aus." in answer.content.decode()


def test_a_full_disk_is_said_and_leaves_no_half_file(client_of, office, meeting, folder):
    (folder / "papers").write_text("no folder")

    html = (
        client_of(office)
        .post(path("add_paper", meeting.pk), {"title": "Kosten", "file": sent()})
        .content.decode()
    )

    assert "Die Datei ließ sich nicht speichern" in html
    assert 'value="Kosten"' in html
    assert not MeetingPaper.objects.exists()


def test_what_is_refused_by_the_rules_leaves_no_file(office, meeting, folder):
    other = AgendaItem.objects.create(
        meeting=make_draft(office), position=1, title="Fremd", minutes=5
    )

    with pytest.raises(ValueError, match="another meeting"):
        make_paper(meeting, office, item=other)

    assert stored(folder) == []


def test_a_file_that_is_gone_from_the_disk_is_not_there(client_of, office, meeting, folder):
    paper = make_paper(meeting, office)
    (folder / paper.file.name).unlink()

    assert client_of(office).get(paper.get_absolute_url()).status_code == 404
