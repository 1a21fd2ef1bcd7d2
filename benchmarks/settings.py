"""The portal's own settings, with the bare views beside its pages."""

from forum_portal.settings import *

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]
ROOT_URLCONF = "benchmarks.urls"
