"""axe-core on the page that the browser shows."""

from axe_playwright_python.base import AXE_SCRIPT

EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is broken is worked out in full and handed over. To preload style sheets, axe would
# write inline styles, which the portal's Content-Security-Policy forbids; no rule here needs it.
RUN = """rules => axe.run({runOnly: rules, resultTypes: ["violations"], preload: false})
    .then(results => results.violations)"""


def violations(page):
    """One line for each rule that the page breaks, with the first places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    for violation in page.evaluate(RUN, EVERYTHING):
        places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
        yield f"{violation['id']} ({violation['help']}): {', '.join(places[:3])}"
