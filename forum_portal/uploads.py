"""How files come in: never more of one than any form takes, whatever is sent."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = max(20, settings.PAPER_MOST_MEGABYTES) * 1_000_000


class Bounded(FileUploadHandler):
    """Lets through the beginning of a file that is too large; the rest is read and forgotten.

    What comes out is larger than any form takes, so that the form says so, and
    neither memory nor disk holds more than that. It stands before the handlers
    that keep what they are given.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size):
        return None
