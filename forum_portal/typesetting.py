"""PDF to print, set by Typst from a template of our own and plain values.

What people wrote reaches a template only as JSON, never as Typst: it is shown as it was
written, whatever it looks like. The files keep PDF/UA-1 and PDF/A-2a.
"""

import json
from datetime import datetime
from pathlib import Path

import typst
from django.conf import settings

STANDARDS = ["ua-1", "a-2a"]
FONTS = typst.Fonts(include_system_fonts=False)


def set_pdf(template: str, data: dict, *, now: datetime) -> bytes:
    """The PDF that ``templates/<template>`` makes of ``data``, which it finds in ``sys.inputs``.

    It says that it was made at ``now``; the same values make the same bytes.

    A letter of which no font has a picture breaks the standards, and must not keep
    a list from being printed: then the file is without them, tagged all the same.
    """
    path = Path(settings.BASE_DIR, "templates", template)
    values = {"data": json.dumps(data, ensure_ascii=False)}
    compiler = typst.Compiler(path, root=path.parent, font_paths=FONTS, sys_inputs=values)
    made_at = int(now.timestamp())
    try:
        return compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=made_at)
    except typst.TypstError:
        return compiler.compile(format="pdf", timestamp=made_at)
