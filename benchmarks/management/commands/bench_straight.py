import json
import smtplib
import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from benchmarks.mail.straight import letter
from digests.content import Span, for_person
from digests.preferences import NAME
from digests.rhythm import DEFAULT
from forum_portal import clock
from mailroom.message import build, new_message_id
from mailroom.models import Mail
from members.models import Person

WEEK = timedelta(days=7)


class Command(BaseCommand):
    help = "The straightforward loop: a person, their news, two templates, a message, sent; JSON."

    def add_arguments(self, parser):
        parser.add_argument("count", type=int)

    def handle(self, *, count, **options):
        now = clock.now()
        slot = DEFAULT.latest_slot(now)
        span = Span(slot - WEEK, slot)
        url, size = urlsplit(settings.SMTP_URL), 0
        began = time.perf_counter()
        with smtplib.SMTP(url.hostname, url.port) as smtp:
            for person in Person.objects.receiving(now).order_by("pk")[:count].iterator():
                mail = Mail(recipient=person, kind=NAME, message_id=new_message_id())
                content = for_person(person, span, now)
                raw = build(letter(mail, person, content, span, now), mail, person.email, now)
                smtp.sendmail("portal@forum.example", person.email, raw)
                size = len(raw)
        seconds = time.perf_counter() - began
        self.stdout.write(json.dumps({"per_second": count / seconds, "bytes": size}))
