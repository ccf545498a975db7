"""Codes that stand in for a lost authenticator, once each."""

import re
from collections import Counter
from collections.abc import Iterator
from unittest import mock

import pytest
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.test import Client

from field_api.identity import actions as identity
from field_api.identity.actions.recovery import recovery_codes_left
from field_api.identity.actions.registering import CHANGE, object_of
from field_api.identity.actions.renewing import renew_recovery_codes
from field_api.identity.models import Officer, RecoveryCode, Token
from field_api.identity.rules import Scope, codes
from field_api.ledger.models import Event
from tests import make
from tests.identity.people import PASSWORD, Person, refused
from tests.racing import race

HOLDER = b"s" * 32
PAGE = "/desk/sign-in/recovery"
DOOR = "/api/v1/me/recovery-codes"


@pytest.fixture(autouse=True)
def quick_digests() -> Iterator[None]:
    """One digest in earnest costs what fifty tests do; the last but two pays for it."""
    with mock.patch.object(codes, "_COST", 2):
        yield


def leave(officer: Officer) -> identity.Leave:
    secret = make.grant(officer, HOLDER, CHANGE, object_of(officer))
    return identity.Leave(HOLDER, secret)


def renewed(officer: Officer) -> list[str]:
    return renew_recovery_codes(officer=officer, leave=leave(officer))


def test_ten_codes_of_fifty_bits_are_given_and_only_digests_kept(pc: Person) -> None:
    given = renewed(pc.officer)
    assert len(set(given)) == 10
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", one) for one in given)
    kept = RecoveryCode.objects.values_list("digest", "salt")
    assert len({bytes(digest) for digest, _ in kept}) == 10
    assert {len(bytes(salt)) for _, salt in kept} == {16}
    heard = Event.objects.get(details__did="renew-recovery-codes")
    assert heard.actor == "officer:34-1001"
    assert not any(one in str(heard.details) for one in given)


def test_a_code_stands_in_for_the_authenticator_once(pc: Person) -> None:
    code, *_ = renewed(pc.officer)
    assert identity.sign_in(**pc.details(otp=code.lower().replace("-", " "))).officer == pc.officer
    assert refused(identity.sign_in, **pc.details(otp=code)).code == "sign-in-refused"
    assert recovery_codes_left(officer=pc.officer) == 9
    assert Event.objects.get(details__did="use-recovery-code").details["left"] == 9


def test_every_code_counts(pc: Person) -> None:
    for code in renewed(pc.officer):
        assert identity.sign_in(**pc.details(otp=code)).token
    assert recovery_codes_left(officer=pc.officer) == 0


def test_a_code_opens_the_desk(sergeant: Person) -> None:
    code, *_ = renewed(sergeant.officer)
    details = sergeant.details(otp=code)
    shown = {name: details[name] for name in ("login", "password", "otp", "ip")}
    assert identity.open_desk(**shown).totp == sergeant.totp


def test_a_code_does_not_stand_in_for_the_password(pc: Person) -> None:
    code, *_ = renewed(pc.officer)
    wrong = pc.details(otp=code, password="not the password")
    assert refused(identity.sign_in, **wrong).code == "sign-in-refused"
    assert recovery_codes_left(officer=pc.officer) == 10


def test_a_colleagues_code_is_worth_nothing(pc: Person, sergeant: Person) -> None:
    code, *_ = renewed(sergeant.officer)
    renewed(pc.officer)
    assert refused(identity.sign_in, **pc.details(otp=code)).code == "sign-in-refused"


def test_new_codes_end_those_before(pc: Person) -> None:
    old, *_ = renewed(pc.officer)
    new, *_ = renewed(pc.officer)
    assert refused(identity.sign_in, **pc.details(otp=old)).code == "sign-in-refused"
    assert identity.sign_in(**pc.details(otp=new)).token
    assert recovery_codes_left(officer=pc.officer) == 9


def test_codes_are_renewed_only_by_who_shows_a_factor(pc: Person) -> None:
    given = leave(pc.officer)
    renew_recovery_codes(officer=pc.officer, leave=given)
    for nothing in (given, identity.Leave(HOLDER, ""), identity.Leave(HOLDER, "made up")):
        problem = refused(renew_recovery_codes, officer=pc.officer, leave=nothing)
        assert (problem.status, problem.code) == (403, "step-up-needed")
    assert RecoveryCode.objects.count() == 10


def test_the_digest_is_scrypt_with_sixteen_mebibytes() -> None:
    """As RFC 7914 §2 has it: 128 · N · r bytes."""
    with mock.patch.object(codes, "_COST", 2**14):
        dear = codes.recovery_digest("7K3QW9MXTR", b"s" * 16)
    kdf = Scrypt(salt=b"s" * 16, length=32, n=2**14, r=8, p=1)
    assert dear == kdf.derive(b"7K3QW9MXTR")


def test_the_desk_gives_codes_for_a_code_shown_now_and_shows_them_once(sergeant: Person) -> None:
    browser = make.at_desk(sergeant.officer)
    assert browser.post(PAGE, {"otp": "000000"}).status_code == 403
    assert recovery_codes_left(officer=sergeant.officer) == 0
    # The failed guess made the authenticator wait.
    sergeant.officer.totpdevice_set.update(throttling_failure_count=0)
    answer = browser.post(PAGE, {"otp": sergeant.code()})
    given = re.findall(r"<code>([0-9A-Z-]{11})</code>", answer.content.decode())
    assert len(given) == 10
    assert "no-store" in answer.headers["Cache-Control"]
    again = browser.get(PAGE).content.decode()
    assert "10 of ten are left" in again
    assert not any(code in again for code in given)
    shown = {"login": sergeant.officer.login, "password": PASSWORD, "otp": given[0]}
    assert Client().post("/desk/sign-in", shown).status_code == 302


def test_the_api_gives_codes_for_a_grant(pc: Person) -> None:
    device = make.device(pc.officer)
    phone = make.api(make.token(device))
    refusal = phone.post(DOOR, {"grant": "made up"}, format="json")
    assert (refusal.status_code, refusal.json()["code"]) == (403, "step-up-needed")
    grant = make.grant(pc.officer, device, CHANGE, object_of(pc.officer))
    answer = phone.post(DOOR, {"grant": grant}, format="json")
    assert (answer.status_code, len(answer.json()["codes"])) == (201, 10)
    assert phone.get(DOOR).json() == {"left": 10}


def shown_at_once(pc: Person, code: str, at_once: int, turn: int = 0) -> Counter[str]:
    """From an address each, so that nothing but the code decides."""
    return race(
        lambda n: identity.sign_in(**pc.details(otp=code, ip=f"198.18.{turn}.{n}")), at_once
    )


@pytest.mark.django_db(transaction=True)
def test_one_code_from_ten_addresses_at_once_wins_once(pc: Person) -> None:
    code, *_ = renewed(pc.officer)
    assert shown_at_once(pc, code, 10) == {"won": 1, "sign-in-refused": 9}
    assert Token.objects.filter(scope=Scope.ALL).count() == 1


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_win_once_in_each_of_twenty_rounds(pc: Person) -> None:
    for half in (0, 10):
        for turn, code in enumerate(renewed(pc.officer), half):
            assert shown_at_once(pc, code, 50, turn) == {"won": 1, "sign-in-refused": 49}
    assert Token.objects.filter(scope=Scope.ALL).count() == 20
