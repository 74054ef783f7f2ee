"""Django settings. Everything that differs between installations comes from the environment (environment.py,
docs/operations.md)."""

from __future__ import annotations

import os
import secrets
from importlib import resources
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from priemnaya.config.environment import given
from priemnaya.config.folders import close_to_others
from priemnaya.config.languages import offered
from priemnaya.core.traces import levels

ROOT = Path(__file__).resolve().parents[3]
DATA: Path = given("PRIEMNAYA_DATA")
ORDERS: Path = given("PRIEMNAYA_ORDERS")


def _secret() -> str:
    """The secret key: from the environment, else made once and kept readable by its owner only."""
    if key := str(given("PRIEMNAYA_SECRET_KEY")):
        return key
    path = DATA / "secret_key"
    if not path.exists():
        fd = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
        os.write(fd, secrets.token_urlsafe(48).encode())
        os.close(fd)
    return path.read_text()


def database_of(url: str) -> dict[str, object]:
    """DATABASE_URL as Django's mapping: everything that libpq knows is passed on (several hosts, sslmode, service…), in
    either of its notations. Raises psycopg.ProgrammingError for what it does not know."""
    given: dict[str, Any] = dict(conninfo_to_dict(url))
    options = f"{given.pop('options', '')} -c timezone=UTC".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", "") or ("" if "service" in given else "priemnaya"),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**given, "options": options},
        "TEST": {"TEMPLATE": "template0"},
    }


close_to_others(DATA)
SECRET_KEY = _secret()
SECRET_KEY_FALLBACKS = given("PRIEMNAYA_OLD_SECRET_KEYS")  # still read, nothing new is made
DEBUG = given("PRIEMNAYA_DEBUG") == "1"
DEMO = given("PRIEMNAYA_DEMO") == "1"
ALLOWED_HOSTS = given("PRIEMNAYA_HOSTS")
SITE_URL: str = given("PRIEMNAYA_URL")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")

DATABASES = {"default": database_of(given("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

APPS = [
    "core",
    "people",
    "knowledge",
    "cases",
    "desk",
    "paper",
    "reception",
    "outreach",
    "programme",
    "records",
    "channels",
    "ui",
    "workspace",
    "portal",
    "api",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # allauth's pages of keys count with it
    "django_htmx",
    "procrastinate.contrib.django",
    *(f"priemnaya.{app}" for app in APPS),  # before allauth: our templates win
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "priemnaya.ui.middleware.ContentSecurityPolicy",  # before the static files: they carry it too
    "priemnaya.ui.compressing.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "priemnaya.ui.middleware.InWords",
    "priemnaya.ui.middleware.HeadAsGet",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "priemnaya.ui.middleware.WithoutZeroBytes",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "priemnaya.ui.doors.StaffSessions",
    "priemnaya.ui.journalling.Journalling",
    "priemnaya.cases.once.WallsOnce",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["priemnaya.config.tasks"]  # read by the worker when it starts
ROOT_URLCONF = "priemnaya.config.urls"
WSGI_APPLICATION = "priemnaya.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "priemnaya.ui.context.look",
            ],
            "builtins": [
                "priemnaya.ui.templatetags.ui",
                "priemnaya.ui.templatetags.acts",
                "priemnaya.ui.templatetags.clock",
                "priemnaya.ui.templatetags.look",
                "priemnaya.ui.templatetags.spoken",
                "priemnaya.ui.templatetags.tables",
                "priemnaya.ui.templatetags.typed",
                "django.templatetags.i18n",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
MESSAGE_STORAGE = "priemnaya.ui.notices.Notices"

AUTH_USER_MODEL = "people.Employee"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "priemnaya.people.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "priemnaya.people.passwords.NotTheirName",
        "OPTIONS": {"user_attributes": ("username", "surname", "name", "patronymic", "email")},
    },
    {"NAME": "priemnaya.people.passwords.NotGuessed"},
    {"NAME": "priemnaya.people.passwords.Changed"},
]
CSRF_FAILURE_VIEW = "priemnaya.ui.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/w/"
ACCOUNT_ADAPTER = "priemnaya.workspace.account.StaffAccountAdapter"
ACCOUNT_FORMS = {
    "login": "priemnaya.workspace.signing_in.PlainLogin",
    "change_password": "priemnaya.workspace.signing_in.PlainPassword",  # a form  # nosec B105
    "reauthenticate": "priemnaya.workspace.signing_in.PlainAnew",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# Sign-in is limited by core/limits.py (workspace/account.py); «login_failed» is left for the codes of a second factor.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
# Shared by all processes; nothing is pushed out by junk: expired rows go by the task «expire_personal».
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cached",
        "OPTIONS": {"MAX_ENTRIES": 10**9},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},  # what may be lost and fetched again
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Приёмная"
MFA_FORMS = {
    "authenticate": "priemnaya.workspace.signing_in.PlainCode",
    "reauthenticate": "priemnaya.workspace.signing_in.PlainCodeAnew",
    "activate_totp": "priemnaya.workspace.signing_in.PlainApp",
    "add_webauthn": "priemnaya.workspace.signing_in.PlainKey",
    "edit_webauthn": "priemnaya.workspace.signing_in.PlainKeyName",
}
MFA_ADAPTER = "priemnaya.workspace.factors.Factors"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow it on localhost only

LANGUAGE_CODE = "ru"
LANGUAGES = offered()
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Moscow"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [("fonts", Path(str(resources.files("fontpkg_pt_sans"))) / "files")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else shows our files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = [
    "priemnaya.ui.uploads.CountedFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # of one field no more than MAX_FILES are kept: the form says so in words
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_FILES = 10

SESSION_ENGINE = "priemnaya.core.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"  # no other host, path or plain http can set it
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "django_language"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # Strict would lose who comes back
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the form
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # the cookie has no age; on the server the twelve hours hold
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
PROXIES: int = given("PRIEMNAYA_PROXIES")  # proxies of ours before the site: see core/address.py
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXIES else None
SECURE_SSL_REDIRECT = SECURE_PROXY_SSL_HEADER is not None
SECURE_REDIRECT_EXEMPT = ["^api/"]  # a machine that speaks in clear is refused, not led on: ui/middleware.py
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Mail: how letters leave and enter (docs/operations.md). Empty host: letters wait in the outbox and the board says so.
SMTP_URL: str = given("PRIEMNAYA_SMTP_URL")
MAIL_DOMAIN: str = given("PRIEMNAYA_MAIL_DOMAIN")
RETURN_PATH: str = given("PRIEMNAYA_RETURN_PATH") or f"bounce@{MAIL_DOMAIN}"  # bounce+<token of a letter>@…
OUTBOX_LEASE: int = given("PRIEMNAYA_OUTBOX_LEASE")  # seconds a killed worker's letter waits for another
OUTBOX_PACE: float = given("PRIEMNAYA_OUTBOX_PACE")  # 0.01 in the fault run: backoff a hundred times shorter
SMTP_TIMEOUT: int = given("PRIEMNAYA_SMTP_TIMEOUT")  # seconds
SMS_URL: str = given("PRIEMNAYA_SMS_URL")  # the gateway of short messages; empty: nobody is offered them
BOTS: str = given("PRIEMNAYA_BOTS")  # messengers: one URL a bot, see channels/social/bots.py
EXCHANGE: str = given("PRIEMNAYA_EXCHANGE")  # state portal and feedback platform: see channels/exchange/links.py
TELEPHONY: str = given("PRIEMNAYA_TELEPHONY")  # exchanges that tell of calls: see channels/telephony/links.py
WIDGET_HOSTS: list[str] = given("PRIEMNAYA_WIDGET_HOSTS")  # who besides the bodies' own sites may frame the widget
DOCFLOW: str = given("PRIEMNAYA_DOCFLOW")  # folder of the document system: see channels/docflow/folder.py
MAX_MAIL_OUT: int = given("PRIEMNAYA_MAX_MAIL_OUT_MB") * 1024 * 1024  # a letter as it travels
KNOWLEDGE: str = given("PRIEMNAYA_KNOWLEDGE")  # shared folder of materials: <folder>/<body>/<раздел>/файл.docx
SCANS: str = given("PRIEMNAYA_SCANS")  # folder a scanner drops files into: <folder>/<body>/
AUTHSERV: str = given("PRIEMNAYA_AUTHSERV")  # whose Authentication-Results are believed
MAX_LETTER: int = given("PRIEMNAYA_MAX_LETTER_MB") * 1024 * 1024
BREACHED: str = given("PRIEMNAYA_BREACHED")  # file of leaked passwords, by hash: people/passwords.py
QUOTAS: dict[str, int] = given("PRIEMNAYA_QUOTAS")  # of what comes without a proved identity: portal/quotas.py
CA_FILE: str = given("PRIEMNAYA_CA_FILE")  # roots trusted besides the system's, for every link to others
INSIDE: list[str] = given("PRIEMNAYA_INSIDE")  # receivers of events in the own network: all others must be public
ANCHORS: Path = given("PRIEMNAYA_ANCHORS") or DATA / "anchors"  # certificates (and lists) signatures lead to
GOST_CHECK: str = given("PRIEMNAYA_GOST_CHECK")  # a certified tool: docs/operations.md
GOST_TIMEOUT: float = given("PRIEMNAYA_GOST_TIMEOUT")  # seconds it may take
CLAMD: str = given("PRIEMNAYA_CLAMD")  # tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl
LMTP_LISTEN: str = given("PRIEMNAYA_LMTP_LISTEN")
IMAP_URLS: list[str] = given("PRIEMNAYA_IMAP_URLS")

# Identification of citizens by OpenID Connect (ЕСИА or another provider); empty: the portal says it is not connected.
OIDC = {
    "issuer": given("PRIEMNAYA_OIDC_ISSUER"),
    "client_id": given("PRIEMNAYA_OIDC_CLIENT_ID"),
    "client_secret": given("PRIEMNAYA_OIDC_CLIENT_SECRET"),
    "signer": given("PRIEMNAYA_OIDC_SIGNER"),
    "title": given("PRIEMNAYA_OIDC_TITLE"),
}
STAFF_OIDC: list[dict[str, Any]] = given("PRIEMNAYA_STAFF_OIDC")  # each body's own sign-in

LOGGING_CONFIG = "priemnaya.core.traces.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "priemnaya.config.log_lines.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    **levels(given("PRIEMNAYA_LOG")),
}
