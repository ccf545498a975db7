"""References reserved for a handset, so that a receipt given out in a dead spot names the record.

PACE Code A 3.10A and 4.2: a person searched is offered a copy, or a receipt with a unique reference
and how to get the record. A number is drawn from the sequence that every submission draws from, so
nobody else ever gets it; whoever holds the paper finds the record under it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from field_api.identity.models import Device
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.submissions import numbers
from field_api.submissions.models import Block, Reserved

POINTER = "/reference"
OTHERS = Fault(
    POINTER,
    "reference-of-another",
    "The reference it was written under is reserved for another handset, so it got one of its own.",
)
USED = Fault(
    POINTER,
    "reference-used",
    "Another submission has the reference it was written under, so it got one of its own.",
)
UNKNOWN = Fault(
    POINTER,
    "reference-not-reserved",
    "The reference it was written under was never reserved, so it got one of its own.",
)


@dataclass(frozen=True, slots=True)
class Held:
    """A block with the numbers of it that are still free."""

    block: Block
    references: list[str]


def reserve(*, device: Device, id: UUID, count: int) -> Held:
    """A block of `count` references (1 to 50) for this handset. The same id is the same block, so
    asking again after a lost answer reserves nothing more.

    Raises Problem 409 references-enough while two blocks are open, and 409 id-unavailable.
    """
    with transaction.atomic():
        # One request of a handset at a time: two would each count one block too few.
        Device.objects.select_for_update(no_key=True).get(pk=device.pk)
        known = Block.objects.filter(pk=id).first()
        if known is None:
            if len(held(device=device)) >= numbers.OPEN_BLOCKS:
                raise Problem(409, "references-enough", "This handset holds references enough.")
            known = _issued(device, id, count)
        elif known.device_id != device.pk:
            raise Problem(409, "id-unavailable", "Ask under another id.")
        return _with_free([known])[0]


def _issued(device: Device, id: UUID, count: int) -> Block:
    officer, now = device.officer, clock.now()
    drawn = _drawn(count)
    block = Block.objects.create(
        id=id,
        device=device,
        officer=officer,
        prefix=numbers.prefix(officer.force.code, now),
        first=drawn[0],
        last=drawn[-1],
        issued_at=now,
    )
    Reserved.objects.bulk_create(Reserved(number=number, block=block) for number in drawn)
    ledger.record(
        act=Act.ACCESS,
        actor=officer.actor,
        subject=f"references:{block.pk}",
        purpose="reserved",
        details={"device": str(device.pk), "first": drawn[0], "last": drawn[-1], "count": count},
    )
    return block


def _drawn(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('submission_number') FROM generate_series(1, %s)", [count])
        return sorted(row[0] for row in cursor.fetchall())


def held(*, device: Device) -> list[Held]:
    """Blocks of this handset that it may still hand numbers out of, the oldest first."""
    free = Reserved.objects.filter(block=OuterRef("pk"), submission=None, returned_at=None)
    rows = Block.objects.filter(Exists(free), device=device).order_by("issued_at", "pk")
    now = clock.now()
    return _with_free([row for row in rows if now < numbers.hand_out_until(row.issued_at)])


def _with_free(blocks: list[Block]) -> list[Held]:
    rows = Reserved.objects.filter(block__in=blocks, submission=None, returned_at=None)
    free: dict[UUID, list[int]] = {}
    for number, block in rows.order_by("number").values_list("number", "block"):
        free.setdefault(block, []).append(number)
    return [
        Held(block, [numbers.written(block.prefix, one) for one in free.get(block.pk, [])])
        for block in blocks
    ]


@transaction.atomic
def give_back(*, device: Device, references: Collection[str]) -> int:
    """Note that these will not be used: their drafts were thrown away. They stay unused, for
    somebody may hold a paper with them. Those of others, or used, are passed over. Gives how many.
    """
    wanted = [found[1] for found in map(numbers.read, references) if found]
    rows = Reserved.objects.filter(number__in=wanted, block__device=device, submission=None)
    ids = list(rows.filter(returned_at=None).values_list("pk", flat=True))
    # Asked again at the write: an entry may claim one meanwhile, and a claim counts.
    free = Reserved.objects.filter(pk__in=ids, submission=None)
    return free.update(returned_at=clock.now())


def claim(wanted: Mapping[UUID, tuple[UUID, str]]) -> dict[UUID, str | Fault]:
    """For each new submission {id: (device that wrote it, reference in the payload)}: that
    reference, now its own, or the fault that says why it can't be. Asked again for the same
    submission it answers the same. A lost, expired or returned number counts: the paper is out.

    No statement when nothing is wanted, else two. Rows are locked in the order of numbers, so
    batches that cross can't deadlock. Must run in the transaction that writes the submissions.
    """
    if not wanted:
        return {}
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a reference is claimed in the transaction that uses it")
    read = {key: numbers.read(text) for key, (_, text) in wanted.items()}
    rows = Reserved.objects.filter(number__in={found[1] for found in read.values() if found})
    rows = rows.select_related("block__device").order_by("number")
    locked = rows.select_for_update(of=("self",), no_key=True)
    known = {(row.block.prefix, row.number): row for row in locked}
    answers: dict[UUID, str | Fault] = {}
    taken = []
    for key, (device, text) in wanted.items():
        row = known.get(read[key] or ("", 0))
        fault = _fault(row, key, device)
        answers[key] = fault or text
        if row and not fault and row.submission is None:
            row.submission = key
            taken.append(row)
    if taken:
        Reserved.objects.bulk_update(taken, ["submission"])
    return answers


def _left_to(device: UUID, block: Block) -> bool:
    """A handset that was revoked leaves its numbers to its officer's others: a draft may have been
    handed over whose receipt is already out. Asked only where a number is another handset's."""
    if block.device.revoked_at is None:
        return False
    return Device.objects.filter(pk=device, officer=block.officer_id).exists()


def _fault(row: Reserved | None, submission: UUID, device: UUID) -> Fault | None:
    if row is None:
        return UNKNOWN
    if row.block.device_id != device and not _left_to(device, row.block):
        return OTHERS
    return USED if row.submission not in (None, submission) else None
