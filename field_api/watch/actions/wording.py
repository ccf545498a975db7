"""What an alert says of a listing that turned up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from field_api.alerts.rules.saying import ADVICE, WHAT, WORDS
from field_api.catalogue import actions as catalogue
from field_api.watch.models import Hit, Listing
from field_api.watch.rules import Kind, Source, telling

_COVERT = "Watch list: a listing of yours was found"
_AT_THE_DESK = "It is covert. Read at the desk, under Watch list, where and how."
_BY_NAME = "By name and date of birth: make sure who it is."


@dataclass(frozen=True, slots=True)
class Said:
    what: str
    words: str
    advice: str


def alert(listing: Listing, hits: Sequence[Hit], earlier: Sequence[Hit]) -> Said:
    """Of a covert one nothing that a phone on a table gives away. Who wrote or asked is named in no
    alert: the desk says it to who may see the hit."""
    if listing.covert:
        return Said(_COVERT, _AT_THE_DESK, "")
    return Said(
        telling.what(listing.category, listing.kind, listing.known)[:WHAT],
        _lines(listing, hits, earlier)[:WORDS],
        listing.action[:ADVICE],
    )


def _lines(listing: Listing, hits: Sequence[Hit], earlier: Sequence[Hit]) -> str:
    newest, count = hits[-1], len(earlier) + len(hits)
    first = min((hit.at for hit in (*earlier, *hits)), default=newest.at)
    lines = [_found(newest)]
    if count > 1:
        lines.append(f"{count} times since {_time(first)}.")
    if listing.kind == Kind.PERSON and all(one.startswith("named:") for one in newest.held):
        lines.append(_BY_NAME)
    lines += _warnings(listing.warnings)
    lines.append(listing.reason)
    return "\n".join(lines)


def _found(hit: Hit) -> str:
    how = {
        Source.ENTRY.value: "An officer wrote of it",
        Source.QUERY.value: "An officer asked about it",
        Source.SIGHTING.value: "A camera read it",
    }[hit.source]
    where = f": {hit.place}" if hit.place else ""
    return f"{how} at {_time(hit.at)}{where}."


def _warnings(codes: Sequence[str]) -> list[str]:
    if not codes:
        return []
    known = catalogue.markers()
    found = known.in_order(codes)
    return [f"Warning: {known.label(code)}. {known.advice(code)}".strip() for code in found]


def _time(moment: datetime) -> str:
    """`14:02`, with the day where it was not today."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localtime().date()
    return f"{local:%H:%M}" if today else f"{local:%H:%M on} {local.day} {local:%B}"
