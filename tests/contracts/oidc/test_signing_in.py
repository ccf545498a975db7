"""The desk and OpenID providers: one of another maker, and one of ours."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import pytest
from django.core.management import call_command
from django.test import Client

from field_api.identity.actions import externals, oidc
from field_api.identity.models import Challenge, ExternalIdentity, Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.identity.rules.providers import Provider
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from tests import make
from tests.contracts.oidc.liar import (
    BACK,
    BEGIN,
    CODE,
    OID,
    TENANT,
    Liar,
    code_of,
    come_back,
    is_in,
    leave,
    question,
    why,
)
from tests.contracts.servers.openid import openid

SUB = "sample-sergeant"

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.foreign
def test_an_officer_signs_in_with_a_provider_of_another_maker(settings: Any) -> None:
    people = [{"sub": SUB, "email": "sergeant@force.example"}, {"sub": "stranger"}]
    officer = make.supervisor()
    with openid(*people) as issuer:
        settings.OIDC = Provider(issuer, "fieldbook", "secret")
        call_command("link_identity", officer.login, subject=SUB)
        browser = Client()
        asked = leave(browser, "/desk/erasures/")
        to = asked.pop("to")
        for sub, status in (("stranger", 403), (SUB, 200)):
            asked = leave(browser, "/desk/erasures/")
            to = asked.pop("to")
            answered = httpx2.post(f"{to}?{urlencode(asked)}", data={"sub": sub}, trust_env=False)
            back = urlsplit(answered.headers["location"])
            assert back.path == BACK
            page = browser.get(f"{back.path}?{back.query}")
            assert page.status_code == status
            assert not is_in(browser)
        done = browser.post(CODE, {"question": question(page), "otp": code_of(officer)})
        assert b'href="/desk/erasures/"' in done.content
        assert is_in(browser)
        # The code was redeemed: its state is used up, and so is it.
        assert browser.get(f"{back.path}?{back.query}").status_code == 401


def test_the_code_is_asked_after_the_account_and_works_once(liar: Liar, sergeant: Officer) -> None:
    browser = Client()
    asked = come_back(browser, liar)
    assert asked.status_code == 200
    otp = code_of(sergeant)
    wrong = browser.post(
        CODE, {"question": question(asked), "otp": f"{(int(otp) + 1) % 10**6:06d}"}
    )
    assert wrong.status_code == 401
    assert not is_in(browser)
    sergeant.totpdevice_set.update(throttling_failure_count=0)
    done = browser.post(CODE, {"question": question(wrong), "otp": otp})
    assert done.status_code == 200
    assert is_in(browser)
    said = Event.objects.filter(details__did="sign-in").latest("id")
    assert (said.actor, said.details["way"], said.details["second"]) == (
        sergeant.actor,
        "oidc",
        "totp",
    )
    again = browser.post(CODE, {"question": question(asked), "otp": otp})
    assert again.status_code == 401


def test_what_the_provider_is_asked(liar: Liar) -> None:
    asked = leave(Client())
    assert asked["to"] == f"{liar.issuer}/authorize"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"].endswith(BACK)
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    stored = str(Challenge.objects.values())
    assert asked["state"] not in stored


def test_a_state_works_once_and_in_the_browser_that_asked(liar: Liar, sergeant: Officer) -> None:
    mine, theirs = Client(), Client()
    liar.asked = leave(mine)
    leave(theirs)
    said = {"state": liar.asked["state"], "code": "code-1"}
    assert theirs.get(BACK, said).status_code == 401
    assert Client().get(BACK, said).status_code == 401
    assert mine.get(BACK, said).status_code == 200
    assert mine.get(BACK, said).status_code == 401


def test_the_code_question_is_worth_nothing_in_another_browser(
    liar: Liar, sergeant: Officer
) -> None:
    mine, theirs = Client(), Client()
    page = come_back(mine, liar)
    leave(theirs)
    sent = {"question": question(page), "otp": code_of(sergeant)}
    assert theirs.post(CODE, sent).status_code == 401
    assert mine.post(CODE, sent).status_code == 200


def test_a_state_is_over_after_ten_minutes(liar: Liar, sergeant: Officer) -> None:
    browser = Client()
    liar.asked = leave(browser)
    Challenge.objects.update(made_at=clock.now() - oidc.STANDS, expires_at=clock.now())
    assert browser.get(BACK, {"state": liar.asked["state"], "code": "x"}).status_code == 401
    assert why() == "oidc: state"


def end_posting(officer: Officer) -> None:
    Posting.objects.filter(officer=officer).update(ends_on=today())


def stand_down(officer: Officer) -> None:
    Officer.objects.filter(pk=officer.pk).update(is_active=False)


def no_authenticator(officer: Officer) -> None:
    officer.totpdevice_set.update(confirmed=False)


def unlinked(officer: Officer) -> None:
    externals.unlink_identity(officer=officer)


@pytest.mark.parametrize("change", [end_posting, stand_down, no_authenticator, unlinked])
def test_an_account_opens_nothing_to_who_may_not_come_in(
    liar: Liar, sergeant: Officer, change: Callable[[Officer], None]
) -> None:
    browser = Client()
    change(sergeant)
    assert come_back(browser, liar).status_code in (401, 403)
    assert Challenge.objects.exclude(officer=None).count() == 0


def test_standing_is_asked_again_with_the_code(liar: Liar, sergeant: Officer) -> None:
    browser = Client()
    page = come_back(browser, liar)
    stand_down(sergeant)
    answer = browser.post(CODE, {"question": question(page), "otp": code_of(sergeant)})
    assert answer.status_code == 401
    assert not is_in(browser)


def test_an_address_is_never_what_an_officer_is_known_by(liar: Liar, sergeant: Officer) -> None:
    liar.says = {"oid": "another", "email": "sample@force.example", "sub": OID, "upn": OID}
    assert come_back(Client(), liar).status_code == 403
    assert why() == "account-not-linked"
    assert ExternalIdentity.objects.count() == 1


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://login.example/"},
        {"token_endpoint": "http://login.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
    ids=["issuer", "plain", "file", "script", "none"],
)
def test_a_discovery_that_leads_elsewhere_is_not_followed(
    liar: Liar, document: dict[str, Any]
) -> None:
    liar.discovery = document
    answer = Client().post(BEGIN)
    assert answer.status_code == 503
    assert Challenge.objects.count() == 0


def test_a_provider_that_is_down_leaves_the_password(liar: Liar) -> None:
    liar.status = 500
    answer = Client().post(BEGIN)
    assert answer.status_code == 503
    assert b"Use your password" in answer.content


def test_too_many_that_began_are_told_to_wait(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("field_api.identity.actions.oidc.MOST_OPEN", 2)
    assert [Client().post(BEGIN).status_code for _ in range(3)] == [200, 200, 429]


def test_without_a_provider_there_is_no_such_way(settings: Any) -> None:
    settings.OIDC = None
    assert b"account" not in Client().get("/desk/sign-in").content
    assert Client().post(BEGIN).status_code == 404
    assert Client().get(BACK, {"state": "x", "code": "y"}).status_code == 404


def test_the_way_there_begins_with_a_form_of_ours(liar: Liar) -> None:
    assert b"account" in Client().get("/desk/sign-in").content
    assert Client().get(BEGIN).status_code == 405
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_the_cookie_of_the_way_there_is_no_scripts_and_of_its_path_only(liar: Liar) -> None:
    browser = Client()
    leave(browser)
    cookie = browser.cookies["oidc"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", BEGIN)


def test_an_account_is_linked_by_somebody_else_and_to_one_officer(
    liar: Liar, sergeant: Officer
) -> None:
    admin = make.officer(role=Role.FORCE_ADMIN)
    other = make.officer()
    refusals = [
        (admin, admin, "own-account"),
        (sergeant, other, "not-an-administrator"),
        (admin, other, "already-linked"),
    ]
    for by, officer, code in refusals:
        with pytest.raises(Problem) as caught:
            externals.link_identity(officer=officer, subject=OID, by=by)
        assert caught.value.code == code
    link = externals.link_identity(officer=other, subject="another", by=admin)
    assert (link.issuer, link.tenant, link.linked_by) == (liar.issuer, TENANT, admin)
