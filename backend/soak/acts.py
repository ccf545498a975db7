"""What can happen. Each act takes two numbers for what is chosen, and does nothing where there is
nothing to choose: any sequence of acts is a story."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from backend.handset import Handset, Item, Refused
from backend.handset.sealing import new_payload
from backend.soak import people, snapshots
from backend.soak.device import Device
from backend.soak.network import Fate
from backend.soak.people import KINDS, code_of
from backend.soak.world import World
from backend.story import deciding
from backend.story.bodies import body
from field_api.identity import actions as identity
from field_api.identity import models
from field_api.lib import clock
from field_api.submissions.actions.forms import form_of

Act = Callable[[World, int, int], None]


def act(
    world: World, what: str, one: int, two: int, fates: Sequence[tuple[Fate, int]] = ()
) -> None:
    """One thing happens: `what` is of ACTS, `one` and `two` choose. `fates` are those of the
    requests it takes, in order."""
    world.network.met.clear()
    world.network.fates.extend(fates)
    ACTS[what](world, one, two)
    world.network.fates.clear()


# --- officers -------------------------------------------------------------------------------------


def _write(world: World, device: int, kind: int) -> None:
    it = world.writer(device)
    name = KINDS[kind % len(KINDS)]
    it.attempt(lambda handset: handset.write(name, _body(it, name)))


def _write_and_sync(world: World, device: int, kind: int) -> None:
    _write(world, device, kind)
    world.writer(device).attempt(lambda handset: handset.sync())


def _write_badly(world: World, device: int, flaw: int) -> None:
    """Answers that break the form, a form nobody knows, a payload that can't be read."""
    it = world.writer(device)
    match flaw % 3:
        case 0:
            it.attempt(lambda handset: handset.write("note", {"zz": it.person.word}))
        case 1:
            it.attempt(lambda handset: handset.write("no-such-form", _body(it, "note")))
        case _:
            payload = new_payload("note", {}, at=it.handset.now())
            torn = json.dumps({**payload, "body": it.person.word})
            it.attempt(lambda handset: handset.keep({**payload, "submission": ""}, torn))


def _edit(world: World, device: int, which: int) -> None:
    """Upon all that stands, as far as this device knows: a merge where two stand."""
    _revise(world.writer(device), which, lambda it, kind: _body(it, kind))


def _edit_badly(world: World, device: int, which: int) -> None:
    _revise(world.writer(device), which, lambda it, kind: {"zz": it.person.word})


def _revise(it: Device, which: int, body_of: Callable[[Device, str], Item]) -> None:
    if mine := _own(it):
        submission, kind = mine[which % len(mine)]
        it.attempt(lambda handset: handset.edit(submission, kind, body_of(it, kind)))


def _withdraw(world: World, device: int, which: int) -> None:
    it = world.writer(device)
    if mine := _own(it):
        submission, kind = mine[which % len(mine)]
        it.attempt(lambda handset: handset.withdraw(submission, kind))


def _trespass(world: World, device: int, which: int) -> None:
    """An entry that claims to revise a colleague's submission."""
    it = world.writer(device)
    others = [one for one in world.writers if one.person != it.person]
    if theirs := _own(others[which % len(others)]):
        submission, kind = theirs[which % len(theirs)]
        text = _body(it, "note")
        it.attempt(lambda handset: handset.write(kind, text, submission=submission))


def _body(it: Device, kind: str) -> Item:
    return body(kind if kind in KINDS else "note", f"{it.person.word} {uuid4().hex[:6]}")


def _own(it: Device) -> list[tuple[str, str]]:
    """(submission, kind) of what this device knows of its officer's work, oldest first."""
    store = it.handset.store
    known: dict[str, str] = {}
    rows = store.rows("SELECT submission, item FROM entry WHERE submission <> '' ORDER BY seq")
    for submission, item in rows:
        known.setdefault(submission, json.loads(json.loads(item)["payload"])["kind"])
    for (kind, key), document in store.documents().items():
        if kind == "submission":
            known.setdefault(key, document["kind"])
    return list(known.items())


# --- devices and the network ----------------------------------------------------------------------


def _sync(world: World, device: int, _: int) -> None:
    world.device(device).attempt(lambda handset: handset.sync())


def _push(world: World, device: int, _: int) -> None:
    world.writer(device).attempt(lambda handset: handset.push())


def _pull(world: World, device: int, _: int) -> None:
    world.device(device).attempt(lambda handset: handset.pull())


def _carry(world: World, device: int, other: int) -> None:
    """A colleague's handset brings what one can't."""
    waiting = world.writer(other).handset.outbox
    world.writer(device).attempt(lambda handset: handset.push(waiting))


def _ask_page(world: World, device: int, _: int) -> None:
    it = world.writer(device)
    it.attempt(lambda handset: it.ask_page())


def _take_page(world: World, device: int, which: int) -> None:
    it = world.writer(device)
    it.attempt(lambda handset: it.take_page(which))


def _arrive_late(world: World, which: int, _: int) -> None:
    world.network.release(which)


def _die(world: World, device: int, steps: int) -> None:
    """At some step of a sync."""
    it = world.writer(device)
    it.heart.left = 1 + 2 * steps % 17
    it.attempt(lambda handset: handset.sync())
    it.heart.left = 0


def _jump(world: World, device: int, hours: int) -> None:
    world.writer(device).ahead = timedelta(hours=9 * (hours - 3))


# --- supervision and standing ---------------------------------------------------------------------


def _decide(how: str) -> Act:
    def act(world: World, which: int, _: int) -> None:
        world.sergeant.attempt(
            lambda handset: _decided(handset, which, how, code_of(world.sergeant.person))
        )

    return act


def _decided(sergeant: Handset, which: int, how: str, code: str) -> None:
    waiting = sergeant.call("GET", "submissions?queue=review")["submissions"]
    if not waiting:
        return
    document = waiting[which % len(waiting)]
    seen = {"revision": document["revision"], "hash": document["hash"]}
    if how in ("send-back", "reject"):
        form = form_of(document["kind"], document["version"])
        reasons = form and (form.send_back if how == "send-back" else form.reject)
        seen |= {"reason_code": next(iter(reasons or ["none"])), "text": "Look again."}
    if how != "send-back":
        seen["grant"] = deciding.leave(sergeant, how, {document["id"]: document["hash"]}, code)
    # What stands need not be what this decision is for: no is an answer too.
    with suppress(Refused):
        sergeant.call("POST", f"submissions/{document['id']}/{how}", seen)


def _stand_down(world: World, who: int, _: int) -> None:
    people.stand_down(world.person(who))


def _take_up(world: World, who: int, _: int) -> None:
    people.take_up(world.person(who))


def _expire(world: World, device: int, _: int) -> None:
    """The shift is over: every token of this device has run out."""
    installation = world.device(device).handset.installation
    gone = clock.now() - timedelta(minutes=1)
    tokens = models.Token.objects.filter(device__installation=installation)
    tokens.update(created_at=gone - timedelta(hours=16), expires_at=gone)


def _revoke(world: World, device: int, _: int) -> None:
    installation = world.writer(device).handset.installation
    row = models.Device.objects.get(installation=installation)
    identity.revoke_device(device=row, by=row.officer, reason="It was lost")


# --- the server's own misfortunes -----------------------------------------------------------------


def _back_up(world: World, _: int, __: int) -> None:
    if not world.copy:
        world.copy = snapshots.take()


def _restore(world: World, _: int, __: int) -> None:
    """Twice at most from one copy: it takes longer than all else."""
    if world.copy and world.restores < 2:
        snapshots.put_back(world.copy)
        world.restores += 1


ACTS: dict[str, Act] = {
    "write": _write,
    "write-and-sync": _write_and_sync,
    "write-badly": _write_badly,
    "edit": _edit,
    "edit-badly": _edit_badly,
    "withdraw": _withdraw,
    "trespass": _trespass,
    "sync": _sync,
    "push": _push,
    "pull": _pull,
    "carry": _carry,
    "ask-page": _ask_page,
    "take-page": _take_page,
    "arrive-late": _arrive_late,
    "die": _die,
    "jump": _jump,
    "approve": _decide("approve"),
    "send-back": _decide("send-back"),
    "reject": _decide("reject"),
    "admit": _decide("admit"),
    "stand-down": _stand_down,
    "take-up": _take_up,
    "expire": _expire,
    "revoke": _revoke,
    "back-up": _back_up,
    "restore": _restore,
}

_OFTEN = {"write": 3, "write-and-sync": 5, "edit": 5, "sync": 7, "push": 3, "approve": 2}
CHANCES = [name for name in ACTS for _ in range(_OFTEN.get(name, 1))]
"""Names of acts, as often as their share: what happens is drawn from these."""
