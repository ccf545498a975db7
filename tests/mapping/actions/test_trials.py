"""What a version would change, on what officers wrote."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.mapping import actions as mapping
from field_api.mapping.actions import Came, trials
from field_api.mapping.models import Mapping, Source
from field_api.mapping.rules.differences import ABSENT, Difference
from tests import make
from tests.mapping.made import HIGH, drafted, kept, released
from tests.written import NOTE

pytestmark = pytest.mark.django_db

NEW = {"id": "submission", "text": "upper(body.text)", "more?": "body.subject"}
AT_MOST_9 = {"properties": {"text": {"maxLength": 9}}}


@pytest.fixture
def reviewer() -> Officer:
    return make.supervisor()


@pytest.fixture
def now(reviewer: Officer) -> Mapping:
    """The version in use: takes texts of nine letters at most."""
    system = make.system("records", clearance=HIGH)
    made = drafted(system, reviewer, schema=AT_MOST_9)
    short = released(body={"text": "short"})
    return mapping.activate(mapping=made, by=reviewer, samples=[short])


def run(version: Mapping, by: Officer, **other: object) -> list[mapping.Trial]:
    return list(mapping.dry_run(mapping=version, by=by, **other))  # type: ignore[arg-type]


def test_each_entry_came_out_in_one_of_five_ways(now: Mapping, reviewer: Officer) -> None:
    system = now.system
    kept(
        released(body={"text": "THE SAME"}, example="minimal"),
        released(body={"text": "changes"}),
        released(body={"text": "far too long"}),
        released(body={"text": "7"}),
    )
    longer = {"properties": {"text": {"minLength": 2, "maxLength": 20}}}
    found = run(drafted(system, reviewer, NEW, schema=longer), reviewer)
    assert [one.came for one in found] == [
        Came.NEWLY_FAULTY,
        Came.NEWLY_ACCEPTED,
        Came.CHANGED,
        Came.SAME,
    ]
    assert Difference("/text", "changes", "CHANGES") in found[2].differences
    assert [one.before for one in found[2].differences if one.pointer == "/more"] == [ABSENT]
    assert [one.pointer for one in found[0].faults] == ["/text"]
    assert mapping.counts(found)["same"] == 1
    still = run(drafted(system, reviewer, NEW, schema=AT_MOST_9), reviewer)
    assert Counter(one.came for one in still)[Came.STILL_FAULTY] == 1


def test_where_nothing_is_in_use_everything_is_new(reviewer: Officer) -> None:
    kept(released())
    (found,) = run(drafted(make.system(), reviewer), reviewer)
    assert (found.came, found.differences) == (Came.NEWLY_ACCEPTED, [])


def test_values_are_for_those_who_may_review_the_entry(now: Mapping, reviewer: Officer) -> None:
    (ours, theirs) = kept(
        released(body={"text": "ours"}), released(body={"text": "theirs"}, force="35")
    )
    new = drafted(now.system, reviewer, NEW)
    by_source = {one.source: one for one in run(new, reviewer)}
    assert Difference("/text", "ours", "OURS") in by_source[ours.revision].differences
    hidden = by_source[theirs.revision]
    assert not hidden.shown and Difference("/text") in hidden.differences
    assert "theirs" not in repr(hidden) and "THEIRS" not in repr(hidden)
    assert not any(one.shown for one in run(new, make.officer()))


def test_the_ledger_keeps_whose_entry_was_read_and_only_those(
    now: Mapping, reviewer: Officer
) -> None:
    ours, _, _ = kept(
        released(body={"text": "ours"}),
        released(body={"text": "theirs"}, force="35"),
        released(body={"text": "SAME"}, example="minimal"),
    )
    run(drafted(now.system, reviewer, NEW), reviewer)
    (event,) = Event.objects.filter(act="consultation")
    assert (event.actor, event.subject) == (reviewer.actor, f"submission:{ours.subject}")
    assert event.details == {"mapping": "mapping:records/note/2"}


def test_parts_of_any_size_make_up_the_whole_in_order(
    now: Mapping, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "_CHUNK", 3)
    ones = kept(*(released(body={"text": f"t{n}"}) for n in range(8)))
    same = Source.objects.latest("created_at").created_at
    Source.objects.filter(pk__in=[one.revision for one in ones[2:6]]).update(created_at=same)
    new = drafted(now.system, reviewer, NEW)
    whole = [one.source for one in run(new, reviewer)]
    assert len(whole) == len(set(whole)) == 8
    parts = []
    while len(page := run(new, reviewer, limit=2, after=parts[-1] if parts else None)) == 2:
        parts += [one.source for one in page]
    assert parts == whole
    assert run(new, reviewer, after=uuid4()) == []


def test_it_is_read_as_it_is_asked_for(
    now: Mapping, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "_CHUNK", 1)
    kept(released(body={"text": "one"}), released(body={"text": "two"}))
    running = mapping.dry_run(mapping=drafted(now.system, reviewer, NEW), by=reviewer)
    next(running)
    assert Event.objects.filter(act="consultation").count() == 1
    running.close()
    assert Event.objects.filter(act="consultation").count() == 1


def test_since_when_and_which_kind(now: Mapping, reviewer: Officer) -> None:
    old, new = kept(released(), released())
    kept(released("stop-search"))
    Source.objects.filter(pk=old.revision).update(
        created_at=Source.objects.get(pk=old.revision).created_at - timedelta(days=2)
    )
    since = Source.objects.get(pk=new.revision).created_at
    version = drafted(now.system, reviewer, NEW)
    assert [one.source for one in run(version, reviewer, since=since)] == [new.revision]
    assert len(run(version, reviewer)) == 2


def test_what_was_erased_is_not_tried(now: Mapping, reviewer: Officer) -> None:
    kept(released())
    Source.objects.update(document=None)
    assert run(drafted(now.system, reviewer, NEW), reviewer) == []


def test_a_developers_mapping_that_raises_is_told_and_the_rest_goes_on(
    now: Mapping, reviewer: Officer
) -> None:
    kept(released(body={"text": "a"}), released(body={"text": "b"}))
    raising = drafted(now.system, reviewer, {"call": "intelligence"}, engine="python")
    assert [one.came for one in run(raising, reviewer)] == [Came.NEWLY_FAULTY] * 2


def test_samples_and_the_newest_entries_are_what_a_check_tries(
    now: Mapping, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "SAMPLES", 1)
    kept(released(body={"text": "x"}), released(body={"text": "newest"}))
    strict = {"properties": {"text": {"minLength": 3}}}
    version = drafted(now.system, reviewer, schema=strict)
    assert mapping.check(version) == []
    assert len(mapping.check(version, samples=[released(body={"text": "y"})])) == 1
    assert NOTE == version.kind
