from django.db import models


class Stage(models.TextChoices):
    DRAFT = "draft", "Entwurf"
    ANNOUNCED = "announced", "angekündigt"
    HELD = "held", "hat stattgefunden"
    CANCELLED = "cancelled", "abgesagt"


NEXT = {
    Stage.DRAFT: {Stage.ANNOUNCED, Stage.CANCELLED},
    Stage.ANNOUNCED: {Stage.HELD, Stage.CANCELLED},
    Stage.HELD: set(),
    Stage.CANCELLED: set(),
}


class Kind(models.TextChoices):
    NETWORK = "network", "Vernetzungstreffen"
    WORKING_GROUP = "working_group", "Arbeitsgruppe"
    EXPERT_CIRCLE = "expert_circle", "Expertenkreis"
    CONFERENCE = "conference", "Fachtag"


class Circle(models.TextChoices):
    """Who is invited to a meeting, and sees it."""

    MEMBERS = "members", "alle Landkreise des Forums"
    GROUP = "group", "eine Arbeitsgruppe"
    CHOSEN = "chosen", "ausgewählte Landkreise"


class Format(models.TextChoices):
    ON_SITE = "on_site", "vor Ort"
    ONLINE = "online", "online"
    HYBRID = "hybrid", "vor Ort und online"


class Reply(models.TextChoices):
    """What a county answers to the invitation."""

    ATTENDS = "attends", "nimmt teil"
    DECLINED = "declined", "abgesagt"


class Mode(models.TextChoices):
    ON_SITE = "on_site", "vor Ort"
    ONLINE = "online", "online"


class Offset(models.TextChoices):
    """How long before a start or a deadline people are reminded of it."""

    SEVEN_DAYS = "7d", "7 Tage vorher"
    THREE_DAYS = "3d", "3 Tage vorher"
    TWO_DAYS = "2d", "2 Tage vorher"
    ONE_DAY = "1d", "1 Tag vorher"
    TWO_HOURS = "2h", "2 Stunden vorher"


# A deadline ends with its day: nobody is at work two hours before.
DAYS = [offset for offset in Offset if offset != Offset.TWO_HOURS]


class Verb(models.TextChoices):
    """What happened to a meeting, for its history and for what is new."""

    CREATED = "created", "angelegt"
    ANNOUNCED = "announced", "angekündigt"
    CHANGED = "changed", "geändert"
    MOVED = "moved", "verschoben"
    INVITED = "invited", "Kreis der Eingeladenen geändert"
    CANCELLED = "cancelled", "abgesagt"
    HELD = "held", "abgeschlossen"
    AGENDA = "agenda", "Tagesordnung geändert"
    REGISTERED = "registered", "Rückmeldung"
    MOVED_UP = "moved_up", "nachgerückt"
    PAPER = "paper_new", "Unterlage eingestellt"
    PAPER_CHANGED = "paper_change", "Unterlage geändert"
    PAPER_WITHDRAWN = "paper_gone", "Unterlage zurückgezogen"
    PROPOSED = "proposed", "Punkt vorgeschlagen"
    UNPROPOSED = "unproposed", "Vorschlag zurückgezogen"
    ACCEPTED = "accepted", "Vorschlag angenommen"
    DECLINED = "declined", "Vorschlag abgelehnt"
    TASK = "task_new", "Aufgabe eingetragen"
    TASK_CHANGED = "task_change", "Aufgabe geändert"
    TASK_DELETED = "task_gone", "Aufgabe gelöscht"
    TASK_DONE = "task_done", "Aufgabe erledigt"
    TASK_REOPENED = "task_again", "Aufgabe wieder offen"
    RESOLVED = "resolved", "Beschluss eingetragen"
    RESOLUTION_CHANGED = "res_change", "Beschluss geändert"
    RESOLUTION_DELETED = "res_gone", "Beschluss gelöscht"
    MINUTES = "minutes_new", "Protokoll angelegt"
    MINUTES_CHANGED = "minutes_edit", "Protokoll geändert"
    CIRCULATED = "circulated", "Protokoll in Umlauf gegeben"
    ADOPTED = "adopted", "Protokoll genehmigt"
    REMARKED = "remarked", "Anmerkung zum Protokoll"
    UNREMARKED = "unremarked", "Anmerkung zurückgezogen"
    REMARK_DECIDED = "remark_done", "Über Anmerkung entschieden"


class Result(models.TextChoices):
    """What became of what a meeting was to resolve."""

    ACCEPTED = "accepted", "angenommen"
    REJECTED = "rejected", "abgelehnt"
    POSTPONED = "postponed", "vertagt"


class ProposalStage(models.TextChoices):
    """What became of an item that a county proposed; an open one can go to each of the others."""

    OPEN = "open", "noch offen"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    ACCEPTED = "accepted", "auf der Tagesordnung"
    DECLINED = "declined", "abgelehnt"


class MinutesStage(models.TextChoices):
    """From a draft that only the office reads to minutes that a later meeting has adopted."""

    DRAFT = "draft", "Entwurf"
    CIRCULATED = "circulated", "im Umlauf"
    ADOPTED = "adopted", "genehmigt"


NEXT_OF_MINUTES = {
    MinutesStage.DRAFT: {MinutesStage.CIRCULATED},
    MinutesStage.CIRCULATED: {MinutesStage.ADOPTED},
    MinutesStage.ADOPTED: set(),
}


class RemarkStage(models.TextChoices):
    """What became of a county's remark; an open one can go to each of the others."""

    OPEN = "open", "noch offen"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    ACCEPTED = "accepted", "übernommen"
    DECLINED = "declined", "nicht übernommen"


class PaperKind(models.TextChoices):
    """What a paper is, by what is in the file; the value ends its name."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word-Dokument"
    XLSX = "xlsx", "Excel-Tabelle"
    PPTX = "pptx", "PowerPoint-Präsentation"
    ODT = "odt", "OpenDocument-Text"
    ODS = "ods", "OpenDocument-Tabelle"
    ODP = "odp", "OpenDocument-Präsentation"
    PNG = "png", "Bild (PNG)"
    JPEG = "jpg", "Bild (JPEG)"
    TEXT = "txt", "Text"
    CSV = "csv", "Tabelle (CSV)"


class PollStage(models.TextChoices):
    """From a date poll to a meeting, or to none."""

    DRAFT = "draft", "Entwurf"
    OPEN = "open", "läuft"
    DECIDED = "decided", "Termin gewählt"
    ENDED = "ended", "ohne Termin beendet"
    CANCELLED = "cancelled", "abgesagt"


NEXT_OF_POLL = {
    PollStage.DRAFT: {PollStage.OPEN, PollStage.CANCELLED},
    PollStage.OPEN: {PollStage.DECIDED, PollStage.ENDED, PollStage.CANCELLED},
    PollStage.DECIDED: set(),
    PollStage.ENDED: set(),
    PollStage.CANCELLED: set(),
}


class Suits(models.TextChoices):
    """What a county answers to one date."""

    YES = "yes", "ja"
    IF_NEED_BE = "if_need_be", "wenn nötig"
    NO = "no", "nein"


class PollVerb(models.TextChoices):
    """What happened to a date poll, for its history."""

    CREATED = "created", "angelegt"
    CHANGED = "changed", "geändert"
    OPENED = "opened", "eröffnet"
    DATE_ADDED = "date_added", "Termin ergänzt"
    ANSWERED = "answered", "Antwort"
    DECIDED = "decided", "Termin gewählt"
    ENDED = "ended", "ohne Termin beendet"
    CANCELLED = "cancelled", "abgesagt"


class GroupVerb(models.TextChoices):
    """What happened to a working group, for its history."""

    FOUNDED = "founded", "angelegt"
    CHANGED = "changed", "geändert"
    ENDED = "ended", "beendet"
    JOINED = "joined", "beigetreten"
    LEFT = "left", "ausgetreten"
    PERSON = "person", "andere Person"
    LEAD = "lead", "Leitung geändert"
