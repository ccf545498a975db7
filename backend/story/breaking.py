"""The same job while things break: workers killed, the broker emptied, systems hanging after they
accepted, down, or busy. What was accepted must still arrive exactly once."""

import os
import signal
import threading
import time
from statistics import median

import redis

from backend.handset import Handset, Offline, Refused
from backend.runtime import places
from backend.runtime.stack import Running
from backend.story import deciding, doubts, entering, proof
from backend.story.bodies import KINDS, body
from backend.story.tale import Tale, must, until

ROUNDS, KILLS = 10, 3
SETTLED_WITHIN = 180.0


def told(house: Running, tale: Tale) -> None:
    with Handset(house.base) as officer, Handset(house.base) as sergeant:
        for handset, who in ((officer, house.sign_ins[0]), (sergeant, house.sign_ins[2])):
            entering.sign_in(handset, who)
        if "valkey" in house.supervisor.running:  # an outside broker is not ours to stop or empty
            _push_without_broker(house, officer, tale)
        _switch_faults_on(house)
        _work_through_havoc(house, officer, sergeant, tale)
    must(len(officer.receipts) == tale.figures["written"], "an entry was never signed for")
    _settle(house, tale)


def _settle(house: Running, tale: Tale) -> None:
    begun, asked = time.monotonic(), 0

    def settled() -> bool:
        nonlocal asked
        asked += doubts.settle(house)
        return proof.undelivered(tale.began) == 0

    until(settled, SETTLED_WITHIN, "deliveries are still open")
    tale.figures["recovery_ms"] = round((time.monotonic() - begun) * 1000)
    tale.figures["left_to_a_person"] = asked


def _push_without_broker(house: Running, officer: Handset, tale: Tale) -> None:
    """The worst broker: it accepts connections and says nothing. Keeps ten pushes' times."""
    officer.write("note", body("note", "The first push opens connections."))
    officer.push()
    took = []
    os.kill(house.pid("valkey"), signal.SIGSTOP)
    try:
        for number in range(10):
            officer.write("note", body("note", f"Without a broker {number}."))
            begun = time.monotonic()
            officer.push()
            took.append(time.monotonic() - begun)
    finally:
        os.kill(house.pid("valkey"), signal.SIGCONT)
    tale.figures["push_ms_without_broker_p50"] = round(median(took) * 1000, 1)
    tale.figures["push_ms_without_broker_max"] = round(max(took) * 1000, 1)


def _work_through_havoc(house: Running, officer: Handset, sergeant: Handset, tale: Tale) -> None:
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
    tale.figures["written"] = officer.seq
    tale.figures["accepted"] = len(officer.receipts)


def _switch_faults_on(house: Running) -> None:
    faults = {
        "intelligence": {"hang_after_accept": True, "on": "entries", "count": 3},
        "records": {"down": True, "seconds": 10},
        "case-files": {"hang_after_accept": True, "on": "entries", "count": 2},
        "national-upload": {"down": True, "seconds": 8},
        # Not hanging: a mail server can't be asked afterwards, and the kills leave doubt enough.
        "partner-mail": {"status": 503, "on": "entries", "count": 3},
    }
    for play, fault in faults.items():
        with proof.box(house.sandboxes[play]) as http:
            http.put("/faults", json=fault).raise_for_status()


def _kill_and_wipe(house: Running, tale: Tale) -> None:
    killed = 0
    for _ in range(KILLS):
        time.sleep(2.5)
        if "valkey" in house.supervisor.running:
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
    waiting = [one for one in waiting if one["state"] == "needs_review"]
    for begin in range(0, len(waiting), deciding.MOST):
        deciding.approve(sergeant, waiting[begin : begin + deciding.MOST])
