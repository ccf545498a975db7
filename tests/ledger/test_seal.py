"""Events into the tree: every one once, in order, whatever transactions are open meanwhile."""

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from field_api.ledger import actions as ledger
from field_api.ledger.actions import keys
from field_api.ledger.actions.events import COLUMNS
from field_api.ledger.models import Checkpoint, Event, Leaf, Node
from field_api.ledger.rules import Act, notes
from field_api.ledger.rules.leaves import Sealable
from field_api.lib import es256, merkle
from tests.ledger.sealed import forge, newest, sealed, unlock, write

pytestmark = pytest.mark.django_db


def by_definition() -> bytes:
    """The root, counted from the events alone."""
    tree = merkle.Frontier()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM ledger_event e ORDER BY id")
        for row in cursor.fetchall():
            list(tree.append(Sealable(*row).leaf()))
    return tree.root()


def test_every_event_is_a_leaf_in_its_order() -> None:
    events = write(*(f"entry:{n}" for n in range(11)))
    assert ledger.seal() == 11
    assert list(Leaf.objects.order_by("position").values_list("event", flat=True)) == [
        event.pk for event in events
    ]
    assert (newest().size, newest().root) == (11, by_definition())
    assert Node.objects.count() == 11 - (11).bit_count()


def test_a_tree_grows_from_where_it_stood() -> None:
    for count in (1, 2, 5, 1, 8):
        sealed(*(f"entry:{n}" for n in range(count)))
        assert newest().root == by_definition()
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [
        1,
        3,
        8,
        9,
        17,
    ]
    assert ledger.verify() == (17, 5, 0, None)


def test_nothing_new_is_no_checkpoint() -> None:
    assert ledger.seal() == 0
    sealed("entry:1")
    assert ledger.seal() == ledger.seal(everything=True) == 0
    assert Checkpoint.objects.count() == 1


def test_a_checkpoint_is_the_text_that_other_logs_use() -> None:
    note = sealed("entry:1")
    text = Checkpoint.objects.get().note
    origin, size, _, time, blank, signature = text.splitlines()
    assert (origin, size, blank) == (settings.CHECKPOINT_ORIGIN, "1", "")
    assert time.startswith("time 2") and signature.startswith(f"— {origin} ")
    assert note.signed_by(keys.known()[0])
    assert notes.read(notes.from_a_header(notes.for_a_header(text))) == note
    assert len(notes.for_a_header(text)) < 350


def test_the_bytes_of_an_event_are_those_that_are_kept() -> None:
    odd = {"count": 3, "ratio": 1.5, "words": 'a "b" \\ \n é', "none": None}
    event = ledger.record(
        act=Act.ACCESS,
        actor="officer:34-1001",
        subject="device:1",
        purpose="two\nlines",
        details=odd,
    )
    ledger.seal()
    text = ledger.inclusion(actor="officer:34-1001", event=event.pk).text
    lines = text.split("\n")
    assert len(lines) == 11
    assert lines[0] == "fieldbook-event/1" and lines[7] == '"two\\nlines"'
    assert '"ratio": 1.5' in lines[10]
    assert bytes(Leaf.objects.get().hash) == merkle.leaf_hash(text.encode())


@pytest.mark.parametrize("table", ["leaf", "node", "checkpoint", "contradiction"])
@pytest.mark.parametrize("attack", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_tree_is_append_only(table: str, attack: str) -> None:
    sealed("entry:1", "entry:2")
    note = newest()
    ledger.contradict(actor="x", kept="", told=note.body, kept_epoch=1, told_epoch=1)
    column = "what = 'altered'" if table == "contradiction" else "{0} = {0}"
    column = column.format({"checkpoint": "note"}.get(table, "hash"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        forge(attack.format(f"ledger_{table}", column))


def test_a_leaf_follows_the_last_one() -> None:
    sealed("entry:1")
    with pytest.raises(DatabaseError, match="without a gap"), transaction.atomic():
        forge("INSERT INTO ledger_leaf VALUES (5, 99, sha256('x'))")


def pem(key: es256.PrivateKey, *, public: bool = False) -> str:
    if public:
        form = PublicFormat.SubjectPublicKeyInfo
        return key.public_key().public_bytes(Encoding.PEM, form).decode()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


class Keys:
    """Settings of keys, read anew."""

    def __init__(self, new: str, *old: str) -> None:
        self.settings = override_settings(CHECKPOINT_KEY=new, CHECKPOINT_KEY_OLD="\n".join(old))

    def __enter__(self) -> None:
        self.settings.enable()
        keys.signing.cache_clear()
        keys.known.cache_clear()

    def __exit__(self, *exc: object) -> None:
        self.settings.disable()
        keys.signing.cache_clear()
        keys.known.cache_clear()


def test_a_new_key_takes_over_from_the_old() -> None:
    """Both sign until every handset knows the new one; what the old one signed still verifies."""
    first, second = es256.new_key(), es256.new_key()
    old, new = (es256.jwk(key.public_key()) for key in (first, second))
    with Keys(pem(first)):
        before = sealed("entry:1")
    with Keys(pem(second), pem(first)):
        between = sealed("entry:2")
        assert between.signed_by(old) and between.signed_by(new)
    with Keys(pem(second), pem(first, public=True)):
        after = sealed("entry:3")
        assert after.signed_by(new) and not after.signed_by(old) and before.signed_by(old)
        assert ledger.verify() == (3, 3, 0, None)


def test_a_replaced_key_forges_nothing() -> None:
    first, second = es256.new_key(), es256.new_key()
    with Keys(pem(second), pem(first, public=True)):
        sealed("entry:1")
    with Keys(pem(first)):
        sealed("entry:2")
    with Keys(pem(second), pem(first, public=True)):
        bad = ledger.verify().bad
    assert bad and bad.where == "checkpoint of 2"
    assert bad.what == "it bears only a key that had been replaced"


def test_what_waits_is_known_by_its_age() -> None:
    assert ledger.lag_seconds() == 0
    unlock()
    write("entry:1")
    forge("UPDATE ledger_event SET at = at - interval '90 seconds'")
    assert 90 <= ledger.lag_seconds() < 600
    ledger.seal()
    assert ledger.lag_seconds() == 0


def test_rows_restored_from_another_cluster_are_sealed() -> None:
    """Their numbers are void: higher than any transaction here has, so they must be old."""
    sealed("entry:1")
    unlock()
    write("entry:2")
    forge("UPDATE ledger_event SET xid = '9000000000' WHERE subject = 'entry:2'")
    assert ledger.seal() == 1
    assert ledger.verify() == (2, 2, 0, None)


def test_an_event_written_below_what_was_looked_at_is_found_by_the_long_look() -> None:
    sealed("entry:1")
    sealed("entry:2")
    unlock()
    newest_row = Checkpoint.objects.latest("size")
    forge("UPDATE ledger_checkpoint SET through = 1000000 WHERE size = %s", newest_row.size)
    late = write("entry:3")[0]
    assert late.pk < 1000000
    assert ledger.seal() == 0
    assert ledger.seal(everything=True) == 1
    assert Event.objects.count() == Leaf.objects.count() == 3
