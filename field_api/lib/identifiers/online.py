"""Web addresses and IP addresses. What is shown can't be tapped by mistake: `hxxps://bad[.]example`."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from field_api.lib.identifiers.contacts import FOREIGN_LETTERS
from field_api.lib.identifiers.reading import Reading, folded, settled, told, unread

_URL = re.compile(
    r"(?:(https?|ftp)://)?([^/?#@\s]*@)?(\[[0-9a-f:.]+\]|[^/?#:@\s\[\]]+)(?::([0-9]{1,5}))?"
    r"([/?#]\S*)?",
    re.IGNORECASE,
)
_DOT = re.compile(r"\[\.\]|\(\.\)|\[dot\]|\(dot\)", re.IGNORECASE)
_SHORT = frozenset(
    ("bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "rb.gy", "cutt.ly", "tiny.cc")
)
_DEFAULT = {"http": "80", "https": "443", "ftp": "21"}


def armed(text: str) -> str:
    """As a browser wants it, of an address written so that nobody can tap it."""
    whole = settled(text, lambda now: _DOT.sub(".", folded(now)).replace("[:]", ":"))
    return re.sub(r"^h(?:xx|tt|\*\*)p", "http", whole, flags=re.IGNORECASE)


def url(text: str) -> Reading:
    found = _URL.fullmatch(armed(text))
    host = found[3].lower().rstrip(".") if found else ""
    if not (found and host):
        return unread(text, "Not a web address: no spaces, and a domain such as example.org")
    scheme, user, port, rest = (found[1] or "").lower(), found[2] or "", found[4], found[5] or ""
    before = f"{scheme}://" if scheme else ""
    after = f":{port}" if port and port != _DEFAULT.get(scheme) else ""
    after += "" if rest == "/" else rest
    normal = before + user + host + after
    shown = before.replace("tt", "xx") + user + host.replace(".", "[.]") + after
    return Reading(
        text, normal, shown, told(_host_warning(host), _user_warning(user)), {"host": host}
    )


def _user_warning(user: str) -> str | None:
    return "What stands before the @ is bait: the site is what follows it" if user else None


def _host_warning(host: str) -> str | None:
    if not host.isascii() or "xn--" in host:
        return FOREIGN_LETTERS
    if host in _SHORT:
        return "A shortened link: it hides where it leads. Don't open it; note the whole address"
    if _ip(host.strip("[]")):
        return "A number in place of a name: unusual for an honest site"
    return None if "." in host else "No whole domain, such as example.org"


_ENDPOINT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::([0-9]{1,5}))?|([0-9.]+):([0-9]{1,5})")
_SHARED = ip_network("100.64.0.0/10")


def ip_address_of(text: str) -> Reading:
    """RFC 5952's spelling. A port behind it is kept as a fact: shared addresses need it."""
    typed = armed(text)
    found = _ENDPOINT.fullmatch(typed)
    host, port = (found[1] or found[3], found[2] or found[4]) if found else (typed, None)
    address = _ip(host)
    if not address:
        return unread(
            text, "Not an IP address: four numbers to 255, or groups of letters and figures"
        )
    normal = str(address)
    facts = {"version": str(address.version), **({"port": port} if port else {})}
    return Reading(text, normal, normal, told(_reach(address)), facts)


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text) if "%" not in text else None
    except ValueError:
        return None


def _reach(address: IPv4Address | IPv6Address) -> str | None:
    if address.version == 4 and address in _SHARED:
        return "Shared by many customers of one provider: note the exact time and the port"
    if address.is_global:
        return None
    return "Not an address of the internet: of a home, an office, or reserved. It leads to nobody"
