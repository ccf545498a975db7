"""What clients of the sync door are told, as settings."""

import re

from backend import env
from backend.env import Misconfigured

_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}", re.ASCII)


def oldest() -> str:
    """A version of the handset application, such as 1.4; empty where every version may read."""
    given = env.text(
        "MINIMUM_APP",
        "",
        "Oldest version of a handset application that may still read, as 1.4.2. Older ones are "
        "answered 426 when they pull; what they bring is taken all the same.",
        shown="none",
    ).strip()
    if given and not _NUMBER.fullmatch(given):
        raise Misconfigured("MINIMUM_APP must be numbers with dots between them, as 1.4.2.")
    return given


def days_kept() -> int:
    return env.number(
        "RETAIN_DAYS",
        14,
        "Days a handset keeps what the server has acknowledged. Never fewer than from one backup "
        "to the next: after a restore handsets bring back what the backup lacks.",
        least=1,
        most=400,
    )
