"""Registering systems, pausing and resuming them, and what the ledger keeps of it."""

from pathlib import Path
from typing import Any

import pytest

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import ConfigRefused
from field_api.ledger.models import Event
from tests import make
from tests.contracts.certificates import Authority

pytestmark = pytest.mark.django_db

RECORDS: dict[str, Any] = {
    "code": "records",
    "name": "Records",
    "kind": "rest_json",
    "config": {"base_url": "http://127.0.0.1:9"},
    "secret_ref": "env:RECORDS_TOKEN",
    "lookup": "by_key",
    "answers_queries": ["vehicle", "person"],
}


def events() -> list[Event]:
    return list(Event.objects.filter(subject="system:records").order_by("id"))


def test_registering_again_changes_only_what_moved() -> None:
    first = connectors.register(**RECORDS)
    again = connectors.register(**RECORDS)
    moved = connectors.register(**RECORDS | {"send_seconds": 3.0})
    assert first.pk == again.pk == moved.pk
    assert System.objects.get().send_seconds == 3.0
    assert [event.details["created"] for event in events()] == [True, False]
    assert events()[1].details["fields"] == ["send_seconds"]
    assert {event.actor for event in events()} == {"house"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "telex"},
        {"config": {"base_url": "http://10.0.0.1"}},
        {"secret_ref": "the-secret-itself"},
        {"answers_queries": ["horoscope"]},
        {"clearance": "SECRET"},
        {"lookup": "by_guess"},
        {"code": "Not A Code"},
        {"name": "n" * 81},
    ],
)
def test_what_could_never_work_is_refused_when_it_is_registered(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        connectors.register(**RECORDS | wrong)
    assert not System.objects.exists()
    assert events() == []


def test_a_pause_names_who_and_why_and_stands_until_resumed() -> None:
    system, first, second = connectors.register(**RECORDS), make.officer(), make.officer()
    paused = connectors.pause(system=system, by=first, reason=" Upgrade tonight ")
    assert (paused.state, paused.paused_by, paused.pause_reason) == (
        "paused",
        first,
        "Upgrade tonight",
    )
    again = connectors.pause(system=system, by=second, reason="Me too")
    assert (again.paused_by, again.pause_reason) == (first, "Upgrade tonight")
    assert connectors.register(**RECORDS | {"name": "Records 2"}).state == "paused"
    resumed = connectors.resume(system=system, by=second, reason="Upgrade done")
    assert (resumed.state, resumed.paused_at, resumed.pause_reason) == ("active", None, "")
    kept = [(e.act, e.actor, e.purpose) for e in events() if e.act == "decision"]
    assert kept == [
        ("decision", first.actor, "Upgrade tonight"),
        ("decision", second.actor, "Upgrade done"),
    ]


def test_neither_is_done_without_a_reason() -> None:
    system, officer = connectors.register(**RECORDS), make.officer()
    with pytest.raises(ValueError, match="reason"):
        connectors.pause(system=system, by=officer, reason=" ")
    connectors.pause(system=system, by=officer, reason="Upgrade")
    with pytest.raises(ValueError, match="reason"):
        connectors.resume(system=system, by=officer, reason="")
    assert System.objects.get().state == "paused"


def test_the_certificates_of_a_system_are_those_its_settings_name(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    config = RECORDS["config"] | {"ca_file": str(authority.file)}
    (one,) = connectors.certificates(System(config=config))
    assert one.name == "ca_file of Sandbox authority"
    assert connectors.certificates(System(config=RECORDS["config"])) == []
