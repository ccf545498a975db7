"""A handset that keeps drafts on the server, as its tests make it save, list and open them."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from rest_framework.test import APIClient

from field_api.drafts import rules
from field_api.identity.models import Device, Officer
from field_api.lib import clock, envelope, es256
from field_api.notebook import actions as notebook
from tests import make

DRAFTS = "/api/v1/drafts"
WORDS = "Blue van, two men, the mill."


@dataclass
class Phone:
    officer: Officer
    device: Device
    api: APIClient

    def sealed(self, draft: UUID, text: str, login: str = "") -> str:
        head = rules.bound_to(draft, login or self.officer.login)
        return es256.b64(envelope.seal(notebook.seal_key().public_key(), text.encode(), head))

    def save(self, draft: UUID | None = None, text: str = WORDS, **other: Any) -> Any:
        """What the server answers; `known` is the version this handset last knew."""
        key, known = draft or uuid4(), other.pop("known", None)
        about = {"kind": "note", "started_at": clock.iso(clock.now())}
        said = {**about, "sealed": self.sealed(key, text), **other}
        headers = {} if known is None else {"If-Match": f'"{known}"'}
        return self.api.put(f"{DRAFTS}/{key}", said, format="json", headers=headers)

    def saved(self, text: str = WORDS) -> UUID:
        key = uuid4()
        answer = self.save(key, text)
        assert answer.status_code == 200, answer.content
        return key

    def open(self, draft: UUID) -> Any:
        return self.api.get(f"{DRAFTS}/{draft}")

    def listed(self) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(DRAFTS).json()
        return found


def of(officer: Officer | None = None) -> Phone:
    """A handset in an officer's hand; each call is another one."""
    device = make.device(officer or make.officer())
    return Phone(device.officer, device, make.api(make.token(device)))


def hand(by: Officer, phone: Phone, *drafts: UUID, **other: Any) -> Any:
    """`by` hands over drafts of that handset, or all of it where none is named."""
    named: dict[str, Any] = {"drafts": [str(one) for one in drafts]}
    if not drafts:
        named = {"device": str(phone.device.installation)}
    said = {"officer": phone.officer.login, "reason": "Screen broken", **named, **other}
    return make.signed_in(by).post(f"{DRAFTS}/hand-over", json.loads(json.dumps(said)))


def to_device(phone: Phone) -> dict[str, Any]:
    return {"to": {"device": str(phone.device.installation)}}


def to_officer(officer: Officer) -> dict[str, Any]:
    return {"to": {"officer": officer.login}}
