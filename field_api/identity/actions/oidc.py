"""Opening the desk with an account of the force's OpenID provider: code flow with PKCE only.

Officers are known by (iss, tid, oid or sub) and linked beforehand; nobody becomes an officer by
having an account, and no e-mail address is ever looked at.
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from field_api.identity import provider as asking
from field_api.identity import rules
from field_api.identity.actions import attempts, externals
from field_api.identity.actions.attempts import Proved
from field_api.identity.models import Authenticator, Challenge, ExternalIdentity, Officer
from field_api.identity.provider import Unreachable
from field_api.identity.rules import Ceremony, id_tokens
from field_api.identity.rules.id_tokens import Stranger
from field_api.identity.rules.providers import Untrusted
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

BACK = "/desk/sign-in/oidc/back"
STANDS = timedelta(minutes=10)

# Anyone may begin. So many at once are no officers, and the password's way stays open.
MOST_OPEN = 5000
_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Begun:
    """`address` is where the browser is to go; `browser` a secret that it brings back."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """An officer whose account is known. `question` is empty where the provider's second factor
    counted; else `show_code` takes it, with the code. `wanted` is where they were going.
    """

    officer: Officer
    wanted: str
    totp: Authenticator | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider sent the browser back with. `iss` as RFC 9207, empty where it has none."""

    state: str
    code: str = ""
    iss: str = ""


def begin(*, ip: str, wanted: str = "") -> Begun:
    """Raises Problem 404 where no provider is set, 429, and 503 provider-unreachable."""
    provider = externals.provider()
    try:
        places = asking.places(provider)
    except (Unreachable, Untrusted) as error:
        raise _unreachable(ip, str(error)) from None
    _sweep()
    state, nonce, verifier, browser = (secrets.token_urlsafe(32) for _ in range(4))
    _ask(state, browser, {"nonce": nonce, "verifier": verifier, "wanted": wanted})
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back(),
        "scope": "openid profile",  # Entra names `oid` only with profile
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if provider.counts:
        asked["max_age"] = str(int(id_tokens.FRESH.total_seconds()))
    joint = "&" if "?" in places.authorization else "?"
    return Begun(f"{places.authorization}{joint}{urlencode(asked)}", browser)


def back() -> str:
    """Where the provider sends the browser; to be registered there, letter for letter."""
    return f"{settings.SITE_URL}{BACK}"


def arrive(*, answer: Answer, browser: str, ip: str) -> Arrived:
    """Redeem what the provider answered, once. Call outside any transaction.

    Raises Problem 401 sign-in-refused for every doubt about the answer, 403 account-not-linked,
    no-authenticator, 503 provider-unreachable.
    """
    provider = externals.provider()
    data = _claimed(answer.state, browser, ip)
    try:
        if answer.iss and answer.iss != provider.issuer:
            raise Untrusted("iss of the answer")
        said = asking.redeem(provider, code=answer.code, verifier=data["verifier"], back=back())
        stranger = id_tokens.judged(said, provider=provider, nonce=data["nonce"], now=clock.now())
    except Untrusted as why:
        raise _refused("officer:unknown", f"oidc: {why}", ip) from None
    except Unreachable as why:
        raise _unreachable(ip, str(why)) from None
    officer = _linked(stranger, ip)
    totp = _authenticator(officer, ip)
    if stranger.strong:
        _record(officer, ip, did="sign-in", way="oidc", second="provider")
        return Arrived(officer, data["wanted"], totp=totp)
    question = secrets.token_urlsafe(32)
    _ask(question, browser, {"wanted": data["wanted"]}, officer)
    return Arrived(officer, data["wanted"], question=question)


def show_code(*, question: str, browser: str, otp: str, ip: str) -> tuple[Proved, str]:
    """The six-figure code, after the account: proof for a session, and where they were going.

    Call outside any transaction. A wrong code leaves the question standing for its ten minutes.
    Raises Problem as `arrive` does, and 429.
    """
    externals.provider()
    asked = _open(question, browser).exclude(officer=None).select_related("officer").first()
    if asked is None or asked.officer is None:
        raise _refused("officer:unknown", "oidc: question", ip)
    officer = asked.officer
    _check_standing(officer, ip)
    totp = _code(officer, otp, ip)
    if not _open(question, browser).update(used_at=clock.now()):
        raise _refused(officer.actor, "oidc: question used", ip)
    _record(officer, ip, did="sign-in", way="oidc", second="totp")
    return Proved(officer, totp), str(asked.data["wanted"])


def _ask(secret: str, browser: str, data: dict[str, str], officer: Officer | None = None) -> None:
    now = clock.now()
    Challenge.objects.create(
        digest=rules.digest(secret),
        ceremony=Ceremony.OIDC.value,
        officer=officer,
        data={**data, "browser": rules.digest(browser).hex()},
        made_at=now,
        expires_at=now + STANDS,
    )


def _open(secret: str, browser: str) -> QuerySet[Challenge]:
    # Bound to the browser that asked: a state or a question of another person's is worth nothing.
    return Challenge.objects.filter(
        digest=rules.digest(secret),
        ceremony=Ceremony.OIDC.value,
        data__browser=rules.digest(browser).hex(),
        used_at=None,
        expires_at__gt=clock.now(),
    )


def _claimed(state: str, browser: str, ip: str) -> dict[str, str]:
    """What was asked with this state, which is used up before anything else is looked at."""
    mine = _open(state, browser).filter(officer=None)
    if not mine.update(used_at=clock.now()):
        raise _refused("officer:unknown", "oidc: state", ip)
    data: dict[str, str] = Challenge.objects.get(digest=rules.digest(state)).data
    return data


def _sweep() -> None:
    now = clock.now()
    ours = Challenge.objects.filter(ceremony=Ceremony.OIDC.value)
    over = ours.filter(expires_at__lte=now - _FORGOTTEN).values("pk")[:1000]
    Challenge.objects.filter(pk__in=list(over.values_list("pk", flat=True))).delete()
    if ours.filter(expires_at__gt=now, used_at=None).count() >= MOST_OPEN:
        raise Problem(
            429,
            "too-many-attempts",
            "Too many attempts to sign in.",
            "Use your password, or try again in some minutes.",
            headers={"Retry-After": "600"},
        )


def _linked(stranger: Stranger, ip: str) -> Officer:
    link = (
        ExternalIdentity.objects.select_related("officer__force")
        .filter(issuer=stranger.issuer, tenant=stranger.tenant, subject=stranger.subject)
        .first()
    )
    if link is None:
        _record(None, ip, did="sign-in-refused", why="account-not-linked")
        raise Problem(403, "account-not-linked", "This account is not linked to an officer.")
    _check_standing(link.officer, ip)
    return link.officer


def _code(officer: Officer, otp: str, ip: str) -> Authenticator:
    # Under the same count as with a password: whoever stole an account guesses no oftener.
    key = rules.attempt_key(officer.login, ip)
    attempts.count(key)
    totp = attempts.shown(officer, otp)
    if totp is None:
        _record(officer, ip, did="sign-in-refused", why="oidc: code")
        detail = "The code is wrong or was already used. Wait for a new one and try again."
        raise Problem(401, "sign-in-refused", "Not signed in.", detail)
    attempts.forget(key)
    return totp


def _check_standing(officer: Officer, ip: str) -> None:
    if not officer.is_active:
        raise _refused(officer.actor, "inactive", ip)
    if not officer.roles():
        raise _refused(officer.actor, "no-posting", ip)


def _authenticator(officer: Officer, ip: str) -> Authenticator:
    """Needed even where the provider's factor counts: what is decided at the desk asks for it."""
    totp: Authenticator | None = officer.authenticator
    if totp is None:
        _record(officer, ip, did="sign-in-refused", why="no-authenticator")
        raise Problem(403, "no-authenticator", "You have no authenticator here.")
    return totp


@transaction.atomic
def _record(officer: Officer | None, ip: str, **details: object) -> None:
    ledger.record(
        act=Act.ACCESS,
        actor=officer.actor if officer else "stranger",
        subject="desk" if officer else "officer:unknown",
        details={**details, "address": ip},
    )


@transaction.atomic
def _refused(subject: str, why: str, ip: str) -> Problem:
    details = {"did": "sign-in-refused", "why": why, "address": ip}
    ledger.record(act=Act.ACCESS, actor="stranger", subject=subject, details=details)
    return Problem(401, "sign-in-refused", "Not signed in.", "Begin again at the sign-in page.")


def _unreachable(ip: str, why: str) -> Problem:
    _record(None, ip, did="sign-in-refused", why=f"provider: {why}")
    detail = "Your force's sign-in doesn't answer. Use your password, or try again."
    return Problem(503, "provider-unreachable", "Not signed in.", detail)
