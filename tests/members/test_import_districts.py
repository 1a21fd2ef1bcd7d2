"""The reference data of counties comes in whole or not at all."""

import csv

import pytest
from django.core.management import call_command

from members import names
from members.district_file import COLUMNS, OWN_COPY
from members.models import District, FederalState

HANAU, MAIN_KINZIG, CELLE = "06415", "06435", "03351"

GOOD = {
    "ags": CELLE,
    "name": "Celle",
    "full_name": "Landkreis Celle",
    "kind": "landkreis",
    "state_key": "03",
    "nuts3": "DE931",
    "area_km2": "1550.82",
    "area_date": "2021-12-31",
    "population": "172449",
    "population_date": "2024-12-31",
    "note": "",
    "lon": "10.07",
    "lat": "52.73",
}
OTHER = (
    GOOD
    | {"ags": "09473", "name": "Coburg", "full_name": "Landkreis Coburg"}
    | {
        "state_key": "09",
        "nuts3": "DE247",
        "lat": "50.26",
    }
)


@pytest.fixture
def file(tmp_path):
    """Writes rows as a file of counties and gives its path."""

    def write(*rows, encoding="utf-8", **options):
        path = tmp_path / "kreise.csv"
        with path.open("w", encoding=encoding, newline="") as target:
            writer = csv.DictWriter(target, COLUMNS, **options)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def refused(path, capsys):
    """The report for a file that is refused; the exit code is 1 and nothing has changed."""
    before = list(District.objects.values())
    with pytest.raises(SystemExit) as stop:
        call_command("import_districts", str(path))
    assert stop.value.code == 1
    assert list(District.objects.values()) == before
    report = capsys.readouterr().err
    assert report.endswith("Nichts wurde geändert.\n")
    return report


@pytest.fixture(scope="class")
def germany(django_db_setup, django_db_blocker):
    """All states and counties, loaded once and taken away again."""
    with django_db_blocker.unblock():
        call_command("import_districts", verbosity=0)
        yield
        District.objects.all().delete()
        FederalState.objects.all().delete()


@pytest.mark.django_db
class TestOwnCopy:
    """What the portal brings with it."""

    pytestmark = pytest.mark.usefixtures("germany")

    def test_it_holds_16_states_and_401_counties(self):
        assert FederalState.objects.count() == 16
        assert District.objects.count() == 401
        assert District.objects.filter(kind="landkreis").count() == 294

    def test_loading_it_again_changes_nothing(self, capsys):
        before = list(District.objects.order_by("ags").values())

        call_command("import_districts")

        assert list(District.objects.order_by("ags").values()) == before
        assert capsys.readouterr().out == "401 Landkreise geladen.\n"

    def test_addresses_are_ascii_and_the_county_has_the_plain_one(self):
        slugs = dict(District.objects.values_list("ags", "slug"))

        assert len(set(slugs.values())) == 401
        assert all(slug.isascii() for slug in slugs.values())
        assert slugs[CELLE] == "celle"
        assert slugs["12061"] == "dahme-spreewald"
        assert slugs["06636"] == "werra-meissner-kreis"
        assert (slugs["09473"], slugs["09463"]) == ("coburg", "coburg-stadt")
        assert (slugs["08215"], slugs["08212"]) == ("karlsruhe", "karlsruhe-stadt")
        assert (slugs["03458"], slugs["03403"]) == ("oldenburg", "oldenburg-oldb")

    def test_names_are_sorted_by_din_5007(self):
        order = list(District.objects.values_list("name", flat=True))

        assert order.index("Göppingen") < order.index("Görlitz") < order.index("Goslar")
        assert order.index("Gießen") < order.index("Gifhorn")

    def test_hanau_and_main_kinzig_get_no_density(self):
        hanau, main_kinzig, celle = (
            District.objects.get(pk=ags) for ags in (HANAU, MAIN_KINZIG, CELLE)
        )

        assert hanau.population is None
        assert hanau.density is None
        assert main_kinzig.population
        assert main_kinzig.density is None
        assert round(celle.density) == 111


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("ags", "3351", "ags „3351“ ist kein Kreisschlüssel aus fünf Ziffern."),
        ("ags", "0335x", "ags „0335x“ ist kein Kreisschlüssel aus fünf Ziffern."),
        ("ags", "٠٣٣٥١", "ags „٠٣٣٥١“ ist kein Kreisschlüssel aus fünf Ziffern."),
        ("ags", "09351", "ags 09351 liegt nicht im Land 03."),
        ("state_key", "17", "state_key „17“ ist kein Land."),
        ("name", "", "Der Name fehlt."),
        ("name", "Ü" * 81, "Der Name ist länger als 80 Zeichen."),
        ("name", "Cel\u202ele", "Der Name enthält ein Steuerzeichen."),
        ("full_name", "Ü" * 121, "Der Name ist länger als 120 Zeichen."),
        ("kind", "Kreis", "kind „Kreis“ ist weder landkreis noch kreisfrei."),
        ("nuts3", "AT111", "nuts3 „AT111“ ist kein Code der Ebene 3."),
        ("area_km2", "groß", "area_km2 „groß“ ist keine Fläche in km²."),
        ("area_km2", "NaN", "area_km2 „NaN“ ist keine Fläche in km²."),
        ("area_km2", "-1", "area_km2 „-1“ ist keine Fläche in km²."),
        ("area_date", "31.12.2021", "area_date „31.12.2021“ ist kein Datum wie 2024-12-31."),
        ("population", "viele", "population „viele“ ist keine ganze Zahl."),
        ("population", "-5", "population „-5“ ist keine ganze Zahl."),
        ("population", "", "population und population_date gehören zusammen."),
        ("population_date", "", "population und population_date gehören zusammen."),
        ("lon", "nan", "lon „nan“ liegt nicht in Deutschland."),
        ("lat", "0", "lat „0“ liegt nicht in Deutschland."),
        ("note", "x" * 301, "note ist länger als 300 Zeichen oder enthält ein Steuerzeichen."),
    ],
)
def test_a_bad_line_is_named_and_nothing_changes(db, file, capsys, column, value, sentence):
    report = refused(file(OTHER, GOOD | {column: value}), capsys)

    assert report == f"Zeile 3: {sentence}\nNichts wurde geändert.\n"


def test_every_bad_line_is_named(db, file, capsys):
    report = refused(
        file(OTHER | {"ags": "x", "full_name": "X"}, OTHER, GOOD | {"kind": "y", "lon": "z"}),
        capsys,
    )

    assert [line.partition(":")[0] for line in report.splitlines()[:-1]] == [
        "Zeile 2",
        "Zeile 4",
        "Zeile 4",
    ]


def test_a_long_report_is_cut_and_counted(db, file, capsys):
    report = refused(
        file(*[GOOD | {"ags": f"x{n}", "full_name": f"L{n}"} for n in range(40)]), capsys
    )

    assert "und 10 weitere Zeilen" in report


def test_a_county_stands_in_the_file_once(db, file, capsys):
    report = refused(file(GOOD, OTHER, GOOD), capsys)

    assert "Zeile 4: Der Schlüssel 03351 steht schon in Zeile 2." in report
    assert "Zeile 4: Der Name Landkreis Celle steht schon in Zeile 2." in report


def test_a_name_that_another_county_has_is_refused(celle, file, capsys):
    report = refused(file(GOOD | {"ags": "03999"}), capsys)

    assert report.startswith("Zeile 2: Den Namen Celle gibt es schon.")


def test_two_known_counties_that_swap_their_names_are_refused(celle, coburg, file, capsys):
    names = ("name", "full_name")
    swapped = [
        GOOD | {name: OTHER[name] for name in names},
        OTHER | {name: GOOD[name] for name in names},
    ]

    report = refused(file(*swapped), capsys)

    assert "Zeile 2: Den Namen Coburg gibt es schon." in report
    assert "Zeile 3: Den Namen Celle gibt es schon." in report


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ß" * 80, "zu lang"),
        ("ä" * 70, "zu lang"),
        ("日本", "keinen lateinischen Buchstaben"),
    ],
)
def test_a_name_that_gives_no_address_is_refused(db, file, capsys, name, sentence):
    report = refused(file(GOOD | {"name": name}), capsys)

    assert report.startswith("Zeile 2: Der Name")
    assert sentence in report


def test_a_line_with_a_column_too_many_is_refused(db, file, capsys):
    path = file(GOOD)
    path.write_text(path.read_text().rstrip() + ",mehr\n")

    assert refused(path, capsys).startswith("Zeile 2: Die Zeile hat zu viele oder zu wenige")


def test_semicolons_are_no_commas(db, file, capsys):
    report = refused(file(GOOD, delimiter=";"), capsys)

    assert report.startswith("Zeile 1: Spalten fehlen: ags, name,")
    assert "Trennzeichen ist das Komma." in report


@pytest.mark.parametrize(("encoding", "line"), [("cp1252", 3), ("utf-16", 1)])
def test_another_encoding_is_refused_with_its_line(db, file, capsys, encoding, line):
    report = refused(file(OTHER, GOOD | {"note": "Größe"}, encoding=encoding), capsys)

    assert report.startswith(f"Zeile {line}: Das ist kein UTF-8.")


def test_a_byte_order_mark_is_no_fault(db, file):
    call_command("import_districts", str(file(GOOD, encoding="utf-8-sig")))

    assert District.objects.get().full_name == "Landkreis Celle"


def test_a_nul_is_refused_with_its_line(db, file, capsys):
    report = refused(file(OTHER, GOOD | {"name": "Ce\0lle"}), capsys)

    assert report.startswith("Zeile 3: Die Zeile enthält ein Nullzeichen.")


def test_an_open_quotation_mark_is_refused(db, file, capsys):
    path = file(OTHER)
    path.write_text(path.read_text() + '03351,"Celle\n')

    assert "Anführungszeichen" in refused(path, capsys)


def test_an_empty_file_and_a_missing_one_are_refused(db, file, tmp_path, capsys):
    assert refused(file(), capsys).startswith("Die Datei enthält keinen Landkreis.")
    assert "lässt sich nicht lesen" in refused(tmp_path / "fehlt.csv", capsys)
    assert "lässt sich nicht lesen" in refused(tmp_path, capsys)


def test_a_file_that_is_far_too_long_is_refused(db, file, capsys):
    rows = [GOOD | {"ags": f"03{n:03}", "full_name": f"Kreis {n}"} for n in range(999)]

    assert "mehr als 1000" in refused(file(*rows, GOOD, OTHER), capsys)
    assert "größer als 2 MB" in refused(file(*rows * 30), capsys)


def test_figures_are_brought_up_to_date(celle, file):
    call_command("import_districts", str(file(GOOD | {"population": "180000"})))

    celle.refresh_from_db()
    assert celle.population == 180_000
    assert celle.memberships.count() == 1


def test_a_city_that_shares_its_name_with_a_county_in_the_database_gets_another_address(
    celle, file
):
    city = GOOD | {"ags": "03199", "full_name": "Celle", "kind": "kreisfrei"}

    call_command("import_districts", str(file(city)))

    assert District.objects.get(pk="03199").slug == "celle-stadt"


@pytest.mark.parametrize(
    ("name", "key", "slug"),
    [
        ("Werra-Meißner-Kreis", "werra meissner kreis", "werra-meissner-kreis"),
        ("Böblingen", "boblingen", "boeblingen"),
        ("Frankfurt (Oder)", "frankfurt oder", "frankfurt-oder"),
        ("Neumarkt i.d.OPf.", "neumarkt i d opf", "neumarkt-i-d-opf"),
    ],
)
def test_names_become_keys_and_addresses(name, key, slug):
    assert names.sort_key(name) == key
    assert names.slug(name) == slug


def test_the_own_copy_says_where_it_comes_from():
    readme = OWN_COPY.with_name("README.md").read_text(encoding="utf-8")

    assert "Destatis" in readme
    assert "BKG" in readme
