"""Terms as they are typed, for whichever door they come in by."""

from dataclasses import dataclass
from datetime import date

from field_api.identity.models import Force
from field_api.lib.problems import Fault, Problem
from field_api.policy.actions.agreements import Terms
from field_api.policy.rules import Direction, Marking, Purpose


@dataclass(frozen=True, slots=True)
class Proposed:
    """Well-formed words; whether they can be agreed, `propose` says."""

    direction: str
    kinds: list[str]
    marking: str
    purpose: str
    starts_on: date
    ends_on: date
    force: str = ""
    partner: str = ""

    def terms(self) -> Terms:
        """Raises Problem 422 unless exactly one other side is named, and is there."""
        return Terms(
            other=self._other(),
            direction=Direction(self.direction),
            kinds=tuple(self.kinds),
            marking=Marking(self.marking),
            purpose=Purpose(self.purpose),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )

    def _other(self) -> Force | str:
        if bool(self.force) == bool(self.partner):
            raise _no_such("Name a force or a partner organisation, and one of them.")
        if self.partner:
            return self.partner
        found = Force.objects.filter(code=self.force.strip().upper()).first()
        if found is None:
            raise _no_such("There is no force of that code here.")
        return found


def _no_such(text: str) -> Problem:
    fault = Fault("/force", "not-possible", text)
    return Problem(422, "terms-invalid", "These terms can't be agreed", errors=[fault])
