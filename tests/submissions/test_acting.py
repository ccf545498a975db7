"""Who decides in a rank that is theirs for a time."""

import pytest

from field_api.identity.rules import Role
from field_api.submissions.acting import Held, is_acting

PC = Held(Role.OFFICER, covers=False, ends=False)
SERGEANT = Held(Role.SUPERVISOR, covers=True, ends=False)
ACTING_SERGEANT = Held(Role.SUPERVISOR, covers=True, ends=True)
ELSEWHERE = Held(Role.SUPERVISOR, covers=False, ends=False)
ACTING_INSPECTOR = Held(Role.INSPECTOR, covers=True, ends=True)
AUDITOR = Held(Role.AUDITOR, covers=True, ends=False)


@pytest.mark.parametrize(
    ("held", "acts"),
    [
        ([], False),
        ([PC], False),
        ([PC, SERGEANT], False),
        ([PC, ACTING_SERGEANT], True),
        ([ACTING_SERGEANT], False),
        ([ELSEWHERE, ACTING_SERGEANT], False),
        ([ELSEWHERE, ACTING_INSPECTOR], True),
        ([SERGEANT, ACTING_INSPECTOR], False),
        ([AUDITOR, ACTING_SERGEANT], True),
    ],
    ids=[
        "nobody",
        "constable",
        "sergeant",
        "acting-sergeant",
        "sergeant-whose-time-is-known",
        "sergeant-on-loan",
        "acting-inspector",
        "decides-as-sergeant-anyhow",
        "from-another-desk",
    ],
)
def test_acting_is_what_ends_above_what_does_not(held: list[Held], acts: bool) -> None:
    assert is_acting(held) == acts
