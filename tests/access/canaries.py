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
- of a meeting that is not for all counties, those that are not invited find nothing;
- what was never announced is the office's, and so is what became of everybody's mail;
- people of member counties share a protected space: what is announced there, the way of every
  recommendation, and each other's contacts;
- partners and strangers find what was published, and nothing else;
- but a partner finds of a meeting to which it is invited what its members read on its page
  about when, where, what and who, its papers and the minutes in circulation;
- of a contact strangers find name and function, and only if the person has agreed;
- whoever has no running mandate finds what strangers find, and the address of the office to ask;
- a mail says what its reader may see, and of a meeting "with a link only" nothing at all;
- what somebody replaced before it was shown to others is gone for them.

The officer of the table has unsubscribed from mail about recommendations.
"""

import re
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
announced.access_needs               ....x.xx  ........
announced.food                       ....x.xx  ........
announced.title_as_draft             ......oo  ........
announced.former_venue               ..ooo.oo  ..xxx.oo
announced.paper                      ..xxx.xx  ........
announced.inside_of_paper            ..xxx.xx  ........
announced.inside_of_replaced         ........  ........
announced.file_name                  ........  ........
announced.paper_withdrawn            ......xx  ........
partners.title                       ..xxxxxx  ..xxxxoo
partners.agenda                      ..xxxxxx  ..xxxxoo
partners.speaker                     ..xxxxxx  ..xxxxoo
partners.paper                       ..xxxxxx  ........
partners.inside_of_paper             ..xxxxxx  ........
partners.video_link                  ......xx  ........
partners.minutes                     ..xxxxxx  ........
partners.resolution                  ..xxx.xx  ........
partners.task                        ..xxx.xx  ....o...
resolution.text                      ..xxx.xx  ........
talk.attendance                      ......xx  ........
talk.note                            ......xx  ........
minutes.text                         ..xxx.xx  ........
minutes.text_as_draft                ......xx  ........
minutes.note                         ..xxx.xx  ........
minutes.adoption_note                ..xxx.xx  ........
remark.text                          ..xxx.xx  ..xx....
remark.answer                        ..xxx.xx  ..xx....
remark.withdrawn                     ......xx  ........
task.title                           ..xxx.xx  ..oo....
task.note                            ..xxx.xx  ........
proposal.title                       ..xx..xx  ..xx....
proposal.reason                      ..xx..xx  ........
proposal.speaker                     ..xx..xx  ........
proposal.decline_reason              ..xx..xx  ..xx....
proposal.accepted                    ..xxx.xx  ..xxo.oo
poll.title                           ..xxx.xx  ..xxx.oo
poll.summary                         ..xxx.xx  ..xxx.oo
poll.venue                           ..xxx.xx  ..xxx.oo
poll.end_reason                      ..xxx.xx  ..xxx.oo
poll_draft.title                     ......xx  ........
group.name                           ..xxx.xx  ..xx..oo
group.purpose                        ..xxx.xx  ........
circle.title                         ..xx..xx  ..xx..oo
circle.venue                         ..xx..xx  ..xx..oo
circle.resolution                    ..xx..xx  ........
circle.poll                          ..xx..xx  ..xx..oo
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
link_only.paper                      ..xxx.xx  ........
link_only.inside_of_paper            ..xxx.xx  ........

draft.title                          ......xx  ........
draft.summary                        ......xx  ........
draft.venue                          ......xx  ........
draft.travel_notes                   ......xx  ........
draft.video_link                     ......xx  ........
draft.agenda                         ......xx  ........
draft.speaker                        ......xx  ........
draft.reason                         ......xx  ........
draft.paper                          ......xx  ........
draft.inside_of_paper                ......xx  ........

contact.name                         ..xxx.xx  ........
contact.email                        ..xxx.xx  ........
contact.title                        ..xxx.xx  ........
contact.phone                        ..xxx.xx  ........
contact.experience                   ..xxx.xx  ........
contact.delivery_address             ......xx  ........
contact.first_name                   ......ox  ........
contact.inside_of_picture            ........  ........
agreed.name                          xxxxxoxx  ........
agreed.title                         xxxxxoxx  ........
agreed.email                         ..xxx.xx  ........
agreed.phone                         ..xxx.xx  ........
agreed.experience                    ..xxx.xx  ........
former_contact.name                  ...o..xx  ........
former_contact.email                 ...o..xx  ........
former_contact.title                 ...o..ox  ........
partner.organisation                 ..xxx.xx  ........
partner.name                         ..xxx.xx  ........
partner.email                        ..xxx.xx  ........
partner.title                        ..xxx.xx  ........
office.name                          ..ooo.xx  ........
office.email                         .xxxxxxx  ..ooo.oo

invitation.address                   ...x..xx  ........
invitation.name                      ...x..xx  ........
invitation.title                     ...x..xx  ........
import.file_name                     .......x  ........
import.line                          .......x  ........
import.column                        .......x  ........

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
    "meetings.ActionItem.note": "task.note",
    "meetings.ActionItem.title": "task.title partners.task",
    "meetings.AgendaItem.speaker": (
        "draft.speaker announced.speaker link_only.speaker partners.speaker"
    ),
    "meetings.AgendaItem.title": ("draft.agenda announced.agenda link_only.agenda partners.agenda"),
    "meetings.Attendance.label": "talk.attendance",
    "meetings.Attendee.access_needs": "announced.access_needs",
    "meetings.Attendee.food": "announced.food",
    "meetings.Attendee.label": "announced.attendee contact.name",
    "meetings.CalendarFeed.token_hash": "nobody: a hash",
    "meetings.DatePoll.end_reason": "poll.end_reason",
    "meetings.DatePoll.summary": "poll.summary",
    "meetings.DatePoll.title": "poll.title poll_draft.title circle.poll",
    "meetings.DatePoll.venue": "poll.venue",
    "meetings.Event.details": (
        "announced.title_as_draft announced.former_venue announced.paper_withdrawn proposal.title "
        "proposal.decline_reason task.title "
        "resolution.text minutes.note remark.text remark.answer remark.withdrawn"
    ),
    "meetings.Meeting.cancel_reason": "draft.reason cancelled.reason link_only.reason",
    "meetings.Meeting.summary": "draft.summary announced.summary link_only.summary",
    "meetings.Meeting.title": (
        "draft.title announced.title cancelled.title circle.title link_only.title partners.title"
    ),
    "meetings.Meeting.travel_notes": (
        "draft.travel_notes announced.travel_notes link_only.travel_notes"
    ),
    "meetings.Meeting.uid": "no content: drawn at random",
    "meetings.Meeting.venue": "draft.venue announced.venue circle.venue link_only.venue",
    "meetings.Meeting.video_link": (
        "draft.video_link announced.video_link link_only.video_link partners.video_link"
    ),
    "meetings.Meeting.zone": "no content: the name of a time zone",
    "meetings.MeetingPaper.file": (
        "announced.inside_of_paper announced.inside_of_replaced announced.file_name "
        "link_only.inside_of_paper draft.inside_of_paper partners.inside_of_paper"
    ),
    "meetings.MeetingPaper.title": (
        "announced.paper announced.paper_withdrawn link_only.paper draft.paper partners.paper"
    ),
    "meetings.Minutes.adoption_note": "minutes.adoption_note",
    "meetings.MinutesVersion.note": "minutes.note",
    "meetings.MinutesVersion.text": "minutes.text minutes.text_as_draft partners.minutes",
    "meetings.Note.about": "no content: the title of an item that left the agenda",
    "meetings.Note.text": "talk.note",
    "meetings.PollEvent.details": "poll.end_reason",
    "meetings.Proposal.decline_reason": "proposal.decline_reason",
    "meetings.Proposal.reason": "proposal.reason",
    "meetings.Proposal.speaker": "proposal.speaker",
    "meetings.Proposal.title": "proposal.title proposal.accepted",
    "meetings.Remark.answer": "remark.answer",
    "meetings.Remark.text": "remark.text remark.withdrawn",
    "meetings.Resolution.text": "resolution.text circle.resolution partners.resolution",
    "meetings.WorkingGroup.name": "group.name",
    "meetings.WorkingGroup.purpose": "group.purpose",
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
    "members.Import.content": "import.line import.column",
    "members.Import.counts": "no content: numbers",
    "members.Import.file_name": "import.file_name",
    "members.Import.lines": "import.line",
    "members.Import.note": "no content: why it was not carried out, in words of the portal",
    "members.Import.seen": "no content: a hash",
    "members.Import.unread": "import.column",
    "members.Invitation.address": "invitation.address",
    "members.Invitation.name": "invitation.name",
    "members.Invitation.title": "invitation.title",
    "members.Invitation.token_hash": "nobody: a hash",
    "members.*Event.pgh_context": "import.file_name",
    "members.*Event.pgh_label": "no content: insert, update or delete",
    "members.Mandate.title": "contact.title agreed.title former_contact.title partner.title",
    "members.MandateEvent.title": "contact.title former_contact.title",
    "members.Organisation.name": "partner.organisation",
    "members.Organisation.short_name": "partner.organisation",
    "members.OrganisationEvent.name": "partner.organisation",
    "members.OrganisationEvent.short_name": "partner.organisation",
    "members.Person.delivery_address": "contact.delivery_address",
    "members.Person.email": (
        "contact.email agreed.email former_contact.email partner.email office.email"
    ),
    "members.Person.name": "contact.name agreed.name former_contact.name partner.name office.name",
    "members.Person.password": "nobody: a hash",
    "members.Person.remembered_as": "no content: function and place of somebody who left",
    "members.PersonEvent.delivery_address": "contact.delivery_address",
    "members.PersonEvent.email": "contact.email",
    "members.PersonEvent.name": "contact.first_name",
    "members.Profile.experience": "contact.experience agreed.experience",
    "members.Profile.phone": "contact.phone agreed.phone",
    "members.Profile.picture": "contact.inside_of_picture",
    "members.RetentionRun.forgotten": "no content: how many rows, by the name of a rule",
    "members.SignIn.browser": "no content: one of a few names of browsers and systems",
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
    return _made_of(kind)


def unknown_word(kind: str) -> str:
    """A word of the same form as that of ``kind``, which stands nowhere."""
    return _made_of(f"nowhere.{kind.rpartition('.')[2]}")


def address(kind: str) -> str:
    return f"{word(kind)}@forum.example"


def _made_of(kind: str) -> str:
    """Letters after a sign that nothing else has; a telephone number of figures."""
    digest = sha256(kind.encode()).hexdigest()[:12]
    if kind.endswith(".phone"):
        return f"0999{int(digest, 16) % 10**8:08}"
    return "kanari" + "".join(chr(ord("a") + int(digit, 16)) for digit in digest)


WORD = re.compile("kanari[a-p]{12}|0999[0-9]{8}")
KIND_OF = {_made_of(kind): kind for kind in MAY}
