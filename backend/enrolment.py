"""How a handset comes to be an officer's."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning

from backend import env

CODE, OPEN = "code", "open"

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})


MODE = env.choice(
    "ENROLMENT",
    (CODE, OPEN),
    CODE,
    "What a first sign-in on a handset needs: a code that a supervisor gave out for it, or, for "
    "trials on one machine, nothing besides password and one-time code.",
)


def enrolment_is_closed(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Where it is open, a stolen password and one code make a handset of anyone's choice."""
    if settings.ENROLMENT == CODE or _LOOPBACK.issuperset(settings.ALLOWED_HOSTS):
        return []
    return [Warning("ENROLMENT is open on a site that others can reach.", id="fieldbook.W001")]
