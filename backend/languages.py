"""The languages Fieldbook speaks, and where one browser's choice of them is kept: docs/words.md."""

from pathlib import Path

CODE = "en-gb"
NAMES = [("en-gb", "English"), ("cy", "Cymraeg")]
PATHS = [Path(__file__).resolve().parent / "locale"]

COOKIE = "language"
"""Read and written by the handset's words.js too, so it is no secret and open to scripts."""
COOKIE_AGE = 365 * 24 * 60 * 60

MIDDLEWARE = "django.middleware.locale.LocaleMiddleware"
