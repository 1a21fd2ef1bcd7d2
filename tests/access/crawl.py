"""Reading all that the portal answers to somebody: link by link, each address once."""

import re
import zipfile
from collections import deque
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import resolve

LINK = re.compile(r'\b(?:href|src|action|formaction|hx-get|data-ajax--url)="([^"]*)"')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
TEXT_INPUT = re.compile(r'<input\b(?=[^>]*type="(?:text|search)")[^>]*\bname="([^"]+)"')
# Fresh for each answer: against other sites, and against sending twice.
TOKEN = re.compile(r'(name="(?:csrfmiddlewaretoken|token)" value=)"[\w-]+"')
FOLD = re.compile(r"\r?\n[ \t]")  # RFC 5545, 3.1
# The demo shows everybody's post to whoever sits at the machine, figures are for the inner
# network, static files hold no content, and the address of a calendar is itself the right to it.
NOT_READ = re.compile("/demo/|/metrics$|/static/|/treffen/kalender/.+[.]ics$")


def read(response) -> str:
    """Headers and content of an answer as one text, without what differs each time."""
    head = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
    head = re.sub("^(Content-Security-Policy|Expires): .*$", "", head, flags=re.MULTILINE)
    return f"{response.status_code}\n{head}\n{text_of(response)}"


def text_of(response) -> str:
    content = response.getvalue() if response.streaming else response.content
    if zipfile.is_zipfile(BytesIO(content)):
        return "\n".join(_unpacked(content))
    kind, text = response.get("Content-Type", ""), content.decode("utf-8", "replace")
    if "calendar" in kind:
        return FOLD.sub("", text)
    return TOKEN.sub(r"\1", unescape(text) if "html" in kind else text)


def _unpacked(content: bytes):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name
            yield archive.read(name).decode("utf-8", "replace")


def close(response) -> None:
    """As a server does, also with a file that nobody read; but not the test's database."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


class Browser(Client):
    """Asks without keeping what was rendered of which template, which is half of the time.

    A fault of the portal comes as its answer, 500.
    """

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


class Crawl:
    """All pages that ``client`` reaches from ``starts``, as ``pages``: address and text.

    Addresses that match ``leaving_out`` are not asked for. ``searches`` holds, by view and
    field, where one can search for words: once for each list.
    """

    def __init__(self, client, starts, leaving_out=NOT_READ):
        self.client, self._left_out = client, leaving_out
        self.pages: dict[str, str] = {}
        self.searches: dict[tuple[str, str], str] = {}
        self._asked: set = set()
        self._queue = deque()
        for start in starts:
            self._add("/", start)
        while self._queue:
            self._visit(self._queue.popleft())

    def _visit(self, address: str) -> None:
        response = self.client.get(address)
        self.pages[address] = read(response)
        if "Location" in response:
            self._add(address, response["Location"])
        if "html" in response.get("Content-Type", ""):
            html = response.content.decode()
            for link in LINK.findall(html):
                self._add(address, unescape(link))
            for path, name in _searches(address, html):
                self.searches.setdefault((resolve(path).view_name, name), path)

    def _add(self, base: str, link: str) -> None:
        target = urlsplit(urljoin(base, link))
        is_elsewhere = target.scheme or target.netloc or NOT_READ.match(target.path)
        if is_elsewhere or self._left_out.match(target.path):
            return
        # Lists can be sorted and narrowed in many ways: each way once, and none in combination.
        if target.query and "?" in base:
            return
        way = target.path, frozenset(dict(parse_qsl(target.query)))
        if way not in self._asked:
            self._asked.add(way)
            self._queue.append(target.path + (f"?{target.query}" if target.query else ""))


def _searches(address: str, html: str):
    """Each field of a form of this page into which words are typed to find something."""
    for attributes, inside in FORM.findall(html):
        if 'method="post"' in attributes.lower():
            continue
        action = re.search(r'action="([^"]*)"', attributes)
        path = urlsplit(urljoin(address, unescape(action[1]) if action else "")).path
        for name in TEXT_INPUT.findall(inside):
            yield path, name
