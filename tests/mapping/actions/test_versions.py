"""Drafting versions and bringing them into use."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.mapping import actions as mapping
from field_api.mapping.actions import NotAllowed, NothingToTry, NotValid, Unfit
from field_api.mapping.models import Mapping
from tests import make
from tests.mapping.made import HIGH, LOW, PLAIN, drafted, kept, released
from tests.written import INTEL, NOTE

pytestmark = pytest.mark.django_db

SHORT = {"properties": {"text": {"type": "string", "maxLength": 9}}, "required": ["text"]}


@pytest.fixture
def by() -> Officer:
    return make.officer()


@pytest.fixture
def records() -> System:
    return make.system("records", clearance=HIGH)


def test_a_draft_is_the_next_version_and_changes_nothing(records: System, by: Officer) -> None:
    mapping.install(system=records, kind=NOTE, call="records")
    made = drafted(records, by, note="shorter")
    assert (made.version, made.state, made.made_by, made.note) == (2, "draft", by, "shorter")
    assert mapping.current({NOTE})[NOTE, records.pk].id != made.pk
    event = Event.objects.latest("id")
    assert (event.act, event.subject) == ("alteration", "mapping:records/note/2")


@pytest.mark.parametrize(
    ("other", "at"),
    [
        ({"document": {"a": "body."}}, "/document/a"),
        ({"document": {"a": "lookup('sex', body.sex)"}}, "/document/a"),
        ({"engine": "jinja"}, "/engine"),
        ({"engine": "python", "document": {"call": "no-such"}}, "/document"),
        ({"engine": "python", "document": {}}, "/document"),
        ({"engine": "python", "document": {"call": ["records"]}}, "/document"),
        ({"maps": {"Sex": {}}}, "/value_maps/Sex"),
        ({"schema": {"type": "nonsense"}}, "/schema"),
        ({"schema": []}, "/schema"),
    ],
)
def test_what_could_never_work_is_not_kept(
    records: System, by: Officer, other: dict[str, object], at: str
) -> None:
    with pytest.raises(Unfit) as unfit:
        drafted(records, by, **{"document": PLAIN, **other})  # type: ignore[arg-type]
    assert [fault.pointer for fault in unfit.value.faults] == [at]
    assert not Mapping.objects.exists()


def test_a_version_in_use_retires_the_former_and_may_make_way_for_it(
    records: System, by: Officer
) -> None:
    kept(released())
    first, second = drafted(records, by), drafted(records, by)
    for version in (first, second, first):
        mapping.activate(mapping=version, by=by)
        in_use = Mapping.objects.get(state="active")
        assert in_use == version and in_use.activated_at
    event = Event.objects.latest("id")
    assert (event.act, event.actor, event.subject) == (
        "decision",
        by.actor,
        "mapping:records/note/1",
    )
    with pytest.raises(NotAllowed):
        mapping.activate(mapping=first, by=by)


def test_what_fails_on_an_entry_is_not_used(records: System, by: Officer) -> None:
    kept(released(body={"text": "short"}), released())
    made = drafted(records, by, schema=SHORT)
    with pytest.raises(NotValid) as failed:
        mapping.activate(mapping=made, by=by)
    assert [fault.pointer for one in failed.value.trials for fault in one.faults] == ["/text"]
    assert Mapping.objects.get().state == "draft"
    assert len(mapping.check(made)) == 1


def test_an_entry_on_which_the_version_in_use_fails_too_is_no_reason(
    records: System, by: Officer
) -> None:
    kept(released(body={"text": "short"}))
    mapping.activate(mapping=drafted(records, by, schema=SHORT), by=by)
    kept(released())
    mapping.activate(mapping=drafted(records, by, schema=SHORT), by=by)


def test_entries_that_never_go_there_are_no_reason(by: Officer) -> None:
    public = make.system("public", clearance=LOW)
    kept(released(INTEL))
    document = {"text": "body.items[0].narrative"}
    mapping.activate(mapping=drafted(public, by, document, kind=INTEL, schema=SHORT), by=by)


def test_without_any_entry_samples_are_asked_for_and_count(records: System, by: Officer) -> None:
    made = drafted(records, by, schema=SHORT)
    with pytest.raises(NothingToTry):
        mapping.activate(mapping=made, by=by)
    with pytest.raises(NotValid):
        mapping.activate(mapping=made, by=by, samples=[released()])
    mapping.activate(mapping=made, by=by, samples=[released(body={"text": "short"})])


def test_a_developers_mapping_that_raises_is_a_fault(records: System, by: Officer) -> None:
    kept(released())
    made = drafted(records, by, {"call": "intelligence"}, engine="python")
    (failed,) = mapping.check(made)
    assert [fault.text for fault in failed.faults] == ["fails: KeyError"]


def test_installing_again_changes_nothing_and_something_else_is_the_next(records: System) -> None:
    first = mapping.install(system=records, kind=NOTE, call="records")
    assert mapping.install(system=records, kind=NOTE, call="records") == first
    second = mapping.install(system=records, kind=NOTE, call="stop-search")
    assert (second.version, second.state) == (2, "active")
    with pytest.raises(KeyError):
        mapping.install(system=records, kind=NOTE, call="no-such")


@pytest.mark.django_db(transaction=True)
def test_two_who_draft_at_once_get_two_versions() -> None:
    system, by, together = make.system(), make.officer(), Barrier(2)

    def draft() -> None:
        together.wait(30)
        drafted(system, by)
        connection.close()

    threads = [Thread(target=draft) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(Mapping.objects.values_list("version", flat=True)) == [1, 2]
