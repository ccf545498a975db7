"""The doors of recognition: what goes in and comes out, and what nobody finds anywhere else."""

import base64
import hashlib
import hmac
from typing import Any

import pytest

from field_api.intelligence.actions import offline
from field_api.intelligence.models import Judgement, Mention, Record
from field_api.ledger.models import Event
from tests import handset, make, written
from tests.handset import Handset
from tests.intelligence import people
from tests.submissions import journeys

pytestmark = pytest.mark.django_db


def recognise(by: Handset, /, **asked: Any) -> Any:
    answer = by.api.post("/api/v1/recognise", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["entities"]


def of_person(by: Handset, /, **attributes: Any) -> Any:
    entity = {"key": "x", "type": "person", "attributes": attributes}
    return recognise(by, entities=[entity])[0]["candidates"]


def test_a_body_is_recognised_as_it_is_typed(phone: Handset) -> None:
    sent = people.searched(phone)
    body = {
        "surname": "Sample",
        "given_names": "Alex",
        "dob": "1990-03-12",
        "phone": "+447700900123",
    }
    found = {
        one["key"]: one
        for one in recognise(phone, kind=written.SEARCH, version=2, body={**body, "vrm": "ab12cde"})
    }
    person = found["subject"]
    assert person["pointers"]["surname"] == "/surname"
    (known,) = person["candidates"]
    assert known["class"] == "same"
    assert known["reasons"][:2] == ["Same mobile number", "Same surname"]
    assert known["label"] == "Sample, Alex, born 12.03.1990"
    assert (known["marking"], known["records"]) == ("OFFICIAL-SENSITIVE", 1)
    (surname,) = known["attributes"]["surname"]
    assert (surname["value"], surname["age_days"]) == ("Sample", 0)
    assert surname["source"]["reference"] == sent.reference
    assert surname["source"]["title"] == "Stop and search"
    assert Mention.objects.get(pk=known["link"]).record_id == sent.pk
    (car,) = found["vehicle"]["candidates"]
    assert (car["class"], car["label"]) == ("same", "AB12 CDE")
    assert "/phone" not in found  # it is the person's, and not asked about twice


def test_the_entry_being_written_does_not_recognise_itself(phone: Handset) -> None:
    sent = people.searched(phone)
    said = {"kind": written.SEARCH, "version": 2, "body": people.ALEX}
    (person, _) = recognise(phone, **said, submission=str(sent.pk))
    assert person["candidates"] == []


def test_what_was_shown_is_in_the_ledger_and_what_was_typed_is_not(phone: Handset) -> None:
    sent = people.searched(phone)
    of_person(phone, surname="Sample", given_names="Alex", dob="1990-03-12")
    row = Event.objects.filter(act="consultation", purpose="recognition").get()
    assert row.details["submissions"] == [str(sent.pk)]
    assert row.subject.startswith("recognition:")
    assert "sample" not in f"{row.subject}{row.details}".lower()
    assert of_person(phone, surname="Nobody", given_names="Kim", dob="1971-01-30") == []
    assert Event.objects.filter(act="consultation", purpose="recognition").count() == 2


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"kind": "no-such-form", "version": 1, "body": {}}, 404),
        ({"kind": "stop-search", "version": 2}, 422),
        ({"entities": [{"key": "x", "type": "ghost", "attributes": {}}]}, 400),
        ({"entities": [{"key": "x", "type": "person", "attributes": {}}] * 21}, 422),
    ],
    ids=["no form", "no body", "no such type", "too many"],
)
def test_what_cannot_be_asked(phone: Handset, asked: dict[str, Any], status: int) -> None:
    assert phone.api.post("/api/v1/recognise", asked).status_code == status


@pytest.mark.parametrize("value", [7, None, [], {"text": 3}, ["07700 900123", None], "x" * 9000])
def test_whatever_is_typed_is_only_not_found(phone: Handset, value: Any) -> None:
    said = {"surname": value, "given_names": value, "dob": value, "phone": value, "pnc_id": value}
    assert of_person(phone, **said, address=value, postcode=value) == []


def test_judged_listed_and_taken_back(phone: Handset) -> None:
    one, two = (people.subject(people.searched(phone, phone=f"07700 90012{n}")) for n in (3, 4))
    asked = {"this": str(one.pk), "that": str(two.pk), "says": "same", "why": "I know them"}
    made = phone.api.post("/api/v1/judgements", asked)
    assert made.status_code == 200
    assert made.json()["by"] == phone.officer.display_name
    assert phone.api.post("/api/v1/judgements", asked).json()["id"] == made.json()["id"]
    opposite = phone.api.post("/api/v1/judgements", {**asked, "says": "different"})
    assert (opposite.status_code, opposite.json()["code"]) == (409, "already-judged")
    listed = phone.api.get(f"/api/v1/submissions/{one.record_id}/mentions").json()
    assert [each["says"] for each in listed["judgements"]] == ["same"]
    assert {each["type"] for each in listed["mentions"]} >= {"person", "vehicle", "phone"}
    address = f"/api/v1/judgements/{made.json()['id']}/reverse"
    back = phone.api.post(address, {"why": "A brother"}).json()
    assert back["reversed_why"] == "A brother"
    assert phone.api.post("/api/v1/judgements", {**asked, "says": "different"}).status_code == 200
    verbs = Event.objects.filter(details__has_key="judgement").order_by("id")
    assert [(row.act, row.details["verb"]) for row in verbs] == [
        ("combination", "same"),
        ("alteration", "reverse"),
        ("alteration", "different"),
    ]
    assert not any("brother" in str(row.details) for row in verbs)


def test_what_one_may_not_read_one_cannot_judge(phone: Handset) -> None:
    mine = people.subject(people.searched(phone))
    colleague = handset.of(make.officer())
    theirs = people.subject(people.searched(colleague))
    asked = {"this": str(mine.pk), "that": str(theirs.pk), "says": "same", "why": "Looks alike"}
    assert phone.api.post("/api/v1/judgements", asked).status_code == 404
    assert phone.api.get(f"/api/v1/submissions/{theirs.record_id}/mentions").status_code == 404
    sergeant = make.signed_in(make.supervisor())
    made = sergeant.post("/api/v1/judgements", asked).json()
    reverse = f"/api/v1/judgements/{made['id']}/reverse"
    assert phone.api.post(reverse, {"why": "No"}).status_code == 404
    assert Judgement.objects.standing().count() == 1


def test_offline_a_handset_knows_hashes_and_no_names(phone: Handset) -> None:
    sent = people.searched(phone)
    answer = phone.api.get("/api/v1/known")
    page = answer.json()
    assert "ample" not in answer.content.decode()
    assert "900123" not in answer.content.decode()
    salt = base64.urlsafe_b64decode(page["salt"] + "==")
    mine = hmac.new(salt, b"vrm:AB12CDE", hashlib.sha256).digest()[:12]
    (car,) = [one for one in page["known"] if one["type"] == "vehicle"]
    assert car["keys"] == [base64.urlsafe_b64encode(mine).decode().rstrip("=")]
    assert (car["reference"], page["next"]) == (sent.reference, None)
    again = phone.api.get("/api/v1/known", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    other = handset.of(phone.officer)
    assert other.api.get("/api/v1/known").json()["salt"] != page["salt"]


def test_offline_nothing_that_is_kept_to_a_group(phone: Handset) -> None:
    sent = people.searched(phone)
    Record.objects.filter(pk=sent.pk).update(groups=["34:somebody"])
    assert phone.api.get("/api/v1/known").json()["known"] == []


def test_offline_comes_in_pages(phone: Handset, monkeypatch: pytest.MonkeyPatch) -> None:
    people.searched(phone)
    monkeypatch.setattr(offline, "PAGE", 2)
    first = phone.api.get("/api/v1/known").json()
    rest = phone.api.get("/api/v1/known", {"after": first["next"]}).json()
    links = [one["link"] for one in [*first["known"], *rest["known"]]]
    assert len(links) == len(set(links)) >= 3
    assert phone.api.get("/api/v1/known", {"after": "no cursor"}).status_code == 400


def test_what_an_officer_chose_travels_in_the_entry(phone: Handset) -> None:
    first = people.subject(people.searched(phone))
    body = written.body(written.SEARCH, surname="Sample", given_names="Al")
    links = [{"entity": "subject", "mention": str(first.pk)}, {"entity": 3}, "nonsense"]
    second = journeys.send(phone, written.SEARCH, body=body, links=links)
    people.intelligence.read()
    made = Judgement.objects.get()
    assert (made.says, made.chosen, made.made_by) == ("same", True, phone.officer)
    assert {made.this_id, made.that_id} == {first.pk, people.subject(second).pk}
