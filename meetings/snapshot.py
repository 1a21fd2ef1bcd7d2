"""What a calendar shows of a meeting: a change of it is a new sequence and a mail."""

from datetime import UTC

from .models import Meeting


def snapshot(meeting: Meeting) -> dict:
    """Plain values for events and mails, the same text for the same content."""
    return {
        "title": meeting.title,
        "format": meeting.format,
        "venue": meeting.venue,
        "has_video": bool(meeting.video_link),
        "starts_at": meeting.starts_at.astimezone(UTC).isoformat(),
        "ends_at": meeting.ends_at.astimezone(UTC).isoformat(),
    }
