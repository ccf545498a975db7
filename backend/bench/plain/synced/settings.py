"""Settings of the baseline of sync: tokens, and tables in a schema of their own, for its users
would stand among Fieldbook's.
"""

from backend import databases
from backend.bench.plain import settings
from backend.runtime import places

APPLICATION_NAME = "bench-plain-sync"
SCHEMA = "plain_sync"

SECRET_KEY = settings.SECRET_KEY
ALLOWED_HOSTS = settings.ALLOWED_HOSTS
ROOT_URLCONF = "backend.bench.plain.synced.api"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "rest_framework",
    "rest_framework.authtoken",
    "backend.bench.plain.synced",
]
# Tables as the models say, at once: the first of them would be made before what it refers to.
MIGRATION_MODULES = dict.fromkeys(("contenttypes", "auth", "authtoken"))
MIDDLEWARE = settings.MIDDLEWARE
DATABASES = {
    "default": databases.connected(
        {
            **databases.embedded(places.sockets(places.home())),
            "OPTIONS": {
                "application_name": APPLICATION_NAME,
                "options": f"-c search_path={SCHEMA}",
            },
        },
        "web",
        (1, 16, 5),
    )
    | settings.PLAIN
}
DEFAULT_AUTO_FIELD = settings.DEFAULT_AUTO_FIELD
USE_TZ = settings.USE_TZ
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
