"""Unique words in all that is confidential are found by those who may, and by nobody else."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import Client

from mailroom import passes, pausing
from mailroom.models import Mail
from members.models import District, Organisation
from members.stages import OrganisationKind
from tests.access import canaries, planting
from tests.access.canaries import FIELDS, KIND_OF, MAY, MUST, unknown_word, word
from tests.access.crawl import Crawl, read
from tests.access.planting import MEMBERS, OUTSIDE
from tests.access.table import ROLES, rows
from tests.access.world import World
from tests.factories.members import DAY, HOUR, NOON

pytestmark = pytest.mark.django_db
WORD = re.compile("kanari[a-p]{12}")
READING = NOON + 6 * DAY  # a Monday, after the summaries
LATER = [NOON + 14 * DAY, NOON + 15 * DAY + 20 * HOUR]  # reminders of the meetings


class Garden(World):
    """The world of the table, and what the verbs of ``planting`` need of it."""

    def __init__(self, folder, relay, clock):
        super().__init__(folder)
        pausing.resume()
        named = [self.names[name] for name in ("sent", "due", "mailroom_mail")]
        Mail.objects.exclude(pk__in=named).delete()  # those of the table are in nobody's way
        self.relay, self.clock, self._browsers = relay, clock, {}
        self.office = self.people["office"]
        self.celle, self.coburg = District.objects.order_by("ags")
        self.operator = Organisation.objects.get(kind=OrganisationKind.OPERATOR)

    def run(self, now):
        """All that the mailroom does at ``now``, and its clock stays there."""
        while passes.run(now).more:
            pass

    def plant(self, layers=planting.LAYERS):
        for layer in layers:
            layer.plant(self)

    def crawl(self, role) -> Crawl:
        return Crawl(self._browser(role), ["/", *self._starts(role)])

    def _browser(self, role) -> Client:
        """Each signs in once: what is new counts from the sign-in before."""
        if role not in self._browsers:
            client = self._browsers[role] = Client()
            if person := self.people[role]:
                client.force_login(person)
        return self._browsers[role]

    def _starts(self, role):
        """Every address of the table; the admin's are one and the same refusal to all others."""
        for row in rows():
            if role == "administrator" or not row.name.startswith("admin:"):
                yield row.address.format(**self.names)

    def letters(self, role) -> list[str]:
        """What arrived for somebody, whole: headers, text, HTML and attachments."""
        person = self.people[role]
        raw = self.relay.to(person.address_for_mail) if person else []
        return [_decoded(message_from_bytes(message, policy=default)) for message in raw]


def _decoded(message) -> str:
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    headers = [f"{name}: {value}" for name, value in message.items()]
    words = [part if isinstance(part, str) else part.decode("utf-8", "replace") for part in parts]
    return re.sub(r"\r?\n[ \t]", "", "\n".join([*headers, *words]))


@pytest.fixture
def garden(settings, tmp_path, relay):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(NOON, tick=False) as clock:
        yield Garden(tmp_path, relay, clock)


def kinds_in(texts) -> set[str]:
    found = {word for text in texts for word in WORD.findall(text.lower())}
    return {KIND_OF[word] for word in found if word in KIND_OF}


def differences(found: dict[str, set[str]], where: str):
    """``found``: for each role the kinds it found; each difference to the table as a sentence."""
    place = ["pages", "mails"].index(where)
    for kind in MAY:
        for role in ROLES:
            if kind in found[role] and role not in MAY[kind][place]:
                yield f"{role} finds {kind} in {where}"
            if kind not in found[role] and role in MUST[kind][place]:
                yield f"{role} finds no {kind} in {where}"


def test_each_word_is_found_by_those_who_may_and_by_nobody_else(garden):
    garden.plant()
    garden.run(NOON + HOUR)
    garden.run(READING)
    planting.pause(garden, READING)
    garden.clock.move_to(READING)
    crawls = {role: garden.crawl(role) for role in ROLES}
    betrayals = [betrayal for crawl in crawls.items() for betrayal in betrayed_by_search(*crawl)]
    pausing.resume()
    for moment in LATER:
        garden.run(moment)

    on_pages = {role: kinds_in(crawl.pages.values()) for role, crawl in crawls.items()}
    in_mails = {role: kinds_in(garden.letters(role)) for role in ROLES}
    wrong = [*differences(on_pages, "pages"), *differences(in_mails, "mails"), *betrayals]
    assert not wrong, "\n".join(wrong)
    assert set(MAY) == canaries.PLANTED
    assert all(len(garden.letters(role)) >= 3 for role in ("officer", "lead", "other"))


def betrayed_by_search(role, crawl):
    """Searching for a word that one may not find is answered as for one that stands nowhere."""
    crawl.client.get("/")  # shows why one was led on before, and so no later page does
    for (_, name), path in sorted(crawl.searches.items()):
        nothing = _answer(crawl.client, path, name, unknown_word())
        for kind, (finders, _) in MAY.items():
            if role not in finders and _answer(crawl.client, path, name, word(kind)) != nothing:
                yield f"{path}?{name}= tells {role} of {kind}"


def _answer(client, path, name, wanted) -> str:
    return read(client.get(path, {name: wanted})).replace(wanted, "…")


def test_what_is_not_for_somebody_changes_nothing_on_their_pages(garden):
    """Not even a count: a page is the same, to the letter, with and without it."""
    before = {}
    for layer, roles in zip(planting.LAYERS, (OUTSIDE, MEMBERS, []), strict=True):
        layer.plant(garden)
        before |= {role: garden.crawl(role).pages for role in roles}

    after = {role: garden.crawl(role).pages for role in before}

    wrong = {
        (role, address)
        for role in before
        for address in before[role].keys() | after[role].keys()
        if before[role].get(address) != after[role].get(address)
    }
    assert wrong == set()


# --- no field is forgotten -------------------------------------------------------------------

OWN_APPS = ["mailroom", "members", "meetings", "recommendations", "digests", "front"]
WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)


def fields_of_words() -> set[str]:
    """Fields into which words can be written; a choice is none of them."""
    return {
        f"{model._meta.label}.{field.name}"
        for app in OWN_APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, WORDS) and not field.choices
    }


def test_of_each_field_it_is_decided_who_may_find_what_it_holds():
    """A new one fails here: ``canaries`` says what to do."""
    assert sorted(fields_of_words() - FIELDS.keys()) == []
    assert sorted(FIELDS.keys() - fields_of_words()) == []


def test_each_decision_names_kinds_of_the_table_or_says_why_there_are_none():
    for field, decision in FIELDS.items():
        reason = decision.startswith(("public: ", "no content: ", "nobody: "))
        assert reason or set(decision.split()) <= MAY.keys(), field
    named = {kind for decision in FIELDS.values() for kind in decision.split()}
    assert MAY.keys() <= named
