"""EMAIL_URL as Django's mail settings."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from backend.env import Misconfigured

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True, slots=True)
class Mail:
    """`host` is empty where no mail goes out. With `starttls` or `tls` the server's certificate is
    checked: Django leaves no way around it.
    """

    backend: str = "django.core.mail.backends.dummy.EmailBackend"
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False


def from_url(url: str) -> Mail:
    """`smtp+starttls://user:password@host:587`, `smtps://…`, `smtp://…`; without one, no mail.

    Raises Misconfigured without repeating the address, which may hold a password.
    """
    if not url:
        return Mail()
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise Misconfigured("EMAIL_URL must read smtp+starttls://user:password@host:port.")
    return Mail(
        backend=_SMTP,
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        tls=parts.scheme == "smtps",
    )
