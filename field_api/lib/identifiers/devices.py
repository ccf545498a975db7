"""Devices and files: the number of a mobile telephone, the hash of a file."""

import re

from field_api.lib.identifiers.reading import Reading, bare, folded, grouped, told, unread


def luhn(figures: str) -> int:
    """The figure that belongs behind these (ISO/IEC 7812-1, annex B)."""
    doubled = (int(c) * (2 - at % 2) for at, c in enumerate(reversed(figures)))
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def imei(text: str) -> Reading:
    """Fifteen figures (3GPP TS 23.003). A missing check figure, or a software version in its
    place, gives way to the right one: then what is read off a box meets what a network tells."""
    figures = bare(text)
    if not re.fullmatch("[0-9]{14,16}", figures):
        return unread(text, "Not an IMEI: fifteen figures. *#06# on the phone shows it")
    check = str(luhn(figures[:14]))
    whole = len(figures) == 15
    normal = figures if whole else figures[:14] + check
    warning = {
        14: "Fourteen figures: the check figure was worked out",
        15: None if figures[-1] == check else "The last figure does not fit the others: look again",
        16: "Sixteen figures: the last two are of its software and were left out",
    }[len(figures)]
    shown = "-".join(grouped(normal, 2, 6, 6).split())
    return Reading(text, normal, shown, told(warning), {"tac": normal[:8]})


_HASHES = {32: "MD5", 40: "SHA-1", 64: "SHA-256"}
_NAMED = re.compile(r"(?:md5|sha-?1|sha-?256)\s*[:=]?\s*", re.IGNORECASE)


def file_hash(text: str) -> Reading:
    """MD5, SHA-1 or SHA-256 (RFC 1321, FIPS 180-4), told apart by length, in small letters. Its
    name, copied with it, is left out."""
    digits = _NAMED.sub("", folded(text), count=1).lower()
    kind = _HASHES.get(len(digits))
    if not (kind and re.fullmatch("[0-9a-f]+", digits)):
        return unread(text, "Not the hash of a file: 32, 40 or 64 figures and letters a to f")
    return Reading(text, digits, digits, (), {"algorithm": kind})
