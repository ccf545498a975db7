"""What the systems really hold, against what was frozen here."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx2

from backend.runtime.sandboxes import Sandbox
from backend.story.tale import must
from field_api.delivery.models import Delivery
from field_api.delivery.rules import State
from field_api.notebook import actions as notebook
from field_api.notebook.models import Notebook

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def box(sandbox: Sandbox) -> httpx2.Client:
    """A client of a sandbox system, with its token."""
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    return httpx2.Client(base_url=sandbox.url, headers=headers, timeout=10.0, trust_env=False)


def held(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Every copy the system took, one row each, doubles included."""
    rows: list[dict[str, Any]] = []
    after: str | None = "0"
    with box(sandbox) as http:
        while after is not None:
            page = http.get("/api/entries", params={"after": after}).raise_for_status().json()
            rows += page["entries"]
            after = page["next"]
    return rows


def found(sandbox: Sandbox, key: str) -> dict[str, Any] | None:
    """What the system holds under a key, None if nothing."""
    with box(sandbox) as http:
        answer = http.get(f"/api/entries/by-key/{key}")
        if answer.status_code == 404:
            return None
        entry: dict[str, Any] = answer.raise_for_status().json()
        return entry


def undelivered(since: datetime) -> int:
    """How many are not done. Done is delivered and nothing else: every system of the demonstration
    takes later versions, so none may be held for a person to amend.
    """
    made = Delivery.objects.filter(created_at__gte=since)
    return made.exclude(state=State.DELIVERED.value).count()


def counted(boxes: dict[str, Sandbox], since: datetime = EVER) -> dict[str, int]:
    """What the systems hold against what was sent: `delivered` deliveries, `lost` ones no system
    holds, `doubled` copies too many, `disordered` subjects whose versions came out of order,
    `altered` copies of other bytes than were frozen, `foreign` ones that were never sent.
    """
    names = ("delivered", "lost", "doubled", "disordered", "altered", "foreign")
    counts = dict.fromkeys(names, 0)
    for play, sandbox in boxes.items():
        rows = held(sandbox)
        copies = Counter(row["key"] for row in rows)
        sent = Delivery.objects.filter(system__code=play, created_at__gte=since)
        sent = sent.exclude(state=State.CANCELLED.value)
        frozen = {str(one.key): one.payload_sha256 for one in sent}
        counts["delivered"] += len(frozen.keys() & copies.keys())
        counts["lost"] += len(frozen.keys() - copies.keys())
        counts["doubled"] += sum(count - 1 for count in copies.values())
        counts["disordered"] += _disordered(rows)
        counts["foreign"] += len(copies.keys() - frozen.keys())
        counts["altered"] += sum(row["sha256"] != frozen.get(row["key"], "") for row in rows)
    return counts


def exactly_once(boxes: dict[str, Sandbox], since: datetime) -> dict[str, int]:
    """Each system holds each delivery once, byte for byte as frozen, and nothing else.

    `since`: an outside database may hold the work of earlier runs, whose systems are gone. Raises
    Failed with the first difference. Gives counts of what was compared.
    """
    counts = counted(boxes, since)
    must(counts["foreign"] == 0, "a system holds an entry that was never sent")
    must(counts["lost"] == 0, f"{counts['lost']} deliveries never arrived")
    must(counts["doubled"] == 0, f"{counts['doubled']} deliveries arrived more than once")
    must(counts["disordered"] == 0, f"{counts['disordered']} versions arrived out of order")
    must(counts["altered"] == 0, "a system holds other bytes than were frozen")
    for play, sandbox in boxes.items():
        sent = Delivery.objects.filter(system__code=play, created_at__gte=since)
        _same_bytes(sandbox, {str(one.key): one for one in sent.select_related("payload")})
    return counts


def _disordered(rows: list[dict[str, Any]]) -> int:
    versions: dict[str, list[int]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["received_at"]):
        versions[row["subject"]].append(row["version"])
    return sum(1 for seen in versions.values() if seen != sorted(seen))


def _same_bytes(sandbox: Sandbox, deliveries: dict[str, Delivery]) -> None:
    with box(sandbox) as http:
        for key, delivery in deliveries.items():
            answer = http.get(f"/api/entries/by-key/{key}/bytes")
            must(answer.status_code == 200, f"{sandbox.play} does not hold {key}")
            frozen = bytes(delivery.payload.body)
            must(answer.content == frozen, f"{sandbox.play} holds other bytes than were frozen")
            digest = sha256(frozen).hexdigest()
            must(digest == delivery.payload_sha256, "a frozen payload is not what was hashed")


def chains() -> int:
    """Walk every notebook. Raises Failed naming the first bad entry; gives how many were walked."""
    walked = 0
    for book in Notebook.objects.select_related("device").iterator():
        count, _, bad = notebook.verify(book)
        must(bad is None, f"notebook {book.serial}: {bad.what if bad else ''}")
        walked += count
    return walked
