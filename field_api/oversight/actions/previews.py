"""What sending again would do, as far as one officer may see it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from field_api.connectors.models import System
from field_api.delivery.actions.plans import Changed, Plan, plan
from field_api.delivery.actions.scopes import Scope
from field_api.delivery.models import Delivery
from field_api.identity.models import Officer
from field_api.oversight.actions.tracing import consulted
from field_api.policy.rules import Action
from field_api.submissions.models import Submission

MOST = 5


@dataclass(frozen=True, slots=True)
class Sample:
    submission: Submission
    changed: Changed


@dataclass(frozen=True, slots=True)
class Preview:
    """`samples` are of entries the officer may read; a plan counts them all."""

    plan: Plan
    samples: list[Sample]


@transaction.atomic
def preview(
    *, system: System, scope: Scope, officer: Officer, fresh_key: bool, rerender: bool
) -> Preview:
    """Raises Problem as `plan` does. A sample shows content, so it is a consultation of its entry
    (DPA 2018 s.62(1)(c)).
    """
    made = plan(system=system, scope=scope, by=officer, fresh_key=fresh_key, rerender=rerender)
    subjects = _subjects([one.delivery for one in made.samples])
    readable = Submission.objects.visible_to(officer, Action.TRACE).in_bulk(list(subjects.values()))
    shown = [
        Sample(readable[subjects[one.delivery]], one)
        for one in made.samples
        if subjects[one.delivery] in readable
    ][:MOST]
    for sample in shown:
        consulted(officer, sample.submission.pk, "previewing a replay")
    return Preview(made, shown)


def _subjects(deliveries: list[UUID]) -> dict[UUID, UUID]:
    return dict(Delivery.objects.filter(pk__in=deliveries).values_list("pk", "subject_id"))
