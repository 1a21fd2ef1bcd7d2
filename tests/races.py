"""Actions that begin at the same moment, each in a thread and a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from meetings.refusals import Refused


def at_once(*actions):
    """What each action returned or refused."""
    barrier = Barrier(len(actions))

    def run(action):
        barrier.wait(10)
        try:
            return action()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
