"""Two people of two sides agree, either ends it; what was agreed stays as it was agreed."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions import Cover
from field_api.policy.models import Agreement
from field_api.policy.rules import Direction
from tests import make
from tests.policy import sharing
from tests.policy.duties import granted, leave
from tests.policy.sharing import PARTNER, day, ours, terms, theirs
from tests.written import NOTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(db: None) -> Officer:
    return theirs()


@pytest.fixture
def proposal(there: Officer) -> Agreement:
    return policy.propose(terms=terms(there.force), by=ours(), leave=None)


def refused(call: Any, **how: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as raised:
        call(**{"leave": None} | how)
    return raised.value.status, raised.value.code


def test_it_runs_once_the_other_side_has_accepted(proposal: Agreement, there: Officer) -> None:
    assert proposal.standing() == "proposed"
    assert not Agreement.objects.running().exists()
    made = policy.accept(agreement=proposal.pk, by=there, leave=None)
    assert made.standing() == "running"
    assert Agreement.objects.running().get() == made
    assert not Agreement.objects.running(day(-1)).exists()
    assert not Agreement.objects.running(day(30)).exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.INTEL, Role.AUDITOR])
def test_inspectors_and_administrators_speak_for_a_force(there: Officer, role: Role) -> None:
    how = {"terms": terms(there.force), "by": ours(role)}
    assert refused(policy.propose, **how) == (403, "not-allowed")


def test_a_post_in_another_force_gives_no_voice(there: Officer) -> None:
    guest = make.officer()
    make.identity.post(
        officer=guest,
        unit=make.unit("There", of=there.force),
        role=Role.INSPECTOR,
        starts_on=day(0),
    )
    how = {"terms": terms(there.force), "by": guest}
    assert refused(policy.propose, **how) == (403, "not-allowed")


def test_our_own_side_cannot_accept(proposal: Agreement) -> None:
    assert refused(policy.accept, agreement=proposal.pk, by=ours()) == (403, "other-side")


def test_a_third_force_does_not_see_it(proposal: Agreement) -> None:
    third = make.officer(posted=make.unit("Far", of=make.force("17")), role=Role.INSPECTOR)
    assert refused(policy.accept, agreement=proposal.pk, by=third) == (404, "not-found")
    assert refused(policy.revoke, agreement=proposal.pk, by=third, reason="x") == (404, "not-found")
    assert not Agreement.objects.visible_to(third).exists()
    assert not Agreement.objects.visible_to(make.supervisor()).exists()


def test_a_partner_is_spoken_for_by_a_second_person_with_its_paper(db: None) -> None:
    first, second = ours(), ours(Role.FORCE_ADMIN)
    made = policy.propose(terms=terms(PARTNER), by=first, leave=None)
    papers = {"document": "ISA 1"}
    assert refused(policy.accept, agreement=made.pk, by=first, **papers) == (403, "second-person")
    assert refused(policy.accept, agreement=made.pk, by=second) == (422, "document-missing")
    assert policy.accept(agreement=made.pk, by=second, **papers, leave=None).document == "ISA 1"


@pytest.mark.parametrize("side", [ours, theirs])
def test_either_side_ends_it_at_once_and_for_good(there: Officer, side: Any) -> None:
    running = sharing.agreed()
    assert refused(policy.revoke, agreement=running.pk, by=side(), reason=" ")[0] == 422
    ended = policy.revoke(agreement=running.pk, by=side(), reason="No longer needed", leave=None)
    assert (ended.standing(), Agreement.objects.running().count()) == ("revoked", 0)
    how = {"agreement": running.pk, "by": side()}
    assert refused(policy.revoke, reason="Again", **how) == (409, "revoked-already")
    assert refused(policy.accept, agreement=running.pk, by=theirs()) == (409, "not-open")


@pytest.mark.parametrize(
    ("other", "at"),
    [
        ({"kinds": ()}, "/kinds"),
        ({"ends_on": day(0)}, "/ends_on"),
        ({"starts_on": day(-9), "ends_on": day(-1)}, "/ends_on"),
        ({"ends_on": day(2000)}, "/ends_on"),
        ({"other": ""}, "/other"),
        ({"other": PARTNER, "direction": Direction.BOTH}, "/direction"),
    ],
    ids=["no kinds", "ends as it starts", "over already", "too long", "nobody", "partner gives"],
)
def test_terms_that_cannot_be_are_named(there: Officer, other: dict[str, Any], at: str) -> None:
    wanted = terms(**{"other": there.force, **other})
    with pytest.raises(Problem) as raised:
        policy.propose(terms=wanted, by=ours(), leave=None)
    assert [fault.pointer for fault in raised.value.errors] == [at]


@pytest.mark.parametrize("act", ["propose", "accept", "revoke"])
def test_each_act_spends_a_code_shown_for_it_alone(there: Officer, act: str) -> None:
    us, wanted = ours(), terms(there.force)
    made = policy.propose(terms=wanted, by=us, leave=None)
    what, by, how = {
        "propose": (wanted.named, us, {"terms": wanted}),
        "accept": ((f"agreement:{made.pk}", ""), there, {"agreement": made.pk}),
        "revoke": ((f"agreement:{made.pk}", ""), us, {"agreement": made.pk, "reason": "Ended"}),
    }[act]
    call = getattr(policy, act)
    other = "accept" if act == "revoke" else "revoke"
    for wrong in (make.NO_LEAVE, leave(by, f"{other}-agreement", *what)):
        assert refused(call, by=by, leave=wrong, **how) == (403, "step-up-needed")
    right = leave(by, f"{act}-agreement", *what)
    call(by=by, leave=right, **how)
    if act == "propose":
        assert refused(call, by=by, leave=right, **how) == (403, "step-up-needed")


def test_a_code_for_some_terms_proposes_no_others(there: Officer) -> None:
    us, shown = ours(), terms(there.force)
    given = leave(us, "propose-agreement", *shown.named)
    longer = terms(there.force, ends_on=day(900))
    assert refused(policy.propose, by=us, leave=given, terms=longer) == (409, "grant-stale")
    policy.propose(by=us, leave=given, terms=shown)


def test_who_did_what_is_on_record(proposal: Agreement, there: Officer) -> None:
    policy.accept(agreement=proposal.pk, by=there, leave=None)
    policy.revoke(agreement=proposal.pk, by=there, reason="Ended", leave=None)
    events = Event.objects.filter(subject=f"agreement:{proposal.pk}").order_by("id")
    assert [(one.act, one.details["did"]) for one in events] == [
        ("access", "propose"),
        ("access", "accept"),
        ("access", "revoke"),
    ]
    assert events[0].recipient == "force:32"


@pytest.mark.parametrize(
    "change",
    [
        {"marking": "OFFICIAL"},
        {"kinds": ["note", "stop-search"]},
        {"ends_on": day(300)},
        {"accepted_at": None, "accepted_by": None},
        {"proposed_at": "2020-01-01T00:00:00Z"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nobody_changes_what_was_agreed(there: Officer, change: dict[str, Any]) -> None:
    running = sharing.agreed()
    for attack in (lambda rows: rows.update(**change), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack(Agreement.objects.filter(pk=running.pk))
    assert Agreement.objects.get(pk=running.pk).standing() == "running"


def test_what_was_revoked_stays_revoked(there: Officer) -> None:
    ended = policy.revoke(agreement=sharing.agreed().pk, by=there, reason="Ended", leave=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.filter(pk=ended.pk).update(revoked_at=None, revoked_by=None, reason="")


def test_cover_for_an_organisations_systems(there: Officer) -> None:
    assert policy.cover(PARTNER) == []
    running = sharing.with_partner()
    high = "OFFICIAL-SENSITIVE"
    assert policy.cover(PARTNER) == [Cover(str(running.pk), "34", frozenset({NOTE}), high)]
    assert policy.cover("someone-else") == []
    both = sharing.agreed(direction=Direction.BOTH)
    assert policy.cover("32") == [Cover(str(both.pk), "34", frozenset({NOTE}), high)]
    assert policy.cover("34") == [Cover(str(both.pk), "32", frozenset({NOTE}), high)]


def typed(**other: Any) -> dict[str, Any]:
    return {
        "force": "32",
        "direction": "gives",
        "kinds": [NOTE],
        "marking": "OFFICIAL",
        "purpose": "investigation",
        "starts_on": day(0).isoformat(),
        "ends_on": day(30).isoformat(),
        **other,
    }


def sent(client: Any, at: str, said: dict[str, Any]) -> Any:
    """Posted as a client does it that has read no documentation: refused, it asks for what the
    refusal names, and tries again.
    """
    asked = client.post(at, said, format="json")
    assert (asked.status_code, asked.json()["code"]) == (403, "step-up-needed"), asked.json()
    (what,) = asked.json()["grant"]["objects"]
    named = what["object"], what["hash"]
    said = said | {"grant": granted(client, asked.json()["grant"]["action"], *named)}
    return client.post(at, said, format="json")


def test_the_api_from_proposal_to_end(there: Officer) -> None:
    us, them = make.signed_in(ours()), make.signed_in(there)
    made = sent(us, "/api/v1/agreements", typed())
    assert (made.status_code, made.json()["standing"]) == (201, "proposed")
    at = f"/api/v1/agreements/{made.json()['id']}"
    assert us.post(f"{at}/accept", {}, format="json").json()["code"] == "other-side"
    accepted = sent(them, f"{at}/accept", {}).json()
    assert (accepted["standing"], accepted["with_force"]) == ("running", "32")
    assert [one["id"] for one in them.get("/api/v1/agreements").json()["agreements"]] == [
        made.json()["id"]
    ]
    ended = sent(us, f"{at}/revoke", {"reason": "Ended"}).json()
    assert (ended["standing"], ended["reason"]) == ("revoked", "Ended")


@pytest.mark.parametrize(
    "other", [{"force": "99"}, {"force": ""}, {"partner": PARTNER}, {"marking": "SECRET"}], ids=str
)
def test_the_api_refuses_what_cannot_be(there: Officer, other: dict[str, Any]) -> None:
    answer = make.signed_in(ours()).post("/api/v1/agreements", typed(**other), format="json")
    assert answer.status_code in (400, 422)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_the_api_is_for_those_who_may_agree(db: None, role: Role) -> None:
    assert make.signed_in(ours(role)).get("/api/v1/agreements").status_code == 403


@pytest.fixture
def browser(there: Officer) -> Client:
    return make.at_desk(ours())


PAGE = "/desk/agreements/"


def test_the_page_from_proposal_to_end(there: Officer) -> None:
    us = ours()
    browser, other = make.at_desk(us), make.at_desk(there)
    said = typed(kinds="note, stop-search", verb="propose")
    assert browser.post(PAGE, said).status_code == 403
    assert browser.post(PAGE, {**said, "otp": make.code(us)}).status_code == 302
    made = Agreement.objects.get()
    assert made.kinds == ["note", "stop-search"]
    page = browser.get(PAGE).content.decode()
    assert "Force 32" in page
    assert 'value="accept"' not in page
    assert 'value="accept"' in other.get(PAGE).content.decode()
    accepting = {"verb": "accept", "agreement": made.pk, "otp": make.code(there)}
    assert other.post(PAGE, accepting).status_code == 302
    assert "They share with us" in other.get(PAGE).content.decode()
    ending = {"verb": "revoke", "agreement": made.pk, "otp": make.code(us)}
    back = browser.post(PAGE, ending)  # without a reason: the code is spent and still counts
    assert back.status_code == 422
    (grant,) = re.findall(r'name="grant" value="([^"]+)"', back.content.decode())
    ending = {"verb": "revoke", "agreement": made.pk, "grant": grant, "reason": "Ended"}
    assert browser.post(PAGE, ending).status_code == 302
    assert Agreement.objects.get().standing() == "revoked"


def test_the_page_says_what_is_wrong(browser: Client) -> None:
    page = browser.post(PAGE, typed(kinds=NOTE, ends_on="never"))
    assert (page.status_code, Agreement.objects.count()) == (422, 0)
    assert "Until, not including" in page.content.decode()
    early = typed(kinds=NOTE, ends_on=day(0).isoformat())
    assert "It ends after it starts" in browser.post(PAGE, early).content.decode()
    for named in (str(uuid4()), "x"):
        assert browser.post(PAGE, {"verb": "accept", "agreement": named}).status_code == 404


def test_the_page_is_for_those_who_may_agree(db: None) -> None:
    assert make.at_desk(make.supervisor()).get(PAGE).status_code == 404
