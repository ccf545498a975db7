"""Codes that let a handset in, and the second person who confirms one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.models import Device, EnrolmentCode, Force, Officer, Token, Unit
from field_api.identity.rules import Role, Standing
from field_api.ledger.models import Event
from tests.identity.people import Person, later, new_key, refused

Enrol = Callable[..., Person]
Units = dict[str, Unit]

TAG = "PH-0001"


@pytest.fixture(autouse=True)
def closed_enrolment(settings: LazySettings, open_enrolment: None) -> None:
    settings.ENROLMENT = "code"


def code_for(person: Person, tag: str = TAG, by: Officer | None = None) -> str:
    return identity.issue_code(officer=person.officer, asset_tag=tag, by=by).code


def first(person: Person, code: str, **other: Any) -> dict[str, Any]:
    """Arguments of a first sign-in with this code."""
    return person.details(enrolment_code=code, **{"asset_tag": TAG} | other)


def handset() -> dict[str, Any]:
    """Another one, with a key of its own."""
    return {"installation": uuid4(), "public_key": new_key()}


def test_a_code_lets_one_handset_in_and_names_it(pc: Person, sergeant: Person) -> None:
    code = code_for(pc, by=sergeant.officer)
    signed = identity.sign_in(**first(pc, code))
    assert signed.device.asset_tag == TAG
    assert signed.token.standing is Standing.LIVE
    row = EnrolmentCode.objects.get()
    assert (row.device, row.issued_by) == (signed.device, sergeant.officer)
    assert row.expires_at - row.made_at == timedelta(minutes=10)
    issued = Event.objects.get(details__did="issue-enrolment-code")
    assert (issued.actor, issued.subject) == ("officer:34-2001", "officer:34-1001")
    assert code not in str(Event.objects.values_list("details", flat=True))


def test_a_known_handset_signs_in_without_one(pc: Person) -> None:
    identity.sign_in(**first(pc, code_for(pc)))
    again = identity.sign_in(**pc.details(otp=pc.code(1)))
    assert again.token.standing is Standing.LIVE
    assert Device.objects.count() == 1


def test_a_code_is_read_as_people_write_it(pc: Person) -> None:
    spoken = code_for(pc).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert identity.sign_in(**first(pc, f" {spoken} ", asset_tag=" ph-0001 ")).device


@pytest.mark.parametrize("code", ["", "00000-00000", "short", "7K3QW-9MXTRA"])
def test_without_a_right_code_the_answer_is_the_same(pc: Person, code: str) -> None:
    code_for(pc)
    problem = refused(identity.sign_in, **first(pc, code))
    assert (problem.status, problem.code) == (403, "enrolment-needed")
    assert not Device.objects.exists()
    assert not Token.objects.exists()
    heard = Event.objects.latest("id")
    assert (heard.actor, heard.details["why"]) == ("officer:34-1001", "enrolment-needed")


def test_strangers_are_not_told_that_a_code_is_needed(pc: Person) -> None:
    for wrong in ({"password": "wrong"}, {"otp": "000000"}):
        assert refused(identity.sign_in, **pc.details(**wrong)).code == "sign-in-refused"


def test_a_used_code_is_refused(pc: Person) -> None:
    code = code_for(pc)
    identity.sign_in(**first(pc, code))
    problem = refused(identity.sign_in, **first(pc, code, otp=pc.code(1), **handset()))
    assert problem.code == "enrolment-needed"


def test_a_code_is_refused_after_ten_minutes(pc: Person) -> None:
    code = code_for(pc)
    with later(timedelta(minutes=10, seconds=1)):
        assert refused(identity.sign_in, **first(pc, code)).code == "enrolment-needed"


def test_a_code_is_refused_on_a_handset_with_another_asset_tag(pc: Person) -> None:
    code = code_for(pc)
    problem = refused(identity.sign_in, **first(pc, code, asset_tag="PH-0002"))
    assert problem.code == "enrolment-needed"


def test_a_colleagues_code_is_refused_and_stays_good(pc: Person, sergeant: Person) -> None:
    code = code_for(pc)
    assert refused(identity.sign_in, **first(sergeant, code)).code == "enrolment-needed"
    assert identity.sign_in(**first(pc, code)).device.officer == pc.officer


def test_six_wrong_guesses_void_every_code_of_the_officer(
    pc: Person, accept_any_code: None
) -> None:
    code, other = code_for(pc), code_for(pc, "PH-0002")
    for _ in range(rules.WRONG_ALLOWED):
        assert refused(identity.sign_in, **first(pc, "00000-00000")).code == "enrolment-needed"
    for one, tag in ((code, TAG), (other, "PH-0002")):
        assert refused(identity.sign_in, **first(pc, one, asset_tag=tag)).status == 403
    assert identity.sign_in(**first(pc, code_for(pc))).token.standing is Standing.LIVE


def test_five_wrong_guesses_do_not(pc: Person, accept_any_code: None) -> None:
    code = code_for(pc)
    for _ in range(rules.WRONG_ALLOWED - 1):
        refused(identity.sign_in, **first(pc, "00000-00000"))
    assert identity.sign_in(**first(pc, code)).token.standing is Standing.LIVE


def test_a_code_is_not_spent_on_a_handset_that_is_refused(pc: Person) -> None:
    identity.sign_in(**first(pc, code_for(pc)))
    code = code_for(pc)
    copied = first(pc, code, otp=pc.code(1), installation=uuid4())
    assert refused(identity.sign_in, **copied).code == "device-key-differs"
    assert EnrolmentCode.objects.filter(used_at=None).count() == 1


def test_a_code_does_not_bring_a_revoked_handset_back(pc: Person) -> None:
    device = identity.sign_in(**first(pc, code_for(pc))).device
    identity.revoke_device(device=device, by=pc.officer, reason="cracked")
    again = first(pc, code_for(pc), otp=pc.code(1))
    assert refused(identity.sign_in, **again).code == "device-revoked"


def test_officers_who_share_a_handset_enrol_each_with_a_code_of_their_own(
    pc: Person, sergeant: Person
) -> None:
    key: UUID = pc.installation
    own, theirs = code_for(pc), code_for(sergeant)
    shared = first(sergeant, own, installation=key)
    assert refused(identity.sign_in, **shared).code == "enrolment-needed"
    a = identity.sign_in(**first(pc, own)).device
    b = identity.sign_in(**first(sergeant, theirs, installation=key, otp=sergeant.code(1))).device
    assert (a.installation, a.asset_tag) == (b.installation, b.asset_tag) == (key, TAG)
    assert (a.officer, b.officer) == (pc.officer, sergeant.officer)
    assert a.key_id != b.key_id


@pytest.mark.parametrize(
    ("unit", "role", "may"),
    [
        ("north", Role.SUPERVISOR, True),
        ("custody", Role.FORCE_ADMIN, True),
        ("team b", Role.SUPERVISOR, False),
        ("team a", Role.OFFICER, False),
    ],
)
def test_those_who_answer_for_an_officer_give_codes_out(
    pc: Person, enrol: Enrol, units: Units, unit: str, role: Role, may: bool
) -> None:
    by = enrol("3001", units[unit], role).officer
    if may:
        assert code_for(pc, by=by)
    else:
        asked = {"officer": pc.officer, "asset_tag": TAG, "by": by}
        problem = refused(identity.issue_code, **asked)
        assert (problem.status, problem.code) == (403, "not-yours-to-enrol")


def test_nobody_gives_themselves_a_code(sergeant: Person) -> None:
    asked = {"officer": sergeant.officer, "asset_tag": TAG, "by": sergeant.officer}
    assert refused(identity.issue_code, **asked).code == "not-yours-to-enrol"


@pytest.mark.parametrize("tag", ["", "   ", "x" * 41, "<b>", "PH\n\x00"])
def test_an_asset_tag_is_letters_and_figures(pc: Person, tag: str) -> None:
    asked = {"officer": pc.officer, "asset_tag": tag}
    assert refused(identity.issue_code, **asked).code == "malformed-asset-tag"


def test_open_enrolment_lets_in_without_a_code_and_still_checks_one_that_is_given(
    pc: Person, settings: LazySettings
) -> None:
    settings.ENROLMENT = "open"
    assert refused(identity.sign_in, **first(pc, "00000-00000")).code == "enrolment-needed"
    assert identity.sign_in(**pc.details(otp=pc.code(1))).device.asset_tag == ""


# --- the second person ----------------------------------------------------------------------------


@pytest.fixture
def waiting(pc: Person, sergeant: Person, force: Force) -> identity.SignedIn:
    """A handset that waits, with a code of the sergeant."""
    Force.objects.filter(pk=force.pk).update(second_person_enrols=True)
    pc.officer.refresh_from_db()
    return identity.sign_in(**first(pc, code_for(pc, by=sergeant.officer)))


def test_where_a_second_person_is_wanted_a_handset_waits_for_one(
    waiting: identity.SignedIn, enrol: Enrol, units: Units
) -> None:
    assert waiting.token.standing is Standing.UNCONFIRMED
    inspector = enrol("3001", units["response"], Role.INSPECTOR).officer
    for _ in range(2):
        identity.confirm_device(device=waiting.device, by=inspector)
    assert identity.check_token(waiting.token_plain).standing is Standing.LIVE
    assert waiting.device.confirmed_by == inspector
    assert Event.objects.filter(details__did="confirm-device").count() == 1


def test_neither_the_officer_nor_who_gave_the_code_is_a_second_person(
    waiting: identity.SignedIn, pc: Person, sergeant: Person
) -> None:
    for by in (pc.officer, sergeant.officer):
        problem = refused(identity.confirm_device, device=waiting.device, by=by)
        assert (problem.status, problem.code) == (403, "second-person-needed")
    assert identity.check_token(waiting.token_plain).standing is Standing.UNCONFIRMED


def test_a_second_person_answers_for_the_officer(
    waiting: identity.SignedIn, enrol: Enrol, units: Units
) -> None:
    by = enrol("3001", units["custody"], Role.INSPECTOR).officer
    problem = refused(identity.confirm_device, device=waiting.device, by=by)
    assert problem.code == "not-yours-to-confirm"


def test_a_revoked_handset_is_not_confirmed(
    waiting: identity.SignedIn, pc: Person, enrol: Enrol, units: Units
) -> None:
    identity.revoke_device(device=waiting.device, by=pc.officer, reason="lost")
    by = enrol("3001", units["response"], Role.INSPECTOR).officer
    assert refused(identity.confirm_device, device=waiting.device, by=by).code == "device-revoked"
    assert waiting.device.confirmed_at is None
