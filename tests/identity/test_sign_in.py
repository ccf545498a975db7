"""Proof, minting, ending and revoking, one story a test."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django_otp.plugins.otp_totp.models import TOTPDevice

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.models import Device, Officer, Posting, SignInAttempt, Token, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role, Standing
from field_api.ledger.models import Event
from field_api.lib import clock, es256
from field_api.lib.problems import Problem

Enrol = Callable[..., Any]
Units = dict[str, Unit]


def refused(call: Callable[..., object], **arguments: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        call(**arguments)
    return caught.value


def later(by: timedelta) -> Any:
    """The clock of everything but PostgreSQL, set forward."""
    moment = clock.now() + by
    return mock.patch.object(clock, "now", lambda: moment)


def did() -> list[str]:
    """What the ledger heard, in order."""
    return [event.details["did"] for event in Event.objects.order_by("id")]


def test_a_sign_in_gives_a_token_for_sixteen_hours_and_keeps_its_digest_only(pc: Any) -> None:
    signed = identity.sign_in(**pc.details())
    assert signed.officer == pc.officer
    assert signed.token.standing is Standing.LIVE
    assert signed.token.expires_at - signed.token.created_at == timedelta(hours=16)
    stored = Token.objects.get()
    assert bytes(stored.digest) == rules.digest(signed.token_plain)
    assert len(signed.token_plain) >= 43
    assert signed.device.key_id == es256.thumbprint(pc.key)
    assert did()[-1] == "sign-in"


def test_a_login_is_taken_in_either_case_and_with_spaces_around(enrol: Enrol, units: Units) -> None:
    person = enrol("a12", units["team a"])
    assert identity.sign_in(**person.details(login=" 34-a12 ")).officer == person.officer


def test_the_same_handset_signs_in_again_under_its_own_row(pc: Any) -> None:
    first = identity.sign_in(**pc.details())
    second = identity.sign_in(**pc.details(otp=pc.code(1)))
    assert second.device == first.device
    assert second.token_plain != first.token_plain
    assert Device.objects.count() == 1
    assert [e.details["enrolled"] for e in Event.objects.filter(details__did="sign-in")] == [
        True,
        False,
    ]


def test_two_officers_share_a_handset_each_with_a_row_of_their_own(pc: Any, sergeant: Any) -> None:
    a = identity.sign_in(**pc.details())
    b = identity.sign_in(**sergeant.details(installation=pc.installation))
    assert a.device.installation == b.device.installation
    assert a.device != b.device


def test_a_known_handset_with_another_key_is_refused(
    pc: Any, new_key: Callable[[], es256.Jwk]
) -> None:
    identity.sign_in(**pc.details())
    problem = refused(identity.sign_in, **pc.details(otp=pc.code(1), public_key=new_key()))
    assert (problem.status, problem.code) == (409, "device-key-differs")
    assert Token.objects.count() == 1
    heard = Event.objects.latest("id")
    assert (heard.actor, heard.details["why"]) == ("officer:34-1001", "device-key-differs")


def test_one_key_on_two_handsets_is_refused(pc: Any) -> None:
    identity.sign_in(**pc.details())
    other = "11111111-1111-4111-8111-111111111111"
    problem = refused(identity.sign_in, **pc.details(otp=pc.code(1), installation=other))
    assert problem.code == "device-key-differs"


def test_a_key_off_the_curve_is_refused_before_a_code_is_spent(pc: Any) -> None:
    bad = pc.key | {"x": pc.key["y"]}
    problem = refused(identity.sign_in, **pc.details(public_key=bad))
    assert (problem.status, problem.code) == (400, "malformed-key")
    assert problem.errors[0].pointer == "/device/public_key"
    assert identity.sign_in(**pc.details()).token.standing is Standing.LIVE


def unknown(pc: Any) -> dict[str, Any]:
    return pc.details(login="34-9999")


def shapeless(pc: Any) -> dict[str, Any]:
    return pc.details(login="x'; --\x00\ud800")


def wrong_password(pc: Any) -> dict[str, Any]:
    return pc.details(password="correct horse batterx")


def unspeakable_password(pc: Any) -> dict[str, Any]:
    return pc.details(password="\x00\ud800")


def wrong_code(pc: Any) -> dict[str, Any]:
    return pc.details(otp=pc.code(40))


def shapeless_code(pc: Any) -> dict[str, Any]:
    return pc.details(otp=f" {pc.code()}")


def used_code(pc: Any) -> dict[str, Any]:
    identity.sign_in(**pc.details())
    return pc.details()


def anothers_code(pc: Any) -> dict[str, Any]:
    other = identity.enrol_officer(
        force=pc.officer.force,
        collar_number="9",
        rank="PC",
        given_name="B",
        surname="Other",
        password="correct horse battery",
    )[1]
    return pc.details(otp=type(pc)(other.user, other, pc.installation, pc.key).code())


def unconfirmed(pc: Any) -> dict[str, Any]:
    TOTPDevice.objects.filter(user=pc.officer).update(confirmed=False)
    return pc.details()


def inactive(pc: Any) -> dict[str, Any]:
    Officer.objects.filter(pk=pc.officer.pk).update(is_active=False)
    return pc.details()


def no_longer_posted(pc: Any) -> dict[str, Any]:
    Posting.objects.filter(officer=pc.officer).update(ends_on=today())
    return pc.details()


@pytest.mark.parametrize(
    ("arrange", "why"),
    [
        (unknown, "unknown-login"),
        (shapeless, "unknown-login"),
        (wrong_password, "password"),
        (unspeakable_password, "password"),
        (wrong_code, "code"),
        (shapeless_code, "code"),
        (used_code, "code"),
        (anothers_code, "code"),
        (unconfirmed, "code"),
        (inactive, "inactive"),
        (no_longer_posted, "no-posting"),
    ],
)
def test_every_cause_has_one_answer_and_its_own_word_in_the_ledger(
    pc: Any, arrange: Callable[[Any], dict[str, Any]], why: str
) -> None:
    problem = refused(identity.sign_in, **arrange(pc))
    assert (problem.status, problem.code) == (401, "sign-in-refused")
    assert problem.document() == refused(identity.sign_in, **unknown(pc)).document()
    heard = Event.objects.filter(details__did="sign-in-refused").order_by("id").first()
    assert heard is not None
    assert heard.details["why"] == why
    assert heard.actor == "stranger"
    known = "officer:unknown" if why == "unknown-login" else "officer:34-1001"
    assert heard.subject == known


def test_an_unknown_login_costs_as_much_hashing_as_a_known_one(pc: Any) -> None:
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    counts = []
    for details in (unknown(pc), wrong_password(pc)):
        with mock.patch(hasher, autospec=True, side_effect=lambda *_: "md5$salt$hash") as hashed:
            refused(identity.sign_in, **details)
        counts.append(hashed.call_count)
    assert counts == [1, 1]


def test_the_eleventh_attempt_is_refused_unseen_and_told_when_to_come_back(pc: Any) -> None:
    for _ in range(rules.ATTEMPTS_ALLOWED):
        assert refused(identity.sign_in, **wrong_password(pc)).status == 401
    problem = refused(identity.sign_in, **pc.details())
    assert (problem.status, problem.code) == (429, "too-many-attempts")
    assert 0 < int(problem.headers["Retry-After"]) <= 15 * 60


def test_a_login_is_never_locked_for_another_address(pc: Any) -> None:
    for _ in range(rules.ATTEMPTS_ALLOWED + 5):
        refused(identity.sign_in, **wrong_password(pc))
    assert identity.sign_in(**pc.details(ip="192.0.2.2")).officer == pc.officer


def test_the_count_starts_anew_when_its_window_is_over(pc: Any) -> None:
    for _ in range(rules.ATTEMPTS_ALLOWED + 1):
        refused(identity.sign_in, **wrong_password(pc))
    with later(rules.ATTEMPTS_WINDOW):
        assert identity.sign_in(**pc.details()).officer == pc.officer


def test_a_success_forgets_the_failures(pc: Any) -> None:
    refused(identity.sign_in, **wrong_password(pc))
    identity.sign_in(**pc.details())
    assert SignInAttempt.objects.count() == 0


def test_a_success_sweeps_up_after_those_who_never_came_back(pc: Any, sergeant: Any) -> None:
    for number in range(3):
        refused(identity.sign_in, **pc.details(login=f"99-{number}"))
    with later(rules.ATTEMPTS_WINDOW / 2):
        refused(identity.sign_in, **wrong_password(sergeant))
    with later(rules.ATTEMPTS_WINDOW + timedelta(seconds=1)):
        identity.sign_in(**pc.details())
    assert SignInAttempt.objects.count() == 1


def test_attempts_keep_nothing_that_was_typed(pc: Any) -> None:
    refused(identity.sign_in, **pc.details(login="hunter2"))
    assert b"hunter2" not in bytes(SignInAttempt.objects.get().key)
    assert "hunter2" not in str(list(Event.objects.values()))


def test_a_token_lives_until_it_expires_and_not_longer_for_being_used(pc: Any) -> None:
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
    pc: Any, django_assert_num_queries: Any
) -> None:
    plain = identity.sign_in(**pc.details()).token_plain
    with django_assert_num_queries(1):
        token = identity.check_token(plain)
        assert token.standing is Standing.LIVE
        assert token.officer.force.code == "34"
        assert token.device.name == "Pixel"


def test_the_end_of_the_last_posting_ends_the_token(pc: Any) -> None:
    plain = identity.sign_in(**pc.details()).token_plain
    no_longer_posted(pc)
    assert identity.check_token(plain).standing is Standing.EXPIRED


def test_an_officer_stood_down_is_no_longer_trusted(pc: Any) -> None:
    plain = identity.sign_in(**pc.details()).token_plain
    inactive(pc)
    assert identity.check_token(plain).standing is Standing.REVOKED


def test_signing_out_ends_this_token_only_and_once(pc: Any) -> None:
    first = identity.sign_in(**pc.details())
    second = identity.sign_in(**pc.details(otp=pc.code(1)))
    identity.sign_out(token=first.token)
    identity.sign_out(token=first.token)
    assert identity.check_token(first.token_plain).standing is Standing.EXPIRED
    assert identity.check_token(second.token_plain).standing is Standing.LIVE
    assert did().count("sign-out") == 1


def test_revoking_a_handset_ends_all_its_tokens_and_bars_it(pc: Any, sergeant: Any) -> None:
    signed = identity.sign_in(**pc.details())
    for _ in range(2):
        identity.revoke_device(device=signed.device, by=sergeant.officer, reason="lost on Elm St")
    assert signed.device.revoked_by == sergeant.officer
    assert identity.check_token(signed.token_plain).standing is Standing.REVOKED
    problem = refused(identity.sign_in, **pc.details(otp=pc.code(1)))
    assert (problem.status, problem.code) == (403, "device-revoked")
    event = Event.objects.get(details__did="revoke-device")
    assert (event.actor, event.purpose) == ("officer:34-2001", "lost on Elm St")


def test_revocation_stands_however_old_the_token(pc: Any) -> None:
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
    pc: Any, enrol: Enrol, units: Units, unit: str, role: Role, may: bool
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


def test_a_revocation_says_why(pc: Any) -> None:
    device = identity.sign_in(**pc.details()).device
    problem = refused(identity.revoke_device, device=device, by=pc.officer, reason=" ")
    assert problem.code == "reason-needed"


def test_the_desk_opens_to_reviewers(pc: Any, sergeant: Any) -> None:
    def shown(person: Any) -> dict[str, Any]:
        details = person.details()
        return {name: details[name] for name in ("login", "password", "otp", "ip")}

    assert identity.open_desk(**shown(sergeant)).officer == sergeant.officer
    problem = refused(identity.open_desk, **shown(pc))
    assert (problem.status, problem.code) == (403, "not-a-reviewer")
    assert did()[-2:] == ["sign-in", "sign-in-refused"]


def test_nobody_gives_a_role_to_themselves(sergeant: Any, units: Units) -> None:
    problem = refused(
        identity.post,
        officer=sergeant.officer,
        unit=units["response"],
        role="inspector",
        starts_on=today(),
        by=sergeant.officer,
    )
    assert (problem.status, problem.code) == (403, "own-role")


def test_a_weak_password_enrols_nobody(pc: Any) -> None:
    with pytest.raises(ValidationError):
        identity.enrol_officer(
            force=pc.officer.force,
            collar_number="7",
            rank="PC",
            given_name="A",
            surname="B",
            password="password",
        )
    assert not Officer.objects.filter(login="34-7").exists()
