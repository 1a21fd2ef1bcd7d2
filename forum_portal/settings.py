"""All settings, read from the environment; `.env.example` explains each variable.

A variable that is missing stops the start with its name: nothing in
production runs on a value that was meant for a demo.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from . import logs, providers

BASE_DIR = Path(__file__).resolve().parent.parent
REQUIRED = [
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "PUBLIC_URL",
    "ALLOWED_HOSTS",
    "SMTP_URL",
    "MAIL_FROM",
    "DATA_DIR",
]

env = environ.Env()
if missing := [name for name in REQUIRED if not env.str(name, "")]:
    raise ImproperlyConfigured(
        f"Nicht gesetzt: {', '.join(missing)}. Siehe .env.example; zum Ausprobieren: make demo."
    )

# Where the portal is --------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
DEMO = env.bool("DEMO", False)
DATA_DIR = Path(env.str("DATA_DIR")).resolve()
PUBLIC_URL = env.str("PUBLIC_URL").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
_public = urlsplit(PUBLIC_URL)
HTTPS = _public.scheme == "https"
if DEMO and _public.hostname not in {"localhost", "127.0.0.1"}:
    raise ImproperlyConfigured(
        "DEMO=1 ist nur auf diesem Rechner erlaubt: PUBLIC_URL muss mit http://localhost beginnen."
    )

# The apps, each knowing only those above it ----------------------------------
INSTALLED_APPS = [
    "forum_portal.admin_site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # FORM_RENDERER looks for its templates here
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "mailroom",
    "members",
    "meetings",
    "recommendations",
    "digests",
    "front",
]
if DEMO:
    INSTALLED_APPS.append("demo")

MIDDLEWARE = [
    "forum_portal.middleware.each_request_is_accounted_for",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before the static files, which it goes with too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "forum_portal.middleware.private_pages",
    "forum_portal.middleware.nothing_stays",
    "forum_portal.middleware.no_nul",
    "forum_portal.middleware.nothing_to_look_at",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.deeds_have_a_doer",
    "forum_portal.middleware.looking_counts_nothing",
    "forum_portal.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.running_mandate_required",
    "members.middleware.second_factor_required",
]

ROOT_URLCONF = "forum_portal.urls"
WSGI_APPLICATION = "forum_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["forum_portal.templatetags.dates", "forum_portal.templatetags.shapes"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "forum_portal.context.portal",
                "members.context.acting",
                "members.context.office",
                "members.context.providers",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "kern"
CRISPY_TEMPLATE_PACK = "kern"
CRISPY_FAIL_SILENTLY = False

# Data -------------------------------------------------------------------------
_database = conninfo_to_dict(env.str("DATABASE_URL"))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname", ""),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        "OPTIONS": {"connect_timeout": 5, **_database},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits count here. Redis is only a doorbell: nothing is lost when it stands still.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}

# Of several changes in one transaction the history tells the order.
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"

# Jobs ---------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "retry_on_timeout": False,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_BEAT_SCHEDULE = {
    "mailroom": {
        "task": "mailroom.tasks.run_pass",
        "schedule": timedelta(minutes=1),
        # A bell that nobody answered for a minute is rung again anyway.
        "options": {"expires": 55},
    },
    "bounces": {
        "task": "mailroom.tasks.read_bounces",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 290},
    },
}

# Mail ----------------------------------------------------------------------------
SMTP_URL = env.str("SMTP_URL")
MAIL_FROM = env.str("MAIL_FROM")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
# Everything goes through the mailroom; Django's own mail functions are a mistake here.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MAIL_CONNECT_TIMEOUT = env.float("MAIL_CONNECT_TIMEOUT", 30)
MAIL_DATA_TIMEOUT = env.float("MAIL_DATA_TIMEOUT", 600)  # RFC 5321, 4.5.3.2.6
MAIL_CLAIM_LEASE = env.float("MAIL_CLAIM_LEASE", 120)
MAIL_DATA_LEASE = env.float("MAIL_DATA_LEASE", 660)
MAIL_SETTLE_AFTER = env.float("MAIL_SETTLE_AFTER", 900)
MAIL_LOOP_SECONDS = env.float("MAIL_LOOP_SECONDS", 5)
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", 2)  # of each sender, at the same time
WITNESS_URL = env.str("WITNESS_URL", "")
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
BOUNCE_MAILBOX = env.str("BOUNCE_MAILBOX", "")
MAIL_EDITS_SETTLE = env.float("MAIL_EDITS_SETTLE", 120)
if MAIL_DATA_LEASE <= MAIL_CONNECT_TIMEOUT + MAIL_DATA_TIMEOUT:
    raise ImproperlyConfigured(
        "MAIL_DATA_LEASE muss länger sein als MAIL_CONNECT_TIMEOUT und MAIL_DATA_TIMEOUT zusammen."
    )

# Accounts --------------------------------------------------------------------------
AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"members.passwords.{name}"}
    for name in ("LongEnough", "NotCommon", "NotLikeTheAddress")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "members.account_forms.LoginForm",
    "request_login_code": "members.account_forms.RequestLoginCodeForm",
    "confirm_login_code": "members.account_forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "members.account_forms.ConfirmEmailVerificationCodeForm",
    "confirm_password_reset_code": "members.account_forms.ConfirmPasswordResetCodeForm",
    "reauthenticate": "members.account_forms.ReauthenticateForm",
    "reset_password": "members.account_forms.ResetPasswordForm",
    "add_email": "members.account_forms.AddEmailForm",
    "change_password": "members.account_forms.ChangePasswordForm",
    "set_password": "members.account_forms.SetPasswordForm",
    "reset_password_from_key": "members.account_forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# A code holds as long as the mail that carries it.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PREVENT_ENUMERATION = True
# An address without an account gets a mail that says so: the same page and the same work
# as for one that has an account, and a help for those who have mixed up their addresses.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# Nothing here counts for an address alone, or a stranger could lock its owner out. Wrong
# passwords count for the address together with where they come from (members.accounts).
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "10/m/ip,60/h/ip",
    "reset_password": "5/m/ip,30/h/ip",
    # Not an account's way in, but counted in the same way. A second factor counts for its
    # person: who is asked for it has given the first.
    "second_factor": "50/d/key",
    "delivery_address": "5/h/user,20/d/user",
    "oidc_login": "20/m/ip",  # each asks the provider something
    # Nobody floods the office with reports.
    "report_barrier": "5/h/ip,50/d/key",
    # Nor does anybody who may invite make the portal flood strangers with mail.
    "invite": "60/h/user,300/d/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or address is told by mail
ACCOUNT_CHANGE_EMAIL = True  # one address per account, replaced when verified
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _public.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

# Second factors: an app with codes, passkeys, and codes on paper for whoever has lost them.
# Who acts for one of these groups works here with a second factor only.
SECOND_FACTOR_FOR = env.list("SECOND_FACTOR_FOR", default=["office", "administration"])
SECOND_FACTOR_DEMANDED = not DEMO
if unknown := set(SECOND_FACTOR_FOR) - {"office", "administration", "lead"}:
    raise ImproperlyConfigured(
        f"SECOND_FACTOR_FOR kennt {', '.join(sorted(unknown))} nicht: möglich sind office, "
        "administration und lead."
    )
MFA_ADAPTER = "members.authenticators.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "members.second_factor_forms.AuthenticateForm",
    "reauthenticate": "members.second_factor_forms.ReauthenticateForm",
    "activate_totp": "members.second_factor_forms.ActivateTOTPForm",
    "deactivate_totp": "members.second_factor_forms.DeactivateTOTPForm",
    "generate_recovery_codes": "members.second_factor_forms.GenerateRecoveryCodesForm",
    "add_webauthn": "members.second_factor_forms.AddPasskeyForm",
    "edit_webauthn": "members.second_factor_forms.RenamePasskeyForm",
    "authenticate_webauthn": "members.second_factor_forms.AuthenticateWithPasskeyForm",
    "login_webauthn": "members.second_factor_forms.LoginWithPasskeyForm",
    "reauthenticate_webauthn": "members.second_factor_forms.ReauthenticateWithPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Forum Integration"
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1  # clocks differ, and people type slowly (RFC 6238, 5.2)
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # a challenge and an answer each

# Counties whose people sign in with the account they have there; nobody signs up by one.
OIDC_PROVIDERS = providers.checked(env.json("OIDC_PROVIDERS", []))
SOCIALACCOUNT_ADAPTER = "members.single_sign_on.SocialAdapter"

# Who answers for the portal -------------------------------------------------------------
# The legal pages are made of these (front.legal); lines are parted by \\n.
OPERATOR_NAME = env.str("OPERATOR_NAME", "", multiline=True)
OPERATOR_ADDRESS = env.str("OPERATOR_ADDRESS", "", multiline=True)
OPERATOR_REPRESENTED_BY = env.str("OPERATOR_REPRESENTED_BY", "", multiline=True)
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", "")
OPERATOR_PHONE = env.str("OPERATOR_PHONE", "")
OPERATOR_REGISTER = env.str("OPERATOR_REGISTER", "", multiline=True)
OPERATOR_SUPERVISION = env.str("OPERATOR_SUPERVISION", "", multiline=True)
CONTENT_RESPONSIBLE = env.str("CONTENT_RESPONSIBLE", "", multiline=True)
PRIVACY_OFFICER = env.str("PRIVACY_OFFICER", "", multiline=True)
PRIVACY_AUTHORITY = env.str("PRIVACY_AUTHORITY", "", multiline=True)
PRIVACY_LEGAL_BASIS = env.str("PRIVACY_LEGAL_BASIS", "", multiline=True)
PRIVACY_RECIPIENTS = env.str("PRIVACY_RECIPIENTS", "", multiline=True)
JOINT_CONTROLLERS = env.str("JOINT_CONTROLLERS", "")
HOSTING_PROVIDER = env.str("HOSTING_PROVIDER", "", multiline=True)
ACCESSIBILITY_STATUS = env.str("ACCESSIBILITY_STATUS", "", multiline=True)
ACCESSIBILITY_CHECKED = env.str("ACCESSIBILITY_CHECKED", "", multiline=True)
ACCESSIBILITY_CREATED = env.str("ACCESSIBILITY_CREATED", "")
ACCESSIBILITY_REVIEWED = env.str("ACCESSIBILITY_REVIEWED", "")
ACCESSIBILITY_GAPS = env.str("ACCESSIBILITY_GAPS", "", multiline=True)
ACCESSIBILITY_ENFORCEMENT = env.str("ACCESSIBILITY_ENFORCEMENT", "", multiline=True)

# How long what is kept ------------------------------------------------------------------
# The rules that these belong to stand in members.retention; the privacy notice shows them.
KEEP_MAIL_CONTENT_DAYS = env.int("KEEP_MAIL_CONTENT_DAYS", 30)
KEEP_MAIL_ROWS_DAYS = env.int("KEEP_MAIL_ROWS_DAYS", 90)
KEEP_SUPPRESSIONS_DAYS = env.int("KEEP_SUPPRESSIONS_DAYS", 365)
KEEP_INVITATIONS_DAYS = env.int("KEEP_INVITATIONS_DAYS", 90)
KEEP_DIGESTS_DAYS = env.int("KEEP_DIGESTS_DAYS", 365)
KEEP_LOG_DAYS = env.int("KEEP_LOG_DAYS", 730)
KEEP_HISTORY_DAYS = env.int("KEEP_HISTORY_DAYS", 730)
KEEP_BARRIER_REPORTS_DAYS = env.int("KEEP_BARRIER_REPORTS_DAYS", 365)
KEEP_NEEDS_DAYS = env.int("KEEP_NEEDS_DAYS", 30)
KEEP_FORMER_ACCOUNTS_DAYS = env.int("KEEP_FORMER_ACCOUNTS_DAYS", 730)
TELL_FORMER_ACCOUNTS_DAYS = env.int("TELL_FORMER_ACCOUNTS_DAYS", 30)
BACKUPS_KEPT = env.int("BACKUPS_KEPT", 14)  # one a day; what is deleted is in them as long
if not 30 <= KEEP_MAIL_CONTENT_DAYS <= KEEP_MAIL_ROWS_DAYS:
    raise ImproperlyConfigured(
        "KEEP_MAIL_CONTENT_DAYS muss mindestens 30 und darf höchstens so groß sein wie "
        "KEEP_MAIL_ROWS_DAYS: Rückläufer kommen bis zu 30 Tage später."
    )
if not 0 < TELL_FORMER_ACCOUNTS_DAYS < KEEP_FORMER_ACCOUNTS_DAYS:
    raise ImproperlyConfigured(
        "TELL_FORMER_ACCOUNTS_DAYS muss größer als 0 und kleiner als "
        "KEEP_FORMER_ACCOUNTS_DAYS sein."
    )

# Transport and browser ----------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
# Asked from inside, without the proxy, by whoever watches the portal.
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "forum_portal.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
# In the session and no third cookie: a message ends with the session that it is about.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the icons of KERN
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {"camera": [], "geolocation": [], "microphone": [], "payment": [], "usb": []}

# Files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
# In a container they belong to the image and not to the volume.
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
MEDIA_ROOT = DATA_DIR / "files"
PAPER_MOST_MEGABYTES = env.int("PAPER_MOST_MEGABYTES", 25)
FILE_UPLOAD_HANDLERS = [
    "forum_portal.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("kern", BASE_DIR / "node_modules/@kern-ux/native/dist"),
    ("germany", BASE_DIR / "node_modules/@svg-maps/germany"),
]
# Compressing takes most of the time of a first start, and saves nothing on one machine.
_static_storage = (
    "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    if DEMO
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
WHITENOISE_ALLOW_ALL_ORIGINS = False  # what is here, is for the pages of the portal
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

# Language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LOCALE_PATHS = [BASE_DIR / "forum_portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# Logs ------------------------------------------------------------------------------------------
logs.configure()
LOGGING = logs.configuration(readable=DEMO)
