"""Step-up grants: one act, on one thing, as it was seen, by one holder, once, for five minutes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from field_api.identity import actions as identity
from field_api.identity.actions import factors
from field_api.identity.actions.factors import Code
from field_api.identity.models import Grant, Granted, Officer, SignInAttempt
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from tests import make
from tests.identity.people import later

pytestmark = pytest.mark.django_db

SEEN, EDITED = "ab" * 32, "cd" * 32
THING = "submission:00000000-0000-4000-8000-000000000001"
HERE, THERE = factors.session("one browser"), factors.session("another")


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


def given(to: Officer, **other: Any) -> str:
    right: dict[str, Any] = {
        "officer": to,
        "holder": HERE,
        "action": "approve",
        "objects": [(THING, SEEN)],
    }
    evidence = other.pop("evidence", None) or Code(make.code(to))
    return identity.give_grant(**right | other, evidence=evidence)[0]


def used(by: Officer, secret: str, **other: Any) -> str:
    """ "ok", or the code of the refusal."""
    right: dict[str, Any] = {"action": "approve", "object": THING, "hash": SEEN, "holder": HERE}
    try:
        with transaction.atomic():
            identity.use_grant(officer=by, secret=secret, **right | other)
        return "ok"
    except Problem as problem:
        assert problem.status == (409 if problem.code == "grant-stale" else 403)
        return problem.code


def test_it_counts_once(sergeant: Officer) -> None:
    secret = given(sergeant)
    assert [used(sergeant, secret) for _ in range(3)] == ["ok", "step-up-needed", "step-up-needed"]


def test_only_a_digest_is_kept_and_the_ledger_names_no_secret(sergeant: Officer) -> None:
    secret = given(sergeant)
    used(sergeant, secret)
    assert bytes(Grant.objects.get().digest) not in (secret.encode(), b"")
    told = list(Event.objects.filter(details__did__startswith="step-up").order_by("id"))
    assert [one.details["did"] for one in told] == ["step-up", "step-up-used"]
    assert told[0].details["objects"] == [THING] and told[1].subject == THING
    assert not any(secret in str(one.details) for one in told)


@pytest.mark.parametrize(
    "other",
    [
        {"object": THING[:-1] + "2"},
        {"action": "reject"},
        {"holder": THERE},
    ],
    ids=["another thing", "another act", "another browser"],
)
def test_it_is_for_nothing_else(sergeant: Officer, other: dict[str, Any]) -> None:
    secret = given(sergeant)
    assert used(sergeant, secret, **other) == "step-up-needed"
    assert used(sergeant, secret) == "ok"


def test_what_was_edited_since_is_a_conflict_and_spends_nothing(sergeant: Officer) -> None:
    secret = given(sergeant)
    assert used(sergeant, secret, hash=EDITED) == "grant-stale"
    assert used(sergeant, secret) == "ok"


def test_it_is_of_one_officer(sergeant: Officer) -> None:
    secret = given(sergeant)
    assert used(make.supervisor(), secret) == "step-up-needed"


def test_a_handset_s_grant_is_not_a_browser_s_nor_another_handset_s(sergeant: Officer) -> None:
    phone = make.device(sergeant)
    secret = given(sergeant, holder=phone)
    for other in (HERE, make.device(sergeant)):
        assert used(sergeant, secret, holder=other) == "step-up-needed"
    assert used(sergeant, secret, holder=phone) == "ok"


def test_it_lasts_five_minutes(sergeant: Officer) -> None:
    secret = given(sergeant)
    with later(timedelta(minutes=5, seconds=1)):
        assert used(sergeant, secret) == "step-up-needed"
    with later(timedelta(minutes=4)):
        assert used(sergeant, secret) == "ok"


@pytest.mark.parametrize("secret", ["", "never given", "\x00"])
def test_nothing_and_nonsense_are_told_what_to_ask_for(sergeant: Officer, secret: str) -> None:
    with pytest.raises(Problem) as refused, transaction.atomic():
        identity.use_grant(
            officer=sergeant, holder=HERE, secret=secret, action="approve", object=THING, hash=SEEN
        )
    asked = {"action": "approve", "objects": [{"object": THING, "hash": SEEN}]}
    assert refused.value.document()["grant"] == asked


def test_what_comes_to_nothing_spends_nothing(sergeant: Officer) -> None:
    secret = given(sergeant)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        identity.use_grant(
            officer=sergeant, holder=HERE, secret=secret, action="approve", object=THING, hash=SEEN
        )
        raise ZeroDivisionError
    assert used(sergeant, secret) == "ok"


def test_twenty_things_go_under_one_code_each_once(sergeant: Officer) -> None:
    things = [(f"submission:{number}", f"{number:064x}") for number in range(20)]
    secret = given(sergeant, objects=things)
    ends = [used(sergeant, secret, object=name, hash=hash) for name, hash in things * 2]
    assert ends == ["ok"] * 20 + ["step-up-needed"] * 20
    assert Granted.objects.filter(used_at=None).count() == 0


@pytest.mark.parametrize(
    "objects",
    [[], [(str(number), "") for number in range(21)], [(THING, SEEN), (THING, EDITED)], [("", "")]],
    ids=["none", "twenty-one", "one twice", "nameless"],
)
def test_what_a_grant_can_be_for(sergeant: Officer, objects: list[tuple[str, str]]) -> None:
    with pytest.raises(Problem) as refused:
        given(sergeant, objects=objects)
    assert refused.value.status == 400


def test_a_code_works_once_and_a_wrong_one_not_at_all(sergeant: Officer) -> None:
    code = make.code(sergeant)
    given(sergeant, evidence=Code(code))
    for wrong in (code, "12345", "", "abcdef"):
        with pytest.raises(Problem) as refused:
            given(sergeant, evidence=Code(wrong))
        assert refused.value.code == "step-up-refused"
    assert Grant.objects.count() == 1
    told = Event.objects.filter(details__did="step-up-refused")
    assert told.count() == 4 and code not in str(told.values_list("details", flat=True))


def test_guesses_are_counted_for_each_holder(sergeant: Officer) -> None:
    ends = []
    for _ in range(12):
        with pytest.raises(Problem) as refused:
            given(sergeant, evidence=Code("000000x"))
        ends.append(refused.value.code)
    assert ends == ["step-up-refused"] * 10 + ["too-many-attempts"] * 2
    assert SignInAttempt.objects.get().tries == 12
    assert used(sergeant, given(sergeant, holder=THERE), holder=THERE) == "ok"
