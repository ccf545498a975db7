"""Handsets as witnesses: what one has seen, no holder of the server can take back unnoticed."""

import pytest

from backend.handset import Handset
from backend.handset.witness import contradictions
from field_api.feed import actions as feed
from field_api.ledger import actions as ledger
from field_api.ledger.actions import telling
from field_api.ledger.models import Contradiction, Event
from field_api.ledger.rules import notes
from field_api.lib import es256
from tests.ledger.sealed import cut_to, newest, sealed
from tests.ledger.test_seal import Keys, pem
from tests.ledger.witnesses import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "SECONDS_KEPT", 0.0)
    monkeypatch.setattr(telling, "_held", (0.0, ""))


@pytest.fixture
def witness() -> Handset:
    """One that has seen a tree of seven at least."""
    handset = signed_in()
    sealed(*(f"entry:{n}" for n in range(7)))
    handset.sync()
    return handset


def kept(handset: Handset) -> int:
    return notes.read(handset.store.fact("checkpoint")["text"]).size


def found(handset: Handset) -> list[str]:
    return [one["what"] for one in contradictions(handset.store)]


def test_a_handset_keeps_the_newest_that_grew_from_the_last(witness: Handset) -> None:
    assert kept(witness) == newest().size >= 7
    for _ in range(3):
        grown = sealed("entry:8", "entry:9").size
        witness.sync()
        assert kept(witness) == grown
    assert found(witness) == [] and not Contradiction.objects.exists()


def test_a_handset_asks_only_where_there_is_something_new(witness: Handset) -> None:
    seen = witness.line.transport.seen
    seen.clear()
    witness.sync()
    assert not [path for path in seen if path.startswith("ledger/")]


def test_a_tail_that_was_cut_off_is_told_once_and_writing_goes_on(witness: Handset) -> None:
    size = newest().size
    sealed("entry:8", "entry:9", "entry:10")
    witness.sync()
    cut_to(size)
    assert ledger.verify().bad is None, "by itself the server shows nothing"
    for _ in range(3):
        witness.sync()
    assert found(witness) == ["altered"]
    assert kept(witness) == size + 3, "what it saw, it keeps"
    row = Contradiction.objects.get()
    assert (row.what, row.genuine) == ("altered", True)
    assert notes.read(row.kept).size == size + 3
    assert ledger.recent() == {"altered": 1}
    assert Event.objects.filter(subject=f"contradiction:{row.pk}", purpose="witness").exists()


def test_a_history_rewritten_beyond_what_was_seen_is_told(witness: Handset) -> None:
    """By whoever holds the checkpoint key too: larger than before, and signed as it should be."""
    size = newest().size
    sealed("entry:8", "entry:9")
    witness.sync()
    cut_to(size)
    sealed(*(f"forged:{n}" for n in range(9)))
    assert ledger.verify().bad is None
    witness.sync()
    assert found(witness) == ["altered"] and kept(witness) == size + 2


def test_another_history_of_the_same_length_is_told(witness: Handset) -> None:
    size = newest().size
    sealed("entry:8")
    witness.sync()
    cut_to(size)
    sealed("forged:8")
    witness.sync()
    assert found(witness) == ["altered"]


def test_a_server_that_no_longer_speaks_of_it_is_told(witness: Handset) -> None:
    cut_to(0)
    witness.sync()
    assert found(witness) == ["altered"]


def test_a_backup_put_back_is_told_as_that_and_the_witness_goes_on(witness: Handset) -> None:
    size = newest().size
    sealed("entry:8", "entry:9")
    witness.sync()
    cut_to(size)
    feed.bump()
    witness.sync()
    assert found(witness) == ["put_back"] and kept(witness) == newest().size == size
    after = sealed("entry:10").size
    witness.sync()
    assert found(witness) == ["put_back"] and kept(witness) == after
    assert ledger.recent() == {"put_back": 1}


def test_an_operator_who_names_the_restore_late_ends_the_alarm(witness: Handset) -> None:
    size = newest().size
    sealed("entry:8", "entry:9")
    witness.sync()
    cut_to(size)
    witness.sync()
    feed.bump()
    witness.sync()
    witness.sync()
    assert found(witness) == ["altered", "put_back"] and kept(witness) >= size


def test_an_answer_that_comes_late_alarms_nobody(witness: Handset) -> None:
    old = notes.for_a_header(ledger.latest())
    sealed("entry:8")
    witness.sync()
    newer = kept(witness)
    telling._held = (float("inf"), old)
    witness.sync()
    assert found(witness) == [] and kept(witness) == newer


@pytest.mark.parametrize("garbled", ["!", "eHg", ""])
def test_a_header_that_cannot_be_read_is_no_word(witness: Handset, garbled: str) -> None:
    telling._held = (float("inf"), garbled)
    witness.sync()
    assert found(witness) == []


def test_a_handset_follows_from_one_key_to_the_next() -> None:
    first, second, stranger = (es256.new_key() for _ in range(3))
    handset = signed_in()
    with Keys(pem(first)):
        sealed("entry:1")
        handset.sync()
    with Keys(pem(second), pem(first)):
        sealed("entry:2")
        handset.sync()
        handset.sync()
    with Keys(pem(second), pem(first, public=True)):
        sealed("entry:3")
        handset.sync()
        assert found(handset) == [] and kept(handset) == newest().size
    with Keys(pem(stranger)):
        sealed("entry:4")
        handset.sync()
        assert found(handset) == ["altered"]


def test_what_a_handset_makes_up_alarms_nobody(witness: Handset) -> None:
    body = notes.written(origin="x", size=99, root=bytes(32), made_at=newest().made_at)
    said = {"kept": notes.signed(body, [es256.new_key()]), "told": "", "kept_epoch": 1}
    for _ in range(2):
        answer = witness.call("POST", "ledger/contradictions", {**said, "told_epoch": 1})
    assert answer == {"what": "altered"}
    assert Contradiction.objects.get().genuine is False
    assert ledger.recent() == {}


@pytest.mark.parametrize("path", ["sync/pull", "sync/rx/feed/pull"])
def test_answers_carry_the_checkpoint(witness: Handset, path: str) -> None:
    answer = witness.line.transport.api.get(
        f"/api/v1/{path}", headers={"Authorization": f"Bearer {witness.token}"}
    )
    assert notes.read(notes.from_a_header(answer["Fieldbook-Checkpoint"])) == newest()
