"""What Fieldbook refuses to start with."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.core import checks as django_checks
from django.db import connection

from backend import checks
from backend.runtime import roles
from field_api.web import rules
from tests import keeper

ROOT = Path(settings.BASE_DIR)


def url(role: str) -> str:
    known = connection.settings_dict
    place = urlencode({"host": known["HOST"]})
    return f"postgresql://{quote(role)}@/{known['NAME']}?{place}"


def started(tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """A web process, as far as its import: where it would begin to serve."""
    own = {
        "FIELDBOOK_HOME": str(tmp_path),
        "FIELDBOOK_ROLE": "web",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", "import backend.wsgi; print('serves')"],
        cwd=ROOT,
        env={**os.environ, **own, **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_web_process_starts_only_behind_the_wall_and_without_debug(tmp_path: Path) -> None:
    keeper.line().close()
    ordinary = url(connection.settings_dict["USER"])
    assert started(tmp_path, DATABASE_URL=ordinary).stdout == "serves\n"
    past = started(tmp_path, DATABASE_URL=url(roles.KEEPER))
    assert (past.stdout, past.returncode) == ("", 1)
    assert "superuser or has BYPASSRLS" in past.stderr
    open_book = started(tmp_path, DATABASE_URL=ordinary, DEBUG="on", SITE_HTTPS="on")
    assert (open_book.stdout, open_book.returncode) == ("", 1)
    assert "DEBUG must be off" in open_book.stderr


@pytest.mark.slow
def test_a_web_process_waits_for_a_database_that_is_away(tmp_path: Path) -> None:
    nowhere = f"postgresql://fieldbook@/fieldbook?{urlencode({'host': str(tmp_path)})}"
    assert started(tmp_path, DATABASE_URL=nowhere).stdout == "serves\n"


def test_debug_pages_are_an_error_on_a_site_and_none_at_home(settings: Any) -> None:
    settings.DEBUG, settings.SITE_HTTPS = True, False
    assert checks.a_site_shows_no_debug_pages(None) == []
    settings.SITE_HTTPS = True
    (found,) = checks.a_site_shows_no_debug_pages(None)
    assert found.id == "fieldbook.E003"


def test_a_site_is_warned_where_it_asks_for_more_than_its_own_page_is(settings: Any) -> None:
    settings.MINIMUM_APP = rules.APP
    assert checks.the_handset_may_read(None) == []
    settings.MINIMUM_APP = f"1{rules.APP}"
    (found,) = checks.the_handset_may_read(None)
    assert (found.id, found.level) == ("fieldbook.W001", django_checks.WARNING)


def test_the_role_is_looked_at_where_commands_look_at_the_database(db: None) -> None:
    found = django_checks.run_checks(tags=[django_checks.Tags.database], databases=["default"])
    assert [one for one in found if one.id == "fieldbook.E004"] == []
    registered = django_checks.registry.registry.get_checks(include_deployment_checks=True)
    assert checks.row_security_binds_the_role in registered
    assert checks.a_site_shows_no_debug_pages in registered


FLOORS = {
    "Django": (5, 2, 19),  # July to November 2026: five security releases
    "djangorestframework": (3, 17, 2),  # before it, request.data knew no limit of size
    "django-otp": (1, 7, 5),  # a device unconfirmed again ends its sessions
    "cryptography": (50, 0, 0),
    "pillow": (13, 0, 0),
    "psycopg": (3, 3, 9),
}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_what_is_installed_is_no_older_than_its_last_known_hole(name: str) -> None:
    assert tuple(int(part) for part in version(name).split(".")[:3]) >= FLOORS[name]
