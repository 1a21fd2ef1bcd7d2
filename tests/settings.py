"""The real settings, with what only costs time in tests taken off."""

from forum_portal.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
# What runs in a test's transaction is seen by its own connection only.
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", 1)
WHITENOISE_USE_FINDERS = True
# The threads of the live server let go of the database when they have answered.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Two plain kinds of mail, for the rules that hold for every kind.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.probe"]
