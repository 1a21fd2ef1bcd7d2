"""What stands of a profile or of a county's topics, for forms that are open meanwhile."""

from collections.abc import Iterable
from hashlib import sha256

from .models import Profile, Topic


def profile_fingerprint(profile: Profile) -> str:
    """The same for as long as nobody changes what the profile says."""
    return _hashed(
        profile.person.name,
        profile.experience,
        profile.phone,
        sorted(profile.languages),
        profile.picture.name,
        profile.consented_at is not None,
        _keys(profile.topics.all()),
    )


def topics_fingerprint(topics: Iterable[Topic]) -> str:
    """The same for as long as the topics are."""
    return _hashed(_keys(topics))


def _keys(topics) -> list:
    return sorted(topic.pk for topic in topics)


def _hashed(*values) -> str:
    return sha256(repr(values).encode()).hexdigest()
