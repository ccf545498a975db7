"""What tests of drafts of forms share."""

from copy import deepcopy
from typing import Any

from field_api.catalogue import shipped
from field_api.catalogue.actions import form_drafts
from field_api.catalogue.models import FormDraft
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from tests import make
from tests.policy.duties import leave

WHY = "The force asks for it from next month."


def admin(code: str = "34") -> Officer:
    unit = make.unit("Response", of=make.force(code))
    return make.officer(posted=unit, role=Role.FORCE_ADMIN)


def note(**changed: Any) -> dict[str, Any]:
    """The newest shipped note, to be changed."""
    newest = [one for one in shipped.documents() if one["kind"] == "note"][-1]
    return {**deepcopy(newest), **changed}


def proposed(draft: FormDraft, by: Officer) -> Proposal:
    subject = form_drafts.subject_of(draft.kind, draft.version)
    given = leave(by, "propose", subject, draft.digest)
    return form_drafts.propose_form(draft=draft.pk, text=WHY, by=by, leave=given)


def approve(row: Proposal, by: Officer) -> None:
    given = leave(by, "approve", f"proposal:{row.pk}")
    proposals.approve(proposal=row.pk, by=by, leave=given)
