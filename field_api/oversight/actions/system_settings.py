"""What a system is and how it is spoken to, changed by two people.

A secret and where it is kept, and files on the machines that speak to a system, are the operator's:
no page names one. Else whoever may set an address could have any secret of the house sent to it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.urls import reverse

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import ConfigRefused
from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.lib.problems import Fault, Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import Kind

OPERATORS = frozenset({"ca_file", "client_cert", "client_key", "signing_ref", "wsdl", "schema_xsd"})
"""Settings of kinds that name a file or a secret."""
KINDS = ("amqp", "anpr", "leds", "rest_json", "s3", "sftp", "smtp", "soap", "taxii", "ves")
"""Kinds that a page can register. `own` is this house, which registers itself."""
PLAIN = (
    "name", "partner", "clearance", "takes_entries", "answers_queries", "lookup", "send_seconds",
    "settle_seconds", "max_in_flight", "rate_per_second", "burst", "lag_seconds", "contact",
)  # fmt: skip
_KEPT = (
    "questions_in_flight", "questions_per_second", "questions_burst", "remembers", "callback_ref",
    "answers_within_seconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a system is to be. `plain` has each of `PLAIN`; `config` none of `OPERATORS`."""

    code: str
    kind: str
    plain: Mapping[str, Any]
    config: Mapping[str, Any]


def found(code: str, by: Officer) -> System | None:
    rows = System.objects.visible_to(by).filter(code=code)
    return rows.exclude(kind="own").first() if by.may_administer else None


def stands(system: System | None) -> dict[str, Any] | None:
    """What a page shows of it and changes; None where there is none."""
    if system is None:
        return None
    plain = {name: getattr(system, name) for name in PLAIN}
    return {**plain, "config": {k: v for k, v in system.config.items() if k not in OPERATORS}}


def secret_at(system: System | None, code: str) -> str:
    """Where its secret is: as the operator set it; for a new one a place that no page chooses."""
    return system.secret_ref if system else f"file:/run/secrets/{code}"


def subject_of(code: str) -> str:
    return f"system:{code}"


def digest_of(wanted: Wanted) -> str:
    """Names one change: from what stands to what is wanted."""
    system = System.objects.filter(code=wanted.code).first()
    said = [system and _all(system), wanted.kind, _said(wanted)]
    written = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def propose(*, wanted: Wanted, text: str, by: Officer, leave: Leave) -> Proposal:
    """Ask a second administrator to have the system so, or to register it so.

    Takes a step-up grant for `propose` on `system:<code>` with `digest_of` it. Raises Problem 403,
    409 already-proposed, nothing-changes, 422 for settings that could never work.
    """
    system = System.objects.filter(code=wanted.code).first()
    _check(system, wanted)
    stood = stands(system)
    if stood == _said(wanted):
        raise Problem(409, "nothing-changes", "It stands like that already")
    digest = digest_of(wanted)
    verb = "Change the settings of" if system else "Register"
    return proposals.propose_for_all(
        kind=Kind.SYSTEM,
        subject=subject_of(wanted.code),
        saying=f"{verb} {system.name if system else wanted.plain['name']}",
        details={
            "code": wanted.code,
            "system_kind": wanted.kind,
            "stood": stood,
            "wanted": _said(wanted),
            "digest": digest,
        },
        text=text,
        by=by,
        leave=leave,
        hash=digest,
    )


def waiting(code: str) -> Proposal | None:
    rows = Proposal.objects.open().filter(kind=Kind.SYSTEM.value, subject=subject_of(code))
    return rows.first()


def carry(row: Proposal, second: Officer) -> None:
    """What approving does. Raises Problem 409 where it no longer stands as it did."""
    said = row.details
    wanted = _read(said)
    system = System.objects.select_for_update(no_key=True).filter(code=wanted.code).first()
    if digest_of(wanted) != said["digest"]:
        detail = "What stood when it was proposed does not stand any more. Propose it anew."
        raise Problem(409, "overtaken", "This has changed", detail)
    _register(system, wanted, row.proposed_by)


def page(row: Proposal) -> str:
    """Where what was proposed is read before it is decided."""
    return reverse("desk-system", args=[row.details["code"]])


def _said(wanted: Wanted) -> dict[str, Any]:
    return {**wanted.plain, "config": dict(wanted.config)}


def _read(said: Mapping[str, Any]) -> Wanted:
    plain = {name: said["wanted"][name] for name in PLAIN}
    return Wanted(said["code"], said["system_kind"], plain, said["wanted"]["config"])


def _all(system: System) -> dict[str, Any]:
    names = (*PLAIN, *_KEPT, "kind", "config", "secret_ref")
    return {name: getattr(system, name) for name in names}


def _check(system: System | None, wanted: Wanted) -> None:
    """Raises Problem 422. Nothing is written: whether it can work is known without it."""
    if wanted.kind not in KINDS or (system is not None and system.kind != wanted.kind):
        raise _refused("kind", "It stays of its kind." if system else "There is no such kind.")
    if theirs := OPERATORS & wanted.config.keys():
        raise _refused("config", f"{min(theirs)} is the operator's to set.")
    try:
        connectors.check(**_terms(system, wanted))
    except ConfigRefused as refused:
        raise _refused("config", str(refused)) from refused


def _register(system: System | None, wanted: Wanted, by: Officer) -> None:
    try:
        connectors.register(by=by, **_terms(system, wanted))
    except ConfigRefused as refused:
        raise _refused("config", str(refused)) from refused


def _terms(system: System | None, wanted: Wanted) -> dict[str, Any]:
    """All of it: what no page shows stays as it is."""
    config, terms = dict(wanted.config), dict(wanted.plain)
    if system is not None:
        config |= {name: system.config[name] for name in OPERATORS & system.config.keys()}
        terms |= {name: getattr(system, name) for name in _KEPT}
    terms |= {"code": wanted.code, "kind": wanted.kind, "config": config}
    return terms | {"secret_ref": secret_at(system, wanted.code)}


def _refused(field: str, why: str) -> Problem:
    fault = Fault(f"/{field}", "not-possible", why)
    return Problem(422, "settings-invalid", "This could never work", errors=[fault])
