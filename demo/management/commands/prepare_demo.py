import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Everything between an empty database and the demo's first page."

    def handle(self, **options):
        self._step("Tabellen", "migrate", verbosity=0)
        self._step("Zwischenspeicher", "createcachetable", verbosity=0)
        self._collect_static()
        self._step("401 Kreise", "import_districts")
        self._step("Netzwerk", "load_demo")

    def _step(self, title, command, **settings):
        self.stdout.write(f"{title} …")
        call_command(command, **settings)

    def _collect_static(self):
        """Collect and compress only what has changed: it is most of the time of a start."""
        stamp = settings.STATIC_ROOT / ".collected"
        sources = _fingerprint()
        if not stamp.exists() or stamp.read_text() != sources:
            self._step("Dateien der Oberfläche", "collectstatic", verbosity=0, interactive=False)
            stamp.write_text(sources)


def _fingerprint() -> str:
    """Differs when any static file of any app differs in name, size or time."""
    files = (
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    )
    known = sorted(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
    return hashlib.sha256("\n".join(known).encode()).hexdigest()
