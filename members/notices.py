"""What members sees to by itself: once a day, what is no longer needed is forgotten."""

from mailroom.registers import notice

from . import retention


@notice
def forget_what_is_over(now):
    retention.go_round(now)
