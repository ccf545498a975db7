"""People, systems and routes of the demonstration. Nobody in it is real."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from backend.runtime.sandboxes import Sandbox
from backend.runtime.signins import SignIn
from field_api.catalogue import actions as catalogue
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.identity import actions as identity
from field_api.identity.models import Force, Officer, Unit
from field_api.identity.rules import Role
from field_api.mapping import actions as mapping

FORCE = ("34", "Northamptonshire Police (demonstration)")
SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class _Person:
    collar: str
    rank: str
    given_name: str
    surname: str
    role: Role
    unit: str
    does: str


PEOPLE = (
    _Person("1001", "PC", "Avery", "Sample", Role.OFFICER, "Response A", "writes and asks"),
    _Person("1002", "PC", "Rowan", "Example", Role.OFFICER, "Response A", "writes and asks"),
    _Person("2001", "PS", "Morgan", "Specimen", Role.SUPERVISOR, "Northampton", "reviews"),
)

NAMES = {
    "records": "Records (sandbox)",
    "intelligence": "Intelligence (sandbox)",
    "stop-search": "Stop and search register (sandbox)",
}
ANSWERS = {
    "records": ("person", "vehicle"),
    "intelligence": ("person", "vehicle"),
    "stop-search": ("person",),
}
ROUTES = (
    ("note", "records"),
    ("stop-search", "records"),
    ("stop-search", "stop-search"),
    ("intelligence-report", "intelligence"),
)


@transaction.atomic
def seed(boxes: Sequence[Sandbox]) -> list[SignIn]:
    """Bring the demonstration's people and systems about. Repeating changes only what moved."""
    catalogue.publish_builtin()
    systems = {box.play: _system(box) for box in boxes}
    for kind, play in ROUTES:
        mapping.install(system=systems[play], kind=kind, call=play)
        delivery.route(kind=kind, system=systems[play])
    units = _units()
    return [_sign_in(person, _officer(person, units[person.unit])) for person in PEOPLE]


def _system(box: Sandbox) -> System:
    return connectors.register(
        code=box.play,
        name=NAMES[box.play],
        kind="rest_json",
        config={"base_url": box.url},
        secret_ref=f"env:{box.variable}",
        clearance="OFFICIAL-SENSITIVE",
        answers_queries=ANSWERS[box.play],
        lookup="by_key",
        send_seconds=3.0,
        settle_seconds=1.0,
    )


def _units() -> dict[str, Unit]:
    code, name = FORCE
    force = Force.objects.filter(code=code).first() or identity.found_force(code=code, name=name)
    top = _unit(force, "Northampton", None)
    return {unit.name: unit for unit in (top, _unit(force, "Response A", top))}


def _unit(force: Force, name: str, parent: Unit | None) -> Unit:
    found = Unit.objects.filter(force=force, name=name, parent=parent).first()
    return found or identity.add_unit(force=force, name=name, parent=parent)


def _officer(person: _Person, unit: Unit) -> Officer:
    login = f"{unit.force.code}-{person.collar}"
    found = Officer.objects.filter(login=login).first()
    if found:
        return found
    officer, _ = identity.enrol_officer(
        force=unit.force,
        collar_number=person.collar,
        rank=person.rank,
        given_name=person.given_name,
        surname=person.surname,
        password=password(login),
    )
    identity.post(officer=officer, unit=unit, role=person.role, starts_on=SINCE)
    return officer


def _sign_in(person: _Person, officer: Officer) -> SignIn:
    device = TOTPDevice.objects.get(user=officer)
    secret = base64.b32encode(device.bin_key).decode().rstrip("=")
    padded = secret + "=" * (-len(secret) % 8)
    name = f"{officer.display_name}, {person.unit}"
    return SignIn(officer.login, password(officer.login), padded, name, person.does)


def password(login: str) -> str:
    """The same at every start of one installation and different in each; never written down."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"demo {login}".encode(), sha256).digest()
    text = base64.b32encode(made)[:16].decode().lower()
    return "-".join(text[place : place + 4] for place in range(0, 16, 4))
