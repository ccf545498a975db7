"""Every cause of refusal, and the limit on guessing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.models import Authenticator, Officer, Posting, SignInAttempt
from field_api.identity.models.officers import today
from field_api.ledger.models import Event
from tests.identity.people import Person, later, refused


def unknown(pc: Person) -> dict[str, Any]:
    return pc.details(login="34-9999")


def shapeless(pc: Person) -> dict[str, Any]:
    return pc.details(login="x'; --\x00\ud800")


def wrong_password(pc: Person) -> dict[str, Any]:
    return pc.details(password="correct horse batterx")


def unspeakable_password(pc: Person) -> dict[str, Any]:
    return pc.details(password="\x00\ud800")


def wrong_code(pc: Person) -> dict[str, Any]:
    return pc.details(otp=pc.code(40))


def shapeless_code(pc: Person) -> dict[str, Any]:
    return pc.details(otp=f"{pc.code()}0")


def used_code(pc: Person) -> dict[str, Any]:
    identity.sign_in(**pc.details())
    return pc.details()


def anothers_code(pc: Person) -> dict[str, Any]:
    other = identity.enrol_officer(
        force=pc.officer.force,
        collar_number="9",
        rank="PC",
        given_name="B",
        surname="Other",
        password="correct horse battery",
        own=True,
    )[1]
    return pc.details(otp=Person(other.user, other, pc.installation, pc.key).code())


def unconfirmed(pc: Person) -> dict[str, Any]:
    Authenticator.objects.filter(user=pc.officer).update(confirmed=False)
    return pc.details()


def inactive(pc: Person) -> dict[str, Any]:
    Officer.objects.filter(pk=pc.officer.pk).update(is_active=False)
    return pc.details()


def no_longer_posted(pc: Person) -> dict[str, Any]:
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
    pc: Person, arrange: Callable[[Any], dict[str, Any]], why: str
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


def test_an_unknown_login_costs_as_much_hashing_as_a_known_one(pc: Person) -> None:
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    counts = []
    for details in (unknown(pc), wrong_password(pc)):
        with mock.patch(hasher, autospec=True, side_effect=lambda *_: "md5$salt$hash") as hashed:
            refused(identity.sign_in, **details)
        counts.append(hashed.call_count)
    assert counts == [1, 1]


def test_the_eleventh_attempt_is_refused_unseen_and_told_when_to_come_back(pc: Person) -> None:
    for _ in range(rules.ATTEMPTS_ALLOWED):
        assert refused(identity.sign_in, **wrong_password(pc)).status == 401
    problem = refused(identity.sign_in, **pc.details())
    assert (problem.status, problem.code) == (429, "too-many-attempts")
    assert 0 < int(problem.headers["Retry-After"]) <= 15 * 60


def test_a_login_is_never_locked_for_another_address(pc: Person) -> None:
    for _ in range(rules.ATTEMPTS_ALLOWED + 5):
        refused(identity.sign_in, **wrong_password(pc))
    assert identity.sign_in(**pc.details(ip="192.0.2.2")).officer == pc.officer


def test_the_count_starts_anew_when_its_window_is_over(pc: Person) -> None:
    for _ in range(rules.ATTEMPTS_ALLOWED + 1):
        refused(identity.sign_in, **wrong_password(pc))
    with later(rules.ATTEMPTS_WINDOW):
        assert identity.sign_in(**pc.details()).officer == pc.officer


def test_a_success_forgets_the_failures(pc: Person) -> None:
    refused(identity.sign_in, **wrong_password(pc))
    identity.sign_in(**pc.details())
    assert SignInAttempt.objects.count() == 0


def test_a_success_sweeps_up_after_those_who_never_came_back(pc: Person, sergeant: Person) -> None:
    for number in range(3):
        refused(identity.sign_in, **pc.details(login=f"99-{number}"))
    with later(rules.ATTEMPTS_WINDOW / 2):
        refused(identity.sign_in, **wrong_password(sergeant))
    with later(rules.ATTEMPTS_WINDOW + timedelta(seconds=1)):
        identity.sign_in(**pc.details())
    assert SignInAttempt.objects.count() == 1


def test_attempts_keep_nothing_that_was_typed(pc: Person) -> None:
    refused(identity.sign_in, **pc.details(login="hunter2"))
    assert b"hunter2" not in bytes(SignInAttempt.objects.get().key)
    assert "hunter2" not in str(list(Event.objects.values()))
