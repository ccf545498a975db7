"""The record and its ledger against whoever holds the database: each attack that is not blocked
(test_blocked.py) is found by what is named. What only a witness can find, one finds that saw more.
"""

import pytest

from backend.handset import Handset as Witness
from backend.handset.witness import contradictions
from field_api.ledger import actions as ledger
from field_api.ledger.actions import telling
from field_api.ledger.models import Checkpoint, Event
from field_api.ledger.rules import notes
from field_api.lib import es256
from tests.handset import Handset
from tests.ledger.sealed import cut_to, newest
from tests.ledger.tampering import (
    at,
    collected,
    drop_checks,
    execute,
    found,
    play_superuser,
    rewrite,
    rewrite_events,
    take_out,
)
from tests.ledger.witnesses import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "SECONDS_KEPT", 0.0)
    monkeypatch.setattr(telling, "_held", (0.0, ""))


@pytest.fixture
def witness(author: Handset) -> Witness:
    """Another officer's handset, which has seen the tree as it is."""
    seen = signed_in()
    ledger.seal()
    seen.sync()
    return seen


def seen_by(one: Witness) -> list[str]:
    one.sync()
    return [each["what"] for each in contradictions(one.store)]


def test_untouched_all_verifies(author: Handset, witness: Witness) -> None:
    assert found() == [] and seen_by(witness) == []


# --- found by verify --------------------------------------------------------------------------


def test_an_edit_without_check_and_trigger_breaks_the_chain(author: Handset) -> None:
    drop_checks()
    execute("UPDATE notebook_content SET payload = 'x' WHERE entry_id = %s", at(author, 2).pk)
    assert found()[0].endswith("its content is not what its head commits to")


def test_a_middle_row_that_is_gone_breaks_the_chain_and_is_missed(author: Handset) -> None:
    gone = at(author, 3).pk
    take_out(gone)
    chained, missed = found()
    assert chained.endswith("it does not follow the entry before it")
    assert missed.endswith(f"entry:{gone}: it is gone")


def test_a_tail_of_three_is_missed_by_the_ledger(author: Handset) -> None:
    gone = [at(author, seq).pk for seq in (4, 5, 6)]
    take_out(*gone)
    first = min(map(collected, gone), key=lambda event: event.pk)
    assert found() == [f"event {first.pk}, {first.subject}: it is gone"]


def test_with_its_events_a_tail_is_missed_by_the_checkpoint(author: Handset) -> None:
    gone = [at(author, seq).pk for seq in (4, 5, 6)]
    take_out(*gone)
    execute("DELETE FROM ledger_event WHERE subject = ANY(%s)", [f"entry:{key}" for key in gone])
    (said,) = found()
    assert said.startswith("leaf ") and said.endswith("its event is gone")


def test_a_chain_rewritten_without_the_device_key_has_no_signature(author: Handset) -> None:
    drop_checks()
    rewrite(author, signs=es256.new_key())
    assert found()[0].endswith("the signature is not the device's")


def test_with_the_stolen_device_key_the_ledger_still_knows_the_old_hashes(author: Handset) -> None:
    drop_checks()
    rewrite(author, signs=author.key)
    (said,) = found()
    assert said.endswith("it is not the one that was collected")


def test_with_its_events_a_rewritten_chain_is_found_by_the_checkpoint(author: Handset) -> None:
    drop_checks()
    rewrite(author, signs=author.key)
    rewrite_events()
    (said,) = found()
    assert said.startswith("event ") and said.endswith("it is not what was sealed")


def test_an_entry_appended_in_an_officers_name_has_no_signature(author: Handset) -> None:
    execute(
        """INSERT INTO notebook_entry (id, notebook_id, seq, hash, prev_hash, commitment, kind,
             device_time, head, signature, lane, received_at)
           SELECT gen_random_uuid(), notebook_id, 7, sha256(h), hash, commitment, kind, device_time,
             h, signature, lane, now()
           FROM notebook_entry, LATERAL (SELECT convert_to(replace(convert_from(head, 'UTF8'),
             E'\n6\n', E'\n7\n'), 'UTF8') AS h) AS forged WHERE seq = 6"""
    )
    chained, unheard = found()
    assert ", entry 7 (" in chained and chained.endswith("the signature is not the device's")
    assert unheard.endswith("the ledger never heard of it")


@pytest.mark.parametrize(
    ("attack", "where", "what"),
    [
        ("UPDATE ledger_event SET actor = 'x'", "event ", "it is not what was sealed"),
        ('UPDATE ledger_event SET details = $${"x": 1}$$', "event ", "it is not what was sealed"),
        (
            "UPDATE ledger_event SET at = at + interval '1 microsecond'",
            "event ",
            "not what was sealed",
        ),
        ("DELETE FROM ledger_event", "leaf ", "its event is gone"),
    ],
)
def test_an_event_that_was_changed_or_taken_is_found(
    author: Handset, attack: str, where: str, what: str
) -> None:
    victim = Event.objects.filter(act="access").earliest("pk")
    play_superuser()
    execute(f"{attack} WHERE id = {victim.pk}")
    (said,) = found()
    assert said.startswith(where) and said.endswith(what)


def test_an_event_put_in_between_is_found_by_its_date(author: Handset) -> None:
    execute(
        "INSERT INTO ledger_event (at, act, actor, on_behalf_of, subject, purpose, recipient,"
        " trace, details) VALUES (now() - interval '2 days', 'access', 'officer:34-1', '',"
        " 'device:1', '', '', '', '{}')"
    )
    ledger.seal()
    (said,) = found()
    assert said.startswith("event ") and said.endswith("it was written later than it says")


@pytest.mark.parametrize(
    ("attack", "what"),
    [
        ("UPDATE ledger_checkpoint SET note = replace(note, 'time 2', 'time 3')", "not ours"),
        ("UPDATE ledger_checkpoint SET root = sha256('x')", "not what was signed"),
        ("UPDATE ledger_checkpoint SET note = 'x'", "it can't be read"),
        ("UPDATE ledger_leaf SET hash = sha256('x')", "it is not what was sealed"),
        ("UPDATE ledger_node SET hash = sha256('x')", "it is not the hash of what is below it"),
        ("DELETE FROM ledger_checkpoint", "no checkpoint stands over it"),
        ("DELETE FROM ledger_leaf WHERE position = 2", "it is gone"),
        ("DELETE FROM ledger_leaf WHERE position > 4", "the tree has fewer leaves than it says"),
        ("DELETE FROM ledger_node", "it is not the hash of what is below it"),
    ],
)
def test_a_tree_that_was_changed_is_found(author: Handset, attack: str, what: str) -> None:
    play_superuser()
    execute(attack)
    (said,) = found()
    assert said.endswith(what)


def test_a_checkpoint_made_without_the_key_is_found(author: Handset) -> None:
    """All else done as it should be: events gone, leaves gone, and a root that fits."""
    first = Checkpoint.objects.order_by("size")[0]
    note = notes.read(first.note)
    cut_to(first.size)
    play_superuser()
    forged = notes.signed(note.body, [es256.new_key()])
    execute("UPDATE ledger_checkpoint SET note = %s", forged)
    assert found()[-1] == f"checkpoint of {first.size}: its signature is not ours"


# --- found by a witness alone -----------------------------------------------------------------


def test_a_tail_cut_with_all_that_speaks_of_it_is_seen_by_a_witness(
    author: Handset, witness: Witness
) -> None:
    first = Checkpoint.objects.order_by("size")[0].size
    take_out(*(at(author, seq).pk for seq in (4, 5, 6)))
    cut_to(first)
    assert found() == [], "by itself the server shows nothing"
    assert seen_by(witness) == ["altered"]


def test_a_rewrite_with_every_key_in_hand_is_seen_by_a_witness(
    author: Handset, witness: Witness
) -> None:
    """The stolen device key, the server's own keys, and the whole tree sealed anew."""
    size = newest().size
    drop_checks()
    rewrite(author, signs=author.key)
    rewrite_events()
    execute("DELETE FROM ledger_leaf")
    execute("DELETE FROM ledger_node")
    execute("DELETE FROM ledger_checkpoint")
    ledger.seal()
    assert newest().size >= size and found() == [], "by itself the server shows nothing"
    assert seen_by(witness) == ["altered"]
