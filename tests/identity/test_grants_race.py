"""Fifty at once, some rounds: a grant, a code and a passkey's challenge each have one winner."""

import pytest
from django.db import transaction

from field_api.identity import actions as identity
from field_api.identity.actions import factors, passkeys
from field_api.identity.actions.factors import Assertion, Code
from field_api.identity.actions.passkeys import Site
from field_api.identity.models import Granted, Passkey
from field_api.identity.rules import Ceremony
from field_api.lib import clock
from field_api.lib.problems import Problem
from tests import make
from tests.authenticator import ORIGIN, RP, Authenticator
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE, THING, HERE = 50, "submission:1", factors.session("a browser")
ROUNDS = [pytest.param(2, id="few"), pytest.param(20, id="many", marks=pytest.mark.long)]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_grant_has_one_winner(rounds: int) -> None:
    sergeant = make.supervisor()
    for _ in range(rounds):
        secret = make.grant(sergeant, HERE, "approve", THING, "ab" * 32)

        @transaction.atomic
        def use(_: int, secret: str = secret) -> None:
            identity.use_grant(
                officer=sergeant,
                holder=HERE,
                secret=secret,
                action="approve",
                object=THING,
                hash="ab" * 32,
            )

        assert race(use, AT_ONCE) == {"won": 1, "step-up-needed": AT_ONCE - 1}
    assert Granted.objects.filter(used_at=None).count() == 0


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_code_has_one_winner(rounds: int) -> None:
    sergeant = make.supervisor()
    for turn in range(rounds):
        code = Code(make.code(sergeant))
        sergeant.totpdevice_set.update(throttling_failure_count=0)

        def show(number: int, turn: int = turn, code: Code = code) -> None:
            holder = factors.session(f"{turn} {number}")
            factors.show(officer=sergeant, holder=holder, evidence=code)

        assert race(show, AT_ONCE) == {"won": 1, "step-up-refused": AT_ONCE - 1}


def test_a_passkey_s_answer_has_one_winner() -> None:
    sergeant, key, site = make.supervisor(), Authenticator(), Site(RP, ORIGIN)
    made = Passkey.objects.create(
        officer=sergeant,
        credential=key.id,
        public_key=key.cose(),
        name="Phone",
        made_at=clock.now(),
    )
    options = factors.challenge(officer=sergeant, holder=HERE, site=site)
    evidence = Assertion(key.answer(options), site)
    # Counted for each holder, so all but one of them would be stopped by the throttle first.
    ends = race(lambda _: _answered(evidence), AT_ONCE)
    assert ends == {"won": 1, "spent": AT_ONCE - 1}
    made.refresh_from_db()
    assert made.sign_count == 1


def _answered(evidence: Assertion) -> None:
    if passkeys.answered(evidence.credential, evidence.site, Ceremony.STEP_UP) is None:
        raise Problem(403, "spent", "Spent")
