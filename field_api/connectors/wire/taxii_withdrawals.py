"""What a collection holds of ours that has to go: erased, or taken back by a later version."""

from uuid import UUID

import orjson

from field_api.connectors.rules import NoAnswer, Outcome, Sent, stix
from field_api.connectors.wire.taxii import Collection
from field_api.connectors.wire.taxii_answers import version


def keys(payload: bytes) -> list[UUID]:
    """Those an order to erase names. Raises ValueError."""
    try:
        return [UUID(key) for key in orjson.loads(payload)["keys"]]
    except (KeyError, TypeError, AttributeError):
        raise ValueError("is no order to erase") from None


def listed(collection: Collection, names: list[UUID], by: str, ends: float) -> list[stix.Object]:
    """The receipts of these and all they list, as far as it is `by` us: an identity of STIX. Raises
    NoAnswer, and what is in GARBLED."""
    notes = collection.objects([stix.receipt_id(key) for key in names], ends=ends)
    ids = {name for note in notes for name in note["object_refs"]}
    return _ours([*notes, *collection.objects(sorted(ids), ends=ends)], by)


def dropped(collection: Collection, later: stix.Object, by: str, ends: float) -> list[stix.Object]:
    """What the report that is held lists and this one does not. Nothing if the one that is held is
    as late: a version that was replayed takes nothing back. Raises as `listed` does."""
    held = collection.objects([later["id"]], ends=ends)
    ids = {name for one in held if version(one) < version(later) for name in one["object_refs"]}
    gone = sorted(ids - set(later["object_refs"]))
    return _ours(collection.objects(gone, ends=ends), by)


def due(held: list[stix.Object]) -> list[stix.Object]:
    return [stix.withdrawn(one) for one in held if not one.get("revoked")]


def forgotten(collection: Collection, held: list[stix.Object], ends: float) -> Sent:
    """Everything is withdrawn; what it said before may still be asked for by its version."""
    try:
        gone = [collection.forget_older(one["id"], ends=ends) for one in held]
    except NoAnswer as error:
        return Sent(Outcome.UNCERTAIN, reason=f"withdrawn, perhaps not deleted: {error.reason}")
    if all(gone):
        return Sent(Outcome.DELIVERED, reference="erased" if held else "nothing held")
    reason = "withdrawn; the server deletes nothing and keeps the older versions"
    return Sent(Outcome.DELIVERED, reference="withdrawn", reason=reason)


def _ours(found: list[stix.Object], by: str) -> list[stix.Object]:
    return [
        one for one in found if one["type"] in stix.WITHDRAWS and one.get("created_by_ref") == by
    ]
