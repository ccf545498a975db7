"""Vehicle details by registration, in the form of DVLA's Vehicle Enquiry Service (v1, public).

It knows tax, MOT and looks of a vehicle; no keeper, and no warning. It is told no purpose: what it
knows anybody may ask.
"""

import time
from typing import Any
from uuid import uuid4

import orjson

from field_api.connectors.rules import Answer, Capability, ConfigRefused, Faulted, NoAnswer
from field_api.connectors.rules.asking import Asking
from field_api.connectors.wire import failures, tls
from field_api.connectors.wire.addresses import place
from field_api.connectors.wire.answers import Reply, members
from field_api.connectors.wire.failures import FAILURES
from field_api.connectors.wire.line import Headers, Line
from field_api.connectors.wire.only_asked import OnlyAsked

_SETTINGS = tls.SETTINGS | {"base_url", "networks"}
_PATH = "/v1/vehicles"

_NAMES = {
    "registrationNumber": "vrm",
    "make": "make",
    "colour": "colour",
    "taxStatus": "tax_status",
    "taxDueDate": "tax_due",
    "motStatus": "mot_status",
    "motExpiryDate": "mot_expires",
    "fuelType": "fuel",
    "engineCapacity": "engine_cc",
    "co2Emissions": "co2",
    "yearOfManufacture": "year",
    "monthOfFirstRegistration": "first_registered",
    "markedForExport": "exported",
    "wheelplan": "wheelplan",
    "revenueWeight": "revenue_weight",
    "typeApproval": "type_approval",
    "euroStatus": "euro_status",
    "dateOfLastV5CIssued": "v5c_issued",
}
"""Their members by our name for each. What is not here is not shown."""


class Ves(OnlyAsked):
    """`config`: `base_url` up to `/vehicle-enquiry`, `networks`, certificates. The secret is the
    API key. Raises ConfigRefused.
    """

    capabilities = frozenset({Capability.QUERIES})

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"))
        self._line = Line(where, tls.context(config) if where.scheme == "https" else None)
        self._key = secret

    def __repr__(self) -> str:
        return f"Ves({self._line.place.authority})"

    def probe(self, deadline: float) -> bool:
        """Asks for no mark at all: a service that is up and knows our key finds fault with that."""
        try:
            return self._asked("", uuid4().hex, deadline).status == 400
        except FAILURES:
            return False

    def query(
        self, kind: str, criteria: dict[str, Any], asking: Asking, *, deadline: float
    ) -> Answer:
        mark = str(criteria.get("vrm", ""))
        if kind != "vehicle" or not mark:
            raise Faulted("is asked about a vehicle, by its registration")
        ends = time.monotonic() + deadline
        try:
            reply = self._asked(mark, str(asking.flow or uuid4()), ends - time.monotonic())
        except FAILURES as failure:
            raise failures.no_answer(failure) from failure
        return _answer(reply)

    def _asked(self, mark: str, correlation: str, deadline: float) -> Reply:
        headers: Headers = {
            "x-api-key": self._key,
            "X-Correlation-Id": correlation,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        content = orjson.dumps({"registrationNumber": mark})
        return self._line.ask("POST", _PATH, headers=headers, content=content, deadline=deadline)


def _answer(reply: Reply) -> Answer:
    """404 is "no such vehicle" only in its own form: a gateway without a route says 404 as well."""
    told = members(reply)
    if reply.status == 404 and isinstance(told.get("errors"), list):
        return Answer()
    if reply.status == 400:
        raise Faulted("answered 400")
    if reply.status != 200:
        raise NoAnswer(f"answered {reply.status}")
    mark = told.get("registrationNumber")
    if not isinstance(mark, str) or not mark:
        raise NoAnswer("answered in a form we cannot read")
    values = {ours: told[theirs] for theirs, ours in _NAMES.items() if theirs in told}
    return Answer([{"ref": mark, "type": "vehicle", "values": values, "warnings": []}])


CONNECTOR = Ves
