"""An officer's entry is never lost to an auth state: it only chooses the lane.

Every state that a token, its handset, its officer, their posting and a second person can be in.
"""

import itertools
from collections import Counter
from datetime import timedelta

import pytest

from field_api.identity.models import Device, Officer, Posting, Token
from field_api.identity.models.officers import today
from field_api.identity.rules import TOKEN_LIFE, Standing
from field_api.identity.rules.passwords import FIRST_LIFE
from field_api.lib import clock
from field_api.notebook.models import Entry
from tests import handset, make, written

TOKENS = ("fresh", "expired", "signed out", "first password")
HANDSETS = ("trusted", "revoked", "lost")
CONFIRMED = (True, False)
ACTIVE = (True, False)
POSTED = (True, False)

STATES = [*itertools.product(TOKENS, HANDSETS, CONFIRMED, ACTIVE, POSTED)]


def lane_of(token: str, device: str, confirmed: bool, active: bool, posted: bool) -> str:
    """The rule, said once more in other words."""
    if device != "trusted" or not confirmed:
        return "quarantine"
    return "on_time" if token == "fresh" and active and posted else "late"


def put(who: handset.Handset, token: str, device: str, confirmed: bool) -> None:
    now = clock.now()
    revoked = {"revoked_at": now, "revoked_by": who.officer} if device != "trusted" else {}
    lost = {"lost_at": now} if device == "lost" else {}
    waits = {} if confirmed else {"confirmed_at": None}
    Device.objects.filter(pk=who.device.pk).update(asset_tag="PH-0001", **revoked, **lost, **waits)
    tokens = Token.objects.filter(device=who.device)
    if token == "expired":
        made = now - TOKEN_LIFE - timedelta(minutes=1)
        tokens.update(created_at=made, expires_at=now - timedelta(minutes=1))
    if token == "signed out":
        tokens.update(revoked_at=now)
    if token == "first password":
        Officer.objects.filter(pk=who.officer.pk).update(first_password_until=now + FIRST_LIFE)


def stand(officer: Officer, active: bool, posted: bool) -> None:
    Officer.objects.filter(pk=officer.pk).update(is_active=active)
    if not posted:
        Posting.objects.filter(officer=officer).update(ends_on=today())


@pytest.mark.parametrize(
    ("token", "device", "confirmed", "active", "posted"),
    STATES,
    ids=[
        "-".join(map(str, (*state[:2], *map(int, state[2:])))).replace(" ", "_") for state in STATES
    ],
)
def test_in_every_state_what_is_pushed_is_kept_once_in_one_lane_and_read_when_live_only(
    db: None, token: str, device: str, confirmed: bool, active: bool, posted: bool
) -> None:
    written.forms()
    mine = handset.of()
    put(mine, token, device, confirmed)
    stand(mine.officer, active, posted)
    item = mine.write("note", written.body())
    answers = [mine.push(item)["results"][0]["status"] for _ in range(3)]
    assert answers == ["accepted", "duplicate", "duplicate"]
    lanes = Counter(Entry.objects.filter(pk=item["id"]).values_list("lane", flat=True))
    assert lanes == {lane_of(token, device, confirmed, active, posted): 1}
    live = (token, device, confirmed, active, posted) == ("fresh", "trusted", True, True, True)
    assert (mine.api.get("/api/v1/me").status_code == 200) is live


def test_the_states_are_all_there_are() -> None:
    """A standing that is added without being pushed through above would go unseen."""
    assert {each.value for each in Standing} == {"live", "expired", "revoked", "unconfirmed"}
    assert len(STATES) == 96


def test_a_token_nobody_knows_is_told_to_sign_in_and_its_entries_wait(db: None) -> None:
    """Not a state of ours: whose it is can't be known, so the handset keeps it and says so."""
    mine = handset.of()
    item = mine.write("note", written.body())
    stranger = handset.Handset(
        mine.officer, mine.device, mine.key, mine.notebook, make.api("never given out"), mine.seq
    )
    about = {"id": str(mine.device.installation), "time": clock.iso(clock.now())}
    asked = {"epoch": 1, "device": {**about, "minted_through": 1, "app": "1"}, "items": [item]}
    answer = stranger.api.post("/api/v1/sync/push", asked, format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "token-unknown")
    assert not Entry.objects.exists()
    assert mine.push(item)["results"][0]["status"] == "accepted"
