"""The own profile: what it holds, what it refuses, and what is left of it."""

import io
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from members.models import Person, Profile, Topic
from members.services import change_profile, delete_profile
from tests.factories.members import BYGONE, NOON, make_mandate, make_person
from tests.factories.pictures import make_picture

pytestmark = pytest.mark.django_db
PATH = "/konto/profil/"
FILLED_IN = {
    "name": "Beispielname",
    "phone": "030 23125-016",
    "experience": "Sprachmittlerpool\r\nFörderanträge (AMIF)",
    "languages": ["uk", "ar"],
    "may_be_public": "on",
}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files" / "portraits"


@pytest.fixture
def topic(db):
    return Topic.objects.create(name="Wohnen", slug="wohnen")


def kept(files) -> list:
    return sorted(files.iterdir()) if files.exists() else []


def seen(client) -> str:
    return re.search(r'name="seen" value="(\w+)"', client.get(PATH).content.decode())[1]


def upload(name="bild.jpg", content=None, kind="image/jpeg"):
    return SimpleUploadedFile(name, make_picture() if content is None else content, kind)


def test_everything_that_was_entered_is_saved_and_shown_again(client_of, celle_officer, topic):
    client = client_of(celle_officer)

    response = client.post(PATH, FILLED_IN | {"topics": [topic.pk], "picture": upload()})

    assert response.status_code == 302
    profile = Profile.objects.get()
    assert profile.person.name == "Beispielname"
    assert list(profile.topics.all()) == [topic]
    assert profile.language_names == ["Arabisch", "Ukrainisch"]
    assert profile.consented_at is not None
    html = client.get(PATH).content.decode()
    for words in ("Beispielname", "030 23125-016", "Förderanträge (AMIF)", "Ihr jetziges Bild"):
        assert words in html


def test_nothing_has_to_be_filled_in(client_of, celle_officer):
    assert client_of(celle_officer).post(PATH, {"name": ""}).status_code == 302
    profile = Profile.objects.get()
    assert (profile.phone, profile.experience, profile.languages) == ("", "", [])
    assert profile.consented_at is None


def test_nobody_is_public_without_having_said_so(client_of, celle_officer):
    html = client_of(celle_officer).get(PATH).content.decode()

    box = re.search(r'<input[^>]*name="may_be_public"[^>]*>', html)[0]
    assert "checked" not in box
    assert "nichts sonst" in html


def test_a_consent_keeps_its_day_until_it_is_taken_back(celle_officer):
    values = {"name": "", "topics": [], "experience": "", "languages": [], "phone": ""}

    def save(may_be_public, now):
        return change_profile(
            celle_officer, **values, may_be_public=may_be_public, by=celle_officer, now=now
        )

    assert save(True, NOON).consented_at == NOON
    assert save(True, NOON.replace(hour=13)).consented_at == NOON
    assert save(False, NOON.replace(hour=14)).consented_at is None


def test_consent_is_asked_of_those_whom_it_concerns(client_of, partner, celle):
    assert "may_be_public" not in client_of(partner).get(PATH).content.decode()

    former = make_person("frueher@forum.example")
    make_mandate(former, celle, ends_on=BYGONE)
    Profile.objects.create(person=former, consented_at=NOON)
    client = client_of(former)

    assert "may_be_public" in client.get(PATH).content.decode()
    client.post(PATH, {"name": ""})
    assert Profile.objects.get(person=former).consented_at is None


def test_who_did_what_is_in_the_log_and_not_what_was_entered(client_of, celle_officer):
    client_of(celle_officer).post(PATH, FILLED_IN)

    said = [entry.change_message for entry in LogEntry.objects.filter(user=celle_officer)]
    assert any("Profil geändert: Erfahrung mit, Sprachen, Telefon" in words for words in said)
    assert "Förderanträge" not in " ".join(said)


@pytest.mark.parametrize(
    "number", ["030 23125-016", "+49 (0)30 / 23125 016", "0302312501", "(030) 23125.016", "1234"]
)
def test_a_number_is_taken_as_people_write_it(client_of, celle_officer, number):
    assert client_of(celle_officer).post(PATH, {"phone": number}).status_code == 302
    assert Profile.objects.get().phone == number


@pytest.mark.parametrize(
    "number", ["anrufen", "030/x", "12", "+", "1" * 16, "٠٣٠٢٣١٢٥", "030;ext=1"]
)
def test_what_nobody_can_dial_is_refused_and_the_rest_stays_in_the_form(
    client_of, celle_officer, number
):
    response = client_of(celle_officer).post(PATH, FILLED_IN | {"phone": number})

    html = response.content.decode()
    assert "Bitte geben Sie die Nummer mit Ziffern an" in html
    assert "Förderanträge (AMIF)" in html
    assert not Profile.objects.exists()


@pytest.mark.parametrize(
    "entered",
    [
        {"languages": ["xx"]},
        {"topics": ["999999"]},
        {"topics": ["' OR 1=1"]},
        {"experience": "x" * 501},
        {"name": "x" * 201},
        {"name": "a\0b"},
        {"phone": "0" * 41},
    ],
)
def test_what_does_not_fit_is_refused_in_words(client_of, celle_officer, entered):
    response = client_of(celle_officer).post(PATH, entered)

    assert response.status_code == 200
    assert "kern-alert--danger" in response.content.decode()
    assert not Profile.objects.exists()


def test_five_hundred_characters_fit_whatever_ends_their_lines(client_of, celle_officer):
    text = "\r\n".join(["x" * 49] * 10)

    assert client_of(celle_officer).post(PATH, {"experience": text}).status_code == 302
    assert len(Profile.objects.get().experience) == 499


def test_a_second_save_from_an_old_form_shows_both(client_of, celle_officer, topic):
    client = client_of(celle_officer)
    old = seen(client)
    client.post(PATH, {"experience": "Asylbewerberleistungsgesetz", "seen": old})

    response = client.post(
        PATH,
        {"experience": "Wohnsitzauflage", "topics": [topic.pk], "seen": old, "picture": upload()},
    )

    html = response.content.decode()
    assert "Ihr Profil wurde inzwischen geändert" in html
    assert "Das Bild wählen Sie bitte noch einmal aus." in html
    assert html.count("Asylbewerberleistungsgesetz") == 1
    assert html.count("Wohnsitzauflage") == 2
    assert Profile.objects.get().experience == "Asylbewerberleistungsgesetz"

    again = re.search(r'name="seen" value="(\w+)"', html)[1]
    client.post(PATH, {"experience": "Wohnsitzauflage", "seen": again})
    assert Profile.objects.get().experience == "Wohnsitzauflage"


def test_the_same_form_sent_twice_at_once_is_saved_once(client_of, celle_officer, files):
    """The second finds what the first saved and says so; nothing stays behind."""
    client = client_of(celle_officer)
    old = seen(client)
    for _ in range(2):
        client.post(PATH, {"name": "Neu", "seen": old, "picture": upload()})

    assert len(kept(files)) == 1


def test_an_account_that_was_closed_meanwhile_stays_closed(celle_officer):
    """What the session still knows of the person overwrites nothing."""
    Person.objects.filter(pk=celle_officer.pk).update(is_active=False)

    change_profile(
        celle_officer,
        name="Neu",
        topics=[],
        experience="",
        languages=[],
        phone="",
        may_be_public=False,
        by=celle_officer,
        now=NOON,
    )

    assert Person.objects.get(pk=celle_officer.pk).is_active is False


def test_a_picture_is_kept_square_under_a_name_that_says_nothing(client_of, celle_officer, files):
    client = client_of(celle_officer)
    client.post(PATH, {"picture": upload("Urlaub in Celle.jpg")})

    (file,) = kept(files)
    assert re.fullmatch(r"[0-9a-f]{32}\.jpg", file.name)
    response = client.get("/konto/profil/bild/")
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    assert Image.open(io.BytesIO(response.content)).size == (320, 320)


def test_a_new_picture_takes_the_place_of_the_old_one(
    client_of, celle_officer, files, django_capture_on_commit_callbacks
):
    client = client_of(celle_officer)
    client.post(PATH, {"picture": upload()})
    (first,) = kept(files)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(PATH, {"picture": upload()})

    (second,) = kept(files)
    assert first != second


def test_a_picture_can_be_removed(
    client_of, celle_officer, files, django_capture_on_commit_callbacks
):
    client = client_of(celle_officer)
    client.post(PATH, {"picture": upload()})

    with django_capture_on_commit_callbacks(execute=True):
        client.post(PATH, {"removes_picture": "on"})

    assert kept(files) == []
    assert client.get("/konto/profil/bild/").status_code == 404
    assert "Ihr jetziges Bild" not in client.get(PATH).content.decode()


def test_the_old_picture_stays_until_the_change_is_certain(client_of, celle_officer, files):
    client = client_of(celle_officer)
    client.post(PATH, {"picture": upload()})

    client.post(PATH, {"picture": upload()})  # not committed here, so nothing is deleted

    assert len(kept(files)) == 2


def test_a_picture_does_not_stay_behind_where_saving_fails(celle_officer, files):
    with pytest.raises(ValidationError):
        change_profile(
            celle_officer,
            name="",
            topics=[],
            experience="",
            languages=["xx"],
            phone="",
            may_be_public=False,
            picture=make_picture(),
            by=celle_officer,
            now=NOON,
        )

    assert kept(files) == []


def test_a_refused_picture_leaves_the_rest_in_the_form(client_of, celle_officer, files):
    response = client_of(celle_officer).post(
        PATH, FILLED_IN | {"picture": upload("bild.jpg", b"<html><script>alert(1)</script>")}
    )

    html = response.content.decode()
    assert "Das ist kein Bild, das hier gezeigt werden kann" in html
    for words in ("Beispielname", "030 23125-016", "Förderanträge (AMIF)"):
        assert words in html
    assert kept(files) == []
    assert not Profile.objects.exists()


def test_nothing_is_left_of_a_deleted_profile(
    client_of, celle_officer, files, topic, django_capture_on_commit_callbacks
):
    client = client_of(celle_officer)
    client.post(PATH, FILLED_IN | {"topics": [topic.pk], "picture": upload()})

    with django_capture_on_commit_callbacks(execute=True):
        delete_profile(celle_officer)

    assert kept(files) == []
    assert not Profile.objects.exists()
    assert client.get(PATH).status_code == 200


def test_a_file_that_is_gone_is_a_picture_that_is_not_there(client_of, celle_officer):
    Profile.objects.create(person=celle_officer, picture="portraits/weg.jpg")

    assert client_of(celle_officer).get("/konto/profil/bild/").status_code == 404
    assert not default_storage.exists("portraits/weg.jpg")


def test_looking_at_the_profile_writes_nothing(client_of, celle_officer, nothing_is_written):
    client = client_of(celle_officer)

    with nothing_is_written():
        client.get(PATH)
