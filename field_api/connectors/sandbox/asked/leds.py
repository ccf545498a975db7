"""A simulator in the form of LEDS. Its headers, limits, 202 with a status to poll, and errors are
those of the contract that is public. The searches are not: their paths, terms and records are ours,
and every answer says that it is a simulator's.

Tokens are had by an assertion signed with the secret of the system (HS256, RFC 7523). Questions
are answered at once, or by 202 while the fault `pending` is on.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from field_api.connectors.sandbox import national
from field_api.connectors.sandbox.asked import ledsrules as rules
from field_api.connectors.sandbox.asked.ledsrules import Problem
from field_api.connectors.sandbox.exchange import Request, Response, as_json
from field_api.connectors.sandbox.storage import Storage

AT = "/leds/"
NOTICE = "LEDS simulator: synthetic data"
TOKEN_SECONDS = 1800
POLLS = 2
"""How often a question is not ready yet when its status is asked for."""

_STATUS = re.compile(AT + "(?:person|vehicle|driver)-services/v1/status/([0-9a-f-]{36})")
_MOST = 20


@dataclass(slots=True)
class _Waiting:
    found: dict[str, Any]
    polls: int = POLLS


@dataclass(slots=True)
class Leds:
    storage: Storage
    token: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    tokens: set[str] = field(default_factory=set)
    waiting: dict[str, _Waiting] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        try:
            if (request.method, request.path) == ("POST", f"{AT}token"):
                return self._granted(request)
            self._known(request)
            if request.method == "GET" and (found := _STATUS.fullmatch(request.path)):
                return self._status(found[1])
            if request.method != "POST" or request.path not in _SEARCHES:
                raise Problem(404, "not-found/path", "There is no such place")
            return self._asked(request)
        except Problem as problem:
            told = problem.told(request.path)
            return Response(problem.status, told, "application/problem+json")

    def _granted(self, request: Request) -> Response:
        form = parse_qs(request.body.decode("ascii", "replace"))
        if not rules.is_signed(form, self.token):
            return as_json(401, {"error": "invalid_client"})
        token = uuid4().hex
        with self.lock:
            self.tokens.add(token)
        granted = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
        return as_json(200, granted)

    def _known(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self.tokens:
            raise Problem(401, "unauthorised/token", "The token is not known")

    def _asked(self, request: Request) -> Response:
        rules.check_headers(request.headers)
        search, members = _SEARCHES[request.path]
        terms = rules.terms(request.body, members)
        found = search(terms)[:_MOST]
        kind = request.path.removeprefix(AT).partition("-")[0]
        asked = {"kind": kind, "criteria": terms, "flow": request.headers[rules.FLOW]}
        asked["purpose"] = request.headers[rules.JUSTIFICATION]
        self.storage.note_search(asked, len(found))
        answer = {"notice": NOTICE, "results": [_told(one) for one in found]}
        if not request.pending:
            return as_json(200, answer)
        number = str(uuid4())
        with self.lock:
            self.waiting[number] = _Waiting(answer)
        return as_json(202, {"requestId": number})

    def _status(self, number: str) -> Response:
        """404 until it is ready, and it is told once."""
        with self.lock:
            waiting = self.waiting.get(number)
            if waiting is None or waiting.polls > 0:
                if waiting:
                    waiting.polls -= 1
                raise Problem(404, "not-found/request", "Not known, or not ready")
            del self.waiting[number]
        return as_json(200, {"status": "Completed", "result": waiting.found})


def _told(one: national.Told) -> national.Told:
    """Of a restricted record only that there is one."""
    return {"restricted": True} if one.get("restricted") else one


def _people(terms: dict[str, str]) -> list[national.Told]:
    if urn := national.plain(terms.get("longPersonUrn")):
        return [one for one in national.SUBJECTS if national.plain(one["longPersonUrn"]) == urn]
    return [one for one in national.SUBJECTS if _named(one, terms)]


def _named(one: national.Told, terms: dict[str, str]) -> bool:
    """Surname exactly, forename by three letters, date of birth by its year: as the others do."""
    wanted = national.plain(terms.get("givenNames"))[:3]
    year = str(terms.get("dateOfBirth", ""))[:4]
    return (
        national.plain(one["checkname"]) == national.plain(terms.get("checkname"))
        and (not wanted or national.plain(one["givenNames"][0])[:3] == wanted)
        and (not year or one["dateOfBirth"][:4] == year)
    )


def _vehicles(terms: dict[str, str]) -> list[national.Told]:
    mark, vin = (national.plain(terms.get(name)) for name in ("registrationNumber", "vin"))
    return [
        one
        for one in national.VEHICLES
        if (mark and one["registrationNumber"] == mark) or (vin and one["vin"].endswith(vin))
    ]


def _drivers(terms: dict[str, str]) -> list[national.Told]:
    if number := national.plain(terms.get("driverNumber")):
        return [one for one in national.DRIVERS if one["driverNumber"] == number]
    return [one for one in national.DRIVERS if _named(one, terms)]


_Search = Callable[[dict[str, str]], list[national.Told]]
_SEARCHES: dict[str, tuple[_Search, tuple[str, ...]]] = {
    f"{AT}person-services/v1/find-people": (_people, ("checkname", "longPersonUrn")),
    f"{AT}vehicle-services/v1/find-vehicles": (_vehicles, ("registrationNumber", "vin")),
    f"{AT}driver-services/v1/find-drivers": (_drivers, ("driverNumber", "checkname")),
}
"""By path: what searches, and of which terms one is needed."""


opened = Leds
