"""Kinds of confidential content, and who may find them, written from the rules of the product.

A new field or kind of content takes three steps:

1. a line in ``TABLE`` says who may find it, on pages and in mails;
2. ``planting.py`` plants ``word("the.kind")`` by the verb with which people write it;
3. ``FIELDS`` names the kind at each field that holds it, or says why a field holds nothing.

A line has one letter for each role, in the order of ``ROLES`` of ``tests.access.table``:

  x  finds it      o  may find it, as where a summary has no room      .  must not find it

Pages are all that the portal answers to a GET: HTML, calendar files, feeds, downloads, headers.
Mails are those that arrive at an address of the role: headers, text, HTML, attachments.

The rules behind the letters:
- what was never announced is the office's, and so is what became of everybody's mail;
- people of member counties share a protected space: what is announced there, the way of every
  recommendation, and each other's contacts;
- partners and strangers find what was published, and nothing else;
- whoever has no running mandate finds what strangers find, and the address of the office to ask;
- a mail says what its reader may see, and of a meeting "with a link only" nothing at all;
- what somebody replaced before it was shown to others is gone for them.

The officer of the table has unsubscribed from mail about recommendations.
"""

from hashlib import sha256

from tests.access.table import ROLES

TABLE = """
                                     pages     mails
kind                                 semlopga  semlopga

published.title                      xxxxxxxx  ..oxx.oo
published.summary                    xxxxxxxx  ..oxx.oo
published.text                       xxxxxxxx  ..ooo.oo
published.demand                     xxxxxxxx  ..ooo.oo
published.reason                     ..xxx.xx  ..oxx.oo
idea.title                           ..xxx.xx  ..oxx.oo
idea.summary                         ..xxx.xx  ..ooo.oo
idea.text                            ..xxx.xx  ..ooo.oo
idea.demand                          ..xxx.xx  ..ooo.oo
idea.replaced_text                   ........  ........
consultation.title                   ..xxx.xx  ..oxx.oo
consultation.text                    ..xxx.xx  ..ooo.oo
consultation.reason                  ..xxx.xx  ..oxx.oo
withdrawn.title                      ..xxx.xx  ........
withdrawn.reason                     ..xxx.xx  ........

announced.title                      ..xxx.xx  ..xxx.oo
announced.summary                    ..xxx.xx  ..xxx.oo
announced.venue                      ..xxx.xx  ..xxx.oo
announced.travel_notes               ..xxx.xx  ..ooo.oo
announced.agenda                     ..xxx.xx  ..xxx.oo
announced.speaker                    ..xxx.xx  ..xxx.oo
announced.attendee                   ..xxx.xx  ........
announced.video_link                 ....x.xx  ........
announced.title_as_draft             ......oo  ........
announced.former_venue               ..ooo.oo  ..xxx.oo
cancelled.title                      ..xxx.xx  ..xxx.oo
cancelled.reason                     ..xxx.xx  ..xxx.oo

link_only.title                      ..xxx.xx  ........
link_only.summary                    ..xxx.xx  ........
link_only.venue                      ..xxx.xx  ........
link_only.travel_notes               ..xxx.xx  ........
link_only.video_link                 ....x.xx  ........
link_only.agenda                     ..xxx.xx  ........
link_only.speaker                    ..xxx.xx  ........
link_only.reason                     ..xxx.xx  ........

draft.title                          ......xx  ........
draft.summary                        ......xx  ........
draft.venue                          ......xx  ........
draft.travel_notes                   ......xx  ........
draft.video_link                     ......xx  ........
draft.agenda                         ......xx  ........
draft.speaker                        ......xx  ........
draft.reason                         ......xx  ........

contact.name                         ..xxx.xx  ........
contact.email                        ..xxx.xx  ........
contact.title                        ..xxx.xx  ........
contact.delivery_address             ......xx  ........
former_contact.name                  ......xx  ........
former_contact.email                 ......xx  ........
former_contact.title                 ......ox  ........
partner.organisation                 ......ox  ........
partner.name                         ......xx  ........
partner.email                        ......xx  ........
partner.title                        ......ox  ........
office.name                          ..ooo.xx  ........
office.email                         .xxxxxxx  ..ooo.oo

barrier.page                         ......ox  ......xx
barrier.description                  ......ox  ......xx
barrier.reply_to                     ......ox  ......xx

refusal.text                         ......xx  ........
bounce.text                          ......xx  ........
suppression.reason                   ......ox  ........
resting.domain                       ......xx  ........
pause.reason                         ......xx  ........
"""

# Every field of the apps' models that holds words: the kinds that it holds, or why it holds none.
FIELDS = {
    "digests.Digest.occasion": "no content: a time",
    "front.BarrierReport.description": "barrier.description",
    "front.BarrierReport.page": "barrier.page",
    "front.BarrierReport.reply_to": "barrier.reply_to",
    "mailroom.Announcement.kind": "no content: a name of the code",
    "mailroom.Announcement.occasion": "no content: what, which number, which version",
    "mailroom.Announcement.payload": "announced.former_venue",
    "mailroom.Attempt.phase": "no content: a step of SMTP",
    "mailroom.Attempt.text": "refusal.text",
    "mailroom.Attempt.worker": "no content: host and process",
    "mailroom.Bounce.address_key": "no content: a hash",
    "mailroom.Bounce.status": "no content: a code of three numbers",
    "mailroom.Bounce.text": "bounce.text",
    "mailroom.Mail.envelope_to": "contact.email contact.delivery_address",
    "mailroom.Mail.kind": "no content: a name of the code",
    "mailroom.Mail.message_id": "no content: drawn at random",
    "mailroom.Mail.occasion": "no content: what, which number, which version",
    "mailroom.Mail.payload": "no content: numbers of rows, and what a change began from",
    "mailroom.Mail.raw": "nobody: no page shows a mail; what arrives is read here",
    "mailroom.Mail.recipient_key": "no content: a hash, or a number",
    "mailroom.Mail.return_token": "nobody: only the envelope has it",
    "mailroom.Mail.subject": "announced.title cancelled.title published.title",
    "mailroom.Mail.worker": "no content: host and process",
    "mailroom.Pause.reason": "pause.reason",
    "mailroom.Preference.kind": "no content: a name of the code",
    "mailroom.RestingDomain.domain": "resting.domain",
    "mailroom.Suppression.address": "contact.delivery_address",
    "mailroom.Suppression.address_key": "no content: a hash",
    "mailroom.Suppression.reason": "suppression.reason",
    "meetings.AgendaItem.speaker": "draft.speaker announced.speaker link_only.speaker",
    "meetings.AgendaItem.title": "draft.agenda announced.agenda link_only.agenda",
    "meetings.Attendee.label": "announced.attendee contact.name",
    "meetings.Event.details": "announced.title_as_draft announced.former_venue",
    "meetings.Meeting.cancel_reason": "draft.reason cancelled.reason link_only.reason",
    "meetings.Meeting.summary": "draft.summary announced.summary link_only.summary",
    "meetings.Meeting.title": "draft.title announced.title cancelled.title link_only.title",
    "meetings.Meeting.travel_notes": (
        "draft.travel_notes announced.travel_notes link_only.travel_notes"
    ),
    "meetings.Meeting.uid": "no content: drawn at random",
    "meetings.Meeting.venue": "draft.venue announced.venue link_only.venue",
    "meetings.Meeting.video_link": "draft.video_link announced.video_link link_only.video_link",
    "meetings.Meeting.zone": "no content: the name of a time zone",
    "members.District.ags": "public: the official list of counties",
    "members.District.full_name": "public: the official list of counties",
    "members.District.name": "public: the official list of counties",
    "members.District.note": "public: on the figures of the official list",
    "members.District.nuts3": "public: the official list of counties",
    "members.District.slug": "public: the address of the county's page",
    "members.District.sort_key": "public: the name, for sorting",
    "members.FederalState.iso": "public: the official list of states",
    "members.FederalState.key": "public: the official list of states",
    "members.FederalState.name": "public: the official list of states",
    "members.Mandate.title": "contact.title former_contact.title partner.title",
    "members.Organisation.name": "partner.organisation",
    "members.Organisation.short_name": "partner.organisation",
    "members.Person.delivery_address": "contact.delivery_address",
    "members.Person.email": "contact.email former_contact.email partner.email office.email",
    "members.Person.name": "contact.name former_contact.name partner.name office.name",
    "members.Person.password": "nobody: a hash",
    "members.Topic.name": "public: the words by which lists are narrowed",
    "members.Topic.slug": "public: the same in an address",
    "recommendations.Demand.text": "published.demand idea.demand",
    "recommendations.Event.reason": "published.reason consultation.reason withdrawn.reason",
    "recommendations.Recommendation.summary": "published.summary idea.summary",
    "recommendations.Recommendation.text": (
        "published.text idea.text idea.replaced_text consultation.text"
    ),
    "recommendations.Recommendation.title": (
        "published.title idea.title consultation.title withdrawn.title"
    ),
}

PLANTED: set[str] = set()


def _lines(table: str):
    return [line.split() for line in table.splitlines() if "." in line.split(" ")[0]]


def _roles(letters: str, which: str) -> set[str]:
    return {role for role, letter in zip(ROLES, letters, strict=True) if letter in which}


# Of each kind who must find it, and who may.
MUST = {kind: (_roles(pages, "x"), _roles(mails, "x")) for kind, pages, mails in _lines(TABLE)}
MAY = {kind: (_roles(pages, "xo"), _roles(mails, "xo")) for kind, pages, mails in _lines(TABLE)}


def word(kind: str) -> str:
    """The word that stands for ``kind``: letters alone, so that it reads the same everywhere."""
    assert kind in MAY, f"who may find {kind}? A line in tests/access/canaries.py says so"
    PLANTED.add(kind)
    return f"kanari{_letters(kind)}"


def unknown_word() -> str:
    """A word of the same form that stands nowhere."""
    return f"kanari{_letters('nowhere')}"


def address(kind: str) -> str:
    return f"{word(kind)}@forum.example"


def _letters(text: str) -> str:
    digits = sha256(text.encode()).hexdigest()[:12]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digits)


KIND_OF = {f"kanari{_letters(kind)}": kind for kind in MAY}
