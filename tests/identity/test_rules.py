"""Standings, keys and logins, without a database."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.identity import rules
from field_api.identity.rules import Role, Standing
from field_api.lib import es256
from tests.identity.people import new_key

# RFC 7515 appendix A.3.
RFC_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}


@pytest.mark.parametrize(
    ("trusted", "confirmed", "posted", "signed_out", "in_time"),
    [*itertools.product([True, False], repeat=5)],
)
def test_standing_is_live_only_when_nothing_is_wrong_and_distrust_comes_first(
    trusted: bool, confirmed: bool, posted: bool, signed_out: bool, in_time: bool
) -> None:
    found = rules.standing(
        trusted=trusted,
        confirmed=confirmed,
        posted=posted,
        signed_out=signed_out,
        in_time=in_time,
    )
    if not trusted:
        assert found is Standing.REVOKED
    elif not confirmed:
        assert found is Standing.UNCONFIRMED
    elif posted and not signed_out and in_time:
        assert found is Standing.LIVE
    else:
        assert found is Standing.EXPIRED


def test_only_covering_roles_review() -> None:
    reviewing = {role for role in Role if rules.may_review(frozenset({role}))}
    assert reviewing == {Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL}
    assert rules.may_review(frozenset({Role.OFFICER, Role.SUPERVISOR}))
    assert not rules.may_review(frozenset())


def test_who_steers_need_not_review_and_who_reviews_need_not_steer() -> None:
    steering = {role for role in Role if rules.may_steer(frozenset({role}))}
    assert steering == {Role.SUPERVISOR, Role.INSPECTOR, Role.FORCE_ADMIN}
    overseeing = {role for role in Role if rules.may_oversee(frozenset({role}))}
    assert overseeing == {*steering, Role.INTEL}


def test_a_login_is_force_and_collar_number_in_upper_case() -> None:
    assert rules.login_of("34", "a12") == "34-A12"
    assert rules.LOGIN.fullmatch("34-A12")
    assert not rules.LOGIN.fullmatch("34-1001\n")
    assert not rules.OTP.fullmatch("１２３４５６")


def test_a_key_keeps_its_four_public_members() -> None:
    key = rules.device_key({**RFC_KEY, "ext": True, "key_ops": ["verify"]})
    assert key == RFC_KEY
    assert es256.thumbprint(key) == "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "RSA"},
        {"crv": "P-384"},
        {"x": RFC_KEY["y"]},  # a point beside the curve
        {"x": "A" * 43, "y": "A" * 43},
        {"x": "_" * 42 + "8"},  # beyond the field
        {"y": RFC_KEY["y"] + "="},
        {"y": 7},
        {"d": "AAAA"},
    ],
)
def test_what_is_not_a_public_key_on_the_curve_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        rules.device_key({**RFC_KEY, **change})


@pytest.mark.parametrize("member", ["kty", "crv", "x", "y"])
def test_a_key_with_a_member_missing_is_refused(member: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        rules.device_key({name: value for name, value in RFC_KEY.items() if name != member})


@given(st.dictionaries(st.sampled_from(["kty", "crv", "x", "y", "d"]), st.text() | st.integers()))
def test_any_other_object_is_refused_and_nothing_else_happens(jwk: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        rules.device_key(jwk)


def test_a_fresh_key_passes() -> None:
    key = new_key()
    assert rules.device_key(key) == key


@given(st.text(), st.text())
def test_attempts_are_told_apart_by_login_and_address_whatever_is_typed(a: str, b: str) -> None:
    assert len(rules.attempt_key(a, b)) == 32
    assert rules.attempt_key(a, "192.0.2.1") != rules.attempt_key(a, "192.0.2.2")
