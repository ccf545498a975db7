"""The network is well again; then this is true, whatever happened. Each violation is a sentence."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Max

from backend.handset import Item, Refused
from backend.soak import people
from backend.soak.device import Device
from backend.soak.world import World
from field_api.delivery.models import Delivery
from field_api.feed.models import FeedEntry, FeedHead
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import es256
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry, Flag, Notebook
from field_api.submissions.models import Revision

_ROUNDS = 6


def heal(world: World) -> None:
    """Everyone is on duty, every device has a signal, and what was held back arrives."""
    world.network.fates.clear()
    for who in world.people:
        people.take_up(who)
    while world.network.held:
        world.network.release(0)
    for device in world.devices:
        device.heart.left, device.ahead, device.stopped = 0, timedelta(0), False
    for _ in range(2):  # what one device brings is news for another
        for device in world.devices:
            _settle(world, device)


def _settle(world: World, device: Device) -> None:
    for _ in range(_ROUNDS):
        if device.attempt(lambda handset: handset.sync()) and not device.handset.outbox:
            return
    waiting = device.handset.outbox
    if device.stopped and waiting:
        # No token and never a new one: a colleague carries it in.
        world.sergeant.attempt(lambda handset: handset.push(waiting))
    elif waiting:
        world.surprises.append(f"{len(waiting)} entries are still waiting")


class Broken(AssertionError):
    """What was promised is not so; the message says which promises."""


def read(world: World) -> None:
    """Raises Broken."""
    found = sorted(set(violations(world)))
    if found:
        raise Broken("; ".join(found))


def violations(world: World) -> Iterator[str]:
    yield from world.surprises
    for device in world.devices:
        yield from (f"a client was refused: {refused}" for refused in device.refusals)
        yield from _kept(device)
        yield from _chained(device)
        # Not a reviewer's: what systems make of it is told to its author only.
        if not (device.stopped or device.person.reviews):
            yield from _same_documents(device)
    officers = [who.officer for who in world.people]
    yield from _sent_once(officers)
    yield from _fed(officers)


def _kept(device: Device) -> Iterator[str]:
    """Each entry ever minted is on the server once, byte for byte, and in the ledger once."""
    items = device.handset.store.entries()
    if len(items) != device.handset.seq:
        yield f"{len(items)} entries are on a device that minted {device.handset.seq}"
    rows = Entry.objects.select_related("content").in_bulk([UUID(item["id"]) for item in items])
    for item in items:
        row = rows.get(UUID(item["id"]))
        if row is None:
            yield "an entry is not on the server"
        elif not _identical(row, item):
            yield "an entry is on the server with other bytes"
    logged = Event.objects.filter(
        act="collection", subject__in=[f"entry:{item['id']}" for item in items]
    )
    if logged.count() != len(items):
        yield f"{logged.count()} collections of {len(items)} entries are in the ledger"


def _identical(row: Entry, item: Item) -> bool:
    parts = (row.head, row.content.payload, row.content.salt, row.signature)
    head, payload = item["head"].encode(), item["payload"].encode()
    sent = (head, payload, es256.unb64(item["salt"]), es256.unb64(item["signature"]))
    return tuple(map(bytes, parts)) == sent


def _chained(device: Device) -> Iterator[str]:
    book = Notebook.objects.get(pk=device.handset.notebook)
    walked, *_, bad = notebook.verify(book)
    if bad or walked != device.handset.seq:
        yield f"the chain holds for {walked} of {device.handset.seq}: {bad and bad.what}"
    for flag in Flag.objects.filter(notebook=book):
        yield f"an honest notebook was flagged: {flag.kind}"


def _same_documents(device: Device) -> Iterator[str]:
    """What a device holds is what one that starts from nothing would read."""
    fresh: dict[tuple[str, str], Item] = {}
    cursor, more = "", True
    while more:
        try:
            page = device.handset.call("GET", f"sync/pull?cursor={cursor}&limit=100")
        except Refused as refused:
            yield f"a device in good standing can't read: {refused}"
            return
        for change in page["changes"]:
            if change["op"] == "upsert":
                fresh[change["kind"], change["id"]] = change["doc"]
        cursor, more = page["cursor"], page["more"]
    held = device.handset.store.documents()
    if held.keys() != fresh.keys():
        yield f"a device holds {len(held)} documents and the server has {len(fresh)}"
    elif held != fresh:
        keys = [key for key in held if held[key] != fresh[key]]
        members = {name for key in keys for name in _differing(held[key], fresh[key])}
        yield f"a device's documents are stale: {len(keys)} in {sorted(members)}"


def _differing(one: Item, other: Item) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def _sent_once(officers: list[Officer]) -> Iterator[str]:
    mine = Revision.objects.filter(submission__author__in=officers).values("pk")
    rows = Delivery.objects.filter(revision__in=mine).values("revision", "system")
    for row in rows.annotate(times=Count("pk")).filter(times__gt=1):
        yield f"one revision is {row['times']} times in one system's outbox"


def _fed(officers: list[Officer]) -> Iterator[str]:
    """Numbers of one recipient are given once, and the last given is the last that stands."""
    for officer in officers:
        rows = FeedEntry.objects.filter(recipient_id=officer.pk)
        head = FeedHead.objects.filter(recipient_id=officer.pk).first()
        last = rows.aggregate(last=Max("seq"))["last"] or 0
        if rows.values("seq").distinct().count() != rows.count():
            yield "two news of one officer bear one number"
        if last != (head.seq if head else 0):
            yield "the last news of an officer is not the last number given"
