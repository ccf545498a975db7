"""What tests of two-person actions and of broken glass share."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.actions.postings import RIGHTS
from field_api.identity.models import Officer, Token, Unit
from field_api.identity.rules import Role
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions.grouping import GROUP, object_of
from field_api.policy.models import HandlingGroup
from field_api.submissions.models import Submission
from field_api.submissions.rules import Review, State
from tests import make

WHY = "Covers the night shift from next week."


def leave(of: Officer, action: str, object: str, hash: str = "") -> identity.Leave:
    """A step-up grant in a browser of theirs, as actions take it."""
    holder = rules.digest(f"browser of {of.pk}")
    return identity.Leave(holder, make.grant(of, holder, action, object, hash))


def rights(by: Officer, whom: Officer) -> identity.Leave:
    """For changing what somebody may."""
    return leave(by, RIGHTS, whom.actor)


def found(by: Officer, code: str = "source-unit") -> HandlingGroup:
    """A handling group of their force."""
    given = leave(by, GROUP, object_of(by.force, code))
    return policy.found_group(force=by.force, code=code, name="Sources", by=by, leave=given)


def read_in(group: HandlingGroup, whom: Officer, by: Officer) -> None:
    policy.admit(officer=whom, group=group, by=by, leave=rights(by, whom))


def granted(client: Any, action: str, object: str, hash: str = "") -> str:
    """The same on the handset that a client of the API speaks for: its secret."""
    bearer = str(client._credentials["HTTP_AUTHORIZATION"]).partition(" ")[2]
    device = Token.objects.get(digest=rules.digest(bearer)).device
    return make.grant(device.officer, device, action, object, hash)


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
