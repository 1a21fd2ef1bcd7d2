from celery import shared_task

from forum_portal import clock

from . import imports


@shared_task(ignore_result=True)
def carry_out_imports():
    imports.run_all(clock.now())
