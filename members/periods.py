"""How long the mailroom and the account keep what they hold: their rules of retention."""

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.db.models.functions import Now

from mailroom import forgetting

from . import history, imports
from .retention import ago, delete_some, rule

rule(
    "mail_content",
    what="Inhalt verschickter Mails",
    how_long="{days} nach dem Versand, mit einem Code oder Link zur Anmeldung sofort",
    why="um bei einer Beschwerde nachsehen zu können, was genau verschickt wurde",
    setting="KEEP_MAIL_CONTENT_DAYS",
)(forgetting.forget_content)

rule(
    "mail_rows",
    what="Dass es eine Mail gab, an wen, und was aus ihr wurde",
    how_long="{days} nach dem Versand",
    why="damit keine zweimal kommt und die Geschäftsstelle sagen kann, ob sie ankam",
    setting="KEEP_MAIL_ROWS_DAYS",
)(forgetting.forget_rows)

rule(
    "suppressions",
    what="Adressen, die ein Mailserver nicht kennt",
    how_long="{days}",
    why="damit dorthin nicht immer wieder geschrieben wird",
    setting="KEEP_SUPPRESSIONS_DAYS",
)(forgetting.forget_suppressions)


@rule(
    "sessions",
    what="Sitzungen, mit Zeitpunkt und Browser der Anmeldung",
    how_long="12 Stunden nach dem Anmelden, höchstens einen Tag länger",
    why="um Sie angemeldet zu halten und Ihnen zu zeigen, wo Sie es sind",
)
def forget_sessions(now) -> int:
    """They end by the clock on the wall, which the demo does not move."""
    return delete_some(Session.objects.filter(expire_date__lte=Now()))


@rule(
    "limits",
    what="Ihre Adresse im Netz, wenn Sie sich anmelden oder etwas melden",
    how_long="solange dabei Versuche gezählt werden, höchstens zwei Tage",
    why="damit niemand Passwörter durchprobiert oder die Geschäftsstelle überschwemmt",
)
def forget_limits(now) -> int:
    table = connection.ops.quote_name(caches["default"]._table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires <= STATEMENT_TIMESTAMP()")  # noqa: S608
        return cursor.rowcount


@rule(
    "log",
    what="Protokoll der Verwaltung: wer wann was geändert hat",
    how_long="{days}",
    why="um Fehler und Missbrauch nachvollziehen zu können",
    setting="KEEP_LOG_DAYS",
)
def forget_log(now) -> int:
    return delete_some(LogEntry.objects.filter(action_time__lte=ago("KEEP_LOG_DAYS", now)))


@rule(
    "history",
    what="Verlauf von Konten, Zuständigkeiten und Mitgliedschaften",
    how_long="{days}",
    why="um zu sehen, wer wann wofür zuständig war und wer das geändert hat",
    setting="KEEP_HISTORY_DAYS",
)
def forget_history(now) -> int:
    """By the clock of the database, which each row of it has."""
    old = ago("KEEP_HISTORY_DAYS", now)
    return sum(
        delete_some(model.objects.filter(pgh_created_at__lte=old)) for model in history.EVENTS
    )


@rule(
    "imports",
    what="Hochgeladene Listen von Personen und Mitgliedschaften",
    how_long="bis sie eingetragen sind, höchstens einen Tag; was sie bewirkten, eine Woche",
    why="um sie vor dem Eintragen zu zeigen und danach nachzusehen",
)
def forget_imports(now) -> int:
    """Each pass sees to it as well."""
    imports.forget(now)
    return 0
