"""What the demonstration brings about: the same at every start, and fit for what it sends to."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from backend.runtime.sandboxes import Sandbox
from backend.story import alerting, returns, routes, seed, told
from field_api.alerts.models import Alert
from field_api.catalogue import shipped
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.sandbox.doors import soap
from field_api.connectors.sandbox.reading import records
from field_api.connectors.sandbox.systems import PARTS
from field_api.connectors.wire import envelope_xml
from field_api.delivery.models import Route
from field_api.identity.models import Officer
from field_api.insights import actions as insights
from field_api.insights.rules import RETURNS, Month
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.mapping import actions as mapping
from field_api.mapping.actions import Released
from field_api.mapping.models import Mapping
from field_api.policy.models import HandlingGroup, Membership
from field_api.tasking.models import Tasking
from field_api.watch.models import Hit
from tests import handset
from tests.catalogue.bodies import change, places
from tests.catalogue.bodies import told as told_of_form
from tests.submissions import journeys
from tests.written import NOTE, SEARCH

pytestmark = pytest.mark.django_db

DOCUMENTS = sorted(file.stem.split(".") for file in told.DOCUMENTS.glob("*.json"))


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
def test_nine_systems_of_four_kinds_each_with_work() -> None:
    fed = System.objects.filter(takes_entries=True)
    assert fed.count() == 9
    assert set(fed.values_list("kind", flat=True)) == {
        "rest_json",
        "soap",
        "sftp",
        "smtp",
    }
    assert set(Mapping.objects.values_list("engine", flat=True)) == {"python", "jmespath"}
    routed = set(Route.objects.values_list("system__code", "kind"))
    in_use = Mapping.objects.filter(state="active")
    assert set(in_use.values_list("system__code", "kind")) == routed
    assert len({system for system, _ in routed}) == 9
    told_of = {(play, kind) for kind, play in routes.ROUTES}
    assert routed == told_of | {(returns.SYSTEM, returns.KIND)}


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
    """The examples, and the full one with each place left out in turn that may be left out."""
    valid, minimal = told.samples(kind, _keeper())
    yield from (valid, minimal)
    for at in places(shipped.example(kind, "valid")):
        document = deepcopy(valid.document)
        change(document["body"], at, remove=True)
        document["labels"].pop(at[1:], None)
        if not told_of_form(kind, document["body"]):
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


@pytest.mark.parametrize(("system", "kind"), DOCUMENTS)
def test_each_system_takes_what_its_document_makes(
    system: str, kind: str, boxes: list[Sandbox]
) -> None:
    seed.seed(boxes, [(kind, system)])
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
    schema = _schema(kind)
    codes = {**dict(_codes(schema)), **dict(_codes(schema, inside=False))}
    maps = _wanted(system, kind)["value_maps"]
    for name, rows in maps.items():
        assert set(rows) == set(codes[name])


def _schema(kind: str) -> dict[str, Any]:
    *_, form = (one for one in shipped.documents() if one["kind"] == kind)
    schema: dict[str, Any] = form["schema"]
    return schema


def _codes(spec: dict[str, Any], *, inside: bool = True) -> Iterator[tuple[str, list[str]]]:
    """Of two fields of one name the one further out is meant: see who asks."""
    for name, field in spec.get("properties", {}).items():
        listed = field.get("items", {}) if field.get("x-widget") == "checks" else field
        if "enum" in listed:
            yield name, listed["enum"]
        if inside:
            yield from _codes(field)
            yield from _codes(field.get("items", {}))


def _wanted(system: str, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((told.DOCUMENTS / f"{system}.{kind}.json").read_text())
    return found


def test_matters_under_conditions_are_not_mailed(boxes: list[Sandbox]) -> None:
    kind = "intelligence-report"
    seed.seed(boxes, [(kind, "partner-mail")])
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


def test_every_group_that_a_form_names_is_founded_and_somebody_reads_in_it(
    boxes: list[Sandbox],
) -> None:
    seed.seed(boxes, [])
    named = {one["group"] for one in shipped.documents() if "group" in one}
    assert set(HandlingGroup.objects.values_list("code", flat=True)) == named
    read_in = Membership.objects.values_list("officer__login", "group__code")
    assert set(read_in) == {("34-2002", code) for code in named}


# --- every kind -----------------------------------------------------------------------------------

NOWHERE = {"source-record", "statement-rear"}


def _made(system: str, kind: str, entry: Released) -> tuple[Any, bytes]:
    row = System.objects.get(code=system)
    made = mapping.at(_active(system, kind).pk).apply(entry, version=1, clearance=row.clearance)
    assert made.faults == [], entry.document["body"]
    payload, _ = connectors.connector(row).render(made.document)
    assert connectors.connector(row).validate(payload) == []
    return made.document, payload


def test_every_kind_goes_somewhere_but_those_that_stay() -> None:
    kinds = {one["kind"] for one in shipped.documents()}
    assert kinds - {kind for kind, _ in routes.ROUTES} == NOWHERE


@pytest.mark.slow
@pytest.mark.usefixtures("seeded")
def test_every_system_takes_the_examples_of_every_kind_it_is_told_of() -> None:
    for kind, system in routes.ROUTES:
        for entry in told.samples(kind, _keeper()):
            _, payload = _made(system, kind, entry)
            assert PARTS[system].check(_read_by(system, payload)) == [], (kind, system)


@pytest.mark.usefixtures("seeded")
def test_the_inspector_sends_the_searches_of_a_month() -> None:
    writer, inspector = (Officer.objects.get(login=f"34-{one}") for one in ("1001", "2002"))
    entry = journeys.send(handset.of(writer), SEARCH, body=shipped.example(SEARCH, "valid"))
    month = Month.of(clock.parse(shipped.example(SEARCH, "valid")["started_at"]))
    (made,) = insights.send(by=inspector, of=RETURNS["stop-search"], month=month)
    assert (made.system.code, made.state) == (returns.SYSTEM, "due")
    (row,) = records(f"{made.key}.csv", bytes(made.payload.body))
    assert PARTS[returns.PLAY].check(row) == []
    assert entry.reference not in str(row)


def test_a_referral_goes_to_counter_terrorism_policing_and_nowhere_else() -> None:
    assert seed.PARTNERS["ct-mailbox"] == "counter-terrorism-policing"
    known = [pair for pair in routes.ROUTES if "prevent-referral" in pair or "ct-mailbox" in pair]
    assert known == [("prevent-referral", "ct-mailbox")]


@pytest.mark.parametrize("system", ["records", "case-files"])
def test_no_copy_of_a_statement_holds_anything_of_its_rear_page(
    system: str, boxes: list[Sandbox]
) -> None:
    """The same witness wrote both: what stands on the rear alone is in nothing that is sent."""
    seed.seed(boxes, [("statement", system)])
    front, _ = told.samples("statement", _keeper())
    rear, body = shipped.example("statement-rear", "valid"), front.document["body"]
    private = {text for name, text in rear.items() if isinstance(text, str) and len(text) > 6}
    private -= {text for text in body.values() if isinstance(text, str)}
    front.document["body"] = {**rear, **body}
    _, payload = _made(system, "statement", front)
    assert len(private) > 10
    assert not [text for text in private if text in payload.decode()]


def test_an_arrest_begins_a_custody_record_and_a_case_file(boxes: list[Sandbox]) -> None:
    seed.seed(boxes, [("arrest", "records"), ("arrest", "case-files")])
    entry, _ = told.samples("arrest", _keeper())
    entry.document["body"] |= {
        "self_defined_ethnicity": "W4",
        "officer_defined_ethnicity": "IC7",
        "sex": "U",
    }
    custody = _made("records", "arrest", entry)[0]["custody"]
    assert custody["person"]["officer_defined_ethnicity"] == "IC9"
    assert (custody["person"]["sex"], custody["person"]["self_defined_ethnicity"]) == ("0", "W4")
    assert custody["offences"] == entry.document["body"]["offences"]
    (person,) = _made("case-files", "arrest", entry)[0]["Person"]
    assert person["SelfDefinedEthnicity"] == "W5"


def test_its_people_are_told_what_is_sought_once_a_day(boxes: list[Sandbox]) -> None:
    for _ in range(2):
        alerting.brought_about(boxes)
    raised = Alert.objects.order_by("pk").values_list("source", "priority")
    assert list(raised) == [("demo", "high"), ("demo", "routine"), ("watch", "high")]
    assert (Hit.objects.count(), Tasking.objects.count()) == (3, 1)
