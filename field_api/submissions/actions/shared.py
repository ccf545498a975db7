"""What other forces share with an officer's."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from field_api.identity.models import Officer
from field_api.submissions.actions.show import Document, documents
from field_api.submissions.actions.sight import looked, sights
from field_api.submissions.models import Submission


def from_others(*, officer: Officer, most: int) -> list[UUID]:
    """The newest of other forces that the officer may read, by whatever right."""
    abroad = Submission.objects.visible_to(officer).exclude(force=officer.force_id)
    return list(abroad.order_by("-created_at").values_list("pk", flat=True)[:most])


@transaction.atomic
def shared(*, officer: Officer, ids: Sequence[UUID]) -> list[Document]:
    """Those of them that only agreements let the officer read; to show one is to disclose it."""
    under = {key: sight for key, sight in sights(ids, officer).items() if sight.under}
    found = documents([key for key in ids if key in under], officer)
    for key, document in found.items():
        looked(
            submission=key,
            officer=officer,
            sight=under[key],
            purpose="listing",
            details={"revision": document["revision"], "state": document["state"]},
        )
    return [found[key] for key in ids if key in found]
