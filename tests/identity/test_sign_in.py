"""A token for an officer on a handset, and the desk for those who review."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.models import Device, Token, Unit
from field_api.identity.rules import Scope, Standing
from field_api.ledger.models import Event
from field_api.lib import es256
from tests.identity.people import Person, new_key, refused

Enrol = Callable[..., Person]
Units = dict[str, Unit]


def did() -> list[str]:
    """What the ledger heard, in order."""
    return [event.details["did"] for event in Event.objects.order_by("id")]


def test_a_sign_in_gives_a_token_for_sixteen_hours_and_keeps_its_digest_only(pc: Person) -> None:
    signed = identity.sign_in(**pc.details())
    assert signed.officer == pc.officer
    assert signed.token.standing is Standing.LIVE
    assert signed.token.expires_at - signed.token.created_at == timedelta(hours=16)
    stored = Token.objects.get(scope=Scope.ALL)
    assert bytes(stored.digest) == rules.digest(signed.token_plain)
    assert len(signed.token_plain) >= 43
    assert signed.device.key_id == es256.thumbprint(pc.key)
    assert did()[-1] == "sign-in"


def test_a_login_is_taken_in_either_case_and_with_spaces_around(enrol: Enrol, units: Units) -> None:
    person = enrol("a12", units["team a"])
    assert identity.sign_in(**person.details(login=" 34-a12 ")).officer == person.officer


def test_the_same_handset_signs_in_again_under_its_own_row(pc: Person) -> None:
    first = identity.sign_in(**pc.details())
    second = identity.sign_in(**pc.details(otp=pc.code(1)))
    assert second.device == first.device
    assert second.token_plain != first.token_plain
    assert Device.objects.count() == 1
    assert [e.details["enrolled"] for e in Event.objects.filter(details__did="sign-in")] == [
        True,
        False,
    ]


def test_two_officers_share_a_handset_each_with_a_row_of_their_own(
    pc: Person, sergeant: Person
) -> None:
    a = identity.sign_in(**pc.details())
    b = identity.sign_in(**sergeant.details(installation=pc.installation))
    assert a.device.installation == b.device.installation
    assert a.device != b.device


def test_a_known_handset_with_another_key_is_refused(pc: Person) -> None:
    identity.sign_in(**pc.details())
    problem = refused(identity.sign_in, **pc.details(otp=pc.code(1), public_key=new_key()))
    assert (problem.status, problem.code) == (409, "device-key-differs")
    assert Token.objects.filter(scope=Scope.ALL).count() == 1
    heard = Event.objects.latest("id")
    assert (heard.actor, heard.details["why"]) == ("officer:34-1001", "device-key-differs")


def test_one_key_on_two_handsets_is_refused(pc: Person) -> None:
    identity.sign_in(**pc.details())
    other = "11111111-1111-4111-8111-111111111111"
    problem = refused(identity.sign_in, **pc.details(otp=pc.code(1), installation=other))
    assert problem.code == "device-key-differs"


def test_a_key_off_the_curve_is_refused_before_a_code_is_spent(pc: Person) -> None:
    bad = pc.key | {"x": pc.key["y"]}
    problem = refused(identity.sign_in, **pc.details(public_key=bad))
    assert (problem.status, problem.code) == (400, "malformed-key")
    assert problem.errors[0].pointer == "/device/public_key"
    assert identity.sign_in(**pc.details()).token.standing is Standing.LIVE


def test_the_desk_opens_to_whoever_serves(pc: Person, sergeant: Person) -> None:
    def shown(person: Person) -> dict[str, Any]:
        details = person.details()
        return {name: details[name] for name in ("login", "password", "otp", "ip")}

    assert identity.open_desk(**shown(sergeant)).officer == sergeant.officer
    assert identity.open_desk(**shown(pc)).officer == pc.officer
    assert did()[-2:] == ["sign-in", "sign-in"]
