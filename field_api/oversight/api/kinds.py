"""/api/v1/forms/drafts and what two administrators do with forms. Deciding is with proposals."""

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.catalogue.actions import Unfit, form_drafts
from field_api.catalogue.models import FormDraft
from field_api.catalogue.rules.changes import changes
from field_api.identity.actions import Leave
from field_api.identity.models import Token
from field_api.lib import clock
from field_api.lib.permissions import Administers
from field_api.lib.problems import Fault, Problem
from field_api.oversight.actions import kinds as standing
from field_api.oversight.actions.form_effects import effects
from field_api.oversight.actions.form_previews import preview
from field_api.oversight.api.asked import officer, said
from field_api.oversight.form_shapes import (
    FormBring,
    FormChangeList,
    FormDraftList,
    FormDraftSeen,
    FormDraftShape,
    FormPropose,
    FormProposed,
)
from field_api.policy.models import Proposal


class Drafts(APIView):
    """Forms brought in and not published: nobody writes in them yet."""

    permission_classes = [Administers]

    @extend_schema(operation_id="form_drafts", responses=FormDraftList)
    def get(self, request: Request) -> Response:
        return Response({"drafts": [_named(one) for one in standing.drafts_of(officer(request))]})

    @extend_schema(
        operation_id="form_drafts_bring", request=FormBring, responses={201: FormDraftShape}
    )
    def post(self, request: Request) -> Response:
        document = said(FormBring, request)["document"]
        if not isinstance(document, dict):
            raise _unfit(["A form is a JSON object."])
        try:
            made = form_drafts.bring_in(document=document, by=officer(request))
        except Unfit as unfit:
            raise _unfit(unfit.faults) from None
        return Response(_named(made), status=201)


class OneDraft(APIView):
    permission_classes = [Administers]

    @extend_schema(operation_id="form_draft", responses=FormDraftSeen)
    def get(self, request: Request, draft: UUID) -> Response:
        """What it would ask and change, whom that touches, and how what was written would fare."""
        found = _found(request, draft)
        seen = preview(document=found.document, by=officer(request))
        more = {
            "document": found.document,
            "before": seen.before.version if seen.before else None,
            "changes": [asdict(one) for one in seen.changes],
            "effects": [asdict(one) for one in seen.effects],
            "trial": asdict(seen.trial),
        }
        return Response({**_named(found), **more})

    @extend_schema(operation_id="form_draft_throw_away", responses={204: None})
    def delete(self, request: Request, draft: UUID) -> Response:
        form_drafts.throw_away(draft=draft, by=officer(request))
        return Response(status=204)


class ProposeDraft(APIView):
    permission_classes = [Administers]

    @extend_schema(
        operation_id="form_draft_propose", request=FormPropose, responses={201: FormProposed}
    )
    def post(self, request: Request, draft: UUID) -> Response:
        text, leave = _why(request)
        made = form_drafts.propose_form(draft=draft, text=text, by=officer(request), leave=leave)
        return _proposed(made)


class RetireForm(APIView):
    permission_classes = [Administers]

    @extend_schema(operation_id="form_retire", request=FormPropose, responses={201: FormProposed})
    def post(self, request: Request, kind: str, version: int) -> Response:
        text, leave = _why(request)
        made = form_drafts.propose_retiring(
            kind=kind, version=version, text=text, by=officer(request), leave=leave
        )
        return _proposed(made)


class Changes(APIView):
    """What one version changes of another."""

    permission_classes = [Administers]

    @extend_schema(operation_id="form_changes", responses=FormChangeList)
    def get(self, request: Request, kind: str, before: int, after: int) -> Response:
        old, new = (standing.form_of(kind, version) for version in (before, after))
        if old is None or new is None:
            raise Problem(404, "not-found", "Not found")
        found = changes(old.document, new.document, standing.documents())
        touched = effects(new.document, found)
        return Response(
            {
                "changes": [asdict(one) for one in found],
                "effects": [asdict(one) for one in touched],
            }
        )


def _found(request: Request, draft: UUID) -> FormDraft:
    found = standing.draft_of(officer(request), draft)
    if found is None:
        raise Problem(404, "not-found", "Not found")
    return found


def _why(request: Request) -> tuple[str, Leave]:
    given = said(FormPropose, request)
    return given["text"], Leave(cast(Token, request.auth).device, given["grant"])


def _proposed(row: Proposal) -> Response:
    return Response({"proposal": str(row.pk)}, status=201)


def _unfit(faults: list[str]) -> Problem:
    told = [Fault("/document", "invalid", one) for one in faults]
    return Problem(422, "form-refused", "Nothing was brought in", errors=told)


def _named(row: FormDraft) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "version": row.version,
        "title": row.document["title"],
        "digest": row.digest,
        "made_by": row.made_by,
        "made_at": clock.iso(row.made_at),
        "overtaken": form_drafts.overtaken(row),
        "notices": row.notices,
    }
