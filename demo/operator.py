"""Who answers for the demo: nobody real, and each entry says so."""

OPERATOR = {
    "OPERATOR_NAME": "Träger des Forums (Beispiel)",
    "OPERATOR_ADDRESS": r"Beispielstraße 1\n00000 Beispielstadt",
    "OPERATOR_REPRESENTED_BY": "Leitung der Geschäftsstelle (Beispiel)",
    "OPERATOR_EMAIL": "geschaeftsstelle@forum.example",
    "OPERATOR_PHONE": "000 000000 (Beispiel)",
    "CONTENT_RESPONSIBLE": r"Leitung der Geschäftsstelle (Beispiel)\nAnschrift wie oben",
    "PRIVACY_OFFICER": r"Stelle für Datenschutz (Beispiel)\ndatenschutz@forum.example",
    "PRIVACY_AUTHORITY": "Datenschutzaufsicht des Landes, in dem der Träger sitzt (Beispiel)",
    "PRIVACY_LEGAL_BASIS": "Art. 6 Abs. 1 Buchst. e DSGVO mit dem Datenschutzgesetz des Landes "
    "(Beispiel)",
    "HOSTING_PROVIDER": "dieser Rechner: die Demo läuft nur hier",
    "ACCESSIBILITY_STATUS": "Die Demo ist mit den Anforderungen teilweise vereinbar (Beispiel).",
    "ACCESSIBILITY_CHECKED": "laufend mit automatischen Prüfungen, ohne Prüfung durch Dritte",
    "ACCESSIBILITY_CREATED": "1. November 2026 (Beispiel)",
    "ACCESSIBILITY_REVIEWED": "1. November 2026 (Beispiel)",
    "ACCESSIBILITY_GAPS": "Mit einem Bildschirmleseprogramm hat noch niemand das Portal geprüft.",
    "ACCESSIBILITY_ENFORCEMENT": "Durchsetzungsstelle des Landes, in dem der Träger sitzt "
    "(Beispiel)",
}
