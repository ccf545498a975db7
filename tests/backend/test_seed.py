"""What the demonstration brings about: the same at every start, and fit for what it sends to."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from backend.runtime.sandboxes import Sandbox, kept
from backend.story import seed, told
from field_api.catalogue import shipped
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.sandbox.doors import soap
from field_api.connectors.sandbox.doors.sftp import _host_key
from field_api.connectors.sandbox.reading import records
from field_api.connectors.sandbox.systems import PARTS
from field_api.connectors.wire import envelope_xml
from field_api.delivery.models import Route
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.mapping import actions as mapping
from field_api.mapping.actions import Released
from field_api.mapping.models import Mapping
from field_api.policy.models import HandlingGroup, Membership
from tests.catalogue.bodies import change, places
from tests.written import NOTE

pytestmark = pytest.mark.django_db

DOCUMENTS = sorted(file.stem.split(".") for file in told.DOCUMENTS.glob("*.json"))


@pytest.fixture
def boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Sandbox]:
    made = kept(tmp_path)
    for box in made:
        monkeypatch.setenv(box.variable, box.token)
        if box.kind == "sftp":
            keys = Path(box.folder) / box.play
            keys.mkdir()
            _host_key(keys)
    return made


@pytest.fixture
def seeded(boxes: list[Sandbox]) -> list[Sandbox]:
    seed.seed(boxes)
    return boxes


def _keeper() -> Officer:
    return Officer.objects.get(login="34-3001")


def _active(system: str, kind: str) -> Mapping:
    return Mapping.objects.get(system__code=system, kind=kind, state="active")


def test_a_second_start_changes_nothing(seeded: list[Sandbox]) -> None:
    before = Event.objects.count()
    versions = list(Mapping.objects.order_by("pk").values_list("pk", "state"))
    seed.seed(seeded)
    assert Event.objects.count() == before
    assert list(Mapping.objects.order_by("pk").values_list("pk", "state")) == versions


@pytest.mark.usefixtures("seeded")
def test_six_systems_of_four_kinds_each_with_work() -> None:
    assert System.objects.count() == 6
    assert set(System.objects.values_list("kind", flat=True)) == {
        "rest_json",
        "soap",
        "sftp",
        "smtp",
    }
    assert set(Mapping.objects.values_list("engine", flat=True)) == {"python", "jmespath"}
    routed = set(Route.objects.values_list("system__code", "kind"))
    in_use = Mapping.objects.filter(state="active")
    assert set(in_use.values_list("system__code", "kind")) == routed
    assert len({system for system, _ in routed}) == 6


def test_what_a_person_brought_into_use_stays(seeded: list[Sandbox]) -> None:
    for system in ("case-files", "records"):
        theirs = mapping.draft(
            system=System.objects.get(code=system),
            kind=NOTE,
            engine="jmespath",
            document={"CaseReference": "reference"},
            by=_keeper(),
        )
        mapping.activate(mapping=theirs, by=_keeper(), samples=told.samples(NOTE, _keeper()))
        seed.seed(seeded)
        assert _active(system, NOTE) == theirs


def test_a_document_that_came_with_a_new_release_takes_its_place(
    seeded: list[Sandbox], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped_one = (told.DOCUMENTS / "national-upload.note.json").read_text()
    assert "`2000`" in shipped_one
    (tmp_path / "national-upload.note.json").write_text(shipped_one.replace("`2000`", "`1000`"))
    monkeypatch.setattr(told, "DOCUMENTS", tmp_path)
    seed.seed(seeded)
    now = _active("national-upload", NOTE)
    assert (now.version, "`1000`" in str(now.document)) == (2, True)


# --- what each document makes ---------------------------------------------------------------------


def _released(kind: str) -> Iterator[Released]:
    """The examples, and the full one with each of its places left out in turn."""
    valid, minimal = told.samples(kind, _keeper())
    yield from (valid, minimal)
    for at in places(shipped.example(kind, "valid")):
        document = deepcopy(valid.document)
        change(document["body"], at, remove=True)
        document["labels"].pop(at[1:], None)
        yield Released(**{**_members(valid), "document": document})


def _members(one: Released) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Released.__slots__}


def _read_by(system: str, payload: bytes) -> Any:
    """As the system's own door reads it."""
    part = PARTS[system]
    match part.door:
        case "soap":
            return soap._schema(part).document(envelope_xml.parsed(payload))
        case "sftp":
            return records(f"{uuid4()}.csv", payload)[0]
    return part.shows(payload)


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("system", "kind"), DOCUMENTS)
def test_each_system_takes_what_its_document_makes(system: str, kind: str) -> None:
    row = System.objects.get(code=system)
    ready, connector = mapping.at(_active(system, kind).pk), connectors.connector(row)
    for entry in _released(kind):
        made = ready.apply(entry, version=1, clearance=row.clearance)
        assert made.faults == [], entry.document["body"]
        payload, _ = connector.render(made.document)
        assert connector.validate(payload) == []
        assert PARTS[system].check(_read_by(system, payload)) == []


@pytest.mark.parametrize(("system", "kind"), DOCUMENTS)
def test_every_code_of_the_form_has_theirs(system: str, kind: str) -> None:
    """A code without a row is a fault, and its entry would lie with a person."""
    codes = dict(_codes(_schema(kind)))
    maps = _wanted(system, kind)["value_maps"]
    for name, rows in maps.items():
        assert set(rows) == set(codes[name])


def _schema(kind: str) -> dict[str, Any]:
    *_, form = (one for one in shipped.documents() if one["kind"] == kind)
    schema: dict[str, Any] = form["schema"]
    return schema


def _codes(spec: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, field in spec.get("properties", {}).items():
        if "enum" in field:
            yield name, field["enum"]
        yield from _codes(field)
        yield from _codes(field.get("items", {}))


def _wanted(system: str, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((told.DOCUMENTS / f"{system}.{kind}.json").read_text())
    return found


@pytest.mark.usefixtures("seeded")
def test_matters_under_conditions_are_not_mailed() -> None:
    kind = "intelligence-report"
    entry = told.samples(kind, _keeper())[0]
    conditional = [one for one in entry.document["body"]["items"] if one["handling"] == "C"]
    assert conditional, "the example has one"
    made = mapping.at(_active("partner-mail", kind).pk).apply(
        entry, version=1, clearance="OFFICIAL-SENSITIVE"
    )
    said = str(made.document)
    assert entry.document["body"]["items"][0]["narrative"] in said
    assert not any(one["narrative"] in said for one in conditional)
    assert entry.document["body"]["how_known"] not in said


@pytest.mark.usefixtures("seeded")
def test_every_group_that_a_form_names_is_founded_and_somebody_reads_in_it() -> None:
    named = {one["group"] for one in shipped.documents() if "group" in one}
    assert set(HandlingGroup.objects.values_list("code", flat=True)) == named
    read_in = Membership.objects.values_list("officer__login", "group__code")
    assert set(read_in) == {("34-2002", code) for code in named}
