"""A portal without OpenID Connect has nothing of it."""

import pytest


@pytest.mark.parametrize(
    "path", ["oidc/celle/login/", "oidc/celle/login/callback/", "3rdparty/", "social/signup/"]
)
def test_without_a_provider_no_address_answers(client, db, path):
    assert client.get(f"/konto/{path}").status_code == 404
    assert client.post(f"/konto/{path}").status_code == 404
