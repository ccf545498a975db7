"""A door that asks for a token, and one that takes stale ones."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.api import DeviceToken, DeviceTokenScheme
from field_api.identity.models import Officer
from field_api.lib import clock
from tests.identity.people import Person


class Door(APIView):
    def get(self, request: Request) -> Response:
        return Response({"login": request.user.login, "standing": request.auth.standing})


class PushDoor(Door):
    accepts_stale_token = True


def knock(door: type[APIView], authorization: str | None) -> Response:
    headers = {} if authorization is None else {"authorization": authorization}
    return door.as_view()(APIRequestFactory().get("/", headers=headers))


@pytest.fixture
def signed(pc: Person) -> identity.SignedIn:
    return identity.sign_in(**pc.details())


def test_a_live_token_opens_every_door(signed: identity.SignedIn) -> None:
    for door in (Door, PushDoor):
        for scheme in ("Bearer", "bearer"):
            answer = knock(door, f"{scheme} {signed.token_plain}")
            assert answer.data == {"login": "34-1001", "standing": "live"}


@pytest.mark.django_db
@pytest.mark.parametrize("door", [Door, PushDoor])
@pytest.mark.parametrize(
    "authorization", [None, "", "Basic MzQ6eA==", "Token abc", "Bearer", "Bearer ", "Bearer \xff x"]
)
def test_a_stranger_is_turned_away_from_every_door(
    door: type[APIView], authorization: str | None
) -> None:
    answer = knock(door, authorization)
    assert answer.status_code == 401
    assert answer.data["code"] in {"unauthenticated", "token-unknown"}
    assert answer.headers["WWW-Authenticate"].startswith('DPoP algs="ES256"')


def test_a_digest_read_from_a_backup_opens_nothing(signed: identity.SignedIn) -> None:
    digest = bytes(signed.token.digest)
    assert knock(Door, f"Bearer {digest.hex()}").data["code"] == "token-unknown"


def test_an_expired_token_opens_the_push_door_only(signed: identity.SignedIn) -> None:
    late = clock.now() + rules.TOKEN_LIFE
    with mock.patch.object(clock, "now", lambda: late):
        refused = knock(Door, f"Bearer {signed.token_plain}")
        taken = knock(PushDoor, f"Bearer {signed.token_plain}")
    assert (refused.status_code, refused.data["code"]) == (401, "token-expired")
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert taken.data == {"login": "34-1001", "standing": "expired"}


def test_a_signed_out_token_still_brings_what_was_written(signed: identity.SignedIn) -> None:
    identity.sign_out(token=signed.token)
    assert knock(Door, f"Bearer {signed.token_plain}").data["code"] == "token-expired"
    assert knock(PushDoor, f"Bearer {signed.token_plain}").data["standing"] == "expired"


def test_a_revoked_handset_reads_nothing_and_may_still_push(
    pc: Person, signed: identity.SignedIn
) -> None:
    identity.revoke_device(device=signed.device, by=pc.officer, reason="lost")
    refused = knock(Door, f"Bearer {signed.token_plain}")
    assert (refused.status_code, refused.data["code"]) == (403, "device-revoked")
    assert knock(PushDoor, f"Bearer {signed.token_plain}").data["standing"] == "revoked"


def test_an_officer_stood_down_reads_nothing(signed: identity.SignedIn) -> None:
    Officer.objects.update(is_active=False)
    assert knock(Door, f"Bearer {signed.token_plain}").status_code == 403


def test_revoking_one_handset_leaves_the_officers_other_one(pc: Person, sergeant: Person) -> None:
    lost = identity.sign_in(**pc.details())
    other = pc.details(installation=sergeant.installation, public_key=sergeant.key, otp=pc.code(1))
    kept = identity.sign_in(**other)
    identity.revoke_device(device=lost.device, by=pc.officer, reason="lost")
    assert knock(Door, f"Bearer {lost.token_plain}").status_code == 403
    assert knock(Door, f"Bearer {kept.token_plain}").status_code == 200


def test_the_token_of_one_handset_names_that_handset(pc: Person, sergeant: Person) -> None:
    """What a door stores under `request.auth.device` can't be chosen by the caller."""
    mine, theirs = identity.sign_in(**pc.details()), identity.sign_in(**sergeant.details())
    assert identity.check_token(mine.token_plain).device == mine.device
    assert identity.check_token(theirs.token_plain).device == theirs.device


def test_a_door_costs_one_query_to_know_who_asks(
    signed: identity.SignedIn, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        knock(Door, f"Bearer {signed.token_plain}")


def test_the_last_second_still_counts(signed: identity.SignedIn) -> None:
    last = signed.token.expires_at - timedelta(microseconds=1)
    with mock.patch.object(clock, "now", lambda: last):
        assert knock(Door, f"Bearer {signed.token_plain}").status_code == 200


def test_the_openapi_document_says_dpop() -> None:
    scheme = DeviceTokenScheme(DeviceToken())
    assert scheme.get_security_definition(None)["scheme"] == "dpop"
