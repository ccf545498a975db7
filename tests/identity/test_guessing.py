"""A thousand guesses from ten addresses at once find nothing, and lock nobody out."""

import pytest

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.models import SignInAttempt
from field_api.lib.problems import Problem
from tests.identity.people import Person
from tests.identity.test_race import AT_ONCE
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ADDRESSES, GUESSES = 10, 1000


def test_a_thousand_guesses_are_counted_by_address_and_the_victim_still_gets_in(
    pc: Person,
) -> None:
    details = pc.details(password="not the password")
    seen: list[str] = []

    def guess(number: int) -> None:
        for _ in range(GUESSES // AT_ONCE):
            try:
                identity.sign_in(**details | {"ip": f"192.0.2.{number % ADDRESSES}"})
            except Problem as problem:
                seen.append(problem.code)

    race(guess, AT_ONCE)
    assert len(seen) == GUESSES
    assert seen.count("sign-in-refused") == ADDRESSES * rules.ATTEMPTS_ALLOWED
    assert SignInAttempt.objects.count() == ADDRESSES
    assert identity.sign_in(**pc.details(ip="198.51.100.1")).device.officer == pc.officer
