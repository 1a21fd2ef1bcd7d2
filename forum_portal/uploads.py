"""Uploads that end when they have grown too big, before the rest of them is kept anywhere."""

from functools import wraps

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.views.decorators.csrf import csrf_exempt, csrf_protect


class _Bounded(FileUploadHandler):
    """Lets a file pass until ``most`` bytes of it have come."""

    def __init__(self, request, most: int):
        super().__init__(request)
        self.most = most

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > self.most:
            self.request.is_too_big = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def bounded(view, most: int):
    """``view`` with ``request.is_too_big`` where a file has more than ``most`` bytes.

    What is to receive a file must be chosen before anything reads the form, and
    the check of its token does: so that check runs here, after the choice.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def inner(request, *args, **kwargs):
        request.is_too_big = False
        request.upload_handlers.insert(0, _Bounded(request, most))
        return checked(request, *args, **kwargs)

    return inner
