"""What of the ledger is somebody's business."""

import pytest

from field_api.ledger import actions as ledger
from field_api.oversight.actions import watching
from field_api.oversight.rules.alarms import Finding, What
from tests.ledger.sealed import forge, newest, sealed, unlock, write

pytestmark = pytest.mark.django_db


def of_the_ledger() -> list[Finding]:
    about = (What.SEALING, What.RECORD)
    return [one for one in watching.findings({}) if one.what in about]


def test_events_that_wait_too_long_for_their_seal_are() -> None:
    unlock()
    write("entry:1")
    assert of_the_ledger() == []
    forge("UPDATE ledger_event SET at = now() - interval '130 seconds'")
    (one,) = of_the_ledger()
    assert (one.what, one.level) == (What.SEALING, 70) and one.details["seconds"] >= 130
    ledger.seal()
    assert of_the_ledger() == []


def test_a_handset_that_holds_proof_of_an_alteration_is() -> None:
    sealed("entry:1")
    note = ledger.latest()
    for epoch, other in ((1, "a"), (1, "b"), (2, "c")):
        ledger.contradict(
            actor="officer:34-1", kept=note, told=other, kept_epoch=1, told_epoch=epoch
        )
    forged = note.replace(f"\n{newest().size}\n", "\n99\n")
    ledger.contradict(actor="officer:34-1", kept=forged, told="", kept_epoch=1, told_epoch=1)
    found = {one.key: (one.what, one.level, one.details["count"]) for one in of_the_ledger()}
    assert found == {"altered": (What.RECORD, 100, 2), "put_back": (What.RECORD, 50, 1)}
    unlock()
    forge("UPDATE ledger_contradiction SET told_at = now() - interval '25 hours'")
    assert not [one for one in of_the_ledger() if one.what is What.RECORD]
