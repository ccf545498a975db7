"""What an entry brings with it: clock, number on paper, photos; and what came too late."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from field_api.lib import clock
from field_api.notebook.models import Entry
from field_api.submissions import actions as submissions
from field_api.submissions.models import Submission
from field_api.sync.models import Minted
from tests import handset, make
from tests.handset import Handset, Item
from tests.submissions.journeys import decide
from tests.sync.door import PUSH
from tests.written import INTEL, NOTE, SEARCH, body


def entry(phone: Handset, kind: str = NOTE, **other: Any) -> Item:
    return phone.write(kind, body(kind), **other)


def brought(phone: Handset, *items: Item, **device: Any) -> list[dict[str, Any]]:
    """The results of a push whose handset says this of itself."""
    answer = phone.api.post(PUSH, {"device": device, "items": list(items)}, format="json")
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def skew(item: Item) -> int | None:
    return Entry.objects.values_list("skew_ms", flat=True).get(pk=item["id"])


@pytest.mark.parametrize("fast", [600, -600, 0])
def test_what_a_clock_is_off_by_is_kept_beside_what_it_said(mine: Handset, fast: int) -> None:
    item = entry(mine)
    said = item["head"].split("\n")[6]
    brought(mine, item, time=clock.iso(clock.now() + timedelta(seconds=fast)))
    measured = skew(item)
    assert measured is not None and abs(measured / 1000 + fast) < 60
    assert Entry.objects.get(pk=item["id"]).device_time == said, "nothing is put right"


@pytest.mark.parametrize("time", [None, "yesterday", 7, "2026-11-22T10:00:00"])
def test_a_clock_that_makes_no_sense_did_not_say(mine: Handset, time: Any) -> None:
    item = entry(mine)
    (result,) = brought(mine, item, time=time)
    assert (result["status"], skew(item)) == ("accepted", None)


def test_a_colleagues_handset_measures_its_own_clock_only(mine: Handset) -> None:
    item, carrier = entry(mine), handset.of()
    brought(carrier, item, time=clock.iso(clock.now() + timedelta(hours=2)))
    assert skew(item) is None


def test_a_push_without_entries_still_says_what_was_minted(mine: Handset) -> None:
    assert brought(mine, minted_through=12) == []
    assert Minted.objects.get(device=mine.device).minted_through == 12


def reserved(phone: Handset) -> str:
    answer = phone.api.post("/api/v1/references", {"id": str(uuid4()), "count": 3}, format="json")
    assert answer.status_code in (200, 201), answer.content
    reference: str = answer.json()["references"][0]
    return reference


def test_a_number_given_out_on_paper_is_the_submissions_own(mine: Handset) -> None:
    reference = reserved(mine)
    item = entry(mine, SEARCH, reference=reference)
    first, again = brought(mine, item)[0], brought(mine, item)[0]
    assert first["reference"] == again["reference"] == reference
    assert first["problems"] == []


def test_a_number_of_another_handset_holds_nothing_back(mine: Handset) -> None:
    reference = reserved(handset.of())
    (result,) = brought(mine, entry(mine, SEARCH, reference=reference))
    assert result["reference"] != reference
    assert (result["state"], result["outcome"]) == ("released", "head")
    assert [problem["pointer"] for problem in result["problems"]] == ["/reference"]


@pytest.mark.parametrize("reference", [7, None, "x" * 31, "£/26/1", {"a": 1}])
def test_what_could_be_no_number_is_passed_over(mine: Handset, reference: Any) -> None:
    (result,) = brought(mine, entry(mine, SEARCH, reference=reference))
    assert (result["status"], result["problems"]) == ("accepted", [])


def test_the_text_does_not_wait_for_its_photo(mine: Handset) -> None:
    photo = {"id": str(uuid4()), "sha256": "0" * 64, "size": 5, "type": "image/jpeg"}
    (result,) = brought(mine, entry(mine, attachments=[photo]))
    assert result["state"] == "released"
    key = UUID(result["submission"])
    document = submissions.documents([key], mine.officer)[key]
    assert [(one["id"], one["state"]) for one in document["attachments"]] == [
        (photo["id"], "missing")
    ]


def test_a_change_after_a_decision_is_late_and_what_was_decided_stands(mine: Handset) -> None:
    first = entry(mine, INTEL)
    submission = UUID(brought(mine, first)[0]["submission"])
    document = submissions.documents([submission], mine.officer)[submission]
    seen = submissions.Seen(UUID(document["revision"]), document["hash"])
    decide("approve", Submission.objects.get(pk=submission), make.supervisor(), seen)
    second = entry(mine, INTEL, submission=submission, parents=(first["id"],))
    (result,) = brought(mine, second)
    assert (result["outcome"], result["state"]) == ("late", "needs_review")
    assert brought(mine, second)[0]["outcome"] == "late", "and so it is when it is sent again"


def test_of_two_that_stand_neither_is_shown_as_the_one(mine: Handset) -> None:
    first = entry(mine)
    submission = UUID(brought(mine, first)[0]["submission"])
    left, right = (entry(mine, submission=submission, parents=(first["id"],)) for _ in "lr")
    outcomes = [brought(mine, item)[0] for item in (left, right)]
    assert [one["outcome"] for one in outcomes] == ["head", "forked"]
    assert outcomes[1]["problems"][-1]["code"] == "forked"
    assert Submission.objects.get(pk=submission).head is None
    document = submissions.documents([submission], mine.officer)[submission]
    assert sorted(document["heads"]) == sorted([left["id"], right["id"]])
    assert [problem["code"] for problem in document["problems"]] == ["forked"]
    merged = entry(mine, submission=submission, parents=(left["id"], right["id"]))
    (result,) = brought(mine, merged)
    assert (result["outcome"], result["state"], result["problems"]) == ("head", "released", [])
