import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.models import Recommendation
from recommendations.services import moving
from recommendations.stages import Stage
from tests.factories.members import BYGONE, DAY, NOON, STATES, make_mandate, make_person, make_state
from tests.factories.recommendations import (
    DISTRICTS,
    FEDERAL,
    advance,
    demand,
    make_recommendation,
    make_topic,
)
from tests.factories.recommendations import (
    STATES as ALL_STATES,
)

LIST = "/empfehlungen/"
INSIDE = ["office", "celle_officer", "coburg_lead"]


def path(recommendation, name="recommendation", *more):
    return reverse(f"recommendations:{name}", args=[recommendation.pk, *more])


def page(client, where):
    response = client.get(where)
    return response.content.decode() if response.status_code == 200 else response.status_code


@pytest.fixture
def client_for(request, client, client_of):
    def made(who):
        return client if who == "anybody" else client_of(request.getfixturevalue(who))

    return made


# Who sees what ------------------------------------------------------------------


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("who", INSIDE)
def test_members_and_office_see_the_whole_way(client_for, office, stage, who):
    found = make_recommendation(office, stage)

    assert "Sprachmittlung" in page(client_for(who), path(found))
    assert "Sprachmittlung" in page(client_for(who), LIST)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("who", ["anybody", "partner", "stranger"])
def test_all_others_see_what_is_published_or_was(client_for, office, stage, who):
    found = make_recommendation(office, stage)
    client = client_for(who)

    if stage in (Stage.PUBLISHED, Stage.REPLACED):
        assert "Sprachmittlung" in page(client, path(found))
    else:
        assert page(client, path(found)) == (302 if who == "anybody" else 404)
    if stage != Stage.PUBLISHED:
        assert "Sprachmittlung" not in page(client, LIST)
        assert "Sprachmittlung" not in page(client, f"{LIST}forderungen/")


def test_a_stranger_cannot_tell_a_hidden_one_from_one_that_does_not_exist(client, office):
    hidden = client.get(path(make_recommendation(office)))
    unknown = client.get(f"{LIST}999/")

    assert hidden.url == f"/konto/login/?next={LIST}{Recommendation.objects.get().pk}/"
    assert (unknown.status_code, unknown.url) == (302, f"/konto/login/?next={LIST}999/")


def test_readers_outside_see_no_history_and_nobody_who_did_something(client, office):
    shown = page(client, path(make_recommendation(office, Stage.PUBLISHED)))

    for hidden in ("Verlauf", office.email, "Geschäftsstelle", "Stand der Empfehlung"):
        assert hidden not in shown


def test_members_read_the_history_in_plain_words(client_for, office):
    found = make_recommendation(office, Stage.CONSULTATION)
    moving.move(found, Stage.DRAFT, reason="Zu viele Anträge", by=office, now=NOON)

    shown = page(client_for("celle_officer"), path(found))

    for words in (
        "Als Idee angelegt",
        "Entwurf begonnen",
        "Anhörung eröffnet",
        "Aus der Anhörung zurück in den Entwurf",
        "Zu viele Anträge",
    ):
        assert words in shown
    assert office.email not in shown
    assert office.email in page(client_for("office"), path(found))


def test_the_bar_shows_how_far_it_has_come(client_for, office):
    found = make_recommendation(office, Stage.BALLOT)

    bar = client_for("celle_officer").get(path(found)).context["progress"]

    assert [(r.label, r.shape) for r in bar] == [
        ("Idee", "done"),
        ("Entwurf", "done"),
        ("Anhörung", "done"),
        ("Abstimmung", "half"),
        ("Verabschiedet", "open"),
        ("Veröffentlicht", "open"),
    ]
    assert [r.since is not None for r in bar] == [True, True, True, True, False, False]


@pytest.mark.parametrize(
    ("stage", "labels"),
    [
        (Stage.WITHDRAWN, ["Idee", "Zurückgezogen"]),
        (
            Stage.REPLACED,
            [
                "Idee",
                "Entwurf",
                "Anhörung",
                "Abstimmung",
                "Verabschiedet",
                "Veröffentlicht",
                "Ersetzt",
            ],
        ),
    ],
)
def test_the_bar_ends_where_the_way_ended(client_for, office, stage, labels):
    bar = client_for("celle_officer").get(path(make_recommendation(office, stage)))

    assert [reached.label for reached in bar.context["progress"]] == labels


def test_what_was_replaced_leads_to_what_took_its_place_and_back(client_for, office):
    old = make_recommendation(office, Stage.REPLACED)
    client = client_for("celle_officer")

    for reader in (client, client_for("anybody"), client_for("partner")):
        assert "Ersetzt durch 2/2026" in page(reader, path(old))
        assert f'href="{path(old.replaced_by)}"' in page(reader, path(old))
        assert f'href="{path(old)}"' in page(reader, path(old.replaced_by))


@pytest.mark.parametrize("who", ["anybody", "partner", "celle_officer"])
def test_a_link_to_what_was_withdrawn_after_publication_says_so(client_for, office, who):
    found = make_recommendation(office, Stage.PUBLISHED)
    moving.move(found, Stage.WITHDRAWN, reason="Das Gesetz ist da", by=office, now=NOON + DAY)

    shown = page(client_for(who), path(found))

    assert "Zurückgezogen am 2.\xa0Dez.\xa02026" in shown
    assert "Der Bund regelt die Kosten der Sprachmittlung." in shown
    assert ("Das Gesetz ist da" in shown) is (who == "celle_officer")


def test_a_withdrawn_idea_says_so_at_its_head(client_for, office):
    shown = page(client_for("celle_officer"), path(make_recommendation(office, Stage.WITHDRAWN)))

    assert "zurückgezogen am Dienstag, 1.\xa0Dezember\xa02026" in shown
    assert "Das Forum verfolgt sie nicht weiter." in shown


@pytest.mark.parametrize("who", ["anybody", "celle_officer"])
def test_a_demand_on_all_states_is_one_click_away_for_each_of_them(client_for, office, who):
    for key in STATES:
        make_state(key)
    make_recommendation(office, Stage.PUBLISHED, demands=[demand("Mehr.", [ALL_STATES])])

    counts = client_for(who).get(LIST).context["counts"]

    found = {count.label: (count.url, count.demands) for count in counts}
    assert found["Land Hessen"] == (f"{LIST}forderungen/?land=06", 1)
    assert len([label for label in found if label.startswith("Land ")]) == 16


@pytest.mark.parametrize("blank", ["\u200b", "\u2060 \u00ad", "\u3164"])
def test_a_title_of_which_nobody_sees_anything_is_refused(client_for, blank):
    answer = client_for("office").post(f"{LIST}neu/", posted(title=blank))

    assert "Bitte geben Sie einen Titel ein" in answer.content.decode()
    assert not Recommendation.objects.exists()


def test_the_steps_of_the_office_come_before_the_text(client_for, office):
    shown = page(client_for("office"), path(make_recommendation(office, Stage.BALLOT)))

    assert shown.index('id="schritte"') < shown.index('id="forderungen"')


# What the office does --------------------------------------------------------------


def posted(**changed):
    return {
        "title": "Wohnraum für alle",
        "summary": "",
        "text": "",
        "forderung-TOTAL_FORMS": "2",
        "forderung-INITIAL_FORMS": "0",
        "forderung-0-text": "Das Land baut.",
        "forderung-0-addressees": ["federal"],
        "forderung-0-ORDER": "2",
        "forderung-1-text": "Der Bund zahlt.",
        "forderung-1-addressees": ["federal", "district"],
        "forderung-1-ORDER": "1",
        **changed,
    }


def test_the_office_writes_an_idea_down_and_a_double_click_is_one(client_for):
    client = client_for("office")

    answers = [client.post(f"{LIST}neu/", posted()) for _ in range(2)]

    found = Recommendation.objects.get()
    assert {answer.url for answer in answers} == {path(found)}
    assert [d.text for d in found.demands.all()] == ["Der Bund zahlt.", "Das Land baut."]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Bitte geben Sie einen Titel ein."),
        ({"forderung-0-addressees": []}, "Bitte wählen Sie, an wen sich die Forderung richtet."),
        ({"forderung-0-text": ""}, "Bitte schreiben Sie, was gefordert wird."),
        ({"forderung-0-addressees": ["nobody"]}, "nobody"),
        ({"forderung-TOTAL_FORMS": "0"}, "nicht vollständig angekommen"),
        ({"title": "x" * 201}, "200"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client_for, wrong, words):
    answer = client_for("office").post(f"{LIST}neu/", posted(**wrong))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "Der Bund zahlt." in answer.content.decode() or "forderung-TOTAL_FORMS" in wrong
    assert not Recommendation.objects.exists()


def test_a_new_idea_takes_five_demands_and_says_of_each_whom_it_must_name(client_for):
    shown = page(client_for("office"), f"{LIST}neu/")

    assert 'name="forderung-4-text"' in shown
    assert "Mindestens ein Adressat, hier oder bei den einzelnen Ländern." in shown
    assert 'An wen <span class="kern-label__optional">' not in shown
    assert 'An einzelne Länder <span class="kern-label__optional">' not in shown


def test_the_summaries_count_rightly_and_call_a_demand_a_demand(client_for):
    wrong = posted(**{"title": "", "forderung-1-addressees": []})

    shown = client_for("office").post(f"{LIST}neu/", wrong).content.decode()

    assert "Bitte prüfen Sie eine Angabe" not in shown
    assert shown.count("Bitte prüfen Sie Ihre Angaben") == 2
    assert "Forderung 2, An wen: Bitte wählen Sie" in shown
    assert "Punkt" not in shown


def test_what_a_colleague_saved_meanwhile_is_shown_beside_what_was_entered(client_for, office):
    found = make_recommendation(office)
    client = client_for("office")
    form = client.get(path(found, "change_recommendation")).context["form"]
    mine = posted(seen=form.initial["seen"], title="Mein Titel")
    client.post(path(found, "change_recommendation"), posted(seen=form.initial["seen"]))

    answer = client.post(path(found, "change_recommendation"), mine)

    shown = answer.content.decode()
    assert "Die Empfehlung wurde inzwischen geändert" in shown
    assert "Wohnraum für alle" in shown
    assert "Mein Titel" in shown
    found.refresh_from_db()
    assert found.title == "Wohnraum für alle"


def test_the_line_ends_of_a_browser_are_no_change(client_for, office):
    found = make_recommendation(office, demands=[demand("Eins\nzwei")])
    form = client_for("office").get(path(found, "change_recommendation")).context["form"]
    same = {
        **form.initial,
        "lead_district": "",
        "topics": [],
        "text": found.text.replace("\n", "\r\n"),
        "forderung-TOTAL_FORMS": "1",
        "forderung-INITIAL_FORMS": "1",
        "forderung-0-text": "Eins\r\nzwei",
        "forderung-0-addressees": ["federal"],
        "forderung-0-ORDER": "1",
    }

    answer = client_for("office").post(path(found, "change_recommendation"), same, follow=True)

    assert "Es war nichts zu ändern" in answer.content.decode()


def test_a_text_that_counties_were_asked_about_has_no_form(client_for, office):
    found = make_recommendation(office, Stage.CONSULTATION)
    client = client_for("office")

    assert "Bearbeiten" not in page(client, path(found))
    answer = client.post(path(found, "change_recommendation"), posted(), follow=True)
    assert "Die Empfehlung ist in der Anhörung" in answer.content.decode()


def test_the_office_takes_every_step_from_the_page(client_for, office):
    found, client = make_recommendation(office), client_for("office")

    for stage in (
        "draft",
        "consultation",
        "draft",
        "consultation",
        "ballot",
        "adopted",
        "published",
    ):
        door = path(found, "move_recommendation", stage)
        assert f'href="{door}"' in page(client, path(found))
        assert "erfahren es per E-Mail" in page(client, door) or "erfährt es" in page(client, door)
        form = client.get(door).context["form"]
        assert client.post(door, form.initial).url == path(found)
        found.refresh_from_db()
        assert found.stage == stage


def test_no_door_leads_to_a_step_that_is_not_in_the_table(client_for, office):
    found, client = make_recommendation(office), client_for("office")

    shown = page(client, path(found))
    assert path(found, "move_recommendation", "ballot") not in shown
    answer = client.post(path(found, "move_recommendation", "ballot"), follow=True)
    assert "Die Empfehlung ist eine Idee" in answer.content.decode()
    assert client.get(path(found, "move_recommendation", "nowhere")).status_code == 404


@pytest.mark.parametrize(
    ("stage", "main", "others"),
    [
        (Stage.IDEA, ["Entwurf beginnen"], ["Bearbeiten", "Zurückziehen"]),
        (Stage.DRAFT, ["Anhörung eröffnen"], ["Bearbeiten", "Zurückziehen"]),
        (Stage.CONSULTATION, ["Abstimmung eröffnen"], ["Zurück in den Entwurf", "Zurückziehen"]),
        (
            Stage.BALLOT,
            ["Als verabschiedet eintragen"],
            ["Zurück in den Entwurf", "Zurückziehen"],
        ),
        (Stage.ADOPTED, ["Veröffentlichen"], []),
        (Stage.PUBLISHED, [], ["Durch eine neue ersetzen", "Zurückziehen"]),
    ],
)
def test_the_loud_button_is_the_step_that_leads_on(client_for, office, stage, main, others):
    found = make_recommendation(office, stage)
    make_recommendation(office, Stage.PUBLISHED)

    shown = page(client_for("office"), path(found))

    buttons = re.findall(r'kern-btn--(\w+)".*?kern-label">([^<]+)<', shown)
    assert [label for kind, label in buttons if kind == "primary"] == main
    assert [label for kind, label in buttons if kind == "secondary"] == others


def test_nothing_is_replaced_before_the_new_one_is_published(client_for, office):
    found, client = make_recommendation(office, Stage.PUBLISHED), client_for("office")
    door = path(found, "move_recommendation", "replaced")

    shown = page(client, path(found))
    assert door not in shown
    assert "sobald die neue Empfehlung veröffentlicht ist" in shown
    said = client.get(door, follow=True).content.decode()
    assert "Bitte veröffentlichen Sie zuerst die neue." in said


def test_withdrawing_without_a_reason_shows_the_form_again(client_for, office):
    found = make_recommendation(office)

    answer = client_for("office").post(path(found, "move_recommendation", "withdrawn"))

    assert (
        "Bitte schreiben Sie, warum die Empfehlung zurückgezogen wird." in answer.content.decode()
    )


@pytest.mark.parametrize("who", ["celle_officer", "coburg_lead", "partner"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_office_writes_and_moves(client_for, office, who, method):
    found, client = make_recommendation(office, Stage.PUBLISHED), client_for(who)

    for where in (
        f"{LIST}neu/",
        path(found, "change_recommendation"),
        path(found, "move_recommendation", "withdrawn"),
    ):
        assert getattr(client, method)(where).status_code == 403


def test_who_was_in_the_office_until_yesterday_moves_nothing(client_of, office):
    found = make_recommendation(office, Stage.PUBLISHED)
    former = make_person("frueher@forum.example")
    make_mandate(former, office.mandates.get().organisation, "office", ends_on=BYGONE)

    answer = client_of(former).post(
        path(found, "move_recommendation", "withdrawn"), {"reason": "x"}
    )

    assert answer.status_code == 403
    found.refresh_from_db()
    assert found.stage == Stage.PUBLISHED


# Rows and queries ---------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("where", "queries"), [(LIST, 10), (f"{LIST}forderungen/", 10), ("page", 9)]
)
def test_lists_and_page_cost_the_same_however_many_rows(
    client_of, celle_officer, office, celle, rows, where, queries, at_noon
):
    for number in range(rows):
        found = make_recommendation(
            office,
            Stage.PUBLISHED,
            lead_district=celle,
            topics=[make_topic(f"Thema {n}") for n in range(rows)],
            demands=[demand(f"F{n}", [FEDERAL, DISTRICTS][: rows - 1 or 1]) for n in range(rows)],
            title="Ä" * 200 if number else "Sprachmittlung",
        )
    client = client_of(celle_officer)

    with CaptureQueriesContext(connection) as captured:
        assert client.get(path(found) if where == "page" else where).status_code == 200

    assert len(captured) == queries


def test_a_page_shows_25_and_turns(client_of, celle_officer, office, at_noon):
    for _ in range(26):
        make_recommendation(office)

    client = client_of(celle_officer)
    assert "26 Empfehlungen" in page(client, LIST)
    assert 'href="?stand=idea&amp;page=2"' in page(client, f"{LIST}?stand=idea")
    assert [found.number for found in client.get(f"{LIST}?page=2").context["page"]] == [1]


def test_looking_writes_nothing(client_of, celle_officer, office, nothing_is_written, at_noon):
    found = make_recommendation(office, now=NOON - DAY)
    advance(found, [Stage.DRAFT], office)
    client = client_of(celle_officer)
    client.get(LIST)

    with nothing_is_written():
        client.get(LIST)
        client.get(path(found))
