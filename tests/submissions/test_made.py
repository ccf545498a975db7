"""Fields typed and fields reused: counted by the handset, kept beside the entry, added up."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from field_api.notebook.models import Entry
from field_api.submissions.actions import made as counts
from field_api.submissions.made import MOST, NAMES, Made, read
from field_api.submissions.models import Revision, Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions import journeys
from tests.submissions.desk import text
from tests.written import NOTE, SEARCH

SAID = {"typed": 12, "chosen": 8, "reused": 9, "filled": 3}


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    written.systems()
    return handset.of()


def stored(submission: Submission) -> list[int | None]:
    row = Revision.objects.get(submission=submission)
    return [getattr(row, name) for name in NAMES]


def test_what_the_handset_counted_stands_beside_the_entry(phone: Handset) -> None:
    one = journeys.send(phone, made=SAID)
    assert stored(one) == [12, 8, 9, 3]
    assert counts.of([one.pk]) == {one.pk: Made(12, 8, 9, 3)}


def test_a_client_that_does_not_count_is_not_asked_to(phone: Handset) -> None:
    one = journeys.send(phone)
    assert stored(one) == [None] * 4
    assert counts.of([one.pk]) == {}


@pytest.mark.parametrize(
    "rubbish",
    [
        "twelve",
        7,
        [],
        {},
        {"reused": 3},
        {"typed": -1},
        {"typed": 1.0},
        {"typed": True},
        {"typed": MOST + 1},
        {"typed": "12"},
        {"typed": None},
        {"typed": 2, "reused": 10**400},
    ],
    ids=lambda one: repr(one)[:24],
)
def test_rubbish_is_left_out_noted_and_costs_the_entry_nothing(
    phone: Handset, rubbish: Any, caplog: pytest.LogCaptureFixture
) -> None:
    result = phone.push(journeys.write(phone, made=rubbish))["results"][0]
    assert result["status"] == "accepted"
    assert Entry.objects.count() == 1
    assert stored(journeys.found(result)) == [None] * 4
    assert "could not be read" in caplog.text


_LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(
    raw=_LEAVES | st.lists(_LEAVES) | st.dictionaries(st.sampled_from([*NAMES, "more"]), _LEAVES)
)
@settings(max_examples=30)
def test_whatever_is_said_is_read_within_bounds_or_not_at_all(raw: Any) -> None:
    found = read(raw)
    assert found is None or all(0 <= one <= MOST for one in found.shown().values())


def test_members_unknown_or_missing_do_not_matter() -> None:
    assert read({"typed": 4, "sung": "high"}) == Made(typed=4)


def test_the_database_keeps_no_half_of_a_count(phone: Handset) -> None:
    one = journeys.send(phone, made=SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(submission=one).update(reused=None)


def test_counts_are_added_up_by_kind_of_what_somebody_may_see(phone: Handset) -> None:
    for kind in (NOTE, NOTE, SEARCH):
        journeys.send(phone, kind, made=SAID)
    journeys.send(phone, NOTE)
    mine = Submission.objects.visible_to(phone.officer)
    assert counts.by_kind(mine) == [(NOTE, 2, Made(24, 16, 18, 6)), (SEARCH, 1, Made(12, 8, 9, 3))]
    assert counts.by_kind(Submission.objects.visible_to(make.officer())) == []


def test_the_duty_report_and_the_desk_say_so(phone: Handset) -> None:
    one = journeys.send(phone, made=SAID)
    journeys.send(phone)
    report = phone.api.get("/api/v1/duty").json()
    assert report["made"] == {**SAID, "said": "typed 12, chosen 8, reused 9, filled in 3"}
    assert [row["made"] is None for row in report["filed"]].count(True) == 1
    reader, whose = make.at_desk(make.supervisor()), {"officer": phone.officer.login}
    assert "Fields typed 12, chosen 8, reused 9, filled in 3." in text(reader.get("/duty/", whose))
    assert "Fields typed 12, chosen 8" in text(reader.get(f"/desk/{one.pk}/"))
