"""The same job while things break: workers killed, the broker emptied, one system hanging after it
accepted, one down. What was accepted must still arrive exactly once."""

import os
import signal
import threading
import time

import redis

from backend.runtime import places
from backend.runtime.stack import Running
from backend.story import proof
from backend.story.bodies import KINDS, body
from backend.story.handset import Handset, Offline, Refused
from backend.story.tale import Tale, must, until

ROUNDS, KILLS = 10, 3
SETTLED_WITHIN = 180.0


def told(house: Running, tale: Tale) -> None:
    who, boss = house.sign_ins[0], house.sign_ins[2]
    officer, sergeant = Handset(house.base), Handset(house.base)
    officer.sign_in(who.login, who.password, who.code())
    sergeant.sign_in(boss.login, boss.password, boss.code())
    _switch_faults_on(house)
    havoc = threading.Thread(target=_kill_and_wipe, args=(house, tale))
    havoc.start()
    for number in range(ROUNDS):
        for kind in KINDS:
            officer.write(kind, body(kind, f"Round {number}."))
        _push_all(officer)
        _approve_all(sergeant)
        time.sleep(0.5)
    havoc.join()
    _approve_all(sergeant)
    tale.figures["accepted"] = len(officer.receipts)
    must(len(officer.receipts) == ROUNDS * len(KINDS), "an entry was never signed for")
    begun = time.monotonic()
    until(lambda: proof.undelivered() == 0, SETTLED_WITHIN, "deliveries are still open")
    tale.figures["recovery_ms"] = round((time.monotonic() - begun) * 1000)


def _switch_faults_on(house: Running) -> None:
    faults = {
        "intelligence": {"hang_after_accept": True, "on": "entries", "count": 3},
        "records": {"down": True, "seconds": 10},
    }
    for play, fault in faults.items():
        with proof.box(house.sandboxes[play]) as http:
            http.put("/faults", json=fault).raise_for_status()


def _kill_and_wipe(house: Running, tale: Tale) -> None:
    killed = 0
    for _ in range(KILLS):
        time.sleep(2.5)
        _empty_broker(house)
        os.killpg(house.pid("worker"), signal.SIGKILL)
        killed += 1
    tale.figures["kills"] = killed


def _empty_broker(house: Running) -> None:
    socket = places.sockets(house.home) / "valkey.sock"
    with redis.Redis(unix_socket_path=str(socket)) as broker:
        broker.flushall()


def _push_all(officer: Handset) -> None:
    """Until everything is signed for: what an officer's handset does by itself."""

    def pushed() -> bool:
        try:
            officer.push()
        except (Offline, Refused):
            return False
        return not officer.outbox

    until(pushed, 30.0, "the handset could not push")


def _approve_all(sergeant: Handset) -> None:
    waiting = sergeant.call("GET", "submissions?queue=review")["submissions"]
    for document in waiting:
        if document["state"] == "needs_review":
            seen = {"revision": document["revision"], "hash": document["hash"]}
            sergeant.call("POST", f"submissions/{document['id']}/approve", seen)
