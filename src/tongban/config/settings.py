"""Settings of an installation, read from the environment (names begin with TONGBAN_; docs/operate/settings.md).

Importing this file needs no environment: without any it describes a development server on SQLite.
"""

from __future__ import annotations

from os import environ
from pathlib import Path

from csp.constants import NONCE, NONE, SELF  # noqa: F401
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env(prefix="TONGBAN_")
PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env.str("DATA", default=str(Path.cwd() / "var"))).resolve()

# --- What this installation is ---------------------------------------------------------------------------
MODE = env.str("MODE", default="development", validate=lambda mode: mode in ("production", "development", "demo"))
DEMO = MODE == "demo"
DEBUG = MODE == "development" and env.bool("DEBUG", default=False)
AUTHORITY: dict[str, str] = dict(
    env.json(
        "AUTHORITY",
        default={
            "zh": "示例市交通管理支队",
            "en": "Example City Traffic Authority",
            "origin": "tongban.example",
            "country": "UT",
            "distinguishing_sign": "UTO",
            "jurisdiction": "UT-EX",
        },
    )
)
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
KEYS = Path(env.str("KEYS", default=str(DATA / "keys")))
KEYS_PASSPHRASE = env.str("KEYS_PASSPHRASE", default="development" if MODE != "production" else "")
VECTORS = Path(env.str("VECTORS", default=str(PACKAGE.parent.parent.parent / "shared" / "vectors")))
KEYS_PKCS11 = env.json("KEYS_PKCS11", default={})
REGISTER_SOURCE = env.str("REGISTER_SOURCE", default="tongban.registers.sources.Tables")
CREDENTIALS = env.json("CREDENTIALS", default={})
LICENCES = env.json("LICENCES", default={})
TRANSFERS = env.json("TRANSFERS", default={})
PARTNERS = env.json("PARTNERS", default={})
# Below this the simulated partners answer; docs/partners/README.md says how real ones are named in PARTNERS.
PARTNERS_URL = env.str("PARTNERS_URL", default="http://127.0.0.1:8012" if MODE != "production" else "")
# Shown on the pages about help and accessibility, and in security.txt (RFC 9116: a URI, mailto: or https:).
CONTACT: dict[str, str] = dict(
    env.json(
        "CONTACT",
        default={"zh": "示例市车辆管理所，电话 0000-0000", "en": "Example City vehicle office, telephone 0000-0000"},
    )
)
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:security@tongban.example")
SECRET_KEY = env.str("SECRET_KEY", default="insecure-development-key" if MODE != "production" else "")
ALLOWED_HOSTS = env.list("HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])

# --- Packages ----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "tongban.config",
    "tongban.portal",
    "tongban.statistics",
    "tongban.roadside",
    "tongban.licences",
    "tongban.transfers",
    "tongban.simulation",
    "tongban.credentials",
    "tongban.dossiers",
    "tongban.policies",
    "tongban.inspections",
    "tongban.documents",
    "tongban.registers",
    "tongban.partners",
    "tongban.notices",
    "tongban.offices",
    "tongban.people",
    "tongban.journal",
    "tongban.keys",
    "tongban.limits",
    "tongban.followers",
    "tongban.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
INSTALLED_APPS = [
    name
    for name in INSTALLED_APPS
    if not name.startswith("tongban.") or (PACKAGE / name.split(".")[1] / "apps.py").exists()
]
MIDDLEWARE = [
    "tongban.config.logs.RequestNumbers",
    "django.middleware.security.SecurityMiddleware",
    "tongban.ui.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tongban.ui.persons.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tongban.people.idle.IdleMiddleware",
    "tongban.documents.scanner.ScanMiddleware",
    "tongban.ui.problems.ProblemMiddleware",
]
if MODE != "production":  # there, collectstatic compresses the files once and the proxy the pages
    MIDDLEWARE.insert(1, "django.middleware.gzip.GZipMiddleware")
ROOT_URLCONF = "tongban.config.urls"
WSGI_APPLICATION = "tongban.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongban.ui.context.page",
                "tongban.faces.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'tongban.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a connection that broke is noticed before the next request uses it
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: with four writers, DEFERRED gave 1,215 lock errors in 2,000 transactions, IMMEDIATE none.
    # FULL, because the journal lies in the same file and an acknowledged act must survive a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for the one writer: a slow disk is no reason to turn a citizen away
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;"
        "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;",
    }
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Only what tongban.statements sends is prepared; without a number here psycopg prepares nothing, whoever asks.
    # Each is planned once: left to itself the server plans a large one anew each time, which costs ten times its answer.
    DATABASES["default"]["OPTIONS"] = {
        "prepare_threshold": 5,
        "options": f"{environ.get('PGOPTIONS', '')} -c plan_cache_mode=force_generic_plan".strip(),
    } | DATABASES["default"].get("OPTIONS", {})
CACHES = {"default": env.dj_cache_url("CACHE_URL", default="locmem://")}
LIMITS = env.json("LIMITS", default={})  # other numbers for the table in tongban.limits
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "tongban.people.signed_in.AccountBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
] + [{"NAME": f"tongban.people.passwords.{name}"} for name in ("HouseWords", "Breached")]
# A sorted file of SHA-1 digests, as Pwned Passwords is published (people.passwords); none: Django's common ones alone.
BREACHED_PASSWORDS = env.str("BREACHED_PASSWORDS", default="")
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # accounts hold no address; without this its migrations look for one
ACCOUNT_ADAPTER = "tongban.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {"change_password": "tongban.people.second_factor.ChangePasswordForm"}
ACCOUNT_RATE_LIMITS = (
    False  # allauth's own count in one process alone; people.adapter and people.urls ask tongban.limits
)
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "tongban.people.second_factor.AuthenticateForm",
    "reauthenticate": "tongban.people.second_factor.ReauthenticateForm",
    "authenticate_webauthn": "tongban.people.second_factor.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "tongban.people.second_factor.ReauthenticateWebAuthnForm",
    "login_webauthn": "tongban.people.second_factor.LoginWebAuthnForm",
    "add_webauthn": "tongban.people.second_factor.AddWebAuthnForm",
    "edit_webauthn": "tongban.people.second_factor.EditWebAuthnForm",
}
MFA_ADAPTER = "tongban.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
# The partner who recognises faces (docs/partners/realname.yaml); by default its simulator on this machine.
REALNAME_URL = env.str("REALNAME_URL", default="http://127.0.0.1:8011" if MODE != "production" else "")
REALNAME_TOKEN = env.str("REALNAME_TOKEN", default="")
# The population register, which knows where people live (docs/partners/population.yaml); its simulator is there too.
POPULATION_URL = env.str("POPULATION_URL", default=REALNAME_URL if MODE != "production" else "")
POPULATION_TOKEN = env.str("POPULATION_TOKEN", default="")

# --- Languages and time ------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "people" / "locale" / "of_allauth"]  # the house's words for what allauth says
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Files and headers ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = MODE != "production"
WHITENOISE_AUTOREFRESH = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "media-src": [SELF, "blob:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
CSRF_FAILURE_VIEW = "tongban.ui.problems.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "tongban.people.signed_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MODE == "production"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 3600  # however busy: then everybody signs in again
IDLE_MINUTES = env.int("IDLE_MINUTES", default=30)  # people.idle
if MODE == "production":  # bound to this very host and to TLS by the browser itself (RFC 6265bis, 4.1.3.2)
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if MODE == "production" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = MODE == "production"
LANGUAGE_COOKIE_SECURE = MODE == "production"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
PROXIES: list[str] = env.list("PROXIES", default=[])  # whose X-Forwarded-For and X-Forwarded-Proto are believed
# The entrance (config.web): threads that answer, seconds that a body may be silent, bytes of a body.
WEB_THREADS = env.int("WEB_THREADS", default=4)
BODY_SECONDS = env.float("BODY_SECONDS", default=20)
BODY_MAX_BYTES = env.int("BODY_MAX_BYTES", default=64 * 1024 * 1024)
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
# The largest page or photo that is kept; 10 MiB is a colour scan of A4 at 300 dpi with room to spare.
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=10 * 1024 * 1024)
# The virus scanner that every upload is shown to: unix:/path or host:port of a clamd (documents.scanner); none: none.
SCANNER = env.str("SCANNER", default="")
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tongban.config.logs.JsonLines"}, "plain": {}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json" if MODE == "production" else "plain"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tongban.security": {"level": "WARNING" if DEMO else "INFO"}},
}
