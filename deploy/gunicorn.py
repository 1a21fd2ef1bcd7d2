"""How gunicorn serves the portal; figures of all its workers lie in one folder."""

import os
import shutil
import tempfile

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
# The portal writes one line for each request itself, without addresses.
accesslog = None

os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="forum-portal-metrics-")


def on_exit(server):
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
