"""The compose file and the image: what can be said of them without an engine."""

import re

import pytest
from django.conf import settings

COMPOSE = (settings.BASE_DIR / "docker-compose.yml").read_text()
DOCKERFILE = (settings.BASE_DIR / "Dockerfile").read_text()
PROXY = (settings.BASE_DIR / "deploy" / "portal.conf.template").read_text()
SERVICES = dict(
    re.findall(r"^  ([a-z]+):\n((?:    .*\n|\n)+)", COMPOSE.split("\nservices:\n")[1], re.MULTILINE)
)
NAMES = "web worker beat mailer urgent backup postgres redis proxy".split()


def test_all_services_are_there():
    assert {*NAMES, "migrate"} <= set(SERVICES)


@pytest.mark.parametrize("name", NAMES)
def test_each_service_says_whether_it_is_well_and_starts_again(name):
    service = SERVICES[name]

    assert "healthcheck:" in service
    assert "<<: *portal" in service or {"read_only: true", "restart: unless-stopped"} <= {
        line.strip() for line in service.splitlines()
    }


def test_no_image_floats():
    images = re.findall(r"^ +image: (\S+)", COMPOSE, re.MULTILINE)
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert images
    assert all(re.search(r":(\d|\$\{PORTAL_VERSION:\?\})", image) for image in images)


def test_no_secret_has_a_default():
    assert re.findall(r"\$\{(?:SECRET_KEY|\w*PASSWORD)(?!:\?\})", COMPOSE) == []


def test_the_database_is_reached_from_inside_alone():
    assert "networks: [inside]" in SERVICES["postgres"]
    assert "networks: [inside]" in SERVICES["redis"]
    assert "networks: [outside]" in SERVICES["proxy"]
    assert "inside:\n    internal: true" in COMPOSE
    assert re.findall(r"^ +ports: (.*)", COMPOSE, re.MULTILINE) == ['["80:80", "443:443"]']


def test_the_queue_forgets_nothing():
    assert '"--appendonly", "yes"' in SERVICES["redis"]
    assert '"--maxmemory-policy", "noeviction"' in SERVICES["redis"]


def test_the_image_runs_as_nobody_special_and_its_tools_fit_the_database():
    server = re.search(r"image: postgres:(\d+)", COMPOSE).group(1)

    assert DOCKERFILE.index("USER forum") < DOCKERFILE.index("CMD ")
    assert f"postgresql-client-{server}" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE
    assert "npm ci" in DOCKERFILE


def test_every_app_is_in_the_image():
    kept = (settings.BASE_DIR / ".dockerignore").read_text().splitlines()
    own = {app.split(".")[0] for app in settings.INSTALLED_APPS} - {"demo", "tests"}
    folders = {app for app in own if (settings.BASE_DIR / app).is_dir()}

    assert {f"!{folder}" for folder in folders} <= set(kept)


def test_the_proxy_keeps_the_figures_inside_and_believes_no_visitor():
    assert re.search(r"location = /metrics \{[^}]+return 404;", PROXY)
    assert "X-Forwarded-For $remote_addr" in PROXY
    assert "X-Forwarded-Proto $scheme" in PROXY


def test_the_proxy_writes_down_no_address_that_somebody_asked_for():
    [form] = re.findall(r"log_format (\w+ '[^']*');", PROXY)
    logs = re.findall(r"^ +(access_log|error_log) ([^;]+);", PROXY, re.MULTILINE)

    assert form == "plain '$time_iso8601 $request_method $status $request_time'"
    assert set(logs) == {
        ("access_log", "off"),
        ("access_log", "/dev/stdout plain"),
        ("error_log", "/dev/null"),
        ("error_log", "/dev/stderr crit"),
    }
    assert PROXY.count("access_log") == PROXY.count("server {")


def test_the_proxy_speaks_current_tls_and_leads_from_http_to_https():
    assert re.findall(r"ssl_protocols ([^;]+);", PROXY) == ["TLSv1.2 TLSv1.3"]
    assert "ssl_reject_handshake on;" in PROXY
    listen_80 = PROXY.index("listen 80 default_server;")
    assert PROXY.index("return 301 https://", listen_80) < PROXY.index("server {", listen_80)


@pytest.mark.parametrize("place", ["/metrics", "/briefly-away"])
def test_what_the_proxy_answers_itself_tells_the_browser_what_it_may_not(place):
    told = re.search(rf"location = {place} \{{([^}}]+)\}}", PROXY)[1]

    assert {
        "Strict-Transport-Security",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
    } <= set(re.findall(r"add_header (\S+) .*always;", told))
    assert "frame-ancestors 'none'" in told


def test_the_image_takes_only_what_is_named_and_no_history_of_the_code():
    kept = (settings.BASE_DIR / ".dockerignore").read_text().split()

    assert kept[0] == "*"
    assert not [name for name in kept if re.match(r"!(\.|docs|tests|demo|benchmarks)", name)]
