"""One fraud in seven reports of three forces: none of the seven who wrote one knew of the others.

Written as an import is (insights' importing): by a key that is lent for it, and gone afterwards.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from backend.story import seed
from field_api.catalogue import shipped
from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.actions.machines import lend_key
from field_api.identity.models import Device, Force, Officer, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.lib import clock, es256, trace
from field_api.notebook import actions as notebook
from field_api.notebook.actions import Brought
from field_api.notebook.rules import GENESIS, SALT_BYTES, Head, Sealed, commitment, read_payload
from field_api.policy import actions as policy
from field_api.policy.actions import Terms
from field_api.policy.rules import Direction, Marking, Purpose
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Arrival
from field_api.submissions.models import Submission

KIND = "fraud-report"
WALLET = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # the example of BIP 173
SITE = "https://quick-diggers.example/pay"
NEIGHBOURS = {
    "33": "Leicestershire Police (demonstration)",
    "35": "Bedfordshire Police (demonstration)",
}
_LOSSES = {"34": (2400,), "33": (1800, 950, 3100), "35": (2750, 1200, 4300)}
_SPACE = UUID("a8a6f1c2-8f43-5d0e-9d0c-6f2a7b1e4c55")
_NAME = "Reports of the demonstration"
_LASTS = timedelta(days=365)


def reported(by: Officer, inspector: Officer) -> None:
    """See that the reports are there, and the agreements by which force 34 hears of them."""
    version = max(one["version"] for one in shipped.documents() if one["kind"] == KIND)
    authors = {by.force.code: by}
    for code, name in NEIGHBOURS.items():
        force = Force.objects.filter(code=code).first()
        if force is None:
            force = identity.found_force(code=code, name=name)
            identity.add_unit(force=force, name="Fraud desk", parent=None)
        unit = Unit.objects.get(force=force, name="Fraud desk")
        authors[code] = _officer(unit, "9001", Role.OFFICER)
        _agree(_officer(unit, "9002", Role.INSPECTOR), inspector)
    for code, losses in _LOSSES.items():
        _write(authors[code], code, losses, version)
    intelligence.read()


def _officer(unit: Unit, collar: str, role: Role) -> Officer:
    login = f"{unit.force.code}-{collar}"
    found = Officer.objects.filter(login=login).first()
    if found:
        return found
    made, _ = identity.enrol_officer(
        force=unit.force,
        collar_number=collar,
        rank="PC" if role is Role.OFFICER else "Insp",
        given_name="Sam",
        surname="Sample",
        password=seed.password(login),
        own=True,
    )
    identity.post(officer=made, unit=unit, role=role, starts_on=seed.SINCE)
    return made


def _agree(giver: Officer, taker: Officer) -> None:
    if policy.agreed_with(giver.force, taker.force.code, KIND):
        return
    terms = Terms(
        other=taker.force,
        direction=Direction.GIVES,
        kinds=(KIND,),
        marking=Marking.OFFICIAL_SENSITIVE,
        purpose=Purpose.INVESTIGATION,
        starts_on=today(),
        ends_on=today() + _LASTS,
    )
    made = policy.propose(terms=terms, by=giver, leave=None)
    policy.accept(agreement=made.pk, by=taker, leave=None)


@dataclass(slots=True)
class _Report:
    id: UUID
    loss: int
    at: datetime

    def payload(self, version: int) -> bytes:
        said: dict[str, Any] = {
            "id": str(uuid5(self.id, "entry")),
            "submission": str(self.id),
            "parents": [],
            "intent": "submit",
            "kind": KIND,
            "version": version,
            "occurred_at": clock.iso(self.at),
            "written_at": clock.iso(clock.now()),
            "body": {
                "narrative": "Paid for a digger on a site like a dealer's. It never came.",
                "recent_payment": "no",
                "victim_type": "person",
                "online": [{"platform": "Website", "url": SITE}],
                "crypto_payments": [{"currency": "BTC", "address": WALLET}],
                "amount_lost": self.loss,
            },
            "attachments": [],
        }
        return json.dumps(said).encode()


def _write(by: Officer, force: str, losses: tuple[int, ...], version: int) -> None:
    ids = {uuid5(_SPACE, f"{force} {n}"): loss for n, loss in enumerate(losses)}
    known = set(Submission.objects.filter(pk__in=ids).values_list("pk", flat=True))
    fresh = [
        _Report(key, loss, clock.now() - timedelta(days=11 * n + int(force) % 9, hours=n))
        for n, (key, loss) in enumerate(ids.items())
        if key not in known
    ]
    if not fresh:
        return
    key = es256.new_key()
    device = lend_key(officer=by, name=_NAME, public_key=es256.jwk(key.public_key()))
    items = list(_sealed(fresh, version, device, key))
    with feed.work():
        brought = [Brought(item, False, device.pk, 0, trace.current()) for item in items]
        written = notebook.write(brought)
        submissions.receive(
            [
                Arrival(one.entry, read_payload(item), trace.current())
                for one, item in zip(written, items, strict=True)
                if one.new and one.entry
            ]
        )
    identity.revoke_device(device=device, by=by, reason="The reports are written")


def _sealed(
    reports: Sequence[_Report], version: int, device: Device, key: es256.PrivateKey
) -> Iterator[Sealed]:
    book, previous = notebook.open_for(device=device), GENESIS
    for seq, one in enumerate(reports, 1):
        salt, payload = os.urandom(SALT_BYTES), one.payload(version)
        head = Head(
            notebook=book.pk,
            seq=seq,
            prev_hash=previous,
            commit=commitment(salt, payload).hex(),
            kind=KIND,
            device_time=clock.iso(clock.now()),
            device_key_id=device.key_id,
        )
        text = head.text().encode()
        previous = sha256(text).hexdigest()
        signature = es256.sign(key, text)
        yield Sealed(uuid5(one.id, "entry"), head, text, salt, payload, signature)
