"""What the trials' own processes run on: the tests' settings, with beats that can hurry."""

from datetime import timedelta

from tests.settings import *

CELERY_BEAT_SCHEDULE["mailroom"]["schedule"] = timedelta(seconds=env.float("BEAT_SECONDS", 60))
