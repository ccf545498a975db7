"""The door of the web server: `granian --interface wsgi backend.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
os.environ.setdefault("FIELDBOOK_ROLE", "web")

application = get_wsgi_application()
