"""Two files that the administration of the demo has uploaded."""

HEAD = "E-Mail-Adresse;Landkreis;Funktion;Bezeichnung;von;bis"

TITLES = [
    "E-Mail-Adresse;Landkreis;Funktion;Bezeichnung",
    "celle@forum.example;Landkreis Celle;Fachkraft;Fachstelle Integration und Teilhabe",
    "coburg@forum.example;Landkreis Coburg;Fachkraft;Integrationslotsen und Ehrenamt",
]
CONTACTS = [
    HEAD,
    "celle.neu@forum.example;Landkreis Celle;Fachkraft;Jugendmigrationsdienst;01.02.2027;",
    "celle.zwei@forum.example;03351;Koordination;;01.02.2027;",
    "coburg.neu@forum.example;Koburg;Fachkraft;;01.02.2027;",
    "coburg.neu@forum.example;Landkreis Coburg;Stellvertretung;;31.02.2027;",
]
