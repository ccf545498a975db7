"""People, systems and routes of the demonstration. Nobody in it is real."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from backend.runtime.sandboxes import Sandbox
from backend.runtime.signins import SignIn
from backend.story import returns, sharing, told
from backend.story.routes import ROUTES
from field_api.catalogue import actions as catalogue
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Question
from field_api.connectors.sandbox import systems as plays
from field_api.identity import actions as identity
from field_api.identity.models import Authenticator, Force, Officer, Unit
from field_api.identity.rules import Role
from field_api.submissions.actions import routing

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
    _Person("2002", "Insp", "Kit", "Instance", Role.INSPECTOR, "Northampton", "reviews, erases"),
    _Person(
        "3001", "Staff", "Jamie", "Pattern", Role.FORCE_ADMIN, "Northampton", "looks after systems"
    ),
    # At the end: who plays the story is taken by their place in this list.
    _Person(
        "4001",
        "Staff",
        "Robin",
        "Fictional",
        Role.AUDITOR,
        "Northampton",
        "sees who looked, and why",
    ),
    _Person(
        "3002",
        "Staff",
        "Sasha",
        "Placeholder",
        Role.FORCE_ADMIN,
        "Northampton",
        "is the second of two",
    ),
)

NAMES = {
    "records": "Records (sandbox)",
    "intelligence": "Intelligence (sandbox)",
    "stop-search": "Stop and search register (sandbox)",
    "case-files": "Case files (sandbox)",
    "national-upload": "National upload (sandbox)",
    "partner-mail": "Partner agency, by mail (sandbox)",
    "control-room": "Control room (sandbox)",
    "ct-mailbox": "Counter Terrorism Policing, by mail (sandbox)",
    "anpr": "Number plate reads (sandbox)",
    "leds": "LEDS simulator (sandbox)",
    "ves": "DVLA vehicle enquiry (sandbox)",
}
ANSWERS = {
    "records": ("person", "vehicle", "place", "phone"),
    "intelligence": ("person", "vehicle", "phone"),
    "stop-search": ("person",),
    "anpr": ("vehicle",),
    "leds": ("person", "vehicle", "driver"),
    "ves": ("vehicle",),
}
PARTNERS = {"partner-mail": "partner-agency", "ct-mailbox": "counter-terrorism-policing"}
"""Whose system it is, where it isn't the force's own."""

_COLUMNS = ["crime_reference", "summary", "occurred_at", "offence"]


@transaction.atomic
def seed(boxes: Sequence[Sandbox], routes: Sequence[tuple[str, str]] = ROUTES) -> list[SignIn]:
    """Bring the demonstration's people and systems about. Repeating changes only what moved."""
    catalogue.publish_shipped_lists()
    catalogue.publish_builtin()
    units = _units()
    officers = [_officer(person, units[person.unit]) for person in PEOPLE]
    inspector, keeper = officers[3], officers[4]
    sharing.read_in(officer=inspector, by=keeper)
    systems = {box.play: _system(box) for box in boxes}
    _ask_ourselves()
    for kind, play in routes:
        told.tell(system=systems[play], kind=kind, by=keeper)
        shape = "paper" if systems[play].kind == "smtp" else "record"
        routing.open_route(kind=kind, system=systems[play], by=keeper, shape=shape)
        sharing.agree(system=systems[play], kind=kind, by=inspector, second=keeper)
    for box in boxes:
        if box.play == returns.PLAY:
            returns.take(box)
    return [_sign_in(*each) for each in zip(PEOPLE, officers, strict=True)]


def home(officer: Officer) -> Unit:
    """Where one of the story's people is posted. Raises LookupError for anybody else."""
    unit = officer.home_unit()
    if unit is None:
        raise LookupError(f"{officer.login} is posted nowhere")
    return unit


def _system(box: Sandbox) -> System:
    return connectors.register(
        code=box.play,
        name=NAMES[box.play],
        partner=PARTNERS.get(box.play, ""),
        kind=box.kind,
        config={"base_url": box.door, **_settings(box)},
        secret_ref=f"env:{box.variable}",
        clearance="OFFICIAL-SENSITIVE",
        takes_entries=box.takes_entries,
        answers_queries=ANSWERS.get(box.play, ()),
        # Mail can't be asked what it has: there, doubt is for a person.
        lookup="by_key" if box.takes_entries and box.kind != "smtp" else "none",
        max_in_flight=4 if box.kind == "smtp" else 16,
        send_seconds=3.0,
        settle_seconds=1.0,
    )


def _ask_ourselves() -> None:
    """Our own entries are asked as every other system is, and need no process."""
    connectors.register(
        code="entries",
        name="Our own entries",
        kind="own",
        config={"answerer": "entries"},
        secret_ref="",
        clearance="OFFICIAL-SENSITIVE",
        takes_entries=False,
        answers_queries=[question.value for question in Question],
    )


def _settings(box: Sandbox) -> dict[str, Any]:
    """All take later versions of what they hold, so nothing is left for a person to amend."""
    match box.kind:
        case "soap":
            wsdl = Path(plays.__path__[0]) / "case_files.wsdl"
            operations = {"submit": "SubmitCase", "find": "FindByReference"}
            operations |= {"erase": "EraseCase", "list": "ListCases"}
            return {"wsdl": str(wsdl), "username": "fieldbook", **operations}
        case "sftp":
            files = {"format": "csv", "columns": _COLUMNS, "updates": True}
            return {"username": "fieldbook", "host_key": box.host_key, **files}
        case "smtp":
            named = {"username": "fieldbook", "sender": "fieldbook@force.example"}
            return {**named, "recipients": [f"data.desk@{box.play}.example"]}
        case "leds":
            token = {"token_url": f"{box.url}/leds/token", "client_id": "fieldbook"}
            return {
                "base_url": f"{box.url}/leds",
                "system_name": "Fieldbook demonstration",
                **token,
            }
        case "ves":
            return {"base_url": f"{box.url}/vehicle-enquiry"}
        case "anpr":
            return {"reads_path": "/anpr/v1/reads"}
    return {}


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
        own=True,
    )
    identity.post(officer=officer, unit=unit, role=person.role, starts_on=SINCE)
    return officer


def _sign_in(person: _Person, officer: Officer) -> SignIn:
    device = Authenticator.objects.get(user=officer)
    secret = base64.b32encode(device.bin_key).decode().rstrip("=")
    padded = secret + "=" * (-len(secret) % 8)
    name = f"{officer.display_name}, {person.unit}"
    return SignIn(officer.login, password(officer.login), padded, name, person.does)


def password(login: str) -> str:
    """The same at every start of one installation and different in each; never written down."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"demo {login}".encode(), sha256).digest()
    text = base64.b32encode(made)[:16].decode().lower()
    return "-".join(text[place : place + 4] for place in range(0, 16, 4))
