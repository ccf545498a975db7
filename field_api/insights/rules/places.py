"""Where something happened, as coarse as it may be published: the middle of a cell of a grid.

A cell is 0.01 degrees of latitude by 0.015 of longitude: 1.1 km by about 1.0 km in England and
Wales. The grid lies still, so many searches at one place give one point, and none gives its own.
"""

from decimal import ROUND_FLOOR, Decimal

TALL, WIDE = Decimal("0.01"), Decimal("0.015")
SOUTH, NORTH, WEST, EAST = 49.8, 55.9, -6.51, 1.8
"""England and Wales with their islands, in whole cells; the north and east edges are outside."""

_WRITTEN = Decimal("0.000001")


class Elsewhere(ValueError):
    """The point is not in England or Wales."""


def snapped(latitude: float, longitude: float) -> tuple[str, str]:
    """The middle of the cell, each with six places; of a middle, itself. Raises Elsewhere."""
    if not (SOUTH <= latitude < NORTH and WEST <= longitude < EAST):
        raise Elsewhere
    return _middle(latitude, TALL), _middle(longitude, WIDE)


def _middle(degrees: float, size: Decimal) -> str:
    # By what is written, not by the binary fraction: 54.66 would fall into the cell below.
    cell = (Decimal(str(degrees)) / size).to_integral_value(rounding=ROUND_FLOOR)
    return str(((cell + Decimal("0.5")) * size).quantize(_WRITTEN))
