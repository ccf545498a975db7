"""The shapes of requests and answers about the watch list."""

from typing import Any

from rest_framework import serializers as s

from field_api.lib import clock
from field_api.watch.actions.importing import Brought
from field_api.watch.actions.listing import hash_of
from field_api.watch.actions.reading import Shown, ShownHit
from field_api.watch.rules import CATEGORIES, KINDS, VERDICTS
from field_api.watch.rules.faults import MARKINGS, PRIORITIES
from field_api.watch.rules.importing import MOST
from field_api.watch.rules.listing import (
    ACTION,
    AUTHORITY,
    REASON,
    REFERENCE,
    SOURCE,
    WARNING,
    WARNINGS,
    WHY,
)

_KIND = f"One of {', '.join(KINDS)}."
_CATEGORY = f"One of {', '.join(CATEGORIES)}."


class ListingSaid(s.Serializer[object]):
    kind = s.CharField(max_length=10, help_text=_KIND)
    known = s.DictField(
        child=s.CharField(max_length=200, allow_blank=True),
        help_text="As forms name it: vrm, vin, surname, given_names, dob, number, text, …",
    )
    category = s.CharField(max_length=20, help_text=_CATEGORY)
    priority = s.CharField(max_length=10, help_text=f"One of {', '.join(PRIORITIES)}.")
    authority = s.CharField(max_length=AUTHORITY, help_text="Who allowed it, with the rank.")
    reason = s.CharField(max_length=REASON)
    action = s.CharField(max_length=ACTION, allow_blank=True, default="", help_text="What to do.")
    warnings = s.ListField(child=s.CharField(max_length=WARNING), max_length=WARNINGS, default=list)
    marking = s.CharField(max_length=30, help_text=f"One of {', '.join(MARKINGS)}.")
    groups = s.ListField(child=s.CharField(max_length=40), max_length=10, default=list)
    valid_from = s.DateTimeField()
    valid_until = s.DateTimeField()
    weed_date = s.DateField(help_text="The day its content is erased.")


class ListingGiven(ListingSaid):
    id = s.UUIDField(required=False, default=None, allow_null=True)
    covert = s.BooleanField(default=False)


class ListingAmended(ListingSaid):
    version = s.IntegerField(min_value=1, help_text="The one that was shown.")


class ListingShape(ListingSaid):
    id = s.UUIDField()
    covert = s.BooleanField()
    source = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    reference = s.CharField(allow_blank=True)
    owner = s.CharField()
    unit = s.CharField()
    version = s.IntegerField()
    listed_at = s.DateTimeField()
    changed_at = s.DateTimeField()
    approved_at = s.DateTimeField(allow_null=True)
    ended_at = s.DateTimeField(allow_null=True)
    weeded_at = s.DateTimeField(allow_null=True)
    running = s.BooleanField()
    looked_back = s.BooleanField(help_text="What came in before it has been compared.")
    hash = s.CharField(help_text="Of what it says, for a grant.")
    hits = s.IntegerField()
    to_judge = s.IntegerField()
    may_amend = s.BooleanField()
    may_approve = s.BooleanField()


class ListingList(s.Serializer[object]):
    listings = ListingShape(many=True)


class ExtensionGiven(s.Serializer[object]):
    valid_until = s.DateTimeField()
    weed_date = s.DateField()


class EndingGiven(s.Serializer[object]):
    why = s.CharField(max_length=WHY)


class ApprovalGiven(s.Serializer[object]):
    grant = s.CharField(max_length=64, allow_blank=True, default="")


class ImportGiven(s.Serializer[object]):
    source = s.RegexField(  # type: ignore[assignment]  # also the name of a Field's own member
        r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=SOURCE
    )
    dry_run = s.BooleanField(default=True)
    listings = s.ListField(child=s.DictField(), max_length=MOST)


class ImportFault(s.Serializer[object]):
    pointer = s.CharField(allow_blank=True)
    detail = s.CharField()


class ImportResult(s.Serializer[object]):
    row = s.IntegerField(help_text="The first is 1.")
    reference = s.CharField(allow_blank=True, max_length=REFERENCE)
    status = s.CharField(help_text="listed, amended, known or refused")
    listing = s.UUIDField(allow_null=True)
    faults = ImportFault(many=True)


class ImportTold(s.Serializer[object]):
    results = ImportResult(many=True)


class HitShape(s.Serializer[object]):
    id = s.UUIDField()
    listing = s.UUIDField()
    source = s.CharField(  # type: ignore[assignment]  # also the name of a Field's own member
        help_text="entry, query or sighting"
    )
    entry = s.UUIDField(allow_null=True, help_text="Where the asker may read it.")
    certainty = s.CharField(help_text="same or possible")
    officer = s.CharField(allow_blank=True, help_text="Who wrote or asked.")
    unit = s.CharField(allow_blank=True)
    at = s.DateTimeField()
    found_at = s.DateTimeField()
    place = s.CharField(allow_blank=True)
    latitude = s.FloatField(allow_null=True)
    longitude = s.FloatField(allow_null=True)
    verdict = s.CharField(allow_blank=True)
    judged_by = s.CharField(allow_blank=True)
    judged_at = s.DateTimeField(allow_null=True)
    judged_why = s.CharField(allow_blank=True)
    alert = s.UUIDField(allow_null=True)


class HitList(s.Serializer[object]):
    hits = HitShape(many=True)


class VerdictGiven(s.Serializer[object]):
    verdict = s.RegexField(rf"^({'|'.join(VERDICTS)})$", help_text=f"One of {', '.join(VERDICTS)}.")
    why = s.CharField(max_length=WHY, help_text="By what that is known; kept beside it.")


_AS_THEY_ARE = (
    "kind", "known", "category", "priority", "authority", "reason", "action", "warnings", "marking",
    "groups", "covert", "source", "reference", "version",
)  # fmt: skip
_MOMENTS = (
    "valid_from", "valid_until", "listed_at", "changed_at", "approved_at", "ended_at", "weeded_at",
)  # fmt: skip


def listing(shown: Shown) -> dict[str, Any]:
    row = shown.listing
    moments = {name: getattr(row, name) for name in _MOMENTS}
    return {
        "id": str(row.pk),
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
        **{name: clock.iso(at) if at else None for name, at in moments.items()},
        "weed_date": row.weed_date.isoformat(),
        "owner": row.owner.display_name,
        "unit": row.unit.name,
        "running": row.is_running,
        "looked_back": row.looked_back_at is not None,
        "hash": hash_of(row),
        "hits": shown.hits,
        "to_judge": shown.to_judge,
        "may_amend": shown.may_amend,
        "may_approve": shown.may_approve,
    }


def hit(shown: ShownHit) -> dict[str, Any]:
    row = shown.hit
    return {
        "id": str(row.pk),
        "listing": str(row.listing_id),
        "source": row.source,
        "entry": str(shown.entry) if shown.entry else None,
        "certainty": row.certainty,
        "officer": row.officer.display_name if row.officer else "",
        "unit": row.unit.name if row.unit else "",
        "at": clock.iso(row.at),
        "found_at": clock.iso(row.found_at),
        "place": row.place,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "verdict": row.verdict,
        "judged_by": row.judged_by.display_name if row.judged_by else "",
        "judged_at": clock.iso(row.judged_at) if row.judged_at else None,
        "judged_why": row.judged_why,
        "alert": str(row.alert_id) if row.alert_id else None,
    }


def result(one: Brought) -> dict[str, Any]:
    faults = [{"pointer": pointer, "detail": said} for pointer, said in one.faults]
    return {
        "row": one.row,
        "reference": one.reference,
        "status": one.status,
        "listing": str(one.listing) if one.listing else None,
        "faults": faults,
    }
