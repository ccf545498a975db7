"""What tests are made of. Each function makes one thing, whole and valid, and takes only the
particulars a test may care about; call it without any where the test cares about none.
"""

import itertools
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from rest_framework.test import APIClient

from field_api.connectors.models import Circuit, QuestionCircuit, System
from field_api.identity import actions as identity
from field_api.identity import rules as identities
from field_api.identity.actions.factors import Holder
from field_api.identity.models import Device, Force, Grant, Granted, Officer, Token, Unit
from field_api.identity.rules import Role
from field_api.identity.rules.stepping import GRANT_LIFE
from field_api.lib import clock, es256, gate

PASSWORD = "correct horse battery"

_numbers = itertools.count(1001)


def force(code: str = "34") -> Force:
    """The force of that code; Northamptonshire unless said."""
    found = Force.objects.filter(code=code).first()
    return found or identity.found_force(code=code, name=f"Force {code}")


def unit(name: str = "Response", *, parent: Unit | None = None, of: Force | None = None) -> Unit:
    """The unit of that name in that force, made when there is none."""
    its_force = parent.force if parent else of or force()
    found = Unit.objects.filter(force=its_force, name=name).first()
    return found or identity.add_unit(force=its_force, name=name, parent=parent)


def officer(*, posted: Unit | None = None, role: Role = Role.OFFICER, collar: str = "") -> Officer:
    """An officer with a posting since 2020: in Response unless said."""
    its_unit = posted or unit()
    made, _ = identity.enrol_officer(
        force=its_unit.force,
        collar_number=collar or str(next(_numbers)),
        rank="PC" if role is Role.OFFICER else "PS",
        given_name="Alex",
        surname="Sample",
        password=PASSWORD,
        own=True,
    )
    identity.post(officer=made, unit=its_unit, role=role, starts_on=date(2020, 1, 1))
    return made


def supervisor(*, posted: Unit | None = None) -> Officer:
    """Covers Response unless said, so may review what `officer()` writes."""
    return officer(posted=posted, role=Role.SUPERVISOR)


def device(of: Officer, *, key: es256.PrivateKey | None = None) -> Device:
    """A handset of theirs, whose private key is `key`."""
    public = es256.jwk((key or es256.new_key()).public_key())
    return Device.objects.create(
        installation=uuid4(),
        officer=of,
        name="Pixel",
        public_key=public,
        key_id=es256.thumbprint(public),
        enrolled_at=clock.now(),
        confirmed_at=clock.now(),
    )


def token(
    on: Device, *, age: timedelta = timedelta(0), scope: identities.Scope = identities.Scope.ALL
) -> str:
    """A token as the handset holds it, minted `age` ago: past `TOKEN_LIFE` it has expired."""
    plain, made = uuid4().hex, clock.now() - age
    Token.objects.create(
        digest=identities.digest(plain),
        device=on,
        officer=on.officer,
        created_at=made,
        verified_at=made,
        expires_at=made + identities.TOKEN_LIFE,
        scope=scope.value,
    )
    return plain


def carrier(on: Device, *, age: timedelta = timedelta(0)) -> str:
    """What the handset shows while it is locked, of a sign-in `age` ago."""
    return token(on, age=age, scope=identities.Scope.CARRY)


def code(of: Officer) -> str:
    """A one-time code nobody has used: the database forgets the last, as half a minute would."""
    of.totpdevice_set.update(
        last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
    )
    return f"{TOTP(of.authenticator.bin_key).token():06d}"


def grant(
    of: Officer, holder: Holder, action: str, object: str, hash: str = "", *, age: float = 0
) -> str:
    """A step-up grant for one object, given `age` seconds ago: the secret its holder keeps."""
    secret, made = uuid4().hex, clock.now() - timedelta(seconds=age)
    is_device = isinstance(holder, Device)
    given = Grant.objects.create(
        digest=identities.digest(secret),
        officer=of,
        device=holder if is_device else None,
        session=b"" if is_device else holder,
        action=action,
        factor=identities.Factor.TOTP.value,
        made_at=made,
        expires_at=made + GRANT_LIFE,
    )
    Granted.objects.create(grant=given, object=object, hash=hash)
    return secret


NO_LEAVE = identity.Leave(b"", "")
"""Of an officer who was asked for no code: what is refused before that is refused with it."""


def leave(of: Officer, action: str, submission: Any, hash: str) -> identity.Leave:
    """The same for a submission, in a browser of theirs, as actions take it."""
    holder = identities.digest(f"browser of {of.pk}")
    secret = grant(of, holder, action, f"submission:{submission}", hash)
    return identity.Leave(holder, secret)


def granted(client: APIClient, action: str, submission: Any, hash: str) -> str:
    """The same on the handset that a client of the API speaks for, as its doors take it."""
    bearer = str(client._credentials["HTTP_AUTHORIZATION"]).partition(" ")[2]
    device = Token.objects.get(digest=identities.digest(bearer)).device
    return grant(device.officer, device, action, f"submission:{submission}", hash)


def api(bearer: str = "") -> APIClient:
    """A client of the API; a stranger's without a token."""
    client = APIClient()
    if bearer:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {bearer}")
    return client


def signed_in(who: Officer) -> APIClient:
    """A client of the API on a fresh handset of theirs."""
    return api(token(device(who)))


def at_desk(who: Officer, **particulars: Any) -> Client:
    """A browser in which they signed in to the desk with a one-time code."""
    browser = Client(**particulars)
    browser.force_login(who)
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = who.totpdevice_set.get().persistent_id
    gate.opened(SimpleNamespace(session=session))
    session.save()
    return browser


def system(code: str = "records", **particulars: Any) -> System:
    """A system that takes entries, at an address where nobody listens."""
    stated: dict[str, Any] = {
        "name": code.title(),
        "kind": "rest_json",
        "config": {"base_url": "http://127.0.0.1:9"},
    }
    made = System.objects.create(code=code, **stated | particulars)
    Circuit.objects.create(system=made)
    QuestionCircuit.objects.create(system=made)
    return made
