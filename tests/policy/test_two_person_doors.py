"""The doors of two-person actions and of broken glass: the API and the desk."""

from typing import Any

import pytest
from django.test import Client

from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.policy.models import Glass, Proposal
from field_api.submissions.actions import breaking
from tests import make
from tests.policy.duties import WHY, code, granted, inspector, leave, record

pytestmark = pytest.mark.django_db

API = "/api/v1"
REASON = "Missing child, last seen with the person noted."


def posting(whom: Officer) -> dict[str, Any]:
    return {
        "officer": whom.login.lower(),
        "unit": make.unit().pk,
        "role": Role.SUPERVISOR.value,
        "starts_on": today().isoformat(),
        "text": WHY,
    }


def test_a_role_is_proposed_and_approved_by_handset() -> None:
    pc = make.officer()
    one, other = make.signed_in(inspector()), make.signed_in(inspector())
    asked = posting(pc)
    refused = one.post(f"{API}/proposals/postings", asked)
    assert (refused.status_code, refused.data["code"]) == (403, "step-up-needed")
    asked["grant"] = granted(one, "propose", pc.actor)
    made = one.post(f"{API}/proposals/postings", asked)
    assert made.status_code == 201
    listed = other.get(f"{API}/proposals").data["proposals"]
    assert [(row["id"], row["for_me"]) for row in listed] == [(made.data["id"], True)]
    at = f"{API}/proposals/{made.data['id']}"
    grant = granted(other, "approve", f"proposal:{made.data['id']}")
    done = other.post(f"{at}/approve", {"grant": grant})
    assert (done.status_code, done.data["state"]) == (200, "done")
    assert pc.may_review
    assert other.post(f"{at}/refuse", {"text": "No."}).status_code == 409


def test_a_handset_is_proposed_by_whoever_may_see_it() -> None:
    pc = make.officer()
    device = make.device(pc)
    by = make.signed_in(inspector())
    asked = {"device": str(device.pk), "text": "Found.", "grant": ""}
    assert by.post(f"{API}/proposals/devices", asked).data["code"] == "not-revoked"
    abroad = make.signed_in(inspector(make.unit("Response", of=make.force("35"))))
    assert abroad.post(f"{API}/proposals/devices", asked).status_code == 404
    assert make.signed_in(pc).post(f"{API}/proposals/devices", asked).status_code == 403


def test_the_desk_shows_what_waits_and_takes_the_second_persons_code() -> None:
    pc, one, other = make.officer(), inspector(), inspector()
    browser = make.at_desk(one)
    assert browser.get("/desk/persons/propose").status_code == 200
    assert browser.get("/desk/persons/propose?what=device").status_code == 200
    asked = posting(pc) | {"verb": "posting", "otp": make.code(one)}
    assert browser.post("/desk/persons/propose", asked).status_code == 302
    made = Proposal.objects.get()
    at = f"/desk/persons/{made.pk}/"
    assert b"Nothing waits for you" in browser.get("/desk/persons/").content
    assert b"second person</h2>" not in browser.get(at).content
    second = make.at_desk(other)
    assert at.encode() in second.get("/desk/persons/").content
    assert second.post(at, {"verb": "approve", "otp": "000000"}).status_code == 403
    assert second.post(at, {"verb": "refuse", "text": ""}).status_code == 422
    assert second.post(at, {"verb": "approve", "otp": make.code(other)}).status_code == 302
    assert pc.may_review
    assert b"Done" in browser.get(at).content


@pytest.mark.parametrize("asked", [{}, {"verb": "device"}, {"verb": "posting", "unit": "x"}])
def test_a_form_half_filled_in_proposes_nothing(asked: dict[str, str]) -> None:
    answer = make.at_desk(inspector()).post("/desk/persons/propose", asked)
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_who_decides_nothing_is_not_shown_how() -> None:
    sergeant = make.at_desk(make.supervisor())
    assert sergeant.get("/desk/persons/").status_code == 200
    assert sergeant.get("/desk/persons/propose").status_code == 404
    made = Proposal.objects.create(
        kind="posting",
        force=make.force(),
        concerned=make.officer(),
        subject="officer:x",
        details={"role": "officer", "unit": make.unit().pk},
        text=WHY,
        proposed_by=inspector(),
        proposed_at="2026-11-23T00:00:00Z",
        expires_at="2099-11-23T00:00:00Z",
    )
    assert sergeant.get(f"/desk/persons/{made.pk}/").status_code == 404


def test_glass_is_broken_and_judged_by_handset() -> None:
    row, officer = record(make.officer()), make.officer(posted=make.unit("Custody"))
    phone, judge = make.signed_in(officer), make.signed_in(make.supervisor())
    asked = {"named": row.reference, "reason": REASON, "grant": ""}
    assert phone.post(f"{API}/glass/break", asked).data["code"] == "step-up-needed"
    asked["grant"] = granted(phone, "break-glass", breaking.object_of(row.reference))
    made = phone.post(f"{API}/glass/break", asked)
    assert (made.status_code, made.data["submission"]) == (201, str(row.pk))
    assert phone.get(f"{API}/submissions/{row.pk}").status_code == 200
    (mine,) = judge.get(f"{API}/glass").data["glass"]
    assert mine["reason"] == REASON
    at = f"{API}/glass/{mine['id']}/review"
    said = {"finding": "not_justified", "words": "Curiosity."}
    assert phone.post(at, said).status_code == 403
    assert judge.post(at, said).data["finding"] == "not_justified"
    assert judge.post(at, said).status_code == 409


def test_glass_is_broken_and_judged_at_the_desk() -> None:
    row, officer = record(make.officer()), make.supervisor(posted=make.unit("Custody"))
    browser, judge = make.at_desk(officer), make.at_desk(make.supervisor())
    assert browser.get(f"/desk/{row.pk}/").status_code == 404
    assert browser.get("/desk/glass/break").status_code == 200
    asked = {"named": row.reference, "reason": "Too short", "otp": make.code(officer)}
    assert browser.post("/desk/glass/break", asked).status_code == 422
    asked |= {"reason": REASON, "otp": make.code(officer)}
    officer.totpdevice_set.update(throttling_failure_count=0)
    opened = browser.post("/desk/glass/break", asked)
    assert opened.headers["Location"] == f"/desk/{row.pk}/"
    assert browser.get(f"/desk/{row.pk}/").status_code == 200
    made = Glass.objects.get()
    assert REASON.encode() in judge.get("/desk/glass/").content
    for wrong in ({}, {"glass": str(row.pk), "verb": "justified", "words": "x"}):
        assert judge.post("/desk/glass/", wrong).status_code == 404
    said = {"glass": str(made.pk), "verb": "justified", "words": ""}
    assert judge.post("/desk/glass/", said).status_code == 422
    assert browser.post("/desk/glass/", said | {"words": "Mine."}).status_code == 403
    assert judge.post("/desk/glass/", said | {"words": "It was."}).status_code == 302
    assert b"Nothing waits for you" in judge.get("/desk/glass/").content


def test_glass_at_the_desk_is_nobodys_without_a_session() -> None:
    for at in ("/desk/glass/", "/desk/glass/break", "/desk/persons/", "/desk/persons/propose"):
        assert Client().get(at).status_code == 302
    row = record(make.officer())
    given = leave(make.officer(), "break-glass", breaking.object_of(row.reference))
    other = make.officer(posted=make.unit("Custody"))
    # Somebody else's grant is none.
    refusal = code(
        breaking.break_glass, officer=other, named=row.reference, reason=REASON, leave=given
    )
    assert refusal == "step-up-needed"
