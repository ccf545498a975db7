"""British National Grid and WGS84, by Ordnance Survey's published formulae.

"A guide to coordinate systems in Great Britain", annexes B (cartesian), C (transverse Mercator)
and section 6.6 (the Helmert transformation). One transformation for the whole country is good to
about 5 m; better needs the OSTN15 grid, which is not here. Metres and degrees throughout.
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

_AIRY, _GRS80 = (6_377_563.396, 6_356_256.909), (6_378_137.0, 6_356_752.3141)
_SCALE, _LAT0, _LON0 = 0.9996012717, radians(49), radians(-2)
_EAST0, _NORTH0 = 400_000.0, -100_000.0
# From WGS84 to OSGB36: metres, parts in one, seconds of arc.
_SHIFT, _GROWTH = (-446.448, 125.157, -542.060), 20.4894e-6
_TURN = tuple(radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
_SQUARES = "ABCDEFGHJKLMNOPQRSTUVWXYZ"


def corner(letters: str) -> tuple[int, int] | None:
    """Easting and northing of a lettered square of 100 km; None outside the grid."""
    first, second = (_SQUARES.index(letter) for letter in letters)
    easting = (first % 5 - 2) * 5 + second % 5
    northing = (19 - first // 5 * 5) - second // 5
    return (easting * 100_000, northing * 100_000) if _held(easting, northing) else None


def letters(easting: int, northing: int) -> str | None:
    """The square that holds a point; None outside the grid."""
    east, north = easting // 100_000, northing // 100_000
    if not _held(east, north):
        return None
    first = 19 - north - (19 - north) % 5 + (east + 10) // 5
    second = (19 - north) * 5 % 25 + east % 5
    return _SQUARES[first] + _SQUARES[second]


def _held(east: int, north: int) -> bool:
    return 0 <= east < 7 and 0 <= north < 13


def to_wgs84(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in degrees, to about 5 m."""
    point = _cartesian(*_unprojected(easting, northing), _AIRY)
    latitude, longitude = _geodetic(_moved(point, -1), _GRS80)
    return degrees(latitude), degrees(longitude)


def from_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """Easting and northing in metres, to about 5 m."""
    point = _cartesian(radians(latitude), radians(longitude), _GRS80)
    return _projected(*_geodetic(_moved(point, 1), _AIRY))


_Point = tuple[float, float, float]


def _cartesian(latitude: float, longitude: float, ellipsoid: tuple[float, float]) -> _Point:
    a, b = ellipsoid
    squashed = 1 - (b / a) ** 2
    radius = a / sqrt(1 - squashed * sin(latitude) ** 2)
    return (
        radius * cos(latitude) * cos(longitude),
        radius * cos(latitude) * sin(longitude),
        (1 - squashed) * radius * sin(latitude),
    )


def _geodetic(point: _Point, ellipsoid: tuple[float, float]) -> tuple[float, float]:
    (x, y, z), (a, b) = point, ellipsoid
    squashed, flat = 1 - (b / a) ** 2, hypot(x, y)
    latitude = atan2(z, flat * (1 - squashed))
    for _ in range(6):  # each round gains three figures
        radius = a / sqrt(1 - squashed * sin(latitude) ** 2)
        latitude = atan2(z + squashed * radius * sin(latitude), flat)
    return latitude, atan2(y, x)


def _moved(point: _Point, way: int) -> _Point:
    (x, y, z), (dx, dy, dz) = point, (way * each for each in _SHIFT)
    (rx, ry, rz), grown = (way * each for each in _TURN), 1 + way * _GROWTH
    return (
        dx + grown * x - rz * y + ry * z,
        dy + rz * x + grown * y - rx * z,
        dz - ry * x + rx * y + grown * z,
    )


def _radii(latitude: float) -> tuple[float, float, float]:
    """Scaled radii across and along the meridian, and eta squared."""
    a, b = _AIRY
    squashed = 1 - (b / a) ** 2
    across = a * _SCALE / sqrt(1 - squashed * sin(latitude) ** 2)
    along = across * (1 - squashed) / (1 - squashed * sin(latitude) ** 2)
    return across, along, across / along - 1


def _arc(latitude: float) -> float:
    """Length of the meridian from the true origin."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = latitude - _LAT0, latitude + _LAT0
    return (
        b
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _projected(latitude: float, longitude: float) -> tuple[float, float]:
    across, along, eta = _radii(latitude)
    s, c, t, p = sin(latitude), cos(latitude), tan(latitude), longitude - _LON0
    three = across / 24 * s * c**3 * (5 - t**2 + 9 * eta)
    three_a = across / 720 * s * c**5 * (61 - 58 * t**2 + t**4)
    five = across / 6 * c**3 * (across / along - t**2)
    six = across / 120 * c**5 * (5 - 18 * t**2 + t**4 + 14 * eta - 58 * t**2 * eta)
    northing = _arc(latitude) + _NORTH0 + across / 2 * s * c * p**2 + three * p**4 + three_a * p**6
    return _EAST0 + across * c * p + five * p**3 + six * p**5, northing


def _unprojected(easting: float, northing: float) -> tuple[float, float]:
    a, _ = _AIRY
    latitude = _LAT0
    for _ in range(8):  # to well under a millimetre
        latitude += (northing - _NORTH0 - _arc(latitude)) / (a * _SCALE)
    across, along, eta = _radii(latitude)
    t, secant, x = tan(latitude), 1 / cos(latitude), easting - _EAST0
    seven = t / (2 * along * across)
    eight = t / (24 * along * across**3) * (5 + 3 * t**2 + eta - 9 * t**2 * eta)
    nine = t / (720 * along * across**5) * (61 + 90 * t**2 + 45 * t**4)
    ten, eleven = secant / across, secant / (6 * across**3) * (across / along + 2 * t**2)
    twelve = secant / (120 * across**5) * (5 + 28 * t**2 + 24 * t**4)
    last = secant / (5040 * across**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    return (
        latitude - seven * x**2 + eight * x**4 - nine * x**6,
        _LON0 + ten * x - eleven * x**3 + twelve * x**5 - last * x**7,
    )
