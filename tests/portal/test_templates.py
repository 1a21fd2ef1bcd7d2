"""What holds for the templates of the portal, all of them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import get_template, render_to_string

from forum_portal.templatetags.shapes import SHAPES

TEMPLATES = settings.BASE_DIR / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*.*") if path.suffix in {".html", ".txt"})


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_template_compiles(path):
    get_template(name(path))


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".html"], ids=name)
def test_no_page_has_inline_code(path):
    """The Content-Security-Policy forbids it; in mails styles are put inline when they are sent."""
    source = path.read_text()

    assert not re.search(r"\son\w+=|javascript:|<script(?![^>]*\bsrc=)", source)
    if not {"mail", "file"} & set(path.parts):  # a file that is downloaded stands alone
        assert not re.search(r"\sstyle=|<style", source)


def test_every_class_of_our_own_is_both_used_and_defined():
    sheets = (settings.BASE_DIR / "static" / "css").glob("*.css")
    css = " ".join(sheet.read_text() for sheet in sheets)
    drawings = "{% status name name %}"
    sources = [path.read_text() for path in FILES]
    sources += [Template(drawings).render(Context({"name": name})) for name in SHAPES]

    used = set(re.findall(r"\bfp-[\w-]+", " ".join(sources)))

    assert used == set(re.findall(r"\.(fp-[\w-]+)", css))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_portal_says_sie(path):
    words = re.sub(r"{%.*?%}|{{.*?}}|<[^>]+>", " ", path.read_text())
    assert not re.search(r"\b(du|dich|dir|dein\w*)\b", words)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_status_is_a_shape_and_a_word(shape):
    html = Template("{% status shape words %}").render(Context({"shape": shape, "words": "<b>"}))

    assert 'aria-hidden="true"' in html
    assert html.endswith("<span>&lt;b&gt;</span></span>")


@pytest.mark.parametrize("page", ["400", "403_csrf", "500", "503"])
def test_an_error_page_needs_no_request_and_no_database(page):
    html = render_to_string(f"{page}.html")

    assert '<html lang="de">' in html
    assert "<h1" in html


def test_a_message_becomes_a_heading_and_a_paragraph():
    message = Message(constants.SUCCESS, "Der Landkreis ist angemeldet\nVor <Ort>.")
    html = render_to_string("elements/messages.html", {"messages": [message]})

    assert '<p class="kern-title">Der Landkreis ist angemeldet</p>' in html
    assert "<p>Vor &lt;Ort&gt;.</p>" in html
    assert 'role="status"' in html


def test_a_refusal_is_announced_at_once():
    message = Message(constants.ERROR, "Bitte warten Sie fünf Minuten.")
    html = render_to_string("elements/messages.html", {"messages": [message]})

    assert "kern-alert--danger" in html
    assert 'role="alert"' in html
    assert "kern-alert__body" not in html
