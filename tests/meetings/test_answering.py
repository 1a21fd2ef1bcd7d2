"""A county answers on the page, with and without htmx."""

import re

import pytest
from django.urls import reverse

from meetings.models import Event, Registration
from meetings.services import planning, registering
from meetings.stages import Format, Mode, Verb
from tests.factories.meetings import make_cancelled, make_meeting, make_registration
from tests.factories.members import BYGONE, HOUR, NOON, make_mandate, make_officer
from tests.fixtures.pages import tally

HTMX = {"HX-Request": "true"}
SEEN = "2026-12-01T11:00:00+00:00"  # NOON, as the form carries it


def path(meeting):
    return reverse("meetings:register", args=[meeting.pk])


def answer(person, mode="on_site", seen="", **more):
    """What the browser sends when ``person`` alone comes for the county."""
    return {
        "district": person.acts_for(NOON)[0].pk,
        "seen": seen,
        "reply": "attends",
        f"person_{person.pk}": mode,
        "other": "",
        "other_mode": "on_site",
        **more,
    }


def declined(person, **more):
    return answer(person, "", **{"reply": "declined", **more})


def html(response):
    return response.content.decode()


def without_token(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html(response))


def texts(response):
    return [str(message) for message in response.context["messages"]]


def test_a_county_registers_on_the_page(client_of, office, celle_officer):
    meeting = make_meeting(office)

    response = client_of(celle_officer).post(path(meeting), answer(celle_officer), follow=True)

    nbsp = "\N{NO-BREAK SPACE}"
    assert response.redirect_chain == [(meeting.get_absolute_url(), 302)]
    [text] = texts(response)
    assert text == (
        "Der Landkreis Celle ist angemeldet\nVor Ort: Fachkraft. "
        f"Ändern können Sie das bis Donnerstag, 10.{nbsp}Dezember{nbsp}2026, 23:59{nbsp}Uhr."
    )
    assert Registration.objects.get().answered_by == celle_officer


def test_with_htmx_the_part_of_the_page_and_the_table_come_back(client_of, office, celle_officer):
    meeting = make_meeting(office)

    response = client_of(celle_officer).post(path(meeting), answer(celle_officer), headers=HTMX)

    assert response.status_code == 200
    assert "<html" not in html(response)
    assert 'id="anmeldung-03351"' in html(response)
    assert "Der Landkreis Celle ist angemeldet" in html(response)
    assert 'hx-swap-oob="true"' in html(response)
    assert tally(html(response)) == {"angemeldet": 1, "abgesagt": 0, "offen": 0}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_county_declines(client_of, office, celle_officer, headers):
    meeting = make_meeting(office)

    response = client_of(celle_officer).post(
        path(meeting), declined(celle_officer), headers=headers, follow=True
    )

    assert "Der Landkreis Celle nimmt nicht teil" in html(response)
    assert Registration.objects.get().reply == "declined"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_mistake_keeps_the_input_and_is_said_at_the_field(
    client_of, office, celle_officer, headers
):
    meeting = make_meeting(office)

    response = client_of(celle_officer).post(
        path(meeting), answer(celle_officer, mode="mond", other="Dezernatsleitung"), headers=headers
    )

    assert response.status_code == 200
    assert f'id="id_03351_person_{celle_officer.pk}_error"' in html(response)
    assert "Dezernatsleitung" in html(response)
    assert not Registration.objects.exists()


def test_the_answer_can_be_changed(client_of, office, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    client = client_of(celle_officer)

    assert f'value="{SEEN}"' in html(client.get(path(meeting)))
    client.post(path(meeting), answer(celle_officer, "online", seen=SEEN))

    assert Registration.objects.get().attendees.get().mode == Mode.ONLINE


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_a_colleague_answered_meanwhile_is_shown_and_not_overwritten(
    client_of, office, celle_officer, celle_lead, headers
):
    meeting = make_meeting(office)
    client = client_of(celle_lead)
    client.get(meeting.get_absolute_url())
    make_registration(meeting, celle_officer)

    response = client.post(path(meeting), declined(celle_lead), headers=headers)

    assert "Inzwischen hat jemand aus Ihrem Landkreis geantwortet" in html(response)
    assert "nimmt teil (vor Ort: Fachkraft)" in html(response)
    assert 'value="declined"' in html(response)
    assert Registration.objects.get().reply == "attends"

    # Having seen it, the second answer is deliberate.
    assert f'value="{SEEN}"' in html(response)
    client.post(path(meeting), declined(celle_lead, seen=SEEN), headers=headers)
    assert Registration.objects.get().reply == "declined"
    assert Event.objects.filter(verb=Verb.REGISTERED).count() == 2


def test_sending_the_form_twice_is_harmless(client_of, office, celle_officer):
    meeting = make_meeting(office)
    client = client_of(celle_officer)

    for _ in range(2):
        response = client.post(path(meeting), answer(celle_officer), follow=True)

    assert "ist angemeldet" in texts(response)[-1]
    assert Event.objects.filter(verb=Verb.REGISTERED).count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_after_the_deadline_the_page_says_what_counts(
    client_of, at, office, celle_officer, headers
):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    at(meeting.answer_by + HOUR)

    response = client_of(celle_officer).post(
        path(meeting), declined(celle_officer), headers=headers, follow=True
    )

    assert "Die Antwortfrist ist seit gestern vorbei" in html(response)
    assert "Für den Landkreis Celle gilt die Rückmeldung vom" in html(response)
    assert Registration.objects.get().reply == "attends"


def test_after_the_deadline_the_page_has_no_form(client_of, at, office, celle_officer):
    meeting = make_meeting(office)
    at(meeting.answer_by + HOUR)
    client = client_of(celle_officer)

    page = html(client.get(meeting.get_absolute_url()))

    assert "Der Landkreis Celle hat nicht geantwortet." in page
    assert "Landkreis anmelden" not in page
    assert client.get(path(meeting)).status_code == 302


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_meeting_cancelled_meanwhile_takes_no_answer(client_of, office, celle_officer, headers):
    meeting = make_meeting(office)
    planning.cancel_meeting(meeting, by=office, now=NOON)

    response = client_of(celle_officer).post(
        path(meeting), answer(celle_officer), headers=headers, follow=True
    )

    assert response.status_code == 200
    assert "Das Treffen ist abgesagt" in html(response)
    assert not Registration.objects.exists()


def test_a_form_that_became_too_old_for_the_meeting_is_refused(client_of, office, celle_officer):
    meeting = make_meeting(office)
    planning.change_meeting(meeting, format=Format.ONLINE, by=office, now=NOON)

    response = client_of(celle_officer).post(path(meeting), answer(celle_officer, "on_site"))

    assert "Das Treffen hat inzwischen eine andere Form: online." in html(response)
    assert not Registration.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("before", "after"), [(Format.ON_SITE, Format.ONLINE), (Format.HYBRID, Format.ON_SITE)]
)
def test_an_answer_to_another_form_of_the_meeting_is_asked_for_once_more(
    client_of, office, celle_officer, before, after, headers
):
    meeting = make_meeting(office, format=before)
    client = client_of(celle_officer)
    sent = answer(celle_officer, "on", format=before)
    planning.change_meeting(meeting, format=after, venue="Kreishaus", by=office, now=NOON)

    response = client.post(path(meeting), sent, headers=headers)

    assert "Das Treffen hat inzwischen eine andere Form" in html(response)
    assert f'name="format" value="{after}"' in html(response)
    assert not Registration.objects.exists()

    client.post(path(meeting), sent | {"format": after}, headers=headers)
    assert Registration.objects.get().attendees.get().mode == after


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_answer_with_a_mistake_to_a_cancelled_meeting_is_refused(
    client_of, office, celle_officer, headers
):
    meeting = make_cancelled(office)

    response = client_of(celle_officer).post(
        path(meeting), answer(celle_officer, "mond"), headers=headers, follow=True
    )

    assert "Das Treffen ist abgesagt" in html(response)
    assert 'name="reply"' not in html(response)


def test_on_its_own_page_the_answer_renews_nothing_beside_it(client_of, office, celle_officer):
    meeting = make_meeting(office)
    there = {**HTMX, "HX-Current-URL": f"http://testserver{path(meeting)}"}

    response = client_of(celle_officer).post(path(meeting), answer(celle_officer), headers=there)

    assert "hx-swap-oob" not in html(response)


def test_the_way_into_the_conference_comes_with_the_answer(client_of, office, celle_officer):
    meeting = make_meeting(office, video_link="https://video.example/saal")

    response = client_of(celle_officer).post(path(meeting), answer(celle_officer), headers=HTMX)

    assert 'id="eckdaten" hx-swap-oob="true"' in html(response)
    assert "https://video.example/saal" in html(response)


def test_changing_the_answer_by_htmx_keeps_the_focus(client_of, office, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)

    part = html(client_of(celle_officer).get(path(meeting), headers=HTMX))

    assert 'id="anmeldung-03351-titel" tabindex="-1" autofocus' in part


def test_another_county_in_the_hidden_field_does_not_exist(
    client_of, office, celle_officer, coburg_lead, coburg
):
    meeting = make_meeting(office)
    client = client_of(celle_officer)

    theirs = client.post(path(meeting), answer(celle_officer, district=coburg.pk))
    nobodys = client.post(path(meeting), answer(celle_officer, district="99999"))

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert without_token(theirs) == without_token(nobodys)
    assert not Registration.objects.exists()


@pytest.fixture
def for_celle_and_coburg(celle_officer, coburg):
    """Acts for Celle, the first, until something else is chosen."""
    make_mandate(celle_officer, coburg)
    return celle_officer


def act_for(client, county, back="/"):
    return client.post("/mitglieder/handeln/", {"district": county.pk, "next": back})


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_acts_for_two_counties_answers_for_the_chosen_one(
    client_of, office, coburg, for_celle_and_coburg, headers
):
    meeting = make_meeting(office)
    client = client_of(for_celle_and_coburg)
    act_for(client, coburg)

    response = client.post(
        path(meeting), declined(for_celle_and_coburg, district=coburg.pk), headers=headers
    )

    assert Registration.objects.get().district == coburg
    assert response.status_code == (200 if headers else 302)


def test_the_page_has_the_form_of_the_county_that_one_acts_for_and_the_way_to_the_other(
    client_of, office, celle, coburg, lippe, for_celle_and_coburg
):
    meeting = make_meeting(office)
    client = client_of(for_celle_and_coburg)

    def form_and_way(page):
        assert page.count('<form class="fp-form"') == 1
        assert page.count('class="is-own"') == 2
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        (form,) = re.findall(r'id="id_(\d+)_reply', page)[:1]
        (way,) = re.findall(r"Für Landkreis (\w+) handeln", page)
        return form, way

    assert form_and_way(html(client.get(meeting.get_absolute_url()))) == (celle.pk, "Coburg")
    back = f"{meeting.get_absolute_url()}#anmeldung-{coburg.pk}"
    assert act_for(client, coburg, back).url == back
    assert form_and_way(html(client.get(meeting.get_absolute_url()))) == (coburg.pk, "Celle")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_form_for_another_county_than_the_page_now_shows_is_refused_and_nothing_is_lost(
    client_of, office, celle, coburg, for_celle_and_coburg, headers
):
    meeting = make_meeting(office)
    client = client_of(for_celle_and_coburg)
    sent = answer(for_celle_and_coburg, "online", other="Landrätin", district=celle.pk)
    act_for(client, coburg)  # in another tab, after the form was opened

    page = html(client.post(path(meeting), sent, headers=headers))

    assert not Registration.objects.exists()
    assert "Sie handeln gerade für Landkreis Coburg" in page
    assert "Dieses Formular ist für Landkreis Celle. Es ist nichts gespeichert" in page
    assert "Zu Landkreis Celle wechseln und antworten" in page
    assert 'value="Landrätin"' in page
    assert 'name="switch" value="1"' in page
    assert re.search(r'<option value="online"[^>]* selected', page)

    response = client.post(path(meeting), sent | {"switch": "1"}, headers=headers)

    assert Registration.objects.get().district == celle
    where = response["HX-Redirect"] if headers else response.url
    assert where == meeting.get_absolute_url()
    assert "Sie handeln für <strong>Landkreis Celle</strong>" in html(client.get(where))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_open_form_of_a_county_that_one_no_longer_acts_for_is_refused_in_plain_words(
    client_of, office, celle, coburg, for_celle_and_coburg, headers
):
    meeting = make_meeting(office)
    client = client_of(for_celle_and_coburg)
    for_celle_and_coburg.mandates.filter(district=celle).update(ends_on=BYGONE)

    response = client.post(
        path(meeting), answer(for_celle_and_coburg, district=celle.pk), headers=headers
    )

    assert not Registration.objects.exists()
    where = response["HX-Redirect"] if headers else response.url
    text = html(client.get(where)).replace("\xa0", " ")
    assert "Ihre Antwort ist nicht gespeichert" in text
    ended = (
        "Ihre Zuständigkeit „Fachkraft, Landkreis Celle“ hat am Mittwoch, 1. Januar 2025 geendet."
    )
    assert ended in text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_answer_of_the_second_county_is_changed_in_its_own_form(
    client_of, office, coburg, for_celle_and_coburg, headers
):
    meeting = make_meeting(office)
    registering.decline(meeting, coburg, by=for_celle_and_coburg, now=NOON)
    client = client_of(for_celle_and_coburg)
    change = f"{path(meeting)}?district={coburg.pk}"
    assert "Für Landkreis Coburg handeln" in html(client.get(change, headers=headers))
    act_for(client, coburg)
    assert change in html(client.get(meeting.get_absolute_url()))

    form = html(client.get(change, headers=headers))

    assert f'name="district" value="{coburg.pk}"' in form
    assert 'hx-target="#anmeldung-09473"' in form


def test_the_form_for_another_county_is_not_found(client_of, office, celle_officer, coburg):
    meeting = make_meeting(office)

    response = client_of(celle_officer).get(f"{path(meeting)}?district={coburg.pk}")

    assert response.status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_name_that_is_too_long_is_said_at_its_field(client_of, office, celle_officer, headers):
    meeting = make_meeting(office)

    response = client_of(celle_officer).post(
        path(meeting), answer(celle_officer, other="x" * 201), headers=headers
    )

    assert 'id="id_03351_other_error"' in html(response)


def test_a_county_reads_who_comes_otherwise_since_the_meeting_changed(
    client_of, office, celle_officer
):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer, mode=Mode.ON_SITE)
    client = client_of(celle_officer)
    assert "eine andere Form" not in html(client.get(meeting.get_absolute_url()))

    planning.change_meeting(meeting, format=Format.ONLINE, by=office, now=NOON)

    page = html(client.get(meeting.get_absolute_url()))
    assert "eine andere Form. Jetzt online: Fachkraft." in page
    assert "ist angemeldet, online: Fachkraft." in page


def test_the_office_does_not_answer_for_a_county(client_of, office, celle):
    meeting = make_meeting(office)

    response = client_of(office).post(path(meeting), {"district": celle.pk, "reply": "declined"})

    assert response.status_code == 403


@pytest.mark.parametrize("who", ["partner", "stranger"])
def test_who_acts_for_no_county_does_not_answer(request, client_of, office, celle, who):
    meeting = make_meeting(office)

    response = client_of(request.getfixturevalue(who)).post(
        path(meeting), {"district": celle.pk, "reply": "declined"}
    )

    assert response.status_code in (403, 404)
    assert not Registration.objects.exists()


def test_a_mandate_that_ends_takes_the_right_with_the_next_request(
    client_of, at, office, celle, coburg
):
    leaving = make_officer("geht@forum.example", celle)
    leaving.mandates.update(ends_on=NOON.date())
    meeting = make_meeting(office)
    at(NOON + 11 * HOUR)
    client = client_of(leaving)
    assert client.get(meeting.get_absolute_url()).status_code == 200

    at(NOON + 12 * HOUR)

    assert client.post(path(meeting), answer(leaving)).status_code in (403, 404)
    assert not Registration.objects.exists()


def test_looking_changes_nothing(client_of, office, celle_officer):
    meeting = make_meeting(office)
    client = client_of(celle_officer)
    before = Event.objects.count()

    for method in (client.get, client.head):
        for name in ("meeting", "register", "calendar_file"):
            method(reverse(f"meetings:{name}", args=[meeting.pk]))

    assert Event.objects.count() == before
    assert not Registration.objects.exists()


def test_a_form_without_its_token_is_refused(client_of, office, celle_officer):
    client = client_of(celle_officer, enforce_csrf_checks=True)

    assert client.post(path(make_meeting(office)), answer(celle_officer)).status_code == 403
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "junk",
    [
        {"reply": "\x00"},
        {"other": "a\x00b"},
        {"other": "x" * 100_000},
        {"other": "\u202eevil\r\nBcc: x"},
        {"seen": "\x00"},
        {"district": "\x00"},
        {"other_mode": "mond"},
    ],
)
def test_junk_is_refused_without_a_stack_trace(client_of, office, celle_officer, junk):
    meeting = make_meeting(office)

    response = client_of(celle_officer).post(path(meeting), answer(celle_officer, **junk))

    assert response.status_code < 500


def test_a_cancelled_meeting_asks_nobody(client_of, office, celle_officer):
    page = html(client_of(celle_officer).get(make_cancelled(office).get_absolute_url()))

    assert 'id="anmeldung-03351"' not in page


def test_the_panel_shows_what_holds(client_of, office, celle, celle_officer, celle_lead):
    meeting = make_meeting(office)
    registering.decline(meeting, celle, by=celle_officer, now=NOON)

    page = html(client_of(celle_lead).get(meeting.get_absolute_url()))

    assert "Der Landkreis Celle nimmt nicht teil." in page
    assert "Antwort ändern" in page
