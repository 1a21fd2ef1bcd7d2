"""axe-core on the page that the browser shows."""

from axe_playwright_python.sync_playwright import Axe

EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}


def violations(page, rules=EVERYTHING):
    """One line for each of ``rules`` that the page breaks, with the first places."""
    results = Axe().run(page, options={"runOnly": rules})
    for violation in results.response["violations"]:
        places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
        yield f"{violation['id']} ({violation['help']}): {', '.join(places[:3])}"
