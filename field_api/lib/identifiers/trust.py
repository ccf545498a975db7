"""Whether two who have a number in common may be taken for one.

What is questioned (a check figure that does not fit, too few figures) is kept and shown as typed,
but it joins nobody: a wrong join hands one person's history to another.
"""

from field_api.lib.identifiers.reading import Reading

_MARKS = frozenset(
    {"current", "q", "prefix", "suffix", "diplomatic", "northern-ireland", "military"}
)
# Foreign, or older than years in marks: whole as far as one can see, where it is not short.
_PERHAPS_WHOLE = frozenset({"unknown", "dateless"})


def trusted(kind: str, reading: Reading) -> bool:
    """Of the reading of a normal form.

    A normal form read once more: a figure that it puts right (noughts in front, a check figure
    left out) is no question any more, and one that does not fit still is.
    """
    normal = reading.normal or ""
    if kind == "vrm":
        return _whole_mark(normal, reading)
    if kind == "url":
        # A shortened link or bait before an @ is odd, and still one address.
        return "." in reading.facts.get("host", "")
    if kind == "ip-address":
        return not reading.warnings
    return not reading.warnings and not filler(normal)


def filler(normal: str) -> bool:
    """000000 and the like: typed to fill a field, and shared by all who do."""
    marks = [mark for mark in normal if mark.isalnum()]
    return len(set(marks)) < 2 or len(marks) < 3


def _whole_mark(normal: str, reading: Reading) -> bool:
    type_ = reading.facts.get("type")
    whole = type_ in _PERHAPS_WHOLE and "perhaps" not in reading.facts and len(normal) > 4
    return type_ in _MARKS or (whole and not filler(normal))
