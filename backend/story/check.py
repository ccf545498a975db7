"""`demo --check`: the whole story against the running house, unattended, and `--faults` the same
while things break. Prints each step, then one JSON object with the figures."""

import json
import sys
from typing import Any

from backend.handset import Handset, Item, Offline, Refused
from backend.runtime.stack import Running
from backend.story import breaking, deciding, entering, proof
from backend.story.bodies import KINDS, body
from backend.story.tale import Failed, Tale, must, until
from field_api.delivery.models import Delivery
from field_api.delivery.rules import State
from field_api.lib import clock

COMMENT = {"pointer": "/items/0/narrative", "text": "Say when this was seen."}
REASON = "missing-detail"
LONG = 120.0


def run(house: Running, *, faults: bool = False) -> int:
    """Exit status: 0 when everything held."""
    tale = Tale(_say, began=clock.now())
    try:
        if faults:
            with tale.step(
                "everything breaks while officers write, and nothing is lost or doubled"
            ):
                breaking.told(house, tale)
        else:
            _story(house, tale)
        _prove(house, tale)
    except (Failed, Refused, Offline) as failure:
        _say(f"  NOT OK  {failure}")
        print(json.dumps({"check": "failed", "why": str(failure), **tale.figures}))  # noqa: T201
        return 1
    print(json.dumps({"check": "passed", "faults": faults, **tale.figures}))  # noqa: T201
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def _story(house: Running, tale: Tale) -> None:
    with Handset(house.base) as officer, Handset(house.base) as sergeant:
        with tale.step("an officer and a sergeant enrol a handset each and sign in"):
            for handset, who in ((officer, house.sign_ins[0]), (sergeant, house.sign_ins[2])):
                entering.sign_in(handset, who)
        _job(officer, sergeant, tale)


def _job(officer: Handset, sergeant: Handset, tale: Tale) -> None:
    with tale.step("the officer writes a note, a stop and search and an intelligence report"):
        written = {kind: officer.write(kind, body(kind)) for kind in KINDS}
    with tale.step("the network is cut; the officer writes on"):
        offline = _dead_spot(officer)
    with tale.step("signal again: everything is pushed, and signed for"), tale.timed("push_ms"):
        results = officer.push()
    must(all(result["status"] == "accepted" for result in results), "an entry was not accepted")
    must(not officer.outbox, "the outbox is not empty after a push that was signed for")
    with tale.step("the same push again changes nothing"):
        again = officer.push([*written.values(), *offline])
        must(all(one["status"] == "duplicate" for one in again), "a repeat was taken for new")
    with tale.step("the sergeant approves one report and sends the other back, saying where"):
        _approve(sergeant, written["intelligence-report"]["submission"])
        _send_back(sergeant, offline[0]["submission"])
    with tale.step("the officer reads the comment and sends the report again"):
        _answer(officer, offline[0]["submission"])
    with tale.step("the sergeant compares the two versions and approves"):
        _compare_and_approve(sergeant, offline[0]["submission"])
    with tale.step("the officer corrects the note, after it has been sent"):
        _correct(officer, written["note"])
    with tale.step("every system answers, and the officer sees each receipt"):
        _receipts(officer, tale)
        _both_versions(written["note"]["submission"])
    with tale.step("one question about a vehicle, asked of every system"), tale.timed("ask_ms"):
        _ask(officer)


def _dead_spot(officer: Handset) -> list[Item]:
    officer.line.online = False
    written = [
        officer.write("intelligence-report", body("intelligence-report", "Written offline.")),
        officer.write("note", body("note", "Written offline.")),
    ]
    try:
        officer.push()
        raise Failed("the handset pushed without a network")
    except Offline:
        officer.line.online = True
    must(len(officer.outbox) == 5, "the outbox lost an entry while offline")
    return written


def _document(handset: Handset, submission: str) -> Item:
    return handset.call("GET", f"submissions/{submission}")


def _seen(document: Item) -> Item:
    return {"revision": document["revision"], "hash": document["hash"]}


def _approve(sergeant: Handset, submission: str) -> None:
    document = _document(sergeant, submission)
    must(document["state"] == "needs_review", "an intelligence report did not wait for review")
    deciding.approve(sergeant, [document])
    after = _document(sergeant, submission)
    must(after["state"] in ("released", "delivered"), "approval did not release the report")


def _send_back(sergeant: Handset, submission: str) -> None:
    reason = {"reason_code": REASON, "text": "One thing to add.", "comments": [COMMENT]}
    document = {**_seen(_document(sergeant, submission)), **reason}
    after = sergeant.call("POST", f"submissions/{submission}/send-back", document)
    must(after["state"] == "returned", "sending back did not return the report")


def _answer(officer: Handset, submission: str) -> None:
    officer.pull()
    document = officer.documents[submission]
    comments = [comment for step in document["review"] for comment in step["comments"]]
    must(COMMENT in comments, "the officer was not told what to change")
    better = body("intelligence-report", "Seen at 14:02 by the officer.")
    officer.write(
        "intelligence-report", better, submission=submission, parents=(document["revision"],)
    )
    results = officer.push()
    must(results[0]["outcome"] == "head", "the answer did not become what stands")


def _compare_and_approve(sergeant: Handset, submission: str) -> None:
    document = _document(sergeant, submission)
    first, second = document["revisions"]
    must(first["body"] != second["body"], "the two versions can't be told apart")
    must(second["parents"] == [first["id"]], "the answer does not name what it answers")
    _approve(sergeant, submission)


def _correct(officer: Handset, note: Item) -> None:
    better = body("note", "Corrected: the gate was locked.")
    officer.write("note", better, submission=note["submission"], parents=(note["id"],))
    results = officer.push()
    must(results[0]["outcome"] == "head", "the correction did not become what stands")


def _both_versions(submission: str) -> None:
    """A system that can't be sent a later version would show here: its second would be held."""
    rows = Delivery.objects.filter(subject_id=submission, state=State.DELIVERED.value)
    got = set(rows.values_list("system__code", "lane_seq"))
    told = {system for system, _ in got}
    must(got == {(system, seq) for system in told for seq in (1, 2)}, "a version is missing")
    must(len(told) == 3, "a system was not told of the note")


def _receipts(officer: Handset, tale: Tale) -> None:
    until(lambda: proof.undelivered(tale.began) == 0, LONG, "deliveries are still open")
    officer.pull()
    began = clock.iso(tale.began)
    mine = [one for one in officer.documents.values() if one.get("received_at", "") >= began]
    must(len(mine) == 5, "the officer was not told of every submission")
    for document in mine:
        receipts = document["deliveries"]
        must(document["state"] == "delivered", f"{document['reference']} is {document['state']}")
        must(receipts and all(one["ref"] for one in receipts), "a receipt is missing")


def _ask(officer: Handset) -> None:
    answer = officer.ask(
        "vehicle", {"vrm": "FB26 DEM"}, purpose="Stopped in Sample Street", reason_code="1"
    )
    states = {leg["system"]: leg["state"] for leg in answer["legs"]}
    must(states.get("records") == "answered", "the records system did not answer")
    must(states.get("stop-search") == "not_asked", "a system was asked what it does not answer")
    must(answer["warnings"], "the vehicle's warnings are missing")
    must(answer["clusters"], "nothing was found about the vehicle")


def _prove(house: Running, tale: Tale) -> None:
    with tale.step("each system holds each entry exactly once, byte for byte as frozen"):
        tale.figures.update(proof.exactly_once(house.sandboxes, tale.began))
    with tale.step("every notebook's chain verifies"):
        tale.figures["entries"] = proof.chains()
    tale.figures.update(_waits(tale))


def _waits(tale: Tale) -> dict[str, Any]:
    """Milliseconds from release to the system's acceptance."""
    rows = Delivery.objects.filter(created_at__gte=tale.began)
    times = rows.values_list("created_at", "settled_at")
    waits = sorted((settled - made).total_seconds() * 1000 for made, settled in times if settled)
    middle, slow = (waits[int(share * (len(waits) - 1))] for share in (0.5, 0.95))
    return {
        "release_to_accepted_ms_p50": round(middle, 1),
        "release_to_accepted_ms_p95": round(slow, 1),
    }
