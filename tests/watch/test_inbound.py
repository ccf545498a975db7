"""Sightings and lists from outside: who may bring them, each once, and nothing good is lost."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer
from standardwebhooks import Webhook

from field_api.connectors.models import System
from field_api.lib import clock
from field_api.watch.actions import importing, inlets, weeding
from field_api.watch.models import Listing, Sighting
from tests import handset, make
from tests.alerts.raised import held
from tests.watch import listed

pytestmark = pytest.mark.django_db

VARIABLE = "FIELDBOOK_TESTS_ANPR"
OURS, OTHER = (f"whsec_{base64.b64encode(seed * 32).decode()}" for seed in (b"o", b"x"))
DOOR = "/api/v1/sightings/anpr"


@pytest.fixture
def camera(db: None, monkeypatch: pytest.MonkeyPatch) -> System:
    monkeypatch.setenv(VARIABLE, OURS)
    row = make.system("anpr", takes_entries=False, callback_ref=f"env:{VARIABLE}")
    inlets.open_inlet(system=row, unit=make.unit())
    return row


def read(**other: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "vrm": listed.VRM, "seen_at": clock.iso(clock.now())}
    return {**said, **other}


def signed(body: bytes, secret: str = OURS, at: datetime | None = None) -> dict[str, str]:
    moment, message = at or datetime.now(UTC), f"msg_{uuid4().hex}"
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, moment, body.decode()),
    }


def bring(*readings: Any, door: str = DOOR, **how: Any) -> Any:
    body = json.dumps({"sightings": list(readings)}).encode()
    headers = signed(body, **how)
    return Client().post(door, body, content_type="application/json", headers=headers)


def statuses(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["status"] for one in answer.json()["results"]]


def test_a_camera_that_reads_a_wanted_plate_alerts_the_unit(camera: System) -> None:
    phone = handset.of()
    row = listed.listing()
    assert statuses(bring(read(vrm="ab12cde", place="A45 junction 15"))) == ["accepted"]
    (hit,) = listed.hits(row)
    assert (hit.source, hit.certainty) == ("sighting", "same")
    (alert,) = held(phone).values()
    assert "A camera read it" in alert["words"] and "A45 junction 15" in alert["words"]


def test_each_reading_counts_once_however_often_it_is_sent(camera: System) -> None:
    row, one = listed.listing(), read()
    assert statuses(bring(one, one)) == ["accepted", "duplicate"]
    assert statuses(bring(one)) == ["duplicate"]
    assert Sighting.objects.count() == len(listed.hits(row)) == 1


def test_what_cannot_be_read_costs_nothing_that_can(camera: System) -> None:
    bad = [
        "no object",
        read(vrm=""),
        read(seen_at="yesterday"),
        read(seen_at=clock.iso(clock.now() + timedelta(hours=1))),
        read(latitude=91, longitude=0),
        read(latitude=52.1),
        read(place="a\x00b"),
        read(camera={"id": 1}),
        read(id=None),
    ]
    answer = bring(read(), *bad, read())
    assert statuses(answer) == ["accepted", *["refused"] * len(bad), "accepted"]
    told = answer.json()["results"]
    assert all(one["faults"] for one in told if one["status"] == "refused")


def test_whoever_did_not_sign_it_learns_nothing(camera: System) -> None:
    make.system("records", callback_ref=f"env:{VARIABLE}")  # signs callbacks, and has no inlet
    old = clock.now() - timedelta(minutes=6)
    answers = [
        bring(read(), secret=OTHER),
        bring(read(), at=old),
        bring(read(), door="/api/v1/sightings/records"),
        bring(read(), door="/api/v1/sightings/nobody"),
        Client().post(DOOR, {"sightings": [read()]}, content_type="application/json"),
    ]
    assert {one.status_code for one in answers} == {401}
    assert len({one.json()["title"] for one in answers}) == 1
    assert not Sighting.objects.exists()


def test_too_many_and_too_long_are_said_so(camera: System) -> None:
    assert bring(*[read()] * 501).status_code == 413
    assert bring(read(place="x" * (600 << 10))).status_code == 413
    body = b'{"sightings": 1}'
    answer = Client().post(DOOR, body, content_type="application/json", headers=signed(body))
    assert answer.status_code == 422


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
_MEMBERS = st.sampled_from(
    ["id", "vrm", "seen_at", "camera", "place", "latitude", "longitude", "direction"]
)


@given(st.lists(st.dictionaries(_MEMBERS, _JSON) | _JSON, max_size=4))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_message_ends_in_a_fault_of_ours(camera: System, junk: list[Any]) -> None:
    good = read()
    found = statuses(bring(*[{**good, **one} if isinstance(one, dict) else one for one in junk]))
    assert set(found) <= {"accepted", "duplicate", "refused"} and len(found) == len(junk)


def test_a_real_client_over_a_real_wire(
    camera: System, live_server: LiveServer, transactional_db: None
) -> None:
    body = json.dumps({"sightings": [read()]}).encode()
    headers = {**signed(body), "content-type": "application/json"}
    answer = httpx2.post(f"{live_server.url}{DOOR}", content=body, headers=headers)
    assert answer.status_code == 200 and answer.json()["results"][0]["status"] == "accepted"


def test_sightings_from_a_file(camera: System, tmp_path: Path, capsys: Any) -> None:
    now = clock.iso(clock.now())
    lines = ["ID,VRM,seen_at,place", f"1,AB12 CDE,{now},A45", f"2,,{now},A45", f"1,AB12CDE,{now},"]
    file = tmp_path / "reads.csv"
    file.write_text("\n".join(lines), encoding="utf-8-sig")
    call_command("import_sightings", "anpr", str(file))
    said = capsys.readouterr()
    assert said.out.strip() == "1 accepted, 1 duplicate, 1 refused"
    assert said.err.splitlines() == ["line 3: vrm: Needed."]


def test_sightings_go_after_four_weeks(camera: System) -> None:
    bring(read())
    Sighting.objects.update(received_at=clock.now() - timedelta(days=29))
    assert weeding.forget() == 1 and not Sighting.objects.exists()


class TestLists:
    @pytest.fixture
    def rows(self) -> Iterator[list[dict[str, str]]]:
        until = (clock.now() + timedelta(days=7)).date().isoformat()
        weed = (clock.now() + timedelta(days=90)).date().isoformat()
        base = {
            "kind": "vehicle",
            "category": "stolen",
            "priority": "high",
            "authority": "Insp Example",
            "reason": "Stolen",
            "marking": "OFFICIAL",
            "valid_until": until,
            "weed_date": weed,
        }
        yield [
            {**base, "reference": "V1", "vrm": "AB12 CDE", "warnings": "vi we"},
            {**base, "reference": "V2", "vrm": "", "make": "Ford"},
            {**base, "reference": "", "vrm": "AB13 CDE"},
            {**base, "reference": "V4", "vrm": "AB14 CDE", "covert": "perhaps"},
            {**base, "reference": "V5", "kind": "ufo", "priority": "soon"},
        ]

    def test_a_dry_run_says_what_would_be_and_does_nothing(
        self, rows: list[dict[str, str]]
    ) -> None:
        by = listed.inspector()
        told = importing.bring(rows=rows, source="voi", by=by, dry_run=True)
        assert [one.status for one in told] == ["listed", *["refused"] * 4]
        assert [fault[0] for one in told for fault in one.faults] == [
            "/known",
            "/reference",
            "/covert",
            "/kind",
            "/priority",
        ]
        assert not Listing.objects.exists()

    def test_the_good_rows_are_listed_once_and_amended_when_they_change(
        self, rows: list[dict[str, str]]
    ) -> None:
        by = listed.inspector()
        for expected in ("listed", "known"):
            told = importing.bring(rows=rows, source="voi", by=by, dry_run=False)
            assert told[0].status == expected
        changed = [{**rows[0], "reason": "Used in a burglary"}]
        (told_one,) = importing.bring(rows=changed, source="voi", by=by, dry_run=False)
        assert told_one.status == "amended"
        row = Listing.objects.get()
        assert (row.reason, row.warnings, row.version) == ("Used in a burglary", ["VI", "WE"], 2)

    def test_from_a_file(self, rows: list[dict[str, str]], tmp_path: Path, capsys: Any) -> None:
        by, file = listed.inspector(), tmp_path / "voi.json"
        file.write_text(json.dumps(rows), encoding="utf-8")
        call_command("import_watchlist", str(file), source="voi", owner=by.login)
        assert capsys.readouterr().out.strip() == "Would be: 1 listed, 4 refused"
        call_command("import_watchlist", str(file), source="voi", owner=by.login, for_good=True)
        said = capsys.readouterr()
        assert said.out.strip() == "1 listed, 4 refused" and "row 2: /known:" in said.err
