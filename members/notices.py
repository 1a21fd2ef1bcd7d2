"""What members sees to by itself: imports that no worker has answered for, and old files."""

from mailroom.registers import notice

from . import imports


@notice
def see_to_imports(now):
    imports.run_unanswered(now)
    imports.forget(now)
