"""Who does what where the operator and the counties answer together (Art. 26 GDPR).

The essence of the agreement, as the privacy notice tells it to those whom it concerns; the
whole of it is printed by ``manage.py joint_controllers``.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Duty:
    """What one of the two sees to: "Der Träger" "betreibt das Portal …"."""

    who: str
    does: str


OPERATOR, COUNTY, BOTH = "Der Träger", "Jeder Landkreis", "Alle"
DUTIES = [
    Duty(OPERATOR, "betreibt das Portal, schützt es und beauftragt, wer es technisch betreibt."),
    Duty(OPERATOR, "informiert über die Verarbeitung, mit dieser Erklärung im Portal."),
    Duty(OPERATOR, "löscht nach den Fristen, die dort stehen."),
    Duty(OPERATOR, "beantwortet Anfragen zu Rechten, die im Portal nicht von selbst gehen."),
    Duty(OPERATOR, "meldet Verletzungen des Schutzes der Aufsicht und den Betroffenen."),
    Duty(COUNTY, "benennt, wer für ihn handelt, und hält diese Angaben aktuell."),
    Duty(COUNTY, "beendet Zuständigkeiten, wenn jemand ausscheidet."),
    Duty(COUNTY, "verantwortet, was er einträgt, und trägt nur ein, was nötig ist."),
    Duty(BOTH, "geben Anfragen und Vorfälle, die sie erreichen, unverzüglich weiter."),
]
