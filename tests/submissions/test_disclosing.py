"""A record goes outside the region by two people: proposed here, decided under Two persons."""

from typing import Any

import pytest

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.policy.models import Proposal
from field_api.submissions.actions import disclosing
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.policy import sharing
from tests.policy.duties import code, inspector
from tests.submissions.journeys import seen, send

pytestmark = pytest.mark.django_db

WHOM = {"recipient": "Coroner, Northampton", "text": "Inquest, Coroners and Justice Act 2009 s.32"}


@pytest.fixture
def note(db: None) -> Submission:
    written.forms()
    return send(handset.of())


def asked(note: Submission) -> dict[str, Any]:
    now = seen(note)
    return WHOM | {"revision": str(now.revision), "hash": now.hash}


def at(note: Submission) -> str:
    return f"/api/v1/submissions/{note.pk}/disclosure"


def test_by_handset_from_proposal_to_approval(note: Submission) -> None:
    one, other = make.signed_in(inspector()), make.signed_in(inspector())
    said = asked(note)
    assert one.post(at(note), said).json()["code"] == "step-up-needed"
    said["grant"] = make.granted(one, "propose", note.pk, said["hash"])
    made = one.post(at(note), said)
    assert made.status_code == 201
    row = Proposal.objects.get(pk=made.json()["proposal"])
    assert (row.concerned, row.details["recipient"]) == (note.author, WHOM["recipient"])
    listed = other.get("/api/v1/proposals").json()["proposals"]
    assert [(one["id"], one["for_me"]) for one in listed] == [(str(row.pk), True)]
    again = {**asked(note), "grant": make.granted(one, "propose", note.pk, said["hash"])}
    assert one.post(at(note), again).json()["code"] == "already-proposed"


def test_at_the_desk_from_proposal_to_approval(note: Submission) -> None:
    one, other = inspector(), inspector()
    browser, page = make.at_desk(one), f"/desk/{note.pk}/disclose/"
    assert page in browser.get(f"/desk/{note.pk}/").content.decode()
    assert note.reference in browser.get(page).content.decode()
    assert browser.post(page, asked(note)).status_code == 403
    empty = {**asked(note), "recipient": "", "otp": make.code(one)}
    assert browser.post(page, empty).status_code == 422
    proposed = browser.post(page, {**asked(note), "otp": make.code(one)})
    row = Proposal.objects.get()
    assert proposed["Location"] == f"/desk/persons/{row.pk}/"
    second = make.at_desk(other)
    assert f"/desk/{note.pk}/" in second.get(f"/desk/persons/{row.pk}/").content.decode()
    approval = {"verb": "approve", "otp": make.code(other)}
    assert second.post(f"/desk/persons/{row.pk}/", approval).status_code == 302
    event = Event.objects.get(act="disclosure")
    assert (event.recipient, event.on_behalf_of) == (WHOM["recipient"], one.actor)
    assert event.details["hash"] == asked(note)["hash"]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.FORCE_ADMIN], ids=str)
def test_who_may_not_finds_no_way(note: Submission, role: Role) -> None:
    by = sharing.ours(role)
    browser = make.at_desk(by)
    assert browser.get(f"/desk/{note.pk}/disclose/").status_code == 404
    assert "disclose/" not in browser.get(f"/desk/{note.pk}/").content.decode()
    assert make.signed_in(by).post(at(note), asked(note)).status_code in (403, 404)


@pytest.mark.parametrize("who", ["author", "another unit's", "another force's"])
def test_it_is_not_theirs_to_disclose(note: Submission, who: str) -> None:
    by: Officer = {
        "author": lambda: note.author,
        "another unit's": lambda: inspector(make.unit("Roads")),
        "another force's": sharing.theirs,
    }[who]()
    how = {"submission": note.pk, "officer": by, "seen": seen(note), "leave": make.NO_LEAVE}
    assert code(disclosing.propose, **how, **WHOM) == "not-found"


def test_what_was_not_seen_is_not_disclosed(note: Submission) -> None:
    by = make.signed_in(inspector())
    stale = {**asked(note), "hash": "0" * 64, "grant": ""}
    assert by.post(at(note), stale).json()["code"] == "decision-stale"
    assert make.at_desk(inspector()).post(f"/desk/{note.pk}/disclose/", WHOM).status_code == 422
    assert not Proposal.objects.exists()
