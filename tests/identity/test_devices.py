"""What a token proves, until it is ended, expires, or its handset is revoked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role, Standing
from field_api.ledger.models import Event
from tests.identity.people import Person, later, refused

Enrol = Callable[..., Person]
Units = dict[str, Unit]


def did() -> list[str]:
    """What the ledger heard, in order."""
    return [event.details["did"] for event in Event.objects.order_by("id")]


def test_a_token_lives_until_it_expires_and_not_longer_for_being_used(pc: Person) -> None:
    plain = identity.sign_in(**pc.details()).token_plain
    with later(rules.TOKEN_LIFE - timedelta(seconds=5)):
        assert identity.check_token(plain).standing is Standing.LIVE
    with later(rules.TOKEN_LIFE):
        assert identity.check_token(plain).standing is Standing.EXPIRED


@pytest.mark.parametrize(
    "plain", ["", "x", "é", "A" * 43, "A" * 5000], ids=["empty", "x", "latin", "43", "5000"]
)
@pytest.mark.django_db
def test_a_token_never_given_out_is_unknown(plain: str) -> None:
    problem = refused(identity.check_token, plain=plain)
    assert (problem.status, problem.code) == (401, "token-unknown")


def test_a_token_is_found_with_all_a_door_needs_by_one_query(
    pc: Person, django_assert_num_queries: Any
) -> None:
    plain = identity.sign_in(**pc.details()).token_plain
    with django_assert_num_queries(1):
        token = identity.check_token(plain)
        assert token.standing is Standing.LIVE
        assert token.officer.force.code == "34"
        assert token.device.name == "Pixel"


def test_the_end_of_the_last_posting_ends_the_token(pc: Person) -> None:
    plain = identity.sign_in(**pc.details()).token_plain
    Posting.objects.filter(officer=pc.officer).update(ends_on=today())
    assert identity.check_token(plain).standing is Standing.EXPIRED


def test_an_officer_stood_down_is_no_longer_trusted(pc: Person) -> None:
    plain = identity.sign_in(**pc.details()).token_plain
    Officer.objects.filter(pk=pc.officer.pk).update(is_active=False)
    assert identity.check_token(plain).standing is Standing.REVOKED


def test_signing_out_ends_this_token_only_and_once(pc: Person) -> None:
    first = identity.sign_in(**pc.details())
    second = identity.sign_in(**pc.details(otp=pc.code(1)))
    identity.sign_out(token=first.token)
    identity.sign_out(token=first.token)
    assert identity.check_token(first.token_plain).standing is Standing.EXPIRED
    assert identity.check_token(second.token_plain).standing is Standing.LIVE
    assert did().count("sign-out") == 1


def test_revoking_a_handset_ends_all_its_tokens_and_bars_it(pc: Person, sergeant: Person) -> None:
    signed = identity.sign_in(**pc.details())
    for _ in range(2):
        identity.revoke_device(device=signed.device, by=sergeant.officer, reason="lost on Elm St")
    assert signed.device.revoked_by == sergeant.officer
    assert identity.check_token(signed.token_plain).standing is Standing.REVOKED
    problem = refused(identity.sign_in, **pc.details(otp=pc.code(1)))
    assert (problem.status, problem.code) == (403, "device-revoked")
    event = Event.objects.get(details__did="revoke-device")
    assert (event.actor, event.purpose) == ("officer:34-2001", "lost on Elm St")


def test_revocation_stands_however_old_the_token(pc: Person) -> None:
    signed = identity.sign_in(**pc.details())
    identity.revoke_device(device=signed.device, by=pc.officer, reason="stolen")
    with later(timedelta(days=30)):
        assert identity.check_token(signed.token_plain).standing is Standing.REVOKED


@pytest.mark.parametrize(
    ("unit", "role", "may"),
    [
        ("response", Role.INSPECTOR, True),
        ("north", Role.SUPERVISOR, True),
        ("custody", Role.FORCE_ADMIN, True),
        ("team b", Role.SUPERVISOR, False),
        ("custody", Role.INSPECTOR, False),
        ("team a", Role.OFFICER, False),
        ("team a", Role.AUDITOR, False),
    ],
)
def test_a_handset_is_revoked_by_those_who_answer_for_its_officer(
    pc: Person, enrol: Enrol, units: Units, unit: str, role: Role, may: bool
) -> None:
    device = identity.sign_in(**pc.details()).device
    by = enrol("3001", units[unit], role).officer
    if may:
        identity.revoke_device(device=device, by=by, reason="lost")
    else:
        problem = refused(identity.revoke_device, device=device, by=by, reason="lost")
        assert (problem.status, problem.code) == (403, "not-yours-to-revoke")
    device.refresh_from_db()
    assert (device.revoked_at is not None) is may


def test_a_revocation_says_why(pc: Person) -> None:
    device = identity.sign_in(**pc.details()).device
    problem = refused(identity.revoke_device, device=device, by=pc.officer, reason=" ")
    assert problem.code == "reason-needed"
