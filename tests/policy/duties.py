"""What tests of two-person actions and of broken glass share."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.models import Officer, Unit
from field_api.identity.rules import Role
from field_api.lib.problems import Problem
from field_api.submissions.models import Submission
from field_api.submissions.rules import Review, State
from tests import make

WHY = "Covers the night shift from next week."


def leave(of: Officer, action: str, object: str, hash: str = "") -> identity.Leave:
    """A step-up grant in a browser of theirs, as actions take it."""
    holder = rules.digest(f"browser of {of.pk}")
    return identity.Leave(holder, make.grant(of, holder, action, object, hash))


def code(act: Callable[..., Any], **given: Any) -> str:
    with pytest.raises(Problem) as refused:
        act(**given)
    return refused.value.code


def refused_by_database(act: Callable[[], Any]) -> str:
    """The name of the constraint, or the words of the trigger, that refused it."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    return str(refused.value)


def inspector(posted: Unit | None = None) -> Officer:
    return make.officer(posted=posted, role=Role.INSPECTOR)


def record(author: Officer, **particulars: Any) -> Submission:
    """A submission of theirs as rights see it, with nothing written in it."""
    key = uuid4()
    stated: dict[str, Any] = {
        "reference": f"FB-{key.hex[:12].upper()}",
        "force": author.force,
        "unit": author.home_unit(),
        "kind": "pocket-note",
        "marking": "OFFICIAL",
        "state": State.RELEASED.value,
        "review_state": Review.NONE.value,
    }
    return Submission.objects.create(id=key, author=author, **stated | particulars)
