"""Yesterday's backup put back, by PostgreSQL's own programs: handsets tell, and sealing goes on."""

from pathlib import Path

import pytest
from django.db import transaction

from backend.handset.witness import contradictions
from field_api.feed import actions as feed
from field_api.ledger import actions as ledger
from field_api.ledger.actions import telling
from field_api.ledger.models import Event
from tests.ledger.sealed import newest, sealed, write
from tests.ledger.witnesses import signed_in
from tests.sync.restoring import dump, elsewhere, restored

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "SECONDS_KEPT", 0.0)
    monkeypatch.setattr(telling, "_held", (0.0, ""))


def test_a_backup_put_back_in_place_alarms_until_the_epoch_says_so(tmp_path: Path) -> None:
    witness = signed_in()
    with transaction.atomic():
        before = sealed("entry:1", "entry:2").size
    backup = dump(tmp_path / "backup.sql")
    with transaction.atomic():
        after = sealed("entry:3", "entry:4").size
    witness.sync()
    with restored(backup):
        assert newest().size == before < after and ledger.verify().bad is None
        witness.sync()
        assert [one["what"] for one in contradictions(witness.store)] == ["altered"]
        feed.bump()
        witness.sync()
        assert [one["what"] for one in contradictions(witness.store)] == ["altered", "put_back"]
        ledger.seal()
        witness.sync()
        assert len(contradictions(witness.store)) == 2
        assert ledger.recent() == {"altered": 1, "put_back": 1}


@pytest.mark.long
def test_in_another_cluster_what_was_not_sealed_yet_is_sealed(tmp_path: Path) -> None:
    """There the numbers of its transactions mean nothing."""
    with transaction.atomic():
        sealed("entry:1")
        write("entry:2", "entry:3")
    backup = dump(tmp_path / "backup.sql")
    with elsewhere(backup, tmp_path / "cluster"):
        with transaction.atomic():
            write("entry:4")
        ledger.seal()
        leaves, checkpoints, unsealed, bad = ledger.verify()
        assert (leaves, unsealed, bad) == (Event.objects.count(), 0, None)
        assert checkpoints == 2
