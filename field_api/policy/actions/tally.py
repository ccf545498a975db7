"""What rights stand on besides postings, of everybody: compared, it shows whose rights changed."""

from collections import defaultdict
from dataclasses import dataclass

from field_api.identity.models.officers import today
from field_api.policy.models import Agreement, Clearance, Membership
from field_api.policy.rules import USUAL


@dataclass(frozen=True, slots=True)
class Tally:
    """As of today, of all officers."""

    clearances: dict[int, str]
    groups: dict[int, list[int]]
    agreements: dict[int, list[str]]

    def of(self, officer: int, force: int) -> tuple[object, ...]:
        """What one officer's rights stand on: equal exactly while nothing of it changed."""
        return (
            self.clearances.get(officer, USUAL),
            sorted(self.groups.get(officer, ())),
            sorted(self.agreements.get(force, ())),
        )


def tally() -> Tally:
    """By three queries, however many officers there are."""
    groups: dict[int, list[int]] = defaultdict(list)
    for officer, group in Membership.objects.on(today()).values_list("officer_id", "group_id"):
        groups[officer].append(group)
    agreements: dict[int, list[str]] = defaultdict(list)
    for pk, *sides in Agreement.objects.running().values_list("pk", "force_id", "with_force_id"):
        for side in filter(None, sides):
            agreements[side].append(str(pk))
    clearances = dict(Clearance.objects.values_list("officer_id", "marking"))
    return Tally(clearances, groups, agreements)
