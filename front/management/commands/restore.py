import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forum_portal import backup
from forum_portal.postgres_tools import ToolFailed, ToolMissing
from mailroom.pausing import AFTER_RESTORE

# What is meant to differ after a restore: the mailroom stands still.
CHANGED = {"mailroom_mail", "mailroom_pause"}


class Command(BaseCommand):
    help = "Stellt eine Sicherung wieder her; der Postausgang ist danach angehalten."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="DATEI")
        parser.add_argument(
            "--overwrite", action="store_true", help="ersetzt, was in der Datenbank steht"
        )

    def handle(self, *, file, overwrite, **options):
        if not file.is_file():
            raise CommandError(f"Die Datei {file} gibt es nicht.")
        try:
            settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
            with backup.opened(file, settings.MEDIA_ROOT.parent) as source:
                self.restore(source, overwrite)
        except backup.NotEmpty:
            raise CommandError(
                "Die Datenbank ist nicht leer. Nichts wurde geändert. "
                "Mit --overwrite (make restore … OVERWRITE=1) wird ihr Inhalt ersetzt."
            ) from None
        except (backup.Unusable, ToolMissing, ToolFailed) as refusal:
            raise CommandError(f"Nichts wurde geändert: {refusal}") from None
        except OSError as error:
            raise CommandError(
                f"Die Wiederherstellung ist gescheitert: {error.strerror}."
            ) from None

    def restore(self, source, overwrite):
        backup.restore(source, overwrite=overwrite, afterwards=AFTER_RESTORE)
        replace_files(source.files)
        if wrong := set(backup.missing(source)) - CHANGED:
            raise CommandError(
                f"Diese Tabellen sind nicht wie gesichert: {', '.join(sorted(wrong))}"
            )
        made, rows = source.manifest["made_at"], source.manifest["tables"]
        self.stdout.write(
            f"Wiederhergestellt, Stand {made}: {sum(t['rows'] for t in rows.values())} Zeilen, "
            f"{len(source.manifest['files'])} Dateien.\n"
            "Der Postausgang ist angehalten: manage.py mailroom status sagt, was wartet, "
            "manage.py mailroom resume lässt ihn laufen."
        )


def replace_files(source: Path) -> None:
    """Put the files of the backup in place of those that are there; the folder itself stays."""
    for old in settings.MEDIA_ROOT.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    if source.is_dir():
        shutil.copytree(source, settings.MEDIA_ROOT, dirs_exist_ok=True)
