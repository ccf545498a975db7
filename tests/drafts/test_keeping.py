"""Drafts kept on the server: sealed, counted, and nothing lost between two devices."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from field_api.drafts import actions, rules
from field_api.drafts.models import Copy, Draft
from field_api.ledger.models import Event
from field_api.lib import clock, envelope, es256
from field_api.notebook import actions as notebook
from tests import make
from tests.drafts import roaming
from tests.drafts.roaming import DRAFTS, WORDS, Phone


@pytest.fixture
def mine(db: None) -> Phone:
    return roaming.of()


def test_a_draft_comes_back_to_the_handset_that_saved_it(mine: Phone) -> None:
    draft = mine.saved()
    answer = mine.open(draft).json()
    assert (answer["text"], answer["version"], answer["copies"]) == (WORDS, 1, [])
    assert (answer["author"], answer["handed_by"]) == (mine.officer.login, None)


def test_a_list_says_what_there_is_and_nothing_of_what_it_says(mine: Phone) -> None:
    draft = mine.saved()
    (one,) = mine.listed()["drafts"]
    assert (one["id"], one["kind"], one["version"], one["here"]) == (str(draft), "note", 1, True)
    assert one["device"] == {"id": str(mine.device.installation), "name": "Pixel"}
    assert one["size"] == len(WORDS) + 65 + 12 + 16
    assert WORDS not in str(one)
    assert (one["going"], one["handed"]) == (False, None)


def test_a_newer_version_takes_the_place_of_the_one_it_knew(mine: Phone) -> None:
    draft = mine.saved("first")
    answer = mine.save(draft, "second", known=1)
    assert (answer.json(), answer["ETag"]) == ({"version": 2, "conflict": False}, '"2"')
    assert mine.open(draft).json()["text"] == "second"


def test_one_handset_never_conflicts_with_itself(mine: Phone) -> None:
    draft = mine.saved("first")
    mine.save(draft, "second", known=1)  # whose answer is lost
    assert mine.save(draft, "third", known=1).json() == {"version": 3, "conflict": False}
    assert not Copy.objects.exists()


def test_of_two_handsets_apart_both_versions_are_kept(mine: Phone) -> None:
    draft, other = mine.saved("on the first"), roaming.of(mine.officer)
    answer = other.save(draft, "on the second")
    assert answer.json() == {"version": 2, "conflict": True}
    opened = other.open(draft).json()
    assert (opened["text"], opened["copies"]) == ("on the second", ["on the first"])
    assert mine.save(draft, "on the first again", known=1).json()["conflict"]
    opened = mine.open(draft).json()
    assert opened["text"] == "on the first again"
    assert opened["copies"] == ["on the second", "on the first"]
    assert other.listed()["drafts"][0]["conflicts"] == 2


def test_a_second_handset_that_knows_the_version_makes_no_conflict(mine: Phone) -> None:
    draft, other = mine.saved(), roaming.of(mine.officer)
    assert not other.save(draft, "went on", known=1).json()["conflict"]


def test_a_signed_draft_is_let_go_and_may_be_let_go_again(mine: Phone) -> None:
    draft, other = mine.saved(), roaming.of(mine.officer)
    assert other.api.delete(f"{DRAFTS}/{draft}").status_code == 204
    assert Draft.objects.filter(pk=draft).exists()  # it is the first handset's to sign
    for _ in range(2):
        assert mine.api.delete(f"{DRAFTS}/{draft}").status_code == 204
    assert mine.open(draft).status_code == 404
    acts = Event.objects.filter(subject=f"draft:{draft}").order_by("id")
    assert list(acts.values_list("act", flat=True)) == ["collection", "erasure"]


def test_a_draft_of_another_officer_is_not_there(mine: Phone) -> None:
    draft, stranger = mine.saved(), roaming.of()
    assert stranger.open(draft).status_code == 404
    assert stranger.listed() == {"drafts": [], "handed_to_you": []}
    answer = stranger.save(draft, "mine now")
    assert (answer.status_code, answer.json()["code"]) == (409, "id-unavailable")
    assert stranger.api.delete(f"{DRAFTS}/{draft}").status_code == 204
    assert mine.open(draft).json()["text"] == WORDS


def test_another_handset_of_the_same_officer_needs_a_hand_over(mine: Phone) -> None:
    draft, other = mine.saved(), roaming.of(mine.officer)
    (one,) = other.listed()["drafts"]
    assert (one["id"], one["here"]) == (str(draft), False)
    assert other.open(draft).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [{"kind": ""}, {"started_at": "today"}, {"sealed": "not base64!"}, {"sealed": ""},
     {"known": "x"}],
    ids=["no kind", "no moment", "no base64url", "nothing sealed", "no version"],
)  # fmt: skip
def test_what_is_no_draft_is_refused(mine: Phone, changed: dict[str, Any]) -> None:
    assert mine.save(**changed).status_code == 400
    assert not Draft.objects.exists()


def test_a_draft_has_a_largest_size(mine: Phone) -> None:
    overhead = 65 + 12 + 16
    fits = "x" * (rules.MOST_BYTES - overhead)
    assert mine.save(text=fits).status_code == 200
    assert mine.save(text=fits + "x").status_code in (400, 413)
    assert Draft.objects.count() == 1


def test_a_handset_can_not_fill_the_disk(mine: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_DRAFTS", 2)
    first = mine.saved()
    mine.saved()
    assert mine.save().json()["code"] == "too-many-drafts"
    assert mine.save(first, known=1).status_code == 200


def test_a_stranger_and_a_token_that_ran_out_save_nothing(mine: Phone) -> None:
    for api in (make.api(), make.api(make.token(mine.device, age=timedelta(days=2)))):
        phone = Phone(mine.officer, mine.device, api)
        assert phone.save().status_code == 401
    assert not Draft.objects.exists()


@pytest.mark.parametrize("moved", ["another draft", "another officer"])
def test_a_blob_moved_elsewhere_does_not_open(mine: Phone, moved: str) -> None:
    draft = uuid4()
    if moved == "another draft":
        sealed = mine.sealed(uuid4(), WORDS)
    else:
        sealed = mine.sealed(draft, WORDS, login="34-9999")
    mine.save(draft, sealed=sealed)
    answer = mine.open(draft)
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot-unseal")


def test_a_dump_of_the_whole_database_opens_nothing(mine: Phone) -> None:
    draft = mine.saved()
    mine.open(draft)
    roaming.of(mine.officer).save(draft, WORDS + " Again.")
    dumped = b"".join(_dump(table) for table in connection.introspection.table_names())
    assert str(draft).encode() in dumped
    for trace in (WORDS.encode(), WORDS.encode().hex().encode(), es256.b64(WORDS.encode())):
        assert (trace if isinstance(trace, bytes) else trace.encode()) not in dumped
    sealed = bytes(Draft.objects.get(pk=draft).sealed)
    head = rules.bound_to(draft, mine.officer.login)
    with pytest.raises(ValueError):
        envelope.unseal(sealed, head, es256.new_key())
    assert envelope.unseal(sealed, head, notebook.seal_key()) == (WORDS + " Again.").encode()


def _dump(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
        return b"".join(bytes(row) for row in rows)


def test_old_drafts_are_removed_a_week_after_it_was_said(mine: Phone) -> None:
    draft, fresh = mine.saved(), mine.saved()
    Draft.objects.filter(pk=draft).update(saved_at=clock.now() - timedelta(days=31))
    assert actions.forget_old() == 0  # however late the sweep: first it says so
    shown = {one["id"]: one for one in mine.listed()["drafts"]}
    assert (shown[str(draft)]["going"], shown[str(fresh)]["going"]) == (True, False)
    assert actions.forget_old() == 0
    Draft.objects.filter(pk=draft).update(warned_at=clock.now() - timedelta(days=8))
    assert actions.forget_old() == 1
    assert [one["id"] for one in mine.listed()["drafts"]] == [str(fresh)]
    (event,) = Event.objects.filter(subject=f"draft:{draft}", act="erasure")
    assert event.details["rule"] == "30 days"


def test_a_draft_that_is_written_on_is_not_going_any_more(mine: Phone) -> None:
    draft = mine.saved()
    Draft.objects.update(saved_at=clock.now() - timedelta(days=24))
    actions.forget_old()
    assert mine.listed()["drafts"][0]["going"]
    mine.save(draft, known=1)
    assert not mine.listed()["drafts"][0]["going"]
