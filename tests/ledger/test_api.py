"""The doors of witnesses."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import notes
from field_api.lib import es256, merkle
from tests import make
from tests.ledger.sealed import newest, sealed, write

pytestmark = pytest.mark.django_db
API = "/api/v1/ledger/"


@pytest.fixture
def officer() -> Officer:
    return make.officer()


@pytest.fixture
def api(officer: Officer) -> APIClient:
    return make.signed_in(officer)


@pytest.mark.parametrize("door", ["checkpoint", "consistency", "inclusion", "contradictions"])
def test_strangers_are_told_nothing(door: str) -> None:
    assert make.api().get(API + door).status_code == 401


def test_the_newest_checkpoint_and_the_keys_it_goes_by(api: APIClient) -> None:
    assert api.get(API + "checkpoint").json()["checkpoint"] is None
    note = sealed("entry:1")
    said = api.get(API + "checkpoint").json()
    assert notes.read(said["checkpoint"]) == note
    assert note.signed_by(said["keys"][0])


def test_growth_is_proved(api: APIClient) -> None:
    old, new = sealed("entry:1", "entry:2", "entry:3"), sealed(*(f"entry:{n}" for n in range(9)))
    said = api.get(API + "consistency", {"from": old.size, "to": new.size}).json()
    proof = [es256.unb64(part) for part in said["proof"]]
    assert merkle.grew(old.size, old.root, new.size, new.root, proof)


@pytest.mark.parametrize("asked", [{}, {"from": "x", "to": "3"}, {"from": "1"}])
def test_sizes_are_numbers(api: APIClient, asked: dict[str, str]) -> None:
    answer = api.get(API + "consistency", asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


@pytest.mark.parametrize(("old", "new"), [(0, 1), (2, 1), (1, 10**6), (-1, 1), (1, 10**30)])
def test_a_tree_that_never_was_is_not_there(api: APIClient, old: int, new: int) -> None:
    sealed("entry:1", "entry:2")
    answer = api.get(API + "consistency", {"from": old, "to": new})
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-tree")


def test_an_own_act_is_proved_by_its_number(api: APIClient, officer: Officer) -> None:
    (mine,) = write("device:1", actor=officer.actor)
    assert api.get(API + "inclusion", {"event": mine.pk}).json()["code"] == "not-sealed-yet"
    sealed("entry:5", "entry:6")
    said = api.get(API + "inclusion", {"event": mine.pk}).json()
    proof = [es256.unb64(part) for part in said["proof"]]
    note, leaf = notes.read(said["checkpoint"]), merkle.leaf_hash(said["text"].encode())
    assert note == newest() and said["size"] == note.size
    assert merkle.includes(leaf, said["position"], note.size, proof, note.root)


def test_an_own_entry_is_proved_by_its_id(api: APIClient, officer: Officer) -> None:
    entry = uuid4()
    event = Event(act="collection", actor=officer.actor, subject=f"entry:{entry}")
    ledger.record_many([event])
    sealed("entry:5")
    assert api.get(API + "inclusion", {"entry": entry}).json()["event"] == event.pk


def test_what_is_not_theirs_is_not_there(api: APIClient) -> None:
    (other,) = write("device:1", actor="officer:34-9999")
    for asked in ({"event": other.pk}, {"event": 10**12}, {"entry": uuid4()}):
        assert api.get(API + "inclusion", asked).status_code == 404


@pytest.mark.parametrize("asked", [{}, {"event": "x"}, {"entry": "x"}, {"event": 10**20}])
def test_an_event_or_an_entry_must_be_named(api: APIClient, asked: dict[str, str]) -> None:
    assert api.get(API + "inclusion", asked).status_code == 400
