"""Devices: the number of a mobile telephone."""

import re

from field_api.lib.identifiers.reading import Reading, bare, grouped, told, unread


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
