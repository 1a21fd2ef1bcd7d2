import pytest


@pytest.fixture(autouse=True)
def noon(at_noon):
    """The pages are looked at where the factories make their meetings: at noon."""


@pytest.fixture
def at(at_noon):
    """Move the clock of the views."""
    return at_noon.move_to
