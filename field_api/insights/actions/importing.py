"""A published file of stop and search becomes entries: one act, decided by one person.

Each row is sealed, chained and signed as an officer's entry is, by a key that was made for this and
is gone afterwards, and taken in as a push is (decision 0036). Ids follow from force, file and row:
brought in again, or anew after a failure, a file adds what is missing and nothing else.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from field_api.catalogue import actions as catalogue
from field_api.catalogue.models import Form
from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.actions.machines import lend_key
from field_api.identity.models import Device, Officer
from field_api.insights.rules.published_files import (
    PUBLISHED_SEARCH,
    Line,
    NoSuchFile,
    PublishedFile,
    read_published,
)
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, es256, trace, wall
from field_api.lib.problems import Problem
from field_api.notebook import actions as notebook
from field_api.notebook.actions import Brought
from field_api.notebook.models import Notebook
from field_api.notebook.rules import GENESIS, SALT_BYTES, Head, Sealed, commitment, read_payload
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Arrival
from field_api.submissions.models import Submission

AT_ONCE = 100
NAME = "Import of a published file"
LONGEST_PUBLISHER = 100
_FORM = Path(__file__).resolve().parent.parent / "forms" / "published-search.1.json"


@dataclass(frozen=True, slots=True)
class Imported:
    """`new` rows became entries (would become, of a look); `known` were entries already."""

    file: PublishedFile
    new: int
    known: int


def look_at(*, data: bytes, publisher: str, by: Officer) -> Imported:
    """What `bring_in` would do. Writes nothing. The same problems."""
    file = _read(data, publisher, by)
    fresh = _fresh(file, by)
    return Imported(file, len(fresh), len(file.lines) - len(fresh))


def bring_in(*, data: bytes, publisher: str, by: Officer) -> Imported:
    """Write each row that is not here yet. A hundred at a time: what is written stands, should the
    rest fail. Delivered to nobody, unless a route was made for the kind.

    Raises Problem 403 not-allowed, 422 no-published-file.
    """
    found = look_at(data=data, publisher=publisher, by=by)
    if not found.new:
        return found
    _form()
    book = _Book.opened(by)
    try:
        rows = iter(_fresh(found.file, by))
        while portion := list(islice(rows, AT_ONCE)):
            _write(book, found.file, portion)
    finally:
        identity.revoke_device(device=book.device, by=by, reason="The import has ended")
    ledger.record(
        act=Act.COLLECTION,
        actor=by.actor,
        subject=f"file:{found.file.digest}",
        purpose=NAME,
        details={"rows": found.new, "known": found.known, "device": str(book.device.pk)},
    )
    return found


def _read(data: bytes, publisher: str, by: Officer) -> PublishedFile:
    if not (by.is_active and by.may_review):
        raise Problem(403, "not-allowed", "Who draws returns may bring files in")
    named = " ".join(publisher.split())
    if not 0 < len(named) <= LONGEST_PUBLISHER:
        raise Problem(422, "no-publisher", "Say whose searches these are")
    try:
        return read_published(data, publisher=named)
    except NoSuchFile as fault:
        raise Problem(422, "no-published-file", str(fault)) from None


def _fresh(file: PublishedFile, by: Officer) -> list[Line]:
    force = by.force.code
    ids = {line.submission(file, force): line for line in file.lines}
    known = set(Submission.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return [line for key, line in ids.items() if key not in known]


@transaction.atomic
def _form() -> None:
    """Published for these entries and retired at once: no handset ever offers it."""
    document = json.loads(_FORM.read_text(encoding="utf-8"))
    if not Form.objects.filter(kind=PUBLISHED_SEARCH, version=document["version"]).exists():
        catalogue.publish(document=document, by=catalogue.SHIPPED_BY)
        retired = {"kind": PUBLISHED_SEARCH, "version": document["version"]}
        catalogue.retire(**retired, by=catalogue.SHIPPED_BY)


@dataclass(slots=True)
class _Book:
    """A notebook that is being written, and the key it is signed with, which is nowhere else."""

    by: Officer
    device: Device
    key: es256.PrivateKey
    notebook: Notebook
    seq: int = 0
    previous: str = GENESIS

    @classmethod
    def opened(cls, by: Officer) -> "_Book":
        key = es256.new_key()
        device = lend_key(officer=by, name=NAME, public_key=es256.jwk(key.public_key()))
        return cls(by, device, key, notebook.open_for(device=device))

    def sealed(self, file: PublishedFile, line: Line) -> Sealed:
        salt, payload = os.urandom(SALT_BYTES), self._payload(file, line)
        head = Head(
            notebook=self.notebook.pk,
            seq=self.seq + 1,
            prev_hash=self.previous,
            commit=commitment(salt, payload).hex(),
            kind=PUBLISHED_SEARCH,
            device_time=clock.iso(clock.now()),
            device_key_id=self.device.key_id,
        )
        text = head.text().encode()
        self.seq, self.previous = head.seq, sha256(text).hexdigest()
        entry = line.entry(file, self.by.force.code)
        return Sealed(entry, head, text, salt, payload, es256.sign(self.key, text))

    def _payload(self, file: PublishedFile, line: Line) -> bytes:
        force = self.by.force.code
        said: dict[str, Any] = {
            "id": str(line.entry(file, force)),
            "submission": str(line.submission(file, force)),
            "parents": [],
            "intent": "submit",
            "kind": PUBLISHED_SEARCH,
            "version": 1,
            "occurred_at": clock.iso(line.occurred_at),
            "written_at": clock.iso(clock.now()),
            "body": line.body,
            "attachments": [],
        }
        return json.dumps(said, ensure_ascii=False).encode()


def _write(book: _Book, file: PublishedFile, lines: Sequence[Line]) -> None:
    items = [book.sealed(file, line) for line in lines]
    with wall.everyone(), feed.work():
        written = notebook.write(list(_brought(book, items)))
        submissions.receive(
            [
                Arrival(one.entry, read_payload(item), trace.current())
                for one, item in zip(written, items, strict=True)
                if one.new and one.entry
            ]
        )


def _brought(book: _Book, items: Sequence[Sealed]) -> Iterator[Brought]:
    for item in items:
        yield Brought(item, False, book.device.pk, 0, trace.current())
