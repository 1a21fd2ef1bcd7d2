"""axe-core on the page that the browser shows."""

from axe_playwright_python.base import AXE_SCRIPT

EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
# Only what is broken is worked out in full and handed over.
RUN = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]})
    .then(results => results.violations)"""


def violations(page, rules=EVERYTHING):
    """One line for each of ``rules`` that the page breaks, with the first places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    for violation in page.evaluate(RUN, rules):
        places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
        yield f"{violation['id']} ({violation['help']}): {', '.join(places[:3])}"
