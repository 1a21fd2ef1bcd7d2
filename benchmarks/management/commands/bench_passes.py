import json
import resource

from django.core.management.base import BaseCommand
from django.db import connection

from forum_portal import clock
from mailroom import passes
from mailroom.models import Mail
from mailroom.stages import State


class Command(BaseCommand):
    help = "Runs passes in this process until nothing waits: mails, queries, peak memory; JSON."

    def handle(self, **options):
        queries = 0

        def count(execute, sql, params, many, context):
            nonlocal queries
            queries += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            while passes.run(clock.now()).more:
                continue
        self.stdout.write(
            json.dumps(
                {
                    "sent": Mail.objects.filter(state=State.SENT).count(),
                    "queries": queries,
                    "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
                }
            )
        )
