"""Status as a shape and a word; the colour only repeats what the shape says."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = Library()

RING = '<circle cx="8" cy="8" r="6"/>'
PIN = '<path d="M8 15S3 9.8 3 6.3a5 5 0 0 1 10 0C13 9.8 8 15 8 15z"/>'
DISC = '<circle class="f" cx="8" cy="8" r="7"/>'

# name: (colour, drawing in a box of 16 by 16; .f is filled, .k is cut out)
SHAPES = {
    "open": ("", RING),
    "half": ("on", RING + '<path class="f" d="M8 2a6 6 0 0 1 0 12z"/>'),
    "done": ("ok", DISC + '<path class="k" d="M4.5 8.2 7 10.7l4.6-5"/>'),
    "planned": ("", '<circle cx="8" cy="8" r="6" stroke-dasharray="2.6 2.1"/>'),
    "none": ("", RING + '<path d="M5 8h6"/>'),
    "due": ("due", RING + '<path d="M8 4.5V8l2.5 1.7"/>'),
    "overdue": ("bad", '<path d="M8 2 14.6 13.6H1.4z"/><path d="M8 6.3v3.4M8 11v1.2"/>'),
    "against": (
        "bad",
        '<path class="f" d="M1 1h14v14H1z"/><path class="k" d="m4.8 4.8 6.4 6.4m0-6.4-6.4 6.4"/>',
    ),
    "missing": ("", '<path d="M2 2h12v12H2z" stroke-dasharray="2.4 1.6"/>'),
    "lock": ("", '<path class="f" d="M2.5 7h11v8h-11z"/><path d="M5 7V4.5a3 3 0 0 1 6 0V7"/>'),
    "pin": ("", PIN + '<circle class="f" cx="8" cy="6.3" r="1.8"/>'),
    "screen": ("", '<path d="M1.5 3h13v8h-13zM5 14h6"/>'),
}


@register.simple_tag
def shape(name: str) -> SafeString:
    """Draw the shape alone; a word must stand beside it."""
    colour, drawing = SHAPES[name]
    return format_html(
        '<svg class="fp-shape{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        f" fp-shape--{colour}" if colour else "",
        mark_safe(drawing),
    )


@register.simple_tag
def status(name: str, words) -> SafeString:
    """Draw a whole status: the shape and its words."""
    return format_html('<span class="fp-status">{}<span>{}</span></span>', shape(name), words)
