"""Returns delivered: as files of a month, and entry by entry."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from django.core.management import CommandError, call_command

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.models import Delivery, Payload
from field_api.identity.models import Officer
from field_api.insights import actions
from field_api.insights.actions import sending
from field_api.insights.rules import COLUMNS, RETURNS, Month
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.mapping import actions as mapping
from field_api.mapping.models import Source
from field_api.policy.models import Clearance
from tests import handset, make, written
from tests.delivery.parcels import make_due
from tests.insights.test_doors import table
from tests.queries.sandbox import TOKEN, Sandbox, playing
from tests.submissions import journeys
from tests.submissions.desk import example, text

pytestmark = pytest.mark.django_db

MARCH, KIND = Month(2026, 3), "return-stop-search"
FOLDER: dict[str, Any] = {
    "format": "csv",
    "records": "rows",
    "columns": list(COLUMNS),
    "exact_cells": True,
    "updates": True,
}
HOST_KEY = "SHA256:" + "A" * 43


def search(**other: Any) -> Any:
    return journeys.send(handset.of(), written.SEARCH, body=example(written.SEARCH, **other))


def publisher(url: str = "sftp://127.0.0.1:9/files", host_key: str = HOST_KEY) -> System:
    """Who takes the month's file, routed to."""
    config = FOLDER | {"base_url": url, "username": "fieldbook", "host_key": host_key}
    system = written.system(
        "publisher", kind="sftp", config=config, clearance="OFFICIAL", bearer=TOKEN
    )
    mapping.install(system=system, kind=KIND, call="table")
    delivery.route(kind=KIND, system=system)
    return system


@pytest.fixture
def who() -> Officer:
    written.forms()
    return make.supervisor()


def send(by: Officer, name: str = "stop-search") -> list[Delivery]:
    return actions.send(by=by, of=RETURNS[name], month=MARCH)


def refused(by: Officer, name: str = "stop-search") -> str:
    with pytest.raises(Problem) as raised:
        send(by, name)
    return raised.value.code


def test_a_month_is_a_delivery_of_the_same_bytes_as_the_download(who: Officer) -> None:
    publisher()
    search()
    search(power="terrorism-s43")
    (made,) = send(who)
    assert (made.system.code, made.kind, made.state) == ("publisher", KIND, "due")
    sent = bytes(Payload.objects.get(delivery=made).body).decode()
    drawn = table(make.signed_in(who).get("/api/v1/returns/stop-search?month=2026-03"))
    assert list(csv.reader(io.StringIO(sent, newline=""))) == drawn
    assert len(drawn) == 3


def test_it_is_disclosed_to_the_system_record_by_record(who: Officer) -> None:
    publisher()
    entry = search()
    (made,) = send(who)
    told = Event.objects.filter(actor=who.actor, act="disclosure").order_by("pk")
    assert [(one.subject, one.recipient) for one in told] == [
        ("return:stop-search", "publisher"),
        (f"submission:{entry.pk}", "publisher"),
    ]
    decided = Event.objects.get(actor=who.actor, act="decision", subject="return:stop-search")
    assert decided.details == {"deliveries": [str(made.pk)]}


def test_a_month_sent_again_is_the_next_version_of_itself_if_it_changed(who: Officer) -> None:
    publisher()
    search()
    (first,) = send(who)
    assert refused(who) == "already-sent"
    search(outcome="bu-caution")
    (second,) = send(who)
    assert (second.subject_id, second.lane_seq) == (first.subject_id, 2)


def test_what_was_sent_before_may_be_sent_once_it_changed_back(who: Officer) -> None:
    publisher()
    search()
    (first,) = send(who)
    extra = search(outcome="bu-caution")
    send(who)
    extra.state = "withdrawn"
    extra.save(update_fields=["state"])
    (third,) = send(who)
    assert third.lane_seq == 3
    assert third.payload_sha256 == first.payload_sha256


def test_what_is_not_sent(who: Officer) -> None:
    assert refused(who, "fraud") == "not-periodic"
    assert refused(who) == "no-route"
    publisher()
    assert refused(who) == "nothing-to-send"
    journeys.send(handset.of(who), written.SEARCH, body=example(written.SEARCH))
    assert refused(who) == "own-work"
    assert not Delivery.objects.filter(kind=KIND).exists()


def test_a_part_is_not_sent_for_the_whole(who: Officer) -> None:
    publisher()
    search()
    Clearance.objects.create(
        officer=who, marking="OFFICIAL", given_by=make.supervisor(), given_at=clock.now()
    )
    assert refused(who) == "nothing-to-send"  # they reach none of it
    make.unit("Roads")
    assert refused(make.supervisor()) == "not-whole"


def test_rows_are_forgotten_with_the_next_return(
    who: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher()
    search()
    send(who)
    old = Source.objects.get(kind=KIND)
    assert "Sample" not in str(old.document)
    Source.objects.filter(pk=old.pk).update(created_at=clock.now() - sending.KEPT * 2)
    search(outcome="bu-caution")
    send(who)
    old.refresh_from_db()
    assert old.document is None
    assert Source.objects.filter(kind=KIND).exclude(document=None).count() == 1


def test_a_return_of_three_tables_is_three_deliveries(who: Officer) -> None:
    kinds = [f"return-stats19-{name}" for name in ("collision", "vehicle", "casualty")]
    system = written.system("traffic")
    for kind in kinds:
        mapping.install(system=system, kind=kind, call="table")
        delivery.route(kind=kind, system=system)
    entry = journeys.send(handset.of(), "collision", body=example("collision"))
    journeys.decide("approve", entry, make.supervisor())
    made = send(who, "stats19")
    assert sorted(one.kind for one in made) == sorted(kinds)
    bodies = {one.kind: json.loads(bytes(one.payload.body)) for one in made}
    assert {kind: len(body["rows"]) for kind, body in bodies.items()} == dict(
        zip(kinds, (1, 3, 3), strict=True)
    )


def test_over_http_and_on_the_desk(who: Officer) -> None:
    publisher()
    search()
    client = make.signed_in(who)
    door = "/api/v1/returns/stop-search/deliveries"
    said = client.post(door, {"month": "2026-03"}, format="json")
    assert said.status_code == 202
    (one,) = said.json()["deliveries"]
    assert (one["system"], one["version"], one["state"]) == ("publisher", 1, "due")
    again = client.post(door, {"month": "2026-03"}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already-sent")
    bad = client.post(door, {"month": "soon"}, format="json")
    assert (bad.status_code, bad.json()["code"]) == (400, "malformed-request")

    page, asked = "/desk/returns/", {"return": "stop-search", "month": "2026-03"}
    desk = make.at_desk(who)
    assert "Send now" in text(desk.get(page, asked))
    assert "This month was sent, and is the same still" in text(
        desk.post(page, asked | {"send": "1"})
    )
    search(outcome="bu-caution")
    assert "On its way" in text(desk.post(page, asked | {"send": "1"}))


def test_an_officer_sends_none(who: Officer) -> None:
    door = "/api/v1/returns/stop-search/deliveries"
    answer = make.signed_in(make.officer()).post(door, {"month": "2026-03"}, format="json")
    assert answer.status_code == 403


def test_the_console_shows_it_as_any_delivery(who: Officer) -> None:
    publisher()
    search()
    (made,) = send(who)
    Delivery.objects.filter(pk=made.pk).update(
        state="rejected", settled_at=clock.now(), reason="no good"
    )
    desk = make.at_desk(who)
    page = desk.get("/console/systems/publisher/")
    assert KIND in text(page)
    assert f"/values/{KIND}/" not in page.content.decode()  # no form, no codes: it would be a 404
    assert desk.get(f"/console/entries/{made.subject_id}/").status_code == 404  # it is no entry
    assert "Publisher" in text(desk.get("/console/letters/"))
    said = text(desk.get(f"/console/deliveries/{made.pk}/"))
    assert "Publisher" in said
    assert KIND in said


def test_by_a_timer_of_the_host(who: Officer, capsys: pytest.CaptureFixture[str]) -> None:
    publisher()
    search()
    call_command("send_return", "stop-search", officer=who.login, month="2026-03")
    assert f"{KIND} to publisher: due" in capsys.readouterr().out
    with pytest.raises(CommandError, match="the same still"):
        call_command("send_return", "stop-search", officer=who.login, month="2026-03")
    with pytest.raises(CommandError, match="no officer of that login"):
        call_command("send_return", "stop-search", officer=make.officer().login)
    with pytest.raises(CommandError, match="a month is written"):
        call_command("send_return", "stop-search", officer=who.login, month="soon")


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Sandbox]:
    """A folder by SFTP that gives receipts, a real process."""
    with playing("national-upload", data=tmp_path) as running:
        yield running["national-upload"]


def received(box: Sandbox, made: Delivery) -> str:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx2.get(f"{box.url}/api/entries/by-key/{made.key}", headers=bearer)
    return str(answer.json()["state"])


@pytest.mark.slow
def test_a_file_lies_in_a_folder_after_trouble_on_the_way(who: Officer, box: Sandbox) -> None:
    key = (box.data / box.play / "host_key.pub").read_text()
    system = publisher(f"{box.door}/searches", key)
    search()
    (made,) = send(who)
    box.breaks(down=True)
    delivery.drain(system.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts) != ("delivered", 0)
    box.heal()
    make_due()
    delivery.drain(system.pk)
    made.refresh_from_db()
    assert (made.state, bool(made.remote_ref)) == ("delivered", True)
    assert received(box, made) == "accepted"


def test_entries_go_one_by_one_as_pole_and_as_indicators(who: Officer) -> None:
    hub, feed = written.system("hub"), written.system("feed", **FEED)
    centre = written.system("centre")
    for system, call in ((hub, "pole"), (feed, "indicators"), (centre, "fraud")):
        mapping.install(system=system, kind="fraud-report", call=call)
        delivery.route(kind="fraud-report", system=system)
    entry = journeys.send(handset.of(), "fraud-report", body=example("fraud-report"))
    found = {
        one.system.code: json.loads(bytes(one.payload.body))
        for one in Delivery.objects.filter(subject=entry.pk).select_related("system", "payload")
    }
    assert not Delivery.objects.filter(subject=entry.pk).exclude(state="due").exists()
    submission = next(one for one in found["hub"]["included"] if one["type"] == "submission")
    assert submission["attributes"]["customerReferenceNumber"] == entry.reference
    assert {one["type"] for one in found["feed"]["objects"]} >= {"report", "indicator"}
    assert found["centre"]["nfib_code"] == "NFIB5A"
    assert found["centre"]["centre"] == "Report Fraud"


FEED: dict[str, Any] = {
    "kind": "taxii",
    "config": {
        "base_url": "http://127.0.0.1:9/api/",
        "collection": "91a7b528-80eb-42ed-a74d-c6fbd5a26116",
        "producer": "Example Police",
    },
}
