"""A password that somebody else gives an officer: random, short-lived, and to be changed."""

import secrets

from django.db import transaction

from field_api.identity.actions import notices
from field_api.identity.actions.ending import end_others
from field_api.identity.models import Officer
from field_api.identity.rules.notices import Changed
from field_api.identity.rules.passwords import FIRST_LIFE
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def give_first_password(*, officer: Officer) -> str:
    """By the operator, for an officer who has none or forgot theirs: shown once, kept nowhere.

    It opens nothing without the authenticator too, reads nothing until the officer has chosen their
    own, and is worth nothing after a week. All they have open ends. Raises Problem 409
    officer-inactive.
    """
    if not officer.is_active:
        raise Problem(409, "officer-inactive", "This officer was stood down.")
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    officer.set_password(password)
    officer.first_password_until = clock.now() + FIRST_LIFE
    officer.save(update_fields=["password", "first_password_until"])
    end_others(officer=officer)
    notices.tell(officer, Changed.FIRST_PASSWORD)
    ledger.record(
        act=Act.ACCESS,
        actor="operator",
        subject=officer.actor,
        details={"did": "give-first-password"},
    )
    return password
