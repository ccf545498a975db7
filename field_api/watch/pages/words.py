"""The watch list in the desk's words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from field_api.alerts.rules import Priority
from field_api.catalogue.rules.markers import Markers
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.watch.actions import reading
from field_api.watch.actions.reading import ShownHit
from field_api.watch.models import Listing
from field_api.watch.rules import Category, Certainty, Kind, Source, Verdict, telling

KINDS = {
    Kind.VEHICLE: _("Vehicle"),
    Kind.PERSON: _("Person"),
    Kind.PHONE: _("Phone"),
    Kind.PLACE: _("Place"),
    Kind.ONLINE: _("Online"),
}
CATEGORIES = {
    Category.WANTED: _("Wanted"),
    Category.MISSING: _("Missing"),
    Category.STOLEN: _("Stolen"),
    Category.NO_INSURANCE: _("No insurance"),
    Category.INTELLIGENCE: _("Of interest"),
    Category.SAFEGUARDING: _("At risk"),
    Category.BAIL: _("On bail"),
    Category.OTHER: _("Looked for"),
}
SHELVES = {
    reading.STANDING: _("Standing"),
    reading.WAITING: _("To be approved"),
    reading.OVER: _("Over"),
    reading.MINE: _("Mine"),
}
KNOWN = {
    "vrm": _("Registration mark"),
    "vin": _("Chassis number (VIN)"),
    "make": _("Make"),
    "model": _("Model"),
    "colour": _("Colour"),
    "surname": _("Surname"),
    "given_names": _("Given names"),
    "dob": _("Date of birth"),
    "pnc_id": _("PNC ID"),
    "cro": _("CRO number"),
    "driver_number": _("Driver number"),
    "nino": _("National Insurance number"),
    "passport": _("Passport number"),
    "phone": _("Telephone number"),
    "email": _("E-mail address"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "number": _("Telephone number"),
    "imei": _("IMEI"),
    "text": _("House and street"),
    "uprn": _("UPRN"),
    "what3words": _("what3words"),
    "url": _("Web address"),
    "handle": _("Name online"),
    "platform": _("Platform"),
    "wallet": _("Wallet"),
    "ip_address": _("IP address"),
}
PRIORITIES = {
    Priority.IMMEDIATE: _("Immediate"),
    Priority.HIGH: _("High"),
    Priority.ROUTINE: _("Routine"),
}
DONE = {
    "list": _("Listed. What came in during the last four weeks is being compared with it"),
    "covert": _("Written down. It is found by nothing until an inspector has approved it"),
    "amend": _("Changed"),
    "extend": _("It stands for longer"),
    "end": _("Ended. Its alerts are being taken back, and it leaves the handsets"),
    "approve": _("Approved. It stands from now on"),
    Verdict.SAME.value: _("Kept as the same. Officers who may know of it hear now"),
    Verdict.OTHER.value: _("Kept as another"),
}
_DID = {
    "list": _("Listed"),
    "amend": _("Changed"),
    "extend": _("Extended"),
    "end": _("Ended"),
    "approve": _("Approved as covert"),
    "weed": _("Content erased"),
    "remind": _("Owner reminded"),
}
_TONES = {Priority.IMMEDIATE: "bad", Priority.HIGH: "warn", Priority.ROUTINE: "info"}
_FOUND = {
    Source.ENTRY: _("An entry speaks of it"),
    Source.QUERY: _("An officer asked about it"),
    Source.SIGHTING: _("A camera read it"),
}
_SURE = {Certainty.SAME: _("The same"), Certainty.POSSIBLE: _("Perhaps")}
_VERDICTS = {Verdict.SAME: _("Judged the same"), Verdict.OTHER: _("Judged another")}


def of_listing(row: Listing, known: Markers) -> dict[str, Any]:
    """What a page says of a listing besides itself."""
    priority = Priority(row.priority)
    standing, tone = _standing(row)
    return {
        "listing": row,
        "what": telling.subject(row.kind, row.known) or _("Erased"),
        "kind": KINDS[Kind(row.kind)],
        "category": CATEGORIES[Category(row.category)],
        "priority": PRIORITIES[priority],
        "priority_tone": _TONES[priority],
        "standing": standing,
        "tone": tone,
        "runs": row.is_running,
        "known": [(KNOWN[name], said) for name, said in row.known.items() if name in KNOWN],
        "markers": [
            (code, known.label(code), known.advice(code)) for code in known.in_order(row.warnings)
        ],
    }


def _standing(row: Listing) -> tuple[Any, str]:
    now = clock.now()
    if row.weeded_at:
        return _("Erased"), "quiet"
    if row.ended_at:
        return _("Ended"), "quiet"
    if row.valid_until <= now:
        return _("Run out"), "quiet"
    if row.covert and not row.approved_at:
        return _("To be approved"), "wait"
    return (_("Not begun"), "wait") if row.valid_from > now else (_("Standing"), "good")


def of_hit(shown: ShownHit) -> dict[str, Any]:
    hit = shown.hit
    sure = hit.certainty == Certainty.SAME
    return {
        "hit": hit,
        "found": _FOUND[Source(hit.source)],
        "sure": _VERDICTS[Verdict(hit.verdict)] if hit.verdict else _SURE[Certainty(hit.certainty)],
        "tone": {"same": "bad", "other": "quiet"}.get(hit.verdict, "bad" if sure else "warn"),
        "by": [held.partition(":")[2].replace("|", " ") for held in hit.held],
        "entry": shown.entry,
    }


def of_past(event: Event) -> dict[str, Any]:
    did = str(event.details.get("did", ""))
    return {"event": event, "did": _DID.get(did, did), "who": event.actor.partition(":")[2]}
