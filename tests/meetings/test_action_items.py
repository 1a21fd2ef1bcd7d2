"""Tasks after a meeting: entered by the office, done by whoever acts for the county."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from digests.audience import Audience
from digests.content import Span, for_person
from digests.mails import Summary
from digests.notices import digest
from mailroom.models import Mail
from meetings.ahead import tasks_of
from meetings.models import ActionItem, Event
from meetings.refusals import ChangedMeanwhile, NotYourCounty, TooEarly, WrongStage
from meetings.services import action_items
from meetings.wall_time import end_of_day
from members import services
from members.handover import in_hand
from tests.factories.meetings import (
    make_action_item,
    make_cancelled,
    make_held,
    make_meeting,
    make_over,
)
from tests.factories.members import DAY, HOUR, NOON, WEEK, make_mandate, make_officer
from tests.races import at_once

pytestmark = pytest.mark.django_db
LIST = "/treffen/aufgaben/"
NBSP = "\N{NO-BREAK SPACE}"
LIST_QUERIES, FORM_QUERIES = 5, 7


@pytest.fixture
def meeting(office):
    return make_over(office)


@pytest.fixture
def item(meeting, office, celle):
    return make_action_item(meeting, office, district=celle)


def path(name, meeting, *args):
    return reverse(f"meetings:{name}_action_item", args=[meeting.pk, *args])


def page(client, address) -> str:
    return client.get(address).content.decode().replace(NBSP, " ")


def titles(tasks) -> list[str]:
    return [task.title for task in tasks]


def said(item, **more) -> dict:
    names = ("title", "note", "district", "person", "due_at")
    return {name: getattr(item, name) for name in names} | more


# Entering, changing, deleting ------------------------------------------------------------


def test_two_clicks_enter_a_task_once_and_all_see_it(
    client_of, office, celle, celle_officer, coburg_officer, meeting
):
    client, url = client_of(office), path("enter", meeting)
    form = client.get(url).context["form"]
    sent = {
        "token": form.initial["token"],
        "title": "Kosten\r\nvergleichen",
        "who": f"{celle.pk}-{celle_officer.pk}",
        "due_on": "2026-12-10",
        "note": "Auch die Wege.",
    }

    answers = [client.post(url, sent) for _ in range(2)]

    assert [a.url for a in answers] == [f"{meeting.get_absolute_url()}#aufgaben"] * 2
    item = ActionItem.objects.get()
    assert (item.title, item.district, item.person) == ("Kosten vergleichen", celle, celle_officer)
    assert item.due_at == end_of_day(date(2026, 12, 10))
    event = Event.objects.get(verb="task_new")
    assert (event.district, event.by) == (celle, office)
    html = page(client_of(coburg_officer), meeting.get_absolute_url())
    assert "Kosten vergleichen" in html
    assert "Auch die Wege." in html
    assert "erledigt/" not in html


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_finish_once(office, celle, celle_officer, celle_lead):
    item = make_action_item(make_over(office), office, district=celle)

    def finish(by):
        return lambda: action_items.finish_action_item(ActionItem.objects.get(), by=by, now=NOON)

    at_once(finish(celle_officer), finish(celle_lead))

    assert Event.objects.filter(verb="task_done").count() == 1
    item.refresh_from_db()
    assert item.done_by == Event.objects.get(verb="task_done").by


def test_what_is_missing_or_past_is_said_at_the_field(client_of, office, meeting):
    client, url = client_of(office), path("enter", meeting)

    html = client.post(url, {"title": " "}).content.decode()
    assert "Bitte sagen Sie in einer Zeile, was zu tun ist." in html
    assert "Bitte wählen Sie, wer es tut." in html
    assert "Bitte geben Sie an, bis wann es getan sein soll." in html

    late = {"title": "Zu spät", "who": "office", "due_on": "2026-11-30"}
    response = client.post(url, late)
    assert response.context["form"].errors["due_on"] == [
        "Bitte geben Sie einen Tag an, der noch nicht vorbei ist."
    ]
    for broken in ({"title": "\u202e"}, {"title": "a\x00b"}, {"who": "03351-0"}, {"token": "x"}):
        sent = {"title": "Gut", "who": "office", "due_on": "2026-12-10"} | broken
        assert client.post(url, sent).status_code == 200
    assert not ActionItem.objects.exists()


def test_before_the_meeting_nothing_comes_of_it(office):
    with pytest.raises(TooEarly):
        make_action_item(make_meeting(office), office)
    with pytest.raises(WrongStage):
        make_action_item(make_cancelled(office), office, now=NOON + 30 * DAY)
    held = make_held(office)
    assert make_action_item(held, office, now=held.ends_at + DAY).meeting == held


def test_only_people_of_the_county_can_have_its_task(office, celle, coburg_officer, meeting):
    with pytest.raises(NotYourCounty):
        make_action_item(meeting, office, district=celle, person=coburg_officer)
    with pytest.raises(IntegrityError, match="a_person_has_a_task_for_a_county"):
        ActionItem.objects.create(
            meeting=meeting,
            title="Ohne Landkreis",
            person=coburg_officer,
            due_at=NOON,
            entered_by=office,
            entered_at=NOON,
        )


def test_what_a_colleague_changed_is_shown_before_it_is_overwritten(client_of, office, item):
    client, url = client_of(office), path("change", item.meeting, item.pk)
    sent = {"title": "Meins", "who": "office", "due_on": "2026-12-11", "note": "", "seen": 1}
    action_items.change_action_item(item, **said(item, title="Seins"), by=office, now=NOON)

    response = client.post(url, sent)

    assert "Jetzt steht dort: „Seins“" in response.content.decode()
    assert ActionItem.objects.get().title == "Seins"
    assert client.post(url, sent | {"seen": response.context["form"]["seen"].value()}).url
    item.refresh_from_db()
    assert (item.title, item.district, item.edition) == ("Meins", None, 3)
    with pytest.raises(ChangedMeanwhile):
        action_items.change_action_item(item, **said(item, note="x"), seen=1, by=office, now=NOON)


def test_a_task_that_is_overdue_keeps_its_day_when_its_words_change(office, item):
    later = item.due_at + DAY

    action_items.change_action_item(item, **said(item, title="Neu"), by=office, now=later)
    with pytest.raises(ValidationError):
        earlier = said(item, due_at=item.due_at - HOUR)
        action_items.change_action_item(item, **earlier, by=office, now=later)

    assert ActionItem.objects.get().title == "Neu"


def test_only_an_open_task_is_deleted_or_changed(client_of, office, celle_officer, item):
    action_items.finish_action_item(item, by=celle_officer, now=NOON)
    client = client_of(office)
    delete, change = (path(name, item.meeting, item.pk) for name in ("delete", "change"))

    html = client.post(delete, follow=True).content.decode()
    assert "Die Aufgabe ist schon erledigt" in html
    sent = {"title": "Anders", "who": "office", "due_on": "2026-12-11"}
    assert "schon erledigt" in client.post(change, sent, follow=True).content.decode()

    action_items.reopen_action_item(item, by=office, now=NOON)
    assert client.post(delete).status_code == 302
    assert not ActionItem.objects.exists()
    assert "Angebote einholen" in page(client, item.meeting.get_absolute_url())  # in the history


# Doing -----------------------------------------------------------------------------------


def test_anyone_of_the_county_does_it_and_undoes_it_and_the_first_stays_who_did_it(
    client_of, celle_officer, celle_lead, coburg_officer, office, item
):
    finish, reopen = (path(name, item.meeting, item.pk) for name in ("finish", "reopen"))

    assert client_of(coburg_officer).post(finish).status_code == 403
    assert client_of(celle_lead).post(finish).status_code == 302
    assert client_of(office).post(finish).status_code == 302
    item.refresh_from_db()
    assert (item.done_by, item.done_at) == (celle_lead, NOON)
    html = page(client_of(celle_officer), item.meeting.get_absolute_url())
    assert "erledigt am 1. Dez. 2026" in html
    assert f"Erledigt von: {celle_lead}" in html

    assert client_of(celle_officer).post(reopen).status_code == 302
    item.refresh_from_db()
    assert (item.done_by, item.done_at) == (None, None)
    verbs = Event.objects.filter(verb__startswith="task_").values_list("verb", flat=True)
    assert list(verbs) == ["task_new", "task_done", "task_again"]


def test_the_county_cannot_do_what_is_the_offices(client_of, celle_officer, office, meeting):
    item = make_action_item(meeting, office)
    finish = path("finish", meeting, item.pk)

    assert client_of(celle_officer).post(finish).status_code == 403
    back = client_of(office).post(finish, {"next": f"{LIST}?ansicht=alle"})
    assert back.url == f"{LIST}?ansicht=alle"
    for evil in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        assert client_of(office).post(finish, {"next": evil}).url == item.get_absolute_url()


def test_the_list_shows_ones_own_all_and_what_is_done(
    client_of, celle, coburg, celle_officer, partner, office, meeting
):
    done = make_action_item(meeting, office, "Erledigtes", district=celle)
    action_items.finish_action_item(done, by=celle_officer, now=NOON)
    make_action_item(meeting, office, "Für Coburg", district=coburg)
    make_action_item(meeting, office, "Für das Büro")
    client = client_of(celle_officer)

    assert "Für Sie ist keine Aufgabe offen." in page(client, LIST)
    make_action_item(meeting, office, "Für Celle", district=celle)
    shown = {
        view: [row.item.title for row in client.get(LIST, {"ansicht": view}).context["rows"]]
        for view in ("", "alle", "erledigt", "quatsch")
    }

    assert shown == {
        "": ["Für Celle"],
        "alle": ["Für Coburg", "Für das Büro", "Für Celle"],
        "erledigt": ["Erledigtes"],
        "quatsch": ["Für Celle"],
    }
    assert [r.item.title for r in client_of(office).get(LIST).context["rows"]] == ["Für das Büro"]
    assert "sehen nur die Mitglieder" in page(client_of(partner), LIST)
    assert client_of(partner).get(f"{LIST}?ansicht=alle").context["rows"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_three_as_for_one(
    client_of, celle, celle_officer, office, meeting, count, django_assert_num_queries
):
    for number in range(count):
        named = {"district": celle, "person": celle_officer}
        make_action_item(meeting, office, f"Aufgabe {number}", **named)
    client, planner = client_of(celle_officer), client_of(office)
    for each in (client, planner):
        each.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)
    with django_assert_num_queries(FORM_QUERIES):
        planner.get(path("enter", meeting))


# What waits for whom ---------------------------------------------------------------------


def test_a_task_waits_for_the_county_or_for_whoever_is_named_while_they_act_for_it(
    celle, celle_officer, celle_lead, coburg_officer, office, meeting
):
    make_action_item(meeting, office, "Alle in Celle", district=celle)
    make_action_item(meeting, office, "Eine Person", district=celle, person=celle_officer)
    make_action_item(meeting, office, "Das Büro")

    def waiting():
        people = [celle_officer, celle_lead, coburg_officer, office]
        alone = {person: titles(tasks_of(person, NOON)) for person in people}
        audience = Audience(people, NOON)
        span = Span(NOON - WEEK, NOON)
        for person in people:
            assert audience.content(person.pk, span).tasks == for_person(person, span, NOON).tasks
        return list(alone.values())

    assert waiting() == [["Alle in Celle", "Eine Person"], ["Alle in Celle"], [], ["Das Büro"]]
    mandate = celle_officer.mandates.get()
    services.end_mandate(mandate, on=(NOON - 2 * DAY).date(), by=office, now=NOON)
    celle_officer = celle_officer.__class__.objects.get(pk=celle_officer.pk)
    assert waiting() == [[], ["Alle in Celle", "Eine Person"], [], ["Das Büro"]]


def test_the_start_page_marks_what_is_overdue_also_for_the_office(
    client_of, at, celle, celle_officer, office, item
):
    make_action_item(item.meeting, office, "Protokoll schreiben")
    at(item.due_at + DAY)

    html = page(client_of(celle_officer), "/")
    assert "Überfällig" in html
    assert "Angebote einholen" in html
    assert "gestern, 23:59 Uhr" in html
    assert "Protokoll schreiben" not in html
    html = page(client_of(office), "/")
    assert "Überfällige Aufgaben der Landkreise" in html
    assert "Protokoll schreiben" in html
    assert html.count("Angebote einholen") == 1


def test_the_summary_comes_for_a_task_alone_and_of_a_confidential_meeting_says_nothing(
    celle, celle_officer, office
):
    monday = NOON + 6 * DAY
    secret = make_over(office, title="Geheimes", link_only=True)
    make_action_item(secret, office, "Brisantes klären", district=celle, days=8)
    make_action_item(make_over(office, title="Offenes"), office, district=celle, days=8)

    digest(monday)

    [mail] = Mail.objects.filter(kind="digest", recipient=celle_officer).select_related("recipient")
    [(_, write)] = Summary().letters([mail], monday)
    letter = write()
    text = letter.text + letter.html
    text = text.replace(NBSP, " ")
    assert "Angebote einholen" in text
    assert "Landkreis Celle, aus „Offenes“" in text
    assert "Aufgabe aus einem Treffen" in text
    assert "Brisantes" not in text
    assert "Geheimes" not in text
    assert "steht nichts an, schreiben wir nicht" in text


# When people go --------------------------------------------------------------------------


def test_open_tasks_go_to_the_successor(celle, celle_officer, celle_lead, office, meeting):
    named = {"district": celle, "person": celle_officer}
    item = make_action_item(meeting, office, **named)
    done = make_action_item(meeting, office, "Erledigtes", **named)
    action_items.finish_action_item(done, by=celle_officer, now=NOON)

    [thing] = in_hand(celle_officer, celle, NOON)
    services.hand_over(celle_officer.mandates.get(), {thing.key: celle_lead}, by=office, now=NOON)

    item.refresh_from_db()
    done.refresh_from_db()
    assert item.person == celle_lead
    assert done.person == celle_officer
    assert in_hand(celle_officer, celle, NOON) == []


def test_with_the_account_the_name_goes_and_the_task_stays(celle, celle_officer, office, meeting):
    celle_officer.name = "Kim Muster"
    celle_officer.save()
    item = make_action_item(
        meeting,
        office,
        "Kim Muster fragen",
        district=celle,
        person=celle_officer,
        note="Von Kim Muster gewünscht",
    )

    services.delete_account(celle_officer, by=celle_officer, now=NOON)

    item.refresh_from_db()
    assert (item.person, item.district, item.done_at) == (None, celle, None)
    assert "Kim" not in item.title + item.note
    assert "Kim" not in str(Event.objects.get(verb="task_new").details)


def test_somebody_of_two_counties_has_the_tasks_of_both(
    celle, coburg, celle_officer, office, meeting
):
    make_mandate(celle_officer, coburg)
    make_officer("zweite@forum.example", coburg)
    make_action_item(meeting, office, "B", district=celle)
    make_action_item(meeting, office, "A", district=coburg, days=3)

    assert titles(tasks_of(celle_officer, NOON)) == ["A", "B"]
