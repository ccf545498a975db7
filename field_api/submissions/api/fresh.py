"""How lately whoever reads others' work must have shown who they are: by its marking."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from rest_framework.request import Request

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Token
from field_api.identity.rules.stepping import fresh_for
from field_api.submissions.models import Submission


def check_fresh(request: Request, submissions: Iterable[UUID]) -> None:
    """Raises Problem 401 verify-again where the strictest marking of others' work asks for more.

    What an officer wrote is theirs for as long as the token lives.
    """
    officer = cast(Officer, request.user)
    rows = Submission.objects.visible_to(officer).filter(pk__in=list(submissions))
    markings = set(rows.exclude(author=officer).values_list("marking", flat=True))
    if markings:
        identity.check_fresh(cast(Token, request.auth), min(map(fresh_for, markings)))
