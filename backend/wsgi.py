"""The door of the web server: `granian --interface wsgi backend.wsgi:application`."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from backend import boot

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
os.environ.setdefault("FIELDBOOK_ROLE", "web")

application = get_wsgi_application()
boot.refuse_unsafe()

# Else the first request of each process would load every door, while someone waits.
import_module(settings.ROOT_URLCONF)

# What is loaded by now stays until the end, and looking through it for garbage, again and again,
# was a fifth of the work of a batch of entries.
gc.collect()
gc.freeze()
# A page of documents makes some ten thousand objects, none of them in a ring.
gc.set_threshold(50_000, 20, 20)
