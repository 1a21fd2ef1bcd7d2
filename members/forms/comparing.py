"""What somebody entered beside what was saved meanwhile, in words."""

from collections.abc import Iterable

NOTHING = "–"


def compared(form, present: dict, names: Iterable[str]) -> list[dict]:
    """Each of ``names`` whose entry in ``form`` differs from ``present``, both in words."""
    rows = [
        {
            "label": form[name].label,
            "present": in_words(form.fields[name], present[name]),
            "entered": in_words(form.fields[name], form.cleaned_data[name]),
        }
        for name in names
    ]
    return [row for row in rows if row["present"] != row["entered"]]


def in_words(field, value) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, str):
        return value or NOTHING
    labels = {str(key): str(label) for key, label in field.choices}
    chosen = {str(getattr(item, "pk", item)) for item in value}
    return ", ".join(label for key, label in labels.items() if key in chosen) or NOTHING
