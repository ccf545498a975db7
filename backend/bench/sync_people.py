"""Who pushes and pulls in the bench of sync: officers with handsets, and the baseline's users."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from django.db import connection

from backend.bench import baselines
from backend.bench.load import Request
from backend.bench.officers import KIND, Handset
from backend.bench.plain.synced.settings import SCHEMA
from backend.runtime import stack
from backend.runtime.processes import Process
from backend.story.bodies import body
from field_api.identity import actions as identity
from field_api.identity.models import Device, Officer, Token, Unit
from field_api.identity.rules import TOKEN_LIFE, Role, digest, login_of
from field_api.lib import clock, es256, ids


def officers(first_collar: int, count: int) -> list[Officer]:
    unit = Unit.objects.get(name="Response A")
    return [_officer(unit, str(first_collar + number)) for number in range(count)]


def _officer(unit: Unit, collar: str) -> Officer:
    # Not enrolled: thirty-five passwords take as long to hash as a run takes, and none is used.
    officer = Officer.objects.create(
        login=login_of(unit.force.code, collar),
        force=unit.force,
        collar_number=collar,
        rank="PC",
        given_name="Bench",
        surname="Example",
        password="!",  # noqa: S106
    )
    identity.post(officer=officer, unit=unit, role=Role.OFFICER, starts_on=date(2020, 1, 1))
    return officer


def handset(base: str, officer: Officer) -> Handset:
    """One more of this officer's, signed in: the row is made here, for sixteen sign-ins of one
    officer would wait for sixteen one-time codes.
    """
    made, now = Handset(base, name="Bench handset"), clock.now()
    public = es256.jwk(made.key.public_key())
    device = Device.objects.create(
        installation=made.installation,
        officer=officer,
        name=made.name,
        public_key=public,
        key_id=es256.thumbprint(public),
        enrolled_at=now,
        confirmed_at=now,
    )
    made.line.token, made.line.bound = secrets.token_urlsafe(32), True
    Token.objects.create(
        digest=digest(made.token),
        device=device,
        officer=officer,
        created_at=now,
        verified_at=now,
        expires_at=now + TOKEN_LIFE,
        bound=True,
    )
    book = made.call("GET", "me")["notebook"]["id"]
    with made.store.change():
        made.store.state(token=made.token, notebook=book)
    return made


@dataclass(frozen=True, slots=True)
class Plain:
    """The baseline that runs, and its users by number: their keys in the table, their tokens."""

    process: Process
    address: str
    keys: Sequence[int]
    tokens: Sequence[str]

    def note(self, user: int, path: str = "/notes") -> Request:
        return self._post(user, path, _note())

    def notes(self, user: int, count: int) -> Request:
        return self._post(user, "/notes", [_note() for _ in range(count)])

    def _post(self, user: int, path: str, what: object) -> Request:
        headers = {**self.headers(user), "Content-Type": "application/json"}
        return Request(path, orjson.dumps(what), headers)

    def headers(self, user: int) -> dict[str, str]:
        return {"Authorization": f"Token {self.tokens[user]}"}


def _note() -> dict[str, object]:
    return {"key": str(ids.new()), **body(KIND)}


def plain(house: stack.Running, users: int) -> Plain:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        process, address = baselines.plain(
            house, "plain-sync", "backend.bench.plain.synced.settings"
        )
        cursor.execute(_USERS, [users])
        keys = [row[0] for row in cursor.fetchall()]
        tokens = [secrets.token_hex(20) for _ in keys]
        cursor.executemany(_TOKENS, list(zip(tokens, keys, strict=True)))
    return Plain(process, address, keys, tokens)


_USERS = f"""
    INSERT INTO {SCHEMA}.auth_user (username, password, is_superuser, first_name, last_name, email,
      is_staff, is_active, date_joined)
    SELECT 'bench-' || n, '!', false, '', '', '', false, true, now()
    FROM generate_series(1, %s) n RETURNING id
"""  # noqa: S608
_TOKENS = f"INSERT INTO {SCHEMA}.authtoken_token (key, user_id, created) VALUES (%s, %s, now())"  # noqa: S608
