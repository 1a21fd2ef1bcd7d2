"""Bringing states and counties up to the official list."""

from pathlib import Path

from django.db import transaction

from forum_portal.tables import Problem, Refused

from .. import district_file, names
from ..models import District, FederalState
from ..stages import DistrictKind


def import_districts(path: Path = district_file.OWN_COPY) -> int:
    """Bring states and counties up to ``path``; how many counties it holds.

    All or nothing: ``Refused`` names each wrong line, and then nothing has changed.
    """
    states = _states()
    rows = district_file.read(path, {state.key for state in states})
    districts = _districts(rows)
    with transaction.atomic():
        _upsert(states, "key")
        _upsert(districts, "ags")
    return len(districts)


def _states():
    return [
        FederalState(key=record["key"], iso=record["iso"], name=record["name"])
        for record in district_file.read_own("federal_states.csv")
    ]


def _districts(rows):
    """Counties with addresses and sorting keys that no other county has."""
    files = {row.values["ags"] for row in rows}
    others = list(District.objects.exclude(ags__in=files))
    counties = {row.values["name"] for row in rows if row.values["kind"] == DistrictKind.RURAL}
    counties |= {other.name for other in others if other.kind == DistrictKind.RURAL}
    owners = {key: known.ags for known in District.objects.all() for key in _unique(known)}
    districts, problems = [], []
    for row in rows:
        district = District(**row.values, **_keys(row.values, counties))
        keys = _unique(district)
        if text := _unusable(district):
            problems.append(Problem(row.line, text))
        elif any(owners.get(key, district.ags) != district.ags for key in keys):
            problems.append(Problem(row.line, f"Den Namen {district.name} gibt es schon."))
        owners |= dict.fromkeys(keys, district.ags)
        districts.append(district)
    if problems:
        raise Refused(problems)
    return districts


def _unique(district):
    return {district.slug, district.sort_key, district.full_name}


def _unusable(district):
    """Why no address or sorting key comes of the name, if so."""
    if not names.slug(district.name):
        return "Der Name enthält keinen lateinischen Buchstaben."
    for field in ("slug", "sort_key"):
        if len(getattr(district, field)) > District._meta.get_field(field).max_length:
            return "Der Name ist ausgeschrieben (ß als ss, ä als ae) zu lang."
    return ""


def _keys(values, counties):
    """A city that shares its name with a county gets "-stadt" in its address."""
    is_namesake = values["kind"] == DistrictKind.URBAN and values["name"] in counties
    return {
        "slug": names.slug(values["name"]) + ("-stadt" if is_namesake else ""),
        "sort_key": f"{names.sort_key(values['name'])} {values['kind']}",
    }


def _upsert(objects, key):
    model = type(objects[0])
    fields = [f.name for f in model._meta.concrete_fields if f.name != key]
    model.objects.bulk_create(
        objects, update_conflicts=True, unique_fields=[key], update_fields=fields
    )
