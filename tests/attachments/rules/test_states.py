from itertools import product

import pytest

from field_api.attachments.rules import naming
from field_api.attachments.rules.states import GONE, Lane, Shown, State, shown, worse

HASH = "ab" * 32
SAME = ((HASH, 5), (HASH, 5))


@pytest.mark.parametrize("state", sorted(State))
def test_what_is_named_and_uploaded_alike_shows_its_state(state: State) -> None:
    seen = shown(state, named=SAME[0], uploaded=SAME[1])
    gone = Shown.MISSING if state in GONE - {State.ERASED} else state
    assert seen == gone


def test_what_differs_is_said() -> None:
    assert shown("stored", named=(HASH, 5), uploaded=(HASH, 6)) == "mismatch"
    assert shown("stored", named=("0" * 64, 5), uploaded=(HASH, 5)) == "mismatch"
    assert shown("stored", named=(HASH, None), uploaded=(HASH, 6)) == "stored"
    assert shown(None, named=(HASH, 5), uploaded=None) == "missing"


def test_the_worst_lane_is_kept() -> None:
    for one, other in product(Lane, Lane):
        assert worse(one, other) == worse(other, one)
    assert worse("on_time", "late") is Lane.LATE
    assert worse("quarantine", "late") is Lane.QUARANTINE


def test_an_entry_names_no_more_than_it_may() -> None:
    wanted = [{"id": f"{n:032x}", "sha256": HASH} for n in range(300)]
    assert len(list(naming.read(wanted))) == naming.MOST_NAMED
    assert len(list(naming.read(wanted[:1] * 5))) == 1
    odd = {"id": f"{1:032x}", "sha256": HASH, "size": True, "type": 7, "name": ["x"]}
    (named,) = naming.read([odd])
    assert (named.size, named.type, named.name) == (None, "", "")
