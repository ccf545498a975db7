"""Reviews over HTTP and on the desk."""

from typing import Any

import pytest

from field_api.identity.models import Officer
from field_api.retention.models import Conclusion
from field_api.submissions.models import Hold, Submission
from tests import make
from tests.handset import Handset
from tests.retention.reviewing import NO_RISK, dated, sent
from tests.submissions import journeys

pytestmark = pytest.mark.django_db

Two = tuple[Officer, Officer]


@pytest.fixture
def old(mine: Handset) -> Submission:
    entry = sent(mine, years=7, text="A zebra was led past the shop.")
    dated(entry)
    return entry


def concluding(entry: Submission, **other: Any) -> dict[str, Any]:
    shown = journeys.seen(entry)
    given = {"revision": str(shown.revision), "hash": shown.hash, "text": "The case is open."}
    return {**given, "verdict": "keep", "answers": NO_RISK, **other}


def test_a_review_is_listed_read_and_concluded(old: Submission, two: Two) -> None:
    client = make.signed_in(two[0])
    (listed,) = client.get("/api/v1/retention").json()["reviews"]
    assert (listed["reference"], listed["is_due"]) == (old.reference, True)
    door = f"/api/v1/submissions/{old.pk}/retention"
    assert "zebra" in client.get(door).content.decode()
    answer = client.post(door, concluding(old))
    assert answer.status_code == 200, answer.json()
    assert answer.json()["conclusions"][0]["verdict"] == "keep"
    assert not answer.json()["is_due"]


def test_letting_go_over_http_takes_a_grant(old: Submission, two: Two) -> None:
    client = make.signed_in(two[0])
    door = f"/api/v1/submissions/{old.pk}/retention"
    given = concluding(old, verdict="let_go")
    assert client.post(door, given).json()["code"] == "step-up-needed"
    grant = make.granted(client, "propose-erasure", old.pk, given["hash"])
    answer = client.post(door, given | {"grant": grant}).json()
    assert answer["erasure"]["state"] == "proposed"
    assert client.get(f"/api/v1/submissions/{old.pk}/disposal").status_code == 404


def test_a_hold_is_placed_and_lifted_over_http(old: Submission, two: Two) -> None:
    client = make.signed_in(two[0])
    door = f"/api/v1/submissions/{old.pk}/hold"
    held = client.post(door, {"need": "inquiry", "text": "EX/2026/4"}).json()["holds"]
    lift = f"{door}/{held[0]['id']}/lift"
    assert client.post(lift, {"text": "It has ended."}).json()["holds"][0]["lifted_by"]
    assert client.post(lift, {"text": "Again."}).json()["code"] == "not-held"


@pytest.mark.parametrize("door", ["retention", "hold", "disposal"])
def test_who_may_not_erase_finds_no_door(old: Submission, door: str) -> None:
    client = make.signed_in(make.supervisor())
    assert client.get(f"/api/v1/submissions/{old.pk}/{door}").status_code in (403, 405)
    assert client.post(f"/api/v1/submissions/{old.pk}/{door}", {}).status_code in (403, 405)


def test_the_desk_shows_what_is_due_and_takes_a_conclusion(old: Submission, two: Two) -> None:
    browser = make.at_desk(two[0])
    assert old.reference in browser.get("/desk/retention/").content.decode()
    page = f"/desk/{old.pk}/retention/"
    assert "zebra" in browser.get(page).content.decode()
    shown = journeys.seen(old)
    form = {"revision": str(shown.revision), "hash": shown.hash, "verb": "keep", "group": "4"}
    refused = browser.post(page, form | {"text": "Kept words"})
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    answers = {f"answer_{name}": "no" for name in NO_RISK}
    done = browser.post(page, form | answers | {"text": "The case is open."}, follow=True)
    assert "Kept, with a new date" in done.content.decode()
    assert Conclusion.objects.get().reviewer == two[0]


def test_the_desk_holds_and_refuses_rubbish(old: Submission, two: Two) -> None:
    browser, page = make.at_desk(two[0]), f"/desk/{old.pk}/retention/"
    assert browser.post(page, {"verb": "burn"}).status_code == 422
    assert browser.post(page, {"verb": "lift", "hold": "x", "text": "y"}).status_code == 422
    assert browser.post(page, {"verb": "keep", "revision": "x"}).status_code == 422
    browser.post(page, {"verb": "hold", "need": "complaint", "text": "EX/2026/5"})
    assert Hold.objects.get().placed_by == two[0]
    assert "Held" in browser.get(page).content.decode()


def test_a_stranger_to_the_unit_finds_nothing(old: Submission) -> None:
    other = make.officer(posted=make.unit("Roads"), role=make.Role.INSPECTOR)
    browser = make.at_desk(other)
    assert old.reference not in browser.get("/desk/retention/").content.decode()
    assert browser.get(f"/desk/{old.pk}/retention/").status_code == 404
