"""Keeping entries: each exactly once for ever, signed for, forks and gaps seen and nothing lost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from field_api.identity import actions as identity
from field_api.ledger.models import Event
from field_api.lib import clock, es256
from field_api.notebook import actions as notebook
from field_api.notebook.models import Content, Entry, Flag, Notebook
from field_api.notebook.rules import GENESIS
from tests import handset, make
from tests.notebook.entries import chain, keep, note, resigned, sealed

pytestmark = pytest.mark.django_db


def flags() -> list[tuple[int, str]]:
    return list(Flag.objects.order_by("entry__seq").values_list("entry__seq", "kind"))


def test_an_entry_is_kept_byte_for_byte() -> None:
    mine = handset.of()
    item = note(mine)
    (written,) = keep(item)
    content = Content.objects.get(entry=written.id)
    assert (written.new, written.code) == (True, "")
    assert bytes(Entry.objects.get().head).decode() == item["head"]
    assert bytes(content.payload).decode() == item["payload"]


def test_a_sealed_entry_is_kept_opened() -> None:
    mine = handset.of()
    item = note(mine, seal_to=notebook.seal_key().public_key())
    keep(item)
    assert b"plot holder" in bytes(Content.objects.get().payload)
    assert bytes(Entry.objects.get().head).decode() == item["head"]


def test_the_receipt_is_signed_with_the_receipt_key_over_the_hash() -> None:
    (written,) = keep(note(handset.of()))
    receipt, event = written.receipt, Event.objects.get(subject=f"entry:{written.id}")
    assert receipt and written.entry
    public = es256.jwk(notebook.receipt_key().public_key())
    assert es256.signed_by(public, receipt.body.encode(), bytes(receipt.signature))
    assert receipt.body.split("\n")[1:] == [
        str(written.id),
        bytes(written.entry.hash).hex(),
        clock.iso(written.entry.received_at),
        str(event.pk),
    ]


def test_the_same_entry_again_gets_the_same_receipt() -> None:
    item = note(handset.of())
    first, again = keep(item)[0], keep(item)[0]
    assert first.receipt and again.receipt
    assert (again.new, Entry.objects.count()) == (False, 1)
    assert again.receipt.body == first.receipt.body
    assert bytes(again.receipt.signature) == bytes(first.receipt.signature)


def test_an_entry_that_is_twice_in_one_batch_is_kept_once() -> None:
    item = note(handset.of())
    first, again = keep(item, item)
    assert (first.new, again.new) == (True, False)
    assert first.receipt == again.receipt


def test_the_same_id_with_other_bytes_is_a_conflict_that_changes_nothing() -> None:
    mine = handset.of()
    item = note(mine)
    keep(item)
    (other,) = keep(resigned(item, mine, device_time="2026-03-01T14:05:00Z"))
    assert (other.code, other.entry, other.receipt) == ("id-conflict", None, None)
    assert bytes(Entry.objects.get().head).decode() == item["head"]


def test_two_contents_under_one_id_in_one_batch_are_told_apart() -> None:
    mine = handset.of()
    item = note(mine)
    first, other = keep(item, resigned(item, mine, device_time="2026-03-01T14:05:00Z"))
    assert (first.code, other.code) == ("", "id-conflict")


def test_a_forged_twin_before_the_true_one_does_not_take_its_place() -> None:
    item = note(handset.of())
    forged, true = keep(item | {"signature": es256.b64(bytes(64))}, item)
    assert (forged.code, true.code, true.new) == ("signature-broken", "", True)


def test_another_officers_id_is_unavailable_and_nothing_more_is_said() -> None:
    theirs, mine = handset.of(), handset.of()
    item = note(theirs)
    keep(item)
    (refused,) = keep(resigned(item, mine, notebook=mine.notebook, key_id=mine.device.key_id))
    assert (refused.code, refused.entry, refused.receipt) == ("id-unavailable", None, None)


def test_a_signature_by_another_key_is_broken() -> None:
    mine = handset.of()
    mine.key = es256.new_key()
    assert keep(note(mine))[0].code == "signature-broken"


def test_a_head_that_names_another_key_is_refused() -> None:
    mine = handset.of()
    item = resigned(note(mine), mine, key_id=es256.b64(bytes(32)))
    assert keep(item)[0].code == "unknown-device-key"


def test_a_notebook_that_was_never_issued_is_unknown() -> None:
    mine = handset.of()
    item = resigned(note(mine), mine, notebook=uuid4())
    assert keep(item)[0].code == "unknown-notebook"
    assert not Entry.objects.exists()


def test_a_refused_entry_stops_no_other() -> None:
    mine = handset.of()
    first, bad, last = note(mine), note(mine), note(mine)
    written = keep(first, bad | {"signature": es256.b64(bytes(64))}, last)
    assert [one.code for one in written] == ["", "signature-broken", ""]


def test_a_colleagues_handset_carries_anothers_entries() -> None:
    mine, theirs = handset.of(), handset.of()
    written = keep(note(mine), note(theirs), note(mine))
    authors = [one.entry.notebook.officer for one in written if one.entry]
    assert authors == [mine.officer, theirs.officer, mine.officer]


def test_an_entry_on_an_expired_token_is_late() -> None:
    (written,) = keep(note(handset.of()), late=True)
    assert written.entry and written.entry.lane == "late"


def test_an_entry_from_a_revoked_device_is_set_aside() -> None:
    mine = handset.of()
    identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost on patrol")
    (written,) = keep(note(mine), late=True)
    assert written.entry and written.entry.lane == "quarantine"


def test_writing_outside_a_transaction_is_an_error(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        notebook.write([])


def test_a_whole_chain_raises_no_flag() -> None:
    mine = handset.of()
    chain(mine, 3)
    chain(mine, 2)
    assert flags() == []


def test_a_fork_is_flagged_and_both_sides_are_kept() -> None:
    mine = handset.of()
    chain(mine, 2)
    mine.seq, mine.previous = 2, bytes(Entry.objects.get(seq=1).hash).hex()
    keep(note(mine))
    assert flags() == [(2, "fork")]
    assert Entry.objects.filter(seq=2).count() == 2


def test_a_fork_within_one_batch_is_flagged() -> None:
    mine = handset.of()
    left = note(mine)
    mine.seq, mine.previous = 1, GENESIS
    keep(left, note(mine))
    assert flags() == [(1, "fork"), (1, "fork")]


def test_a_broken_link_is_flagged_and_kept() -> None:
    mine = handset.of()
    chain(mine, 1)
    mine.previous = "ab" * 32
    assert keep(note(mine))[0].new
    assert flags() == [(2, "link")]


def test_a_broken_link_is_flagged_also_when_the_one_before_comes_later() -> None:
    mine = handset.of()
    first = note(mine)
    mine.previous = "ab" * 32
    keep(note(mine))
    assert flags() == []
    keep(first)
    assert flags() == [(2, "link")]


def test_entries_in_any_order_raise_no_flag() -> None:
    mine = handset.of()
    items = [note(mine) for _ in range(5)]
    for place in (4, 1, 3, 0, 2):
        keep(items[place])
    assert flags() == []


def test_flags_are_raised_once_however_often_it_is_pushed() -> None:
    mine = handset.of()
    chain(mine, 1)
    mine.previous = "ab" * 32
    item = note(mine)
    keep(item)
    keep(item, note(mine))
    assert flags() == [(2, "link")]


def test_one_notebooks_chain_says_nothing_of_anothers() -> None:
    keep(note(handset.of()), note(handset.of()))
    assert flags() == []


def test_missing_names_the_gaps() -> None:
    mine = handset.of()
    items = [note(mine) for _ in range(6)]
    keep(items[0], items[3])
    book = Notebook.objects.get(pk=mine.notebook)
    assert notebook.missing(book.pk, 6) == [2, 3, 5, 6]
    assert notebook.missing(book.pk, 1) == notebook.missing(book.pk, 0) == []


def test_missing_names_a_thousand_at_most() -> None:
    book = Notebook.objects.get(pk=handset.of().notebook)
    assert notebook.missing(book.pk, 2**31 - 1) == list(range(1, 1001))


def test_the_last_place_follows_what_is_held() -> None:
    mine = handset.of()
    book = Notebook.objects.get(pk=mine.notebook)
    assert notebook.last_place(book) == (1, GENESIS)
    chain(mine, 2)
    assert notebook.last_place(book) == (3, mine.previous)


def test_a_notebook_is_issued_once_for_an_officer_on_a_device() -> None:
    device = make.device(make.officer())
    first, again = notebook.open_for(device=device), notebook.open_for(device=device)
    assert first == again
    assert Event.objects.filter(subject=f"notebook:{first.pk}", purpose="issued").count() == 1
    other = notebook.open_for(device=make.device(device.officer))
    assert first.serial != other.serial


def test_every_entry_kept_is_on_the_ledger() -> None:
    mine = handset.of()
    (entry,) = chain(mine, 1)
    event = Event.objects.get(subject=f"entry:{entry.pk}")
    assert (event.act, event.actor) == ("collection", mine.officer.actor)
    assert event.details["hash"] == bytes(entry.hash).hex()


def test_the_device_clock_is_kept_beside_the_servers() -> None:
    mine = handset.of()
    written = keep(resigned(note(mine), mine, device_time="1999-12-31T23:59:59Z"))[0]
    assert written.entry and written.entry.device_time == "1999-12-31T23:59:59Z"
    assert clock.now() - written.entry.received_at < timedelta(hours=1)


def test_a_body_is_not_needed_to_be_kept() -> None:
    """What can't be read is kept all the same: its place in the chain is taken."""
    mine = handset.of()
    entry = str(uuid4())
    (written,) = keep(mine.seal(entry, "note", "this is no JSON"))
    assert written.new
    assert sealed(note(mine)).head.prev_hash == sealed(mine.minted[0]).hash.hex()
