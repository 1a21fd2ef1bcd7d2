from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forum_portal import backup, clock
from forum_portal.postgres_tools import ToolFailed, ToolMissing


class Command(BaseCommand):
    help = "Sichert Datenbank und Dateien in eine einzige Datei."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="ORDNER")
        parser.add_argument("--keep", type=int, help="so viele Sicherungen bleiben im Ordner")

    def handle(self, *, folder, keep, **options):
        now = clock.now()
        target = folder / f"forum-portal-{now:%Y-%m-%dT%H%M%SZ}.tar"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            manifest = backup.make(target, settings.MEDIA_ROOT, now)
        except (ToolMissing, ToolFailed) as refusal:
            raise CommandError(f"Die Sicherung ist gescheitert: {refusal}") from None
        except OSError as error:
            raise CommandError(
                f"Die Sicherung ist gescheitert, es bleibt keine halbe Datei: {error.strerror}."
            ) from None
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{target}: {rows} Zeilen, {len(manifest['files'])} Dateien.")
        if keep:
            self.forget(folder, keep)

    def forget(self, folder, keep):
        """The oldest go; their names are in the order of their time."""
        for old in sorted(folder.glob("forum-portal-*.tar"))[:-keep]:
            old.unlink()
            self.stdout.write(f"{old.name}: gelöscht.")
