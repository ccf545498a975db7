"""Every setting of Fieldbook. What can be set from outside is listed in docs/settings.md."""

import sys
from pathlib import Path

from backend import (
    audit,
    clients,
    contact,
    databases,
    env,
    files,
    hosts,
    keys,
    languages,
    logs,
    mail,
    oidc,
    passwords,
    possession,
    returns,
)
from backend.checkpoints import given as checkpoint_keys
from backend.enrolment import MODE
from backend.locking import AFTER as LOCK_AFTER  # noqa: F401 a setting
from backend.runtime import places
from backend.wake import URL as WAKE_URL  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent
_TESTING = "pytest" in sys.modules

HOME = Path(
    env.text(
        "FIELDBOOK_HOME",
        str(places.DEFAULT),
        "Directory of all runtime state: embedded database, keys, logs, collected static files. "
        "Made with mode 0700.",
        shown="`.fieldbook` beside manage.py",
    )
).absolute()

ROLE = env.choice(
    "FIELDBOOK_ROLE",
    ("command", "web", "worker", "asker"),
    "command",
    "What this process is. `asker`: a worker of queue `query`. It and `web` pool connections.",
)

# --- the site -------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", False, "Django's debug pages. Never on where real work is done.")

SECRET_KEY = keys.of_the_site(HOME)
SECRET_KEY_FALLBACKS = keys.before()
NONCE_KEY, BEARER_TOKENS = possession.nonce_key(SECRET_KEY), possession.BEARER_TOKENS

ALLOWED_HOSTS, SITE_HTTPS = hosts.NAMES, hosts.HTTPS

SECURITY_CONTACT = contact.ADDRESS

SITE_PROXY = env.flag(
    "SITE_PROXY",
    False,
    "A proxy in front ends TLS, and always sets X-Forwarded-Proto and X-Forwarded-For itself.",
)

CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if SITE_PROXY else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_PROXY else None
SECURE_SSL_REDIRECT = SITE_HTTPS
# A load balancer asks for these over plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = hosts.HSTS_SECONDS
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_HTTPS
# Not no-referrer: browsers then send "Origin: null" with our own forms, and CSRF refuses them.
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "backend.refusals.forged"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
_HOST = "__Host-" if SITE_HTTPS else ""  # cookies that no other host can plant
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}session", f"{_HOST}csrf"
SESSION_COOKIE_SECURE = SITE_HTTPS
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SECURE = SITE_HTTPS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

# Above the push limit of 2 MiB, so that the door itself answers a larger one with a problem.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

LOGIN_URL = "/desk/sign-in"
LOGIN_REDIRECT_URL = "/desk/"
APPEND_SLASH = False

# --- the house ------------------------------------------------------------------------------------

# Bottom floor first; pyproject.toml says which may stand on which.
_FLOORS = "ledger identity feed policy connectors mapping catalogue delivery attachments drafts "
_FLOORS += "notebook intelligence alerts watch tasking submissions queries "
_FLOORS += "oversight audit retention situation insights sync web"
SUBJECTS = [f"field_api.{name}" for name in _FLOORS.split()]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rest_framework",
    "drf_spectacular",
    "backend",
    *SUBJECTS,
]

MIDDLEWARE = [
    "backend.trace.TraceMiddleware",
    "backend.addresses.AddressMiddleware",
    "backend.metrics.MetricsMiddleware",
    "backend.headers.HeadersMiddleware",
    "backend.boundary.BoundaryMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    languages.MIDDLEWARE,
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# --- who is asking --------------------------------------------------------------------------------

AUTH_USER_MODEL = "identity.Officer"
AUTH_PASSWORD_VALIDATORS = passwords.VALIDATORS
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
OTP_TOTP_ISSUER = "Fieldbook"
FACTOR_KEYS = keys.ciphers(HOME, "FACTOR_KEY", passwords.FACTOR_KEY)
OIDC = oidc.read()

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["field_api.lib.parsing.BoundedJSON"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["field_api.identity.api.DeviceToken"],
    "DEFAULT_PERMISSION_CLASSES": ["field_api.lib.permissions.SignedIn"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "field_api.lib.problems.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Fieldbook",
    "DESCRIPTION": "Write it once, in the street; every system that needs it has it.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "backend.openapi.with_problems",
    ],
}

# --- what it signs with ---------------------------------------------------------------------------

RECEIPT_KEY, RECEIPT_KEY_OLD = keys.p256(
    HOME,
    "RECEIPT_KEY",
    "P-256 private key, PEM: signs receipts for entries. Keep old ones: receipts outlive them.",
)
SEAL_KEY, SEAL_KEY_OLD = keys.p256(
    HOME, "SEAL_KEY", "P-256 private key, PEM: opens what handsets sealed to this server."
)

AUDIT_KEY = audit.key(HOME)

# --- what it stands on ----------------------------------------------------------------------------

_POOL = (
    env.number("DATABASE_POOL_MIN", 1, "Connections each web process keeps open."),
    env.number(
        "DATABASE_POOL_MAX",
        16,
        "Most connections of one web process, or one that asks.",
        least=1,
    ),
    env.number("DATABASE_POOL_SECONDS", 20, "Longest a request waits for a connection.", least=1),
)
DATABASES = {
    "default": databases.connected(
        databases.given(HOME),
        "command" if _TESTING else ROLE,
        _POOL,
    )
}

BROKER_URL = (
    env.secret(
        "BROKER_URL",
        "Celery's broker: amqp:// for RabbitMQ, redis:// or rediss:// for Valkey. It carries hints "
        "only; losing it loses nothing.",
        shown="an embedded Valkey in FIELDBOOK_HOME",
    )
    or f"redis+socket://{places.sockets(HOME)}/valkey.sock"
)

_MAIL = mail.from_url(
    env.secret(
        "EMAIL_URL",
        "Server that alerts go out by: smtp+starttls://user:password@host:587, "
        "smtps://…:465, or smtp:// without encryption for a relay on this machine.",
        shown="none: alerts stand in the console only",
    )
)
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "fieldbook@localhost", "Sender of alerts.")
ALERT_EMAIL = env.names(
    "ALERT_EMAIL",
    "",
    "Who is told of alerts of systems without a contact of their own, and of the house itself.",
)
SITE_URL = env.text(
    "SITE_URL",
    f"{'https' if SITE_HTTPS else 'http'}://{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}",
    "Where officers open Fieldbook: the links in mail begin with it.",
    shown="the first of SITE_HOSTS",
).rstrip("/")
CHECKPOINT_KEY, CHECKPOINT_KEY_OLD, CHECKPOINT_ORIGIN = checkpoint_keys(HOME, SITE_URL)

FRAUD_CENTRE, RETURNS_PRODUCER = returns.FRAUD_CENTRE, returns.PRODUCER

ENROLMENT = MODE
MINIMUM_APP = clients.oldest()
RETAIN_DAYS = clients.days_kept()

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# Tests read the files where they lie; everything else serves the collected, hashed ones.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = _TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _TESTING
        else "field_api.web.storage.JoinedStorage"
    },
}
MEDIA_ROOT = HOME / "media"
ATTACHMENTS = files.read(HOME)
STORAGES["attachments"] = ATTACHMENTS.storage

LANGUAGE_CODE, LANGUAGES, LOCALE_PATHS = languages.CODE, languages.NAMES, languages.PATHS
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_AGE = languages.COOKIE, languages.COOKIE_AGE
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_SECURE = "Lax", SITE_HTTPS
TIME_ZONE, USE_TZ = "Europe/London", True

# --- being watched --------------------------------------------------------------------------------

METRICS_TOKEN = env.secret(
    "METRICS_TOKEN",
    "Bearer token for /metrics. Without it only this machine may read them, and nobody does "
    "behind a proxy.",
)
STALLED_SECONDS = env.number(
    "STALLED_SECONDS",
    120,
    "Seconds: /health/working fails when a delivery is due this long and nothing is tried.",
    least=10,
)
LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", "Least to log.")
LOGGING = logs.configuration("WARNING" if _TESTING else LOG_LEVEL)
