"""A list of codes from being brought in to being published: one administrator brings it in and
proposes it, another lets it be published.
"""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from field_api.catalogue import rules
from field_api.catalogue.actions.forms import Unfit, digest
from field_api.catalogue.actions.lists import Overtaken, publish_list, versions_of
from field_api.catalogue.models import CodeList, ListDraft
from field_api.catalogue.rules import list_sheets
from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import STANDS, Kind

KEPT = 2 * STANDS + timedelta(days=2)
"""A draft outlasts whatever was proposed of it on its last day."""

_NAME = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")


@transaction.atomic
def bring_in(*, document: dict[str, Any], by: Officer) -> ListDraft:
    """Keep a list, to be looked at beside the one that stands; nothing is published by it.

    `document` is as `publish_list` takes it. Raises Problem 403, and Unfit also for what would
    change nothing. What has lain for a month goes.
    """
    if not by.may_administer:
        raise Problem(403, "above-your-role", "Your posting doesn't reach this")
    if faults := [*_name_faults(document), *rules.list_faults(document)]:
        raise Unfit(faults)
    named = digest(document)
    if (stands := standing(document["list"])) and stands.digest == named:
        raise Unfit([f"It changes nothing: version {stands.version} says the same."])
    ListDraft.objects.filter(made_at__lt=clock.now() - KEPT).delete()
    return ListDraft.objects.create(
        name=document["list"],
        document=document,
        size=len(document["codes"]),
        digest=named,
        made_by=by.login,
    )


def draft_of(draft: UUID) -> ListDraft | None:
    return ListDraft.objects.filter(pk=draft).first()


def drafts_of(name: str) -> list[ListDraft]:
    """What was brought in of a list and is not published, the newest first, without its codes."""
    published = [one.digest for one in versions_of(name)]
    rows = ListDraft.objects.filter(name=name).exclude(digest__in=published)
    return list(rows.order_by("-made_at").defer("document"))


def standing(name: str) -> CodeList | None:
    """The newest version, with its codes; None for a list that is not born yet."""
    return CodeList.objects.filter(name=name).order_by("-version").first()


def changed_by(draft: ListDraft) -> list_sheets.Changes:
    """What it would change of the version that stands now."""
    stands = standing(draft.name)
    return list_sheets.changes(stands.document["codes"] if stands else [], draft.document["codes"])


def propose_list(*, draft: ListDraft, text: str, by: Officer, leave: Leave) -> Proposal:
    """Ask a second administrator to let it be published, as the next version of its list.

    Takes a step-up grant for `propose` on `list:<name>` with the draft's digest. Raises Problem
    403, 409 already-proposed, 422 without words.
    """
    stands = standing(draft.name)
    changes = changed_by(draft)
    details = {
        "draft": str(draft.pk),
        "digest": draft.digest,
        "over": stands.digest if stands else "",
        "added": len(changes.added),
        "removed": len(changes.removed),
        "relabelled": len(changes.relabelled),
    }
    version = stands.version + 1 if stands else 1
    return proposals.propose_for_all(
        kind=Kind.LIST,
        subject=f"list:{draft.name}",
        saying=f"Publish the list “{draft.document['title']}”, version {version}",
        details=details,
        text=text,
        by=by,
        leave=leave,
        hash=draft.digest,
    )


def waiting(name: str) -> Proposal | None:
    """What waits for a second person about a list."""
    rows = Proposal.objects.open().filter(kind=Kind.LIST.value, subject=f"list:{name}")
    return rows.first()


def carry(row: Proposal, second: Officer) -> None:
    """What approving does. Raises Problem 409 where it is not any more what was proposed."""
    draft = draft_of(UUID(row.details["draft"]))
    if draft is None or digest(draft.document) != row.details["digest"]:
        raise Problem(409, "overtaken", "The list that was proposed is not here any more")
    try:
        publish_list(
            document=draft.document,
            by=row.proposed_by.login,
            second=second.login,
            over=row.details["over"],
        )
    except Overtaken:
        detail = "Another version was published since. Propose it again over that one."
        raise Problem(409, "overtaken", "This list has changed", detail) from None


def page(row: Proposal) -> str:
    """Where what was proposed is read before it is decided."""
    return reverse("desk-list-draft", args=[row.details["draft"]])


def _name_faults(document: dict[str, Any]) -> list[str]:
    name = document.get("list")
    if isinstance(name, str) and len(name) <= 40 and _NAME.fullmatch(name):
        return []
    return ["The short name has small letters, figures and hyphens, 40 at most."]
