"""Whatever file somebody uploads: an answer in words, and all of it or nothing (row 38)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members import imports, services
from members.models import Import, Mandate, Person
from members.people_file import HEADINGS
from members.stages import Function
from tests.factories.members import NOON, make_member, make_operator, make_person
from tests.imports.files import HEAD, MEMBERSHIPS, PEOPLE, lines, upload, workbook

FIXTURES_ARE_SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
HOWEVER_LONG = settings(deadline=None, derandomize=True, suppress_health_check=FIXTURES_ARE_SHARED)
ODD = [
    "\0",
    "\r",
    "\n",
    ";",
    '"',
    "'",
    "\t",
    "\u202e",
    "\ufeff",
    "ß",
    "😀",
    "=1+1",
    "\ud7ff",
    "\x1b",
]
VALUES = [
    *("a@forum.example", "B@Forum.example", "kein at", "celle", "03351", "3351", "Coburg"),
    *("Fachkraft", "Koordination", "lead", "01.02.2026", "2026-02-01", "31.02.2026", "ja", "x"),
    *("Träger des Forums", "9" * 400, "01.01.0001", "31.12.9999", "1e9", "-1", "", " "),
]
cell = st.one_of(
    st.sampled_from(VALUES), st.text(max_size=12), st.lists(st.sampled_from(ODD)).map("".join)
)
heading = st.one_of(st.sampled_from(list(HEADINGS.values())), cell)
table = st.lists(st.lists(cell, max_size=12), max_size=6)
header = st.one_of(st.just(HEAD.split(";")), st.lists(heading, max_size=12))


@st.composite
def csv_files(draw) -> bytes:
    rows = [draw(header), *draw(table)]
    sign, end = draw(st.sampled_from(";,\t|")), draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be"]))
    return end.join(sign.join(row) for row in rows).encode(encoding, "replace")


@st.composite
def workbooks(draw) -> bytes:
    odd = st.one_of(cell, st.none(), st.booleans(), st.integers(-9, 99999), st.dates(), st.floats())
    rows = [draw(header), *draw(st.lists(st.lists(odd, max_size=12), max_size=6))]
    clean = [[_storable(value) for value in row] for row in rows]
    return workbook(*clean)


def _storable(value):
    """Without what the writer of the workbook itself would refuse."""
    if isinstance(value, str):
        return "".join(letter for letter in value if letter.isprintable())
    return value if not isinstance(value, float) or abs(value) < 1e300 else 0.5


anywhere = st.integers(0, 2**20)


@st.composite
def damaged(draw) -> bytes:
    content = bytearray(draw(st.one_of(csv_files(), workbooks())))
    hits = draw(st.lists(st.tuples(anywhere, st.integers(0, 255)), max_size=4))
    for at, byte in hits if content else []:
        content[at % len(content)] = byte
    return bytes(content[: draw(anywhere) % (len(content) + 1)])


any_file = st.one_of(csv_files(), workbooks(), damaged(), st.binary(max_size=200))


@pytest.fixture
def network(celle, coburg, admin_person):
    make_operator()
    make_person("a@forum.example")


@pytest.mark.parametrize(("path", "count"), [(PEOPLE, 240), (MEMBERSHIPS, 60)])
def test_any_file_gets_an_answer_and_is_done_whole_or_not_at_all(network, desk, path, count):
    @settings(HOWEVER_LONG, max_examples=count)
    @given(any_file)
    def try_it(content):
        with transaction.atomic():
            _upload_and_confirm(desk, content, path)
            transaction.set_rollback(True)

    try_it()


def _upload_and_confirm(desk, content, path):
    before = _all()
    answer = upload(desk, content, path, "datei")
    assert answer.status_code in (200, 302)
    if answer.status_code == 200:
        assert answer.context["problems"] or answer.context["form"].errors
        assert _all() == before
        return
    one = Import.objects.latest("pk")
    assert desk.get(one.get_absolute_url()).status_code == 200
    desk.post(one.get_absolute_url(), {"do": "confirm", "seen": one.seen})
    imports.run_all(NOON)
    one.refresh_from_db()
    assert _all() == before if one.preventing or not one.effective else one.stage == "done"


def _all():
    return list(Person.objects.values()), list(Mandate.objects.values())


# The preview and the verbs of the services say the same -------------------------------------

PLACES = ["03351", "09473"]
DAYS = [date(2026, month, 1) for month in (1, 3, 5, 7)]
EMAILS = ["a@forum.example", "b@forum.example", "c@forum.example"]
FUNCTIONS = [Function.LEAD, Function.OFFICER]
rows_of_mandates = st.lists(
    st.tuples(
        st.sampled_from(EMAILS),
        st.sampled_from(PLACES),
        st.sampled_from(FUNCTIONS),
        st.sampled_from(DAYS),
        st.sampled_from([None, *DAYS]),
        st.booleans(),
    ),
    max_size=6,
)


@pytest.mark.parametrize(
    "count",
    [pytest.param(40, id="short"), pytest.param(1000, id="full", marks=pytest.mark.long)],
)
def test_what_the_preview_lets_pass_the_rules_let_pass_and_what_it_refuses_they_refuse(
    db, admin_person, count
):
    for key, name in zip(PLACES, ("Celle", "Coburg"), strict=True):
        make_member(key, name)
    for email in EMAILS:
        make_person(email)

    @settings(HOWEVER_LONG, max_examples=count)
    @given(rows_of_mandates, rows_of_mandates)
    def compare(held, wanted):
        with transaction.atomic():
            _write_one_by_one(held, stop=False)
            _compare(wanted, admin_person)
            transaction.set_rollback(True)

    compare()


def _compare(wanted, by):
    if not wanted:
        return
    content = lines(*(_line(*row) for row in wanted))
    one = services.upload_import("people", "liste.csv", content, by=by, now=NOON)
    if one.preventing:
        with transaction.atomic():
            assert not _write_one_by_one(wanted, stop=True), one.lines
            transaction.set_rollback(True)
        return
    if one.effective:
        Import.objects.filter(pk=one.pk).update(stage="waiting")
        imports.run(one.pk, NOON)
        one.refresh_from_db()
        assert one.stage == "done", one.note
    again = services.upload_import("people", "liste.csv", content, by=by, now=NOON)
    assert {line["verdict"] for line in again.lines} == {"unchanged"}


def _line(email, place, function, starts_on, ends_on, may_vote) -> str:
    last = f"{ends_on:%d.%m.%Y}" if ends_on else ""
    vote = "ja" if may_vote else "nein"
    return f"{email};;;{place};;{function.label};;{starts_on:%d.%m.%Y};{last};{vote}"


def _write_one_by_one(rows, *, stop: bool) -> bool:
    """By the verbs, as somebody would in the forms; whether all of it was possible.

    First what is there already is changed, so that what ends makes room.
    """
    if stop and len({row[:4] for row in rows}) < len(rows):
        return False  # the same twice
    for is_known in (True, False):
        for row in rows:
            try:
                _write(*row, is_known=is_known)
            except ValidationError:
                if stop:
                    return False
    return True


def _write(email, place, function, starts_on, ends_on, may_vote, *, is_known):
    fields = {"person__email": email, "district": place, "function": function}
    known = Mandate.objects.filter(**fields, starts_on=starts_on).first()
    if bool(known) is not is_known:
        return
    mandate = known or Mandate(
        person=Person.objects.get(email=email),
        district_id=place,
        function=function,
        starts_on=starts_on,
    )
    mandate.ends_on, mandate.may_vote = ends_on, may_vote
    verb = services.change_mandate if known else services.add_mandate
    verb(mandate, by=None, now=NOON)
