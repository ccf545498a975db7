"""A handset that reserves references, and what its tests ask of them."""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from field_api.identity.models import Device
from field_api.lib.problems import Fault
from field_api.submissions import numbers
from field_api.submissions.actions import gaps, references
from tests.handset import Handset

REFERENCES = "/api/v1/references"


def reserve(phone: Handset, count: int = 3, **asked: Any) -> Any:
    return phone.api.post(REFERENCES, {"count": count, **asked})


def reserved(phone: Handset, count: int = 3) -> list[str]:
    answer = reserve(phone, count)
    assert answer.status_code == 201, answer.content
    found: list[str] = answer.json()["references"]
    return found


def claimed(device: Device, text: str, submission: UUID | None = None) -> str | Fault:
    key = submission or uuid4()
    with transaction.atomic():
        return references.claim({key: (device.pk, text)})[key]


def code(answer: str | Fault) -> str:
    return answer.code if isinstance(answer, Fault) else "taken"


def standings(*texts: str) -> list[str]:
    read = [found for text in texts if (found := numbers.read(text))]
    account = gaps.account(prefix=read[0][0], first=read[0][1], last=read[-1][1])
    return [run.standing.value for run in account.runs for _ in range(run.first, run.last + 1)]
