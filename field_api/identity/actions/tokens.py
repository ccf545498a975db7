"""Looking up a token, the proof that was shown with it, and all that its request will ask of its
officer: in one statement, for a round trip of its own is most of what each of these would cost."""

from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from field_api.identity import rules
from field_api.identity.actions import proofs
from field_api.identity.models import Device, Force, Officer, Token
from field_api.identity.models.officers import today
from field_api.identity.rules.proofs import Proof
from field_api.lib import clock, sql, wall
from field_api.lib.problems import Problem

_ROW = (Token, Device, Officer, Force)
_COLUMNS = f"""
    {sql.columns(Token, "t")}, {sql.columns(Device, "d")}, {sql.columns(Officer, "o")},
    {sql.columns(Force, "f")},
    EXISTS (SELECT FROM identity_posting p WHERE p.officer_id = o.id
      AND p.starts_on <= %(today)s::date AND (p.ends_on IS NULL OR p.ends_on > %(today)s::date))
"""
_FROM = """
    FROM identity_token t JOIN identity_device d ON d.id = t.device_id
    JOIN identity_officer o ON o.id = t.officer_id JOIN identity_force f ON f.id = o.force_id
    WHERE t.digest = %(digest)s::bytea
"""
# Nothing is written for a key that is not the token's: a stranger could fill the table.
_SHOWING = """
    WITH shown AS (
      INSERT INTO identity_proof (digest, shown_at) SELECT %(proof)s::bytea, now()
      FROM identity_token t JOIN identity_device d ON d.id = t.device_id
      WHERE t.digest = %(digest)s::bytea AND d.key_id = %(key)s::text
      ON CONFLICT DO NOTHING RETURNING digest)
"""
_TELLING = wall.TELLING.format(officer="o.id", day="%(today)s::date")

_ASKED: dict[str, str] = {}
_ALONG = "asked_along"


def ask_along(name: str, column: str) -> None:
    """Have one more column asked with the token of each request that reads: what a floor above
    wants to know of its officer. Said once, at the start.

    `column` is SQL over the officer `o`, `%(today)s` and `%(now)s`; it reads no table of content.
    """
    _ASKED[name] = column
    _statement.cache_clear()


def along(officer: Officer, name: str) -> Any:
    """What was asked so, at the beginning of this officer's own request; None where nothing was."""
    return officer.__dict__.get(_ALONG, {}).get(name)


def check_token(plain: str, proof: Proof | None = None, *, reads: bool = False) -> Token:
    """The token whatever its standing, with device, officer and force, by one query.

    `proof` is of this request already; it counts once. A request that `reads` and changes nothing
    is told its officer's rights with it, and the connection whose content they reach. Raises
    Problem 401 token-unknown, proof-needed for a bound token without one, invalid_dpop_proof.
    """
    token = _found(rules.digest(plain), proof, reads)
    if token is None:
        raise Problem(401, "token-unknown", "Sign in.", "This token was never given out.")
    if token.bound and proof is None:
        raise proofs.needed()
    return token


def token_of(digest: bytes) -> Token | None:
    """The token with this digest, and everything that its `standing` and a door need."""
    return _found(digest, None, False)


def _found(digest: bytes, proof: Proof | None, reads: bool) -> Token | None:
    asked: dict[str, Any] = {"digest": digest, "today": today()}
    if proof is not None:
        asked |= {"proof": proof.digest, "key": proof.key_id}
    if reads and _ASKED:
        asked["now"] = clock.now()
    with wall.told_by_itself() if reads else nullcontext() as told:
        rows = list(sql.read(_statement(proof is not None, reads), of=_ROW, **asked))
        if told and rows:
            told(rows[0][2].pk)
    return _whole(rows[0], proof) if rows else None


def _whole(row: sql.Row, proof: Proof | None) -> Token:
    token: Token = row[0]
    device, officer, force, posted, is_new, _reach, *more = row[1:]
    if proof is not None:
        _check_shown(device, proof, is_new)
    officer.force, device.officer = force, officer
    token.device, token.officer, token.is_posted = device, officer, posted
    officer.__dict__[_ALONG] = dict(zip(_ASKED, more, strict=False))
    return token


def _check_shown(device: Device, proof: Proof, is_new: bool) -> None:
    if device.key_id != proof.key_id:
        raise proofs.refused("the key is not that of the handset")
    if not is_new:
        raise proofs.refused("a proof is shown once")


@lru_cache(maxsize=4)
def _statement(proved: bool, reads: bool) -> str:
    shown = "EXISTS (SELECT FROM shown)" if proved else "NULL"
    more = [_TELLING, *_ASKED.values()] if reads else ["NULL"]
    columns = ", ".join([_COLUMNS, shown, *more])
    return f"{_SHOWING if proved else ''} SELECT {columns} {_FROM}"
