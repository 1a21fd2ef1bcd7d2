"""Minutes: drafted, changed by two at once, circulated, remarked on, adopted."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings.models import Event, Meeting, Minutes, MinutesVersion, Remark
from meetings.news import news
from meetings.refusals import (
    DeadlinePassed,
    NotYourCounty,
    TooEarly,
    TooLate,
    WrongStage,
)
from meetings.services import minuting, planning
from meetings.wall_time import end_of_day
from tests.factories.meetings import (
    make_adopted,
    make_circulated,
    make_meeting,
    make_minutes,
    make_over,
    make_remark,
)
from tests.factories.members import DAY, HOUR, NOON, make_member, make_officer
from tests.races import at_once

pytestmark = pytest.mark.django_db
CELLE, LEAD = "celle@forum.example", "celle.koordination@forum.example"
OLD, MINE, THEIRS = "Es sind 7,5 Stellen.", "Es sind 8,5 Stellen.", "Es sind 9 Stellen."


@pytest.fixture
def meeting(office):
    return make_over(office)


def path(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def texts():
    return list(MinutesVersion.objects.order_by("number").values_list("text", flat=True))


def deed(person, now=NOON):
    return {"by": person, "now": now}


# Drafting and changing -------------------------------------------------------------


def test_the_page_shows_the_draft_before_it_is_made_and_two_clicks_make_one(
    client_of, office, meeting
):
    client, url = client_of(office), path("draft_minutes", meeting)
    assert "Wer da war, ist noch nicht vermerkt." in client.get(url).content.decode()
    assert not Minutes.objects.exists()

    for _ in range(2):
        assert client.post(url).url == path("minutes", meeting)

    assert MinutesVersion.objects.get().note == "aus der Mitschrift zusammengestellt"
    assert client.get(url).url == path("minutes", meeting)


def test_only_of_a_meeting_that_has_begun(office):
    with pytest.raises(TooEarly):
        make_minutes(make_meeting(office), office)


def test_each_change_is_a_version_and_the_same_text_is_none(office, meeting):
    minutes = make_minutes(meeting, office, OLD)
    for _ in range(2):
        minuting.change_minutes(minutes, text=MINE, note="Zahl", **deed(office))

    assert texts()[1:] == [OLD, MINE]
    assert Event.objects.filter(verb="minutes_edit").latest("pk").details == {
        "minutes": "Fassung 3: Zahl"
    }


def test_two_who_edit_at_once_lose_nothing(client_of, office, meeting):
    minutes = make_minutes(meeting, office, OLD)
    client, url = client_of(office), path("change_minutes", meeting)
    seen = client.get(url).context["form"]["seen"].value()
    minuting.change_minutes(minutes, text=THEIRS, seen=seen, **deed(office))

    response = client.post(url, {"seen": seen, "text": MINE, "note": ""})

    html = response.content.decode()
    assert "Inzwischen hat jemand anders gespeichert" in html
    assert "gestrichen: </span>9<" in html
    assert "neu: </span>8,5<" in html
    form = response.context["form"]
    assert (form["text"].value(), texts()[-1]) == (MINE, THEIRS)
    again = {"seen": form["seen"].value(), "text": MINE}
    assert client.post(url, again).url == path("minutes", meeting)
    assert texts()[1:] == [OLD, THEIRS, MINE]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_shown_both_texts(office):
    minutes = make_minutes(make_over(office), office, OLD)

    def save(text):
        own = Minutes.objects.get()
        return minuting.change_minutes(own, text=text, seen=2, **deed(office))

    outcomes = at_once(lambda: save(MINE), lambda: save(THEIRS))

    assert minutes.versions.count() == 3
    assert sorted(type(one).__name__ for one in outcomes) == ["ChangedMeanwhile", "MinutesVersion"]


@pytest.mark.parametrize("seen", ["", "0", "99"])
def test_a_form_that_does_not_say_from_where_it_began_writes_over_nothing(
    client_of, office, meeting, seen
):
    make_minutes(meeting, office, OLD)

    html = client_of(office).post(path("change_minutes", meeting), {"seen": seen, "text": MINE})

    assert "Speichern Sie noch einmal" in html.content.decode()
    assert texts()[-1] == OLD


def test_what_somebody_typed_is_kept_when_the_minutes_are_adopted_meanwhile(client_of, office):
    minutes = make_adopted(office, OLD)
    client, url = client_of(office), path("change_minutes", minutes.meeting)

    response = client.post(url, {"seen": 2, "text": MINE})

    assert response.context["form"]["text"].value() == MINE
    assert "Das Protokoll ist genehmigt" in response.content.decode()
    assert client.get(url).url == path("minutes", minutes.meeting)
    with pytest.raises(WrongStage):
        minuting.change_minutes(minutes, text=MINE, **deed(office))


def test_put_together_anew_it_shows_what_would_change_and_keeps_nothing_yet(
    client_of, office, meeting
):
    make_minutes(meeting, office, OLD)

    response = client_of(office).get(path("change_minutes", meeting) + "?neu=1")

    assert "gestrichen: </span>Es sind 7,5 Stellen." in response.content.decode()
    assert "## Teilnehmende" in response.context["form"]["text"].value()
    assert texts()[-1] == OLD


def test_what_is_wrong_is_said_at_the_field(client_of, office, meeting):
    make_minutes(meeting, office, OLD)
    client, url = client_of(office), path("change_minutes", meeting)

    for broken in ("", "a\x00", "x" * 100_001, "\u3164"):
        response = client.post(url, {"seen": 2, "text": broken})
        assert list(response.context["form"].errors) == ["text"]
    assert texts()[-1] == OLD


# Circulation -----------------------------------------------------------------------


def test_until_circulation_only_the_office_sees_them(
    client_of, office, celle_officer, partner, meeting
):
    minutes, member = make_minutes(meeting, office, OLD), client_of(celle_officer)
    pages = ["", "protokoll.pdf", "protokoll.docx", "fassungen/"]
    for page in pages:
        assert member.get(path("minutes", meeting) + page).status_code == 404
    assert "Protokoll" not in member.get(meeting.get_absolute_url()).content.decode()

    minuting.circulate_minutes(minutes, remarks_by=NOON + 9 * DAY, **deed(office))

    for page in pages:
        assert member.get(path("minutes", meeting) + page).status_code == 200
        assert client_of(partner).get(path("minutes", meeting) + page).status_code == 404
    assert "Protokoll lesen" in member.get(meeting.get_absolute_url()).content.decode()


def test_the_office_circulates_with_a_deadline_of_two_weeks_and_all_are_told(
    client_of, office, celle_officer, celle_lead, mailboxes, meeting
):
    mailboxes.deliver(NOON)
    make_minutes(meeting, office, OLD)
    client, url = client_of(office), path("circulate_minutes", meeting)

    form = client.get(url)
    assert str(form.context["form"]["remarks_on"].value()) == "2026-12-15"
    assert "2 Personen erfahren es per E-Mail." in form.content.decode()
    assert client.post(url, {"remarks_on": "2026-12-15"}).url == path("minutes", meeting)
    mailboxes.deliver(NOON)

    assert Minutes.objects.get().remarks_by == end_of_day((NOON + 14 * DAY).date())
    for address in (CELLE, LEAD):
        [mail] = [m for m in mailboxes.of(address) if m["Subject"].startswith("Protokoll: ")]
        plain = mail.get_body(["plain"]).get_content()
        assert "bis Dienstag, 15. Dezember 2026, 23:59 Uhr" in plain.replace("\u00a0", " ")
        assert path("minutes", meeting) in plain
        assert OLD not in mail.as_string()
    assert client.post(url, {"remarks_on": "2026-12-16"}).status_code == 302
    assert Event.objects.filter(verb="circulated").count() == 1


def test_no_mail_about_minutes_whose_deadline_is_over(office, celle_officer, mailboxes, meeting):
    minutes = make_circulated(meeting, office, OLD, days=1)

    mailboxes.deliver(minutes.remarks_by + HOUR)

    assert not [s for s in mailboxes.subjects(CELLE) if s.startswith("Protokoll")]


def test_a_deadline_lies_ahead(client_of, office, meeting):
    make_minutes(meeting, office, OLD)

    response = client_of(office).post(
        path("circulate_minutes", meeting), {"remarks_on": "2026-11-20"}
    )

    assert "Bitte geben Sie einen Tag an, der noch kommt." in response.content.decode()


def test_members_read_the_circulated_version_and_later_ones_with_the_differences(
    client_of, office, celle_officer, meeting
):
    minutes = make_circulated(meeting, office, OLD)
    minuting.change_minutes(minutes, text=MINE, note="Zahl", **deed(office))
    member = client_of(celle_officer)

    assert (
        path("compare_versions", meeting, 2, 3)
        in member.get(path("minutes", meeting)).content.decode()
    )
    html = member.get(path("minutes_versions", meeting)).content.decode()
    assert ("Fassung 3" in html, "Fassung 1" in html, office.email in html) == (True, False, False)
    diff = member.get(path("compare_versions", meeting, 2, 3)).content.decode()
    assert "gestrichen: </span>7,5<" in diff
    assert "neu: </span>8,5<" in diff
    for hidden in (path("minutes_version", meeting, 1), path("compare_versions", meeting, 1, 2)):
        assert member.get(hidden).status_code == 404
        assert client_of(office).get(hidden).status_code == 200


# Remarks ---------------------------------------------------------------------------


def test_a_county_remarks_once_until_the_deadline_and_all_who_see_the_minutes_read_it(
    client_of, office, celle, celle_officer, coburg_officer, meeting, at
):
    minutes = make_circulated(meeting, office, OLD)
    client, url = client_of(celle_officer), path("make_remark", meeting)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in ("token", "district")}

    for _ in range(2):
        assert client.post(url, sent | {"text": "Es waren <acht>."}).status_code == 302

    assert Remark.objects.get().district == celle
    html = client_of(coburg_officer).get(path("minutes", meeting)).content.decode()
    assert "Es waren &lt;acht&gt;." in html
    at(minutes.remarks_by + HOUR)
    late = client_of(celle_officer).post(url, sent | {"text": "Noch etwas", "token": uuid4()})
    assert "Die Frist für Anmerkungen ist vorbei" in late.content.decode()
    assert late.context["form"]["text"].value() == "Noch etwas"
    with pytest.raises(DeadlinePassed):
        make_remark(minutes, celle_officer, now=minutes.remarks_by + HOUR)


def test_nobody_remarks_for_another_county(client_of, office, celle_officer, coburg, meeting):
    minutes = make_circulated(meeting, office, OLD)
    with pytest.raises(NotYourCounty):
        minuting.make_remark(minutes, coburg, text="x", **deed(celle_officer))
    sent = {"district": coburg.pk, "text": "x"}
    assert client_of(celle_officer).post(path("make_remark", meeting), sent).status_code == 403
    with pytest.raises(ValidationError):
        make_remark(minutes, celle_officer, "\u3164")
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("sent", "subject", "words"),
    [
        ({"decision": "accepted", "answer": ""}, "Anmerkung übernommen", "übernimmt die Anmerkung"),
        ({"decision": "declined", "answer": "Es waren 7."}, "Anmerkung nicht", "Es waren 7."),
    ],
)
def test_the_office_decides_and_the_county_is_told(
    client_of, office, celle_lead, coburg_officer, mailboxes, meeting, sent, subject, words
):
    remark = make_remark(make_circulated(meeting, office, OLD), celle_lead)
    url = path("decide_remark", meeting, remark.pk)

    assert client_of(office).post(url, sent).status_code == 302
    mailboxes.deliver(NOON)

    [mail] = [m for m in mailboxes.of(LEAD) if m["Subject"].startswith(subject)]
    assert words in mail.get_body(["plain"]).get_content()
    assert not [s for s in mailboxes.subjects(coburg_officer.email) if s.startswith("Anmerkung")]
    assert texts()[-1] == OLD


def test_declining_needs_a_reason(client_of, office, celle_lead, meeting):
    remark = make_remark(make_circulated(meeting, office, OLD), celle_lead)

    response = client_of(office).post(
        path("decide_remark", meeting, remark.pk), {"decision": "declined", "answer": ""}
    )

    assert list(response.context["form"].errors) == ["answer"]
    with pytest.raises(ValidationError):
        minuting.decide_remark(remark, accepted=False, **deed(office))
    assert Remark.objects.get().stage == "open"


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["accept", "decline", "withdraw"])
def test_what_is_decided_stays_decided(office, celle_lead, meeting, first, second):
    remark = make_remark(make_circulated(meeting, office, OLD), celle_lead)
    steps = {
        "accept": lambda r: minuting.decide_remark(r, accepted=True, **deed(office)),
        "decline": lambda r: minuting.decide_remark(
            r, accepted=False, answer="Nein", **deed(office)
        ),
        "withdraw": lambda r: minuting.withdraw_remark(r, **deed(celle_lead)),
    }
    steps[first](remark)
    stage = remark.stage

    with pytest.raises(WrongStage):
        steps[second](Remark.objects.get())

    assert Remark.objects.get().stage == stage


def test_what_a_county_takes_back_only_the_office_still_reads(
    client_of, office, celle_officer, celle_lead, coburg_officer, meeting
):
    remark = make_remark(make_circulated(meeting, office, OLD), celle_officer, "Unbedacht")
    url = path("withdraw_remark", meeting, remark.pk)
    assert client_of(coburg_officer).post(url).status_code == 403

    assert client_of(celle_lead).post(url).status_code == 302

    pages = {p: client_of(p).get(path("minutes", meeting)) for p in (office, coburg_officer)}
    assert "Unbedacht" in pages[office].content.decode()
    assert "Unbedacht" not in pages[coburg_officer].content.decode()


# Adoption --------------------------------------------------------------------------


def test_a_later_meeting_adopts_them_after_the_deadline(client_of, office, celle_officer, at):
    meeting, later = make_over(office, NOON - 14 * DAY), make_over(office, title="Das nächste")
    make_circulated(meeting, office, OLD, NOON - 12 * DAY, 5)
    make_over(office, NOON - 30 * DAY, title="Früher")
    make_meeting(office, title="Noch nicht")
    client, url = client_of(office), path("adopt_minutes", meeting)
    choices = client.get(url).context["form"].fields["meeting"].queryset

    assert [str(one) for one in choices] == ["Das nächste"]
    assert client.post(url, {"meeting": later.pk, "note": "einstimmig"}).status_code == 302

    html = client_of(celle_officer).get(path("minutes", meeting)).content.decode()
    assert "beim Treffen „Das nächste“" in html
    assert "einstimmig" in html
    told = [entry.what for entry in news(celle_officer, NOON - HOUR, NOON, NOON)]
    assert any(what.startswith("Protokoll genehmigt, Vernetzungstreffen") for what in told)


def test_not_before_the_deadline_nor_with_open_remarks_nor_by_an_earlier_meeting(
    office, celle_lead, meeting
):
    minutes = make_circulated(meeting, office, OLD, NOON - 4 * DAY, 2)
    remark = make_remark(minutes, celle_lead, now=NOON - 3 * DAY)
    later = make_over(office, NOON + 5 * DAY)

    def adopt(now, by_meeting=later):
        minuting.adopt_minutes(minutes, meeting=by_meeting, **deed(office, now))

    with pytest.raises(TooEarly, match="Die Frist für Anmerkungen läuft noch"):
        adopt(minutes.remarks_by)
    with pytest.raises(WrongStage, match="eine Anmerkung ist offen"):
        adopt(NOON)
    minuting.decide_remark(remark, accepted=True, **deed(office))
    for unfit in (meeting, make_over(office, NOON - DAY), make_meeting(office)):
        with pytest.raises(TooEarly):
            adopt(NOON, Meeting.objects.get(pk=unfit.pk))
    adopt(NOON)
    with pytest.raises(WrongStage):
        adopt(NOON)


def test_a_draft_is_not_adopted(office, meeting):
    minutes = make_minutes(meeting, office, OLD)

    with pytest.raises(WrongStage, match="noch ein Entwurf"):
        minuting.adopt_minutes(minutes, meeting=make_over(office), **deed(office))


# News, mails that say nothing, how many queries --------------------------------------


def test_circulated_minutes_are_news_and_drafts_are_not(office, celle_officer, meeting):
    minutes = make_minutes(meeting, office, OLD)
    assert news(celle_officer, NOON - HOUR, NOON, NOON) == []

    minuting.circulate_minutes(minutes, remarks_by=NOON + DAY, **deed(office))

    (entry,) = news(celle_officer, NOON - HOUR, NOON, NOON)
    assert entry.what.startswith("Protokoll im Umlauf, Vernetzungstreffen am ")


def test_of_a_meeting_of_which_mails_say_nothing_these_say_nothing(office, celle_lead, mailboxes):
    meeting = make_over(office, title="Nebelhorn", link_only=True)
    remark = make_remark(make_circulated(meeting, office, OLD), celle_lead, "Zugspitze")
    minuting.decide_remark(remark, accepted=False, answer="Watzmann", **deed(office))
    mailboxes.deliver(NOON)

    subjects = mailboxes.subjects(LEAD)
    assert "Protokoll eines Treffens des Forums" in subjects
    assert "Anmerkung zu einem Protokoll des Forums" in subjects
    for mail in mailboxes.of(LEAD):
        for word in ("Nebelhorn", "Zugspitze", "Watzmann"):
            assert word not in mail.as_string()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "page"), [("celle_officer", 7), ("office", 7)])
def test_any_number_of_remarks_and_versions_costs_the_same_queries(
    request, client_of, office, meeting, django_assert_num_queries, rows, who, page
):
    minutes = make_circulated(meeting, office, OLD)
    for number in range(rows):
        county = make_member(f"0390{number}", f"Kreis {number}")
        make_remark(minutes, make_officer(f"k{number}@forum.example", county))
        minuting.change_minutes(minutes, text=f"{number}", **deed(office))
    client = client_of(request.getfixturevalue(who))

    with django_assert_num_queries(page):
        client.get(path("minutes", meeting))
    with django_assert_num_queries(page - 1):
        client.get(path("minutes_versions", meeting))


def test_a_meeting_whose_minutes_are_read_is_not_cancelled(office, client_of):
    meeting = make_meeting(office)
    during = meeting.starts_at + HOUR
    make_circulated(meeting, office, now=during)

    with pytest.raises(TooLate):
        planning.cancel_meeting(meeting, by=office, now=during)
