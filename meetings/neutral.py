"""What mails say of a meeting of which they may say nothing: that there is one, and the link."""

ONLY_THERE = "Mehr dazu steht nur im Portal"

# Subject and text of each mail, by the template that it stands for.
MAILS = {
    "invited": (
        "Einladung zu einem Treffen des Forums",
        "Bitte melden Sie Ihren Landkreis im Portal an oder ab. Alles Weitere steht nur dort.",
    ),
    "changed": (
        "Änderung an einem Treffen des Forums",
        "Was jetzt gilt, steht nur im Portal.",
    ),
    "cancelled": (
        "Absage eines Treffens des Forums",
        "Das Treffen findet nicht statt. Welches es ist, steht nur im Portal.",
    ),
    "moved_up": (
        "Platz bei einem Treffen des Forums",
        "Ihr Landkreis ist von der Warteliste nachgerückt. Alles Weitere steht nur im Portal.",
    ),
    "reminder": (
        "Erinnerung an ein Treffen des Forums",
        "Ihr Landkreis hat Sie angemeldet. Wann und wo, steht nur im Portal.",
    ),
    "proposal_decided": (
        "Vorschlag zur Tagesordnung eines Treffens des Forums",
        "Über einen Vorschlag Ihres Landkreises ist entschieden. Wie, steht nur im Portal.",
    ),
    "minutes_circulated": (
        "Protokoll eines Treffens des Forums",
        "Ihr Landkreis kann zu einem Protokoll etwas anmerken. Bis wann, steht nur im Portal.",
    ),
    "remark_decided": (
        "Anmerkung zu einem Protokoll des Forums",
        "Über eine Anmerkung Ihres Landkreises ist entschieden. Wie, steht nur im Portal.",
    ),
    "answer_reminder": (
        "Eine Antwort zu einem Treffen des Forums fehlt",
        "Bitte melden Sie Ihren Landkreis im Portal an oder ab. Worum es geht, steht nur dort.",
    ),
}


def said(template: str, as_partner: bool) -> tuple[str, str]:
    """Subject and text; a partner has no county to answer for."""
    subject, advice = MAILS[template]
    if template == "invited" and as_partner:
        advice = "Alles Weitere steht nur im Portal."
    return subject, advice
