"""What a browser is called, in a few plain words; its own long description is not kept."""

# In this order: later ones also call themselves what stands before them.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def called(user_agent: str) -> str:
    """``user_agent`` as people say it: "Firefox unter Windows"; empty if it says nothing known."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} {'auf dem' if system.startswith('iP') else 'unter'} {system}"
    return browser or system


def _first(names, user_agent):
    return next((name for mark, name in names if mark in user_agent), "")
