"""How one signs in to the demo; all addresses end in ``@forum.example``."""

PASSWORD = "landkreis-forum-demo"
EXAMPLES = [
    ("celle@forum.example", "Fachkraft im Landkreis Celle"),
    ("celle.koordination@forum.example", "Koordination im Landkreis Celle"),
    ("coburg@forum.example", "ebenso die anderen zwölf Gründungsmitglieder"),
    ("geschaeftsstelle@forum.example", "Geschäftsstelle"),
    ("landkreistag@forum.example", "Partner"),
    ("admin@forum.example", "Verwaltung"),
]
