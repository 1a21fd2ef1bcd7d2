"""What the legal pages say about who answers for the portal; the institution is data.

Sources of what must be said: § 5 DDG and § 18 Abs. 2 MStV (Impressum), Art. 13
DSGVO (Datenschutz), § 12b BGG and the state laws that follow Directive (EU)
2016/2102 (Erklärung zur Barrierefreiheit).
"""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Entry:
    """One entry of a legal page, from the setting of that name."""

    setting: str
    label: str
    is_optional: bool = False
    is_address: bool = False

    @property
    def value(self) -> str:
        return getattr(settings, self.setting).strip()

    @property
    def is_missing(self) -> bool:
        return not self.value and not self.is_optional


ENTRIES = [
    Entry("OPERATOR_NAME", "Träger"),
    Entry("OPERATOR_ADDRESS", "Anschrift"),
    Entry("OPERATOR_REPRESENTED_BY", "Vertreten durch"),
    Entry("OPERATOR_EMAIL", "E-Mail", is_address=True),
    Entry("OPERATOR_PHONE", "Telefon"),
    Entry("OPERATOR_REGISTER", "Register und Steuer", is_optional=True),
    Entry("OPERATOR_SUPERVISION", "Aufsicht über den Träger", is_optional=True),
    Entry("CONTENT_RESPONSIBLE", "Verantwortlich für die Inhalte"),
    Entry("PRIVACY_OFFICER", "Datenschutzbeauftragte Person"),
    Entry("PRIVACY_AUTHORITY", "Aufsichtsbehörde"),
    Entry("PRIVACY_LEGAL_BASIS", "Rechtsgrundlage"),
    Entry("PRIVACY_RECIPIENTS", "Weitere Empfänger", is_optional=True),
    Entry("JOINT_CONTROLLERS", "Gemeinsam verantwortlich", is_optional=True),
    Entry("HOSTING_PROVIDER", "Technischer Betrieb"),
    Entry("ACCESSIBILITY_STATUS", "Stand der Vereinbarkeit"),
    Entry("ACCESSIBILITY_CHECKED", "Geprüft"),
    Entry("ACCESSIBILITY_CREATED", "Erklärung erstellt am"),
    Entry("ACCESSIBILITY_REVIEWED", "Zuletzt überprüft am"),
    Entry("ACCESSIBILITY_GAPS", "Noch nicht barrierefrei"),
    Entry("ACCESSIBILITY_ENFORCEMENT", "Durchsetzungsstelle"),
]


def entries() -> dict[str, Entry]:
    """By the name of the setting in small letters, for templates."""
    return {entry.setting.lower(): entry for entry in ENTRIES}


def missing() -> list[Entry]:
    return [entry for entry in ENTRIES if entry.is_missing]
