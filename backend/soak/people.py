"""Who works in a world, and the systems their entries go to. Nobody in it is real."""

import itertools
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django_otp.oath import TOTP

from backend.story.bodies import KINDS
from field_api.catalogue import actions as catalogue
from field_api.connectors import actions as connectors
from field_api.delivery import actions as delivery
from field_api.identity import actions as identity
from field_api.identity.models import Authenticator, Force, Officer, Posting, SignInAttempt, Unit
from field_api.identity.rules import Role
from field_api.mapping import actions as mapping

FORCE = "34"
SINCE = date(2020, 1, 1)
SYSTEMS = {
    "records": ("note", "stop-search"),
    "stop-search": ("stop-search",),
    "intelligence": ("intelligence-report",),
}
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Person:
    """`word` stands in all they write: read by anyone else, it would be a disclosure."""

    login: str
    password: str
    word: str
    reviews: bool = False

    @property
    def officer(self) -> Officer:
        # Never kept: after a restore it is another row, or the same with another past.
        return Officer.objects.get(login=self.login)


def lay_ground() -> None:
    """Forms and systems, once a database. Nobody listens at the systems' address."""
    catalogue.publish_builtin()
    for code, kinds in SYSTEMS.items():
        system = connectors.register(
            code=code,
            name=code.title(),
            kind="rest_json",
            config={"base_url": "http://127.0.0.1:9"},
            secret_ref="env:FIELDBOOK_SOAK_SECRET",  # noqa: S106
            clearance="OFFICIAL-SENSITIVE",
            lookup="by_key",
        )
        for kind in kinds:
            mapping.install(system=system, kind=kind, call=code)
            delivery.route(kind=kind, system=system)


def unit() -> Unit:
    """A unit of its own for each world, so that worlds in one database never meet."""
    force = Force.objects.filter(code=FORCE).first()
    force = force or identity.found_force(code=FORCE, name="Sample Police")
    return identity.add_unit(force=force, name=f"Unit {uuid4().hex[:12]}")


def join(to: Unit, role: Role = Role.OFFICER) -> Person:
    word, password = f"w{uuid4().hex[:10]}", uuid4().hex
    officer, _ = identity.enrol_officer(
        force=to.force,
        collar_number=f"S{uuid4().hex[:8]}",
        rank="PC" if role is Role.OFFICER else "PS",
        given_name="Alex",
        surname="Sample",
        password=password,
        own=True,
    )
    identity.post(officer=officer, unit=to, role=role, starts_on=SINCE)
    return Person(officer.login, password, word, role is not Role.OFFICER)


def code_of(who: Person) -> str:
    """A one-time code nobody has used: the database forgets the last, and a wrong one before it, as
    half a minute would."""
    device = Authenticator.objects.get(user__login=who.login)
    Authenticator.objects.filter(pk=device.pk).update(
        last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
    )
    SignInAttempt.objects.all().delete()
    return f"{TOTP(device.bin_key).token():06d}"


def stand_down(who: Person) -> None:
    """Their posting ends today."""
    Posting.objects.filter(officer__login=who.login).update(ends_on=date.today())  # noqa: DTZ011


def take_up(who: Person) -> None:
    Posting.objects.filter(officer__login=who.login).update(ends_on=None)


__all__ = ["KINDS", "Person", "code_of", "join", "lay_ground", "stand_down", "take_up", "unit"]
