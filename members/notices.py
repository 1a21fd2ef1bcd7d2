"""What members sees to by itself: imports nobody has answered for, and what is over."""

from mailroom.registers import notice

from . import imports, retention


@notice
def see_to_imports(now):
    imports.run_unanswered(now)
    imports.forget(now)


@notice
def forget_what_is_over(now):
    retention.go_round(now)
