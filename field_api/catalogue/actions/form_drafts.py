"""A version of a form from being brought in to being published or retired: one administrator
proposes, another decides.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from field_api.catalogue import lint
from field_api.catalogue.actions.forms import AlreadyPublished, Unfit, digest, publish, retire
from field_api.catalogue.models import Form, FormDraft
from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import Kind

KEPT = timedelta(days=30)


@transaction.atomic
def bring_in(*, document: dict[str, Any], by: Officer, notices: Iterable[str] = ()) -> FormDraft:
    """Keep a document, to be looked at; nothing is published by it. It gets the number of the next
    version of its kind, whatever it says itself. The same document again is the draft that is here.

    Raises Problem 403 for anybody but an administrator, Unfit for what is no form or says what the
    newest version says. What has lain for a month goes, unless a second person is asked about it.
    """
    if not by.may_administer:
        raise Problem(403, "above-your-role", "Your posting doesn't reach this")
    if not _can_be_kept(document):
        raise Unfit(["the form: holds a character or a number that nothing can be kept with"])
    newest = newest_of(document.get("kind"))
    numbered = {**document, "version": newest.version + 1 if newest else 1}
    if faults := lint.faults(numbered):
        raise Unfit(faults)
    if newest and digest({**document, "version": newest.version}) == newest.digest:
        raise Unfit([f"It changes nothing: version {newest.version} says the same."])
    _let_old_ones_go()
    named = digest(numbered)
    if same := FormDraft.objects.filter(digest=named).first():
        return same
    made = FormDraft.objects.create(
        kind=numbered["kind"],
        version=numbered["version"],
        document=numbered,
        digest=named,
        notices=list(notices),
        made_by=by.login,
    )
    _record(by, made, "bring-in-form")
    return made


def _can_be_kept(document: dict[str, Any]) -> bool:
    """PostgreSQL keeps no NUL, and JSON has neither half a character nor infinity."""
    try:
        text = json.dumps(document, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (ValueError, RecursionError):
        return False
    return "\\u0000" not in text


def _let_old_ones_go() -> None:
    asked = Proposal.objects.open().filter(kind=Kind.FORM.value)
    wanted = [UUID(details["draft"]) for details in asked.values_list("details", flat=True)]
    FormDraft.objects.filter(made_at__lt=clock.now() - KEPT).exclude(pk__in=wanted).delete()


def newest_of(kind: object) -> Form | None:
    """The newest version ever published, retired or not."""
    if not isinstance(kind, str):
        return None
    return Form.objects.filter(kind=kind).order_by("-version").first()


@transaction.atomic
def throw_away(*, draft: UUID, by: Officer) -> None:
    """Raises Problem 404 for no draft, 403 for another's. What waits about it lapses."""
    row = _draft(draft, by)
    if row.made_by != by.login:
        raise Problem(403, "not-yours", "Somebody else brought this in", "They can throw it away.")
    for waiting in waiting_about(row.kind, row.version):
        if waiting.details.get("draft") == str(row.pk):
            proposals.lapse(subject=waiting.subject)
    _record(by, row, "throw-form-away")
    row.delete()


def renumber(*, draft: UUID, by: Officer) -> FormDraft:
    """The same content as the next version of its kind, where another took its number."""
    row = _draft(draft, by)
    return bring_in(document=row.document, by=by, notices=row.notices)


def propose_form(*, draft: UUID, text: str, by: Officer, leave: Leave) -> Proposal:
    """Ask a second administrator to let it be published, as it is now.

    Takes a step-up grant for `propose` on `form:<kind>/<version>` with the draft's digest. Raises
    Problem 403, 404, 409 overtaken where its number was given to another, 409 already-proposed, 422
    without words.
    """
    row = _draft(draft, by)
    if overtaken(row):
        raise _overtaken()
    details = {"draft": str(row.pk), "digest": row.digest, "name": row.kind, "version": row.version}
    return proposals.propose_for_all(
        kind=Kind.FORM,
        subject=subject_of(row.kind, row.version),
        saying=f"Publish {row.document['title']}, version {row.version}",
        details=details,
        text=text,
        by=by,
        leave=leave,
        hash=row.digest,
    )


def propose_retiring(*, kind: str, version: int, text: str, by: Officer, leave: Leave) -> Proposal:
    """Ask a second administrator to offer a version to nobody any more.

    Takes a step-up grant for `propose` on `form:<kind>/<version>` with its digest. Raises Problem
    404 for no version, 409 retired, and as `propose_form`.
    """
    row = Form.objects.filter(kind=kind, version=version).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if row.retired_at is not None:
        raise Problem(409, "retired", "This version is retired")
    return proposals.propose_for_all(
        kind=Kind.RETIRE,
        subject=subject_of(kind, version),
        saying=f"Retire {row.document['title']}, version {version}",
        details={"digest": row.digest, "name": kind, "version": version},
        text=text,
        by=by,
        leave=leave,
        hash=row.digest,
    )


def subject_of(kind: str, version: int) -> str:
    return f"form:{kind}/{version}"


def overtaken(draft: FormDraft) -> bool:
    """Whether its number was given to another since it was brought in."""
    newest = newest_of(draft.kind)
    return draft.version != (newest.version + 1 if newest else 1)


def waiting_about(kind: str, version: int) -> list[Proposal]:
    """What waits for a second administrator about a version."""
    rows = Proposal.objects.open().filter(subject=subject_of(kind, version))
    return list(rows.select_related("proposed_by"))


def publish_proposed(row: Proposal, second: Officer) -> None:
    """What approving a form does. Raises Problem 409 where it is not any more what was proposed."""
    draft = FormDraft.objects.filter(pk=row.details["draft"]).select_for_update().first()
    if draft is None or digest(draft.document) != row.details["digest"]:
        detail = "What was proposed is not here any more. Ask for it to be proposed again."
        raise Problem(409, "not-what-was-proposed", "This draft has changed", detail)
    try:
        publish(document=draft.document, by=row.proposed_by.login, second=second.login)
    except AlreadyPublished:
        raise _overtaken() from None
    except Unfit as unfit:  # the language has grown stricter since
        detail = "; ".join(unfit.faults)[:1000]
        raise Problem(409, "unfit", "This is no form any more", detail) from None
    draft.delete()


def retire_proposed(row: Proposal, second: Officer) -> None:
    name, version = row.details["name"], row.details["version"]
    retire(kind=name, version=version, by=row.proposed_by.login, second=second.login)


def page(row: Proposal) -> str:
    """Where what was proposed is read: the draft, or the version it became."""
    draft = row.details.get("draft")
    if draft and FormDraft.objects.filter(pk=draft).exists():
        return reverse("desk-form-draft", args=[draft])
    name, version = row.details["name"], row.details["version"]
    if Form.objects.filter(kind=name, version=version).exists():
        return reverse("desk-form", args=[name, version])
    return ""


def _draft(draft: UUID, by: Officer) -> FormDraft:
    row = FormDraft.objects.visible_to(by).filter(pk=draft).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row


def _overtaken() -> Problem:
    detail = "Another version was published since. Compare with that one, and propose again."
    return Problem(409, "overtaken", "Its number was given to another", detail)


def _record(by: Officer, draft: FormDraft, did: str) -> None:
    details = {"did": did, "draft": str(draft.pk), "digest": draft.digest}
    subject = subject_of(draft.kind, draft.version)
    ledger.record(act=Act.DECISION, actor=by.actor, subject=subject, details=details)
