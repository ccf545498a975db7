"""Persons, vehicles and drivers, in the form of LEDS: an interface, and a simulator to try it with.

Headers, limits, 202 and its status, and errors follow the contract as far as it is public. How LEDS
is searched is not: the paths and terms below are ours, and change when it is known.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from field_api.connectors.rules import (
    Answer,
    Capability,
    ConfigRefused,
    Faulted,
    NoAnswer,
    TimedOut,
)
from field_api.connectors.rules.asking import Asking
from field_api.connectors.wire import assertion, failures, leds, oauth, tls
from field_api.connectors.wire.addresses import path, place
from field_api.connectors.wire.answers import Reply, members
from field_api.connectors.wire.failures import FAILURES
from field_api.connectors.wire.line import Headers, Line
from field_api.connectors.wire.oauth import Tokens
from field_api.connectors.wire.only_asked import OnlyAsked

RENEWED_SECONDS = 300.0
"""A token is had anew so long before its end."""
_PAUSES = (0.05, 0.1, 0.2, 0.4)
_LONGEST_PAUSE = 1.0

_PATHS = {
    "person": ("person_path", "/person-services/v1/find-people", "Person Enquiry"),
    "vehicle": ("vehicle_path", "/vehicle-services/v1/find-vehicles", "Vehicle Enquiry"),
    "driver": ("driver_path", "/driver-services/v1/find-drivers", "Driver Enquiry"),
}
_TERMS = {
    "person": {"surname": "checkname", "given_names": "givenNames", "dob": "dateOfBirth",
               "pnc_id": "longPersonUrn"},
    "vehicle": {"vrm": "registrationNumber", "vin": "vin"},
    "driver": {"number": "driverNumber", "surname": "checkname", "given_names": "givenNames",
               "dob": "dateOfBirth", "postcode": "postcode"},
}  # fmt: skip
_SETTINGS = (
    tls.SETTINGS
    | oauth.SETTINGS
    | assertion.SETTINGS
    | {"base_url", "networks", "system_name", "page_title"}
    | {setting for setting, _, _ in _PATHS.values()}
)


class Leds(OnlyAsked):
    """`config`: `base_url`, `networks`, certificates; `token_url`, `client_id` and what else
    wire/oauth.py and wire/assertion.py take: the secret signs the assertion. `system_name`, 3 to
    250 characters, by which LEDS knows us; `page_title`; `person_path`, `vehicle_path`,
    `driver_path`, null for what it is not asked. Raises ConfigRefused.
    """

    capabilities = frozenset({Capability.QUERIES})

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"))
        self._line = Line(where, tls.context(config) if where.scheme == "https" else None)
        self._name = _text(config, "system_name", "Fieldbook", leds.SYSTEM_NAME)
        self._title = _text(config, "page_title", "Fieldbook", (0, leds.LONGEST_TITLE))
        self._paths = {kind: path(config, name, usual) for kind, (name, usual, _) in _PATHS.items()}
        proof = assertion.proof(config, secret)
        self._tokens = Tokens(config, secret, proof=proof, early=RENEWED_SECONDS)

    def __repr__(self) -> str:
        return f"Leds({self._line.place.authority})"

    def probe(self, deadline: float) -> bool:
        """A token is had, and a status nobody asked for is answered: no search, which is logged."""
        ends = time.monotonic() + deadline
        try:
            reply = self._ask("GET", _status("/person-services/v1/", UUID(int=0)), {}, None, ends)
        except FAILURES:
            return False
        return reply.status == 404 and bool(members(reply))

    def query(
        self, kind: str, criteria: dict[str, Any], asking: Asking, *, deadline: float
    ) -> Answer:
        ends = time.monotonic() + deadline
        if (where := self._paths.get(kind)) is None:
            raise NoAnswer("answers no questions")
        content = orjson.dumps(_terms(kind, criteria))
        headers = leds.headers(
            asking,
            activity=_PATHS[kind][2],
            system_name=self._name,
            title=self._title,
            now=datetime.now(UTC),
        )
        headers["Content-Type"] = "application/json"
        try:
            reply = self._ask("POST", where, headers, content, ends)
            if reply.status == 202:
                del headers["Content-Type"]
                return leds.answer(kind, self._completed(where, reply, headers, ends))
        except FAILURES as failure:
            raise failures.no_answer(failure) from failure
        if reply.status != 200:
            raise leds.refused(reply)
        return leds.answer(kind, members(reply))

    def _completed(self, where: str, reply: Reply, headers: Headers, ends: float) -> dict[str, Any]:
        """What came of a question that was put aside: asked for until it is ready, or time is over.

        404 says that it is not ready, and so does a status that is none of the last ones.
        """
        try:
            number = UUID(str(members(reply).get("requestId")))
        except ValueError as error:
            raise NoAnswer("answered in a form we cannot read") from error
        for pause in _pauses():
            if time.monotonic() + pause >= ends:
                raise TimedOut("was not ready in time")
            time.sleep(pause)
            reply = self._ask("GET", _status(where, number), headers, None, ends)
            if reply.status == 404:
                continue
            if reply.status != 200:
                raise leds.refused(reply)
            told = members(reply)
            if told.get("status") == "Completed" and isinstance(told.get("result"), dict):
                return dict(told["result"])
            if told.get("status") in ("Failed", "Rejected"):
                raise NoAnswer("answered 500")
        raise AssertionError("pauses never end")

    def _ask(
        self, method: str, where: str, headers: Headers, content: bytes | None, ends: float
    ) -> Reply:
        """Once more with a new token where the old one was withdrawn: 401 has searched nothing."""
        reply, authorization = self._once(method, where, headers, content, ends)
        if reply.status == 401 and self._tokens.spoiled(authorization):
            reply, _ = self._once(method, where, headers, content, ends)
        return reply

    def _once(
        self, method: str, where: str, headers: Headers, content: bytes | None, ends: float
    ) -> tuple[Reply, str]:
        authorization = self._tokens.authorization(seconds=ends - time.monotonic())
        sent: Headers = {"Authorization": authorization, "Accept": "application/json", **headers}
        left = ends - time.monotonic()
        reply = self._line.ask(method, where, headers=sent, content=content, deadline=left)
        return reply, authorization


def _terms(kind: str, criteria: dict[str, Any]) -> dict[str, str]:
    named = _TERMS[kind]
    terms = {theirs: str(criteria[ours]) for ours, theirs in named.items() if criteria.get(ours)}
    if not terms:
        raise Faulted(f"has nothing to look for: one of {', '.join(named)}")
    if "checkname" in terms:
        terms["checkname"] = terms["checkname"][: leds.LONGEST_NAME]
    return terms


def _status(where: str, number: UUID) -> str:
    """`/person-services/v1/status/…`, of whichever service the question was put to."""
    return f"{where.rpartition('/')[0]}/status/{number}"


def _pauses() -> Iterator[float]:
    yield from _PAUSES
    while True:
        yield _LONGEST_PAUSE


def _text(config: dict[str, Any], name: str, usual: str, limits: tuple[int, int]) -> str:
    found = config.get(name, usual)
    if (
        not isinstance(found, str)
        or not limits[0] <= len(found) <= limits[1]
        or not found.isascii()
    ):
        raise ConfigRefused(f"{name} is {limits[0]} to {limits[1]} plain characters")
    return found


CONNECTOR = Leds
