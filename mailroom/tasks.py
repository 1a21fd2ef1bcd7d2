from celery import shared_task

from forum_portal import clock

from . import passes


@shared_task(ignore_result=True)
def run_pass():
    while passes.run(clock.now()).more:
        continue
