"""The Celery app: the doorbell of the mailroom, never its memory."""

import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum_portal.settings")

app = Celery("forum_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A line for each task, with the id of the request that rang.
app.steps["worker"].add(DjangoStructLogInitStep)
