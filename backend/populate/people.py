"""Who is in the force that is made up: units, officers, postings, a handset and a notebook each.

Nobody of them can sign in: they have no password and no authenticator. Their keys come of the
installation's own secret, so that nobody elsewhere can write as one of them.
"""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from backend.populate import shape
from backend.populate.shape import ROOT, Size, Team
from field_api.identity.models import Device, Force, Officer, Posting, Unit
from field_api.identity.rules import Role, login_of
from field_api.lib import es256
from field_api.notebook.models import Notebook
from field_api.notebook.rules import GENESIS

FIRST_COLLAR = 50_001
_SERGEANTS = 8  # one for so many officers
_NAMES = ("Sample", "Example", "Specimen", "Instance", "Pattern", "Fictional", "Placeholder")
_GIVEN = ("Alex", "Sam", "Robin", "Jo", "Kim", "Noor", "Lee", "Max", "Pat", "Quinn", "Remi")
_ORDER = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)  # of P-256


@dataclass(slots=True)
class Writer:
    """An officer who writes, and how far their notebook has come. `care` is about 1: the higher,
    the more of their work is sent back."""

    id: int
    unit: int
    sort: str
    collar: str
    care: float
    key: es256.PrivateKey
    key_id: str
    notebook: UUID
    device: UUID
    seq: int = 0
    tip: str = GENESIS
    deciders: Sequence[int] = ()


@dataclass(slots=True)
class People:
    """`rota` gives the numbers of the writers on each of the five response shifts."""

    force: Force
    writers: list[Writer] = field(default_factory=list)
    rota: dict[int, list[int]] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)
    supervisors: dict[int, list[int]] = field(default_factory=dict)


def made(force: Force, under: Unit | None, size: Size, since: datetime) -> People:
    """Bring the units and officers about, in the caller's transaction."""
    chance = Random(f"people {size.seed}")  # noqa: S311 made up, no secret
    root, areas, found = _unit(force, ROOT, under), {}, People(force)
    collar = FIRST_COLLAR
    for team in shape.teams(size.officers):
        if team.area not in areas:
            areas[team.area] = _unit(force, team.area, root)
            (chief,) = _posted(areas[team.area], Role.INSPECTOR, collar, 1, chance)
            found.supervisors[areas[team.area].pk] = [chief.pk]
            collar += 1
        unit = _unit(force, team.name, areas[team.area])
        count = max(3, round(size.officers * team.share))
        sergeants = max(1, count // (_SERGEANTS + 1))
        leads = _posted(unit, Role.SUPERVISOR, collar, sergeants, chance)
        crew = _posted(unit, Role.OFFICER, collar + sergeants, count - sergeants, chance)
        collar += count
        found.supervisors[unit.pk] = [one.pk for one in leads]
        _enlist(found, team, unit, crew, since, chance)
    return found


def _unit(force: Force, name: str, parent: Unit | None) -> Unit:
    return Unit.objects.create(force=force, name=name, parent=parent)


_RANKS = {Role.OFFICER: "PC", Role.SUPERVISOR: "PS", Role.INSPECTOR: "Insp"}


def _posted(unit: Unit, role: Role, collar: int, count: int, chance: Random) -> list[Officer]:
    """Not enrolled: a thousand passwords take as long to hash as all else, and none is used."""
    officers = Officer.objects.bulk_create(
        Officer(
            login=login_of(unit.force.code, str(collar + n)),
            force=unit.force,
            collar_number=str(collar + n),
            rank=_RANKS[role],
            given_name=chance.choice(_GIVEN),
            surname=chance.choice(_NAMES),
            password="!",  # noqa: S106
        )
        for n in range(count)
    )
    Posting.objects.bulk_create(
        Posting(officer=one, unit=unit, role=role.value, starts_on=datetime(2020, 1, 1).date())  # noqa: DTZ001
        for one in officers
    )
    return officers


def _enlist(
    found: People,
    team: Team,
    unit: Unit,
    crew: Sequence[Officer],
    since: datetime,
    chance: Random,
) -> None:
    writers = list(_equipped(crew, unit, team, since, chance))
    for one in writers:
        one.deciders = found.supervisors[unit.pk]
    numbers = range(len(found.writers), len(found.writers) + len(writers))
    found.writers += writers
    if team.shift is None:
        found.days += numbers
    else:
        found.rota.setdefault(team.shift, []).extend(numbers)


def _equipped(
    crew: Sequence[Officer], unit: Unit, team: Team, since: datetime, chance: Random
) -> Iterator[Writer]:
    at = since - timedelta(days=7)
    devices, books, writers = [], [], []
    for one in crew:
        key = key_of(one.login)
        public = es256.jwk(key.public_key())
        device = Device(
            id=UUID(int=chance.getrandbits(128), version=4),
            installation=UUID(int=chance.getrandbits(128), version=4),
            officer=one,
            name="Generated handset",
            public_key=public,
            key_id=es256.thumbprint(public),
            enrolled_at=at,
            confirmed_at=at,
        )
        serial = f"{one.force.code}-{one.collar_number}-1-{str(device.pk)[-4:]}".upper()
        book = Notebook(
            id=UUID(int=chance.getrandbits(128), version=4),
            serial=serial,
            officer=one,
            device=device,
            opened_at=at,
        )
        devices.append(device)
        books.append(book)
        care = min(3.0, chance.lognormvariate(0, 0.5))
        writers.append(
            Writer(
                one.pk, unit.pk, team.sort, one.collar_number, care, key, device.key_id, book.pk,
                device.pk,
            )
        )  # fmt: skip
    Device.objects.bulk_create(devices)
    Notebook.objects.bulk_create(books)
    yield from writers


def key_of(login: str) -> es256.PrivateKey:
    """The same at every time in one installation, and of no use in any other."""
    said = hmac.new(settings.SECRET_KEY.encode(), f"populate {login}".encode(), sha256).digest()
    return ec.derive_private_key(int.from_bytes(said) % (_ORDER - 1) + 1, ec.SECP256R1())
