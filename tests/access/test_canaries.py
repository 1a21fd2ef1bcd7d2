"""Unique words in all that is confidential are found by those who may, and by nobody else."""

import re
from email import message_from_bytes
from email.policy import default
from fnmatch import filter as filter_names
from fnmatch import fnmatch
from functools import cache, partial

import pytest
import time_machine
from django.apps import apps
from django.db import models

from mailroom import passes, pausing
from mailroom.models import Announcement, Mail
from members.models import District, Organisation
from members.stages import OrganisationKind
from tests.access import canaries, planting
from tests.access.canaries import FIELDS, KIND_OF, MAY, MUST, WORD, unknown_word, word
from tests.access.crawl import NOT_READ, Browser, Crawl, read
from tests.access.table import ROLES, rows
from tests.access.world import World
from tests.factories.members import DAY, HOUR, NOON

pytestmark = pytest.mark.django_db
READING = NOON + 6 * DAY  # a Monday, after the summaries
MAILS = "/einstellungen/post/zustellung/"
# The administrator reads of mails what the office reads, by the same right; and what nobody
# changes in the admin has no history there.
LEFT_OUT = {
    "administrator": re.compile(rf"{MAILS}mails/|/verwaltung/(mailroom|digests)/\w+/\d+/history/")
}
# Of these the table says that they are closed; and whoever has a token may use it.
NOT_GUESSED = re.compile(f"/verwaltung/|{MAILS}|/abbestellen/|/konto/einladung/")
LATER = [NOON + 14 * DAY, NOON + 15 * DAY + 20 * HOUR]  # reminders of the meetings


class Garden(World):
    """The world of the table, and what the verbs of ``planting`` need of it."""

    def __init__(self, folder, relay, clock):
        super().__init__(folder)
        pausing.resume()
        self._clear()
        self.relay, self.clock, self._browsers = relay, clock, {}
        self.office = self.people["office"]
        self.celle, self.coburg = (District.objects.get(name=name) for name in ("Celle", "Coburg"))
        self.operator = Organisation.objects.get(kind=OrganisationKind.OPERATOR)

    def _clear(self):
        """Of what was mailed only what the table names is left."""
        named = [self.names[name] for name in ("sent", "due", "mailroom_mail")]
        Mail.objects.exclude(pk__in=named).delete()
        Announcement.objects.exclude(pk=self.names["mailroom_announcement"]).delete()

    def run(self, now):
        """All that the mailroom does at ``now``."""
        while passes.run(now).more:
            pass

    def plant(self, layers=planting.LAYERS):
        for layer in layers:
            layer.plant(self)

    def crawl(self, role, guessing=()) -> Crawl:
        """All that the role reaches by links from the table's addresses, and by ``guessing``."""
        starts = ["/", *self._starts(role), *sorted(guessing)]
        return Crawl(self._browser(role), starts, LEFT_OUT.get(role, NOT_READ))

    def crawl_each(self, roles) -> dict[str, Crawl]:
        """One after the other; each also asks for all that those before it have found."""
        crawls, known = {}, set()
        for role in roles:
            # Without a mandate every such address is one and the same refusal.
            crawls[role] = self.crawl(role, [] if role == "ended" else known)
            known |= {found for found in crawls[role].pages if not NOT_GUESSED.match(found)}
        return crawls

    def _browser(self, role) -> Browser:
        """Each signs in once: what is new counts from the sign-in before."""
        if role not in self._browsers:
            client = self._browsers[role] = Browser()
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
    planting.at_last(garden, READING)
    garden.clock.move_to(READING)
    crawls = garden.crawl_each(reversed(ROLES))
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


def searchers(number, finders) -> list[str]:
    """Who searches for a word that they may not find: of the members, one of them by turns."""
    others = [role for role in ROLES if role not in finders]
    members = [role for role in others if role in ("officer", "lead", "other")]
    spared = [role for turn, role in enumerate(members) if turn != number % len(members)]
    return [role for role in others if role not in spared]


def betrayed_by_search(role, crawl):
    """Searching for a word that one may not find is answered as for one that stands nowhere."""
    crawl.client.get("/")  # shows why one was led on before, and so no later page does
    for (_, name), path in sorted(crawl.searches.items()):
        nothing = cache(partial(_answer, crawl.client, path, name))
        for number, (kind, (finders, _)) in enumerate(MAY.items()):
            if role not in searchers(number, finders):
                continue
            if _answer(crawl.client, path, name, word(kind)) != nothing(unknown_word(kind)):
                yield f"{path}?{name}= tells {role} of {kind}"


def _answer(client, path, name, wanted) -> str:
    return read(client.get(path, {name: wanted})).replace(wanted, "…")


def test_what_is_not_for_somebody_changes_nothing_on_their_pages(garden):
    """Not even a count: a page is the same, to the letter, with and without it."""
    garden.run(NOON)  # what is due without any of it
    before = {}
    for layer, roles in zip(planting.LAYERS, planting.FOR_WHOM_NO_MORE, strict=True):
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
    fields = fields_of_words()

    assert sorted(f for f in fields if not any(fnmatch(f, known) for known in FIELDS)) == []
    assert [known for known in FIELDS if not filter_names(fields, known)] == []


def test_each_decision_names_kinds_of_the_table_or_says_why_there_are_none():
    for field, decision in FIELDS.items():
        reason = decision.startswith(("public: ", "no content: ", "nobody: "))
        assert reason or set(decision.split()) <= MAY.keys(), field
    named = {kind for decision in FIELDS.values() for kind in decision.split()}
    assert MAY.keys() <= named
