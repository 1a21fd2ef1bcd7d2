import pytest
from django.urls import reverse

from tests.factories.meetings import make_meeting, make_registration


@pytest.fixture
def client(client_of, admin_person):
    return client_of(admin_person)


@pytest.mark.parametrize("model", ["meeting", "registration"])
def test_the_admin_shows_and_changes_nothing(client, office, celle_officer, model):
    registration = make_registration(make_meeting(office), celle_officer)
    thing = registration if model == "registration" else registration.meeting
    page = reverse(f"admin:meetings_{model}_change", args=[thing.pk])

    assert client.get(reverse(f"admin:meetings_{model}_changelist")).status_code == 200
    assert client.get(page).status_code == 200
    assert client.post(page, {"stage": "draft", "reply": "declined"}).status_code == 403
    assert client.get(reverse(f"admin:meetings_{model}_add")).status_code == 403
    assert client.post(reverse(f"admin:meetings_{model}_delete", args=[thing.pk])).status_code == (
        403
    )
