"""LEDS on the wire: the headers of its public contract with their limits, its errors, its records.

The contract is known from the software of others that speaks it. Its searches are not public: the
terms and records here are our own, and belong to the simulator.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from field_api.connectors.rules import Answer, Declined, Faulted, NoAnswer
from field_api.connectors.rules.asking import Asking
from field_api.connectors.wire.answers import Reply, members
from field_api.connectors.wire.line import Headers

JUSTIFICATION = (3, 250)
ON_BEHALF_OF = (3, 50)
SYSTEM_NAME = (3, 250)
LONGEST_TITLE = 150
LONGEST_NAME = 54
REPORTS = ("wanted", "missing")
"""What about a person is told as a warning, for an officer must read it first."""

Document = dict[str, Any]

_DECLINED = ("forbidden/payload", "forbidden/restricted")
_FAULTED = ("bad-request/", "unprocessable/", "conflict/missing-required-data")


def headers(
    asking: Asking, *, activity: str, system_name: str, title: str, now: datetime
) -> Headers:
    """Those of one question. Raises Faulted where the contract leaves no room for what was said."""
    made: Headers = {
        "X-Leds-Session-Id": str(asking.session or uuid4()),
        "X-Leds-System-Name": system_name,
        "X-Leds-Application-Datetime": now.astimezone(UTC).isoformat(timespec="milliseconds"),
        "X-Leds-Justification": _said(asking.purpose, JUSTIFICATION, "a justification"),
        "X-Leds-Reason": asking.reason_code,
        "X-Leds-Activity-Flow-Id": str(asking.flow or uuid4()),
        "X-Leds-Activity-Code": activity,
        "X-Leds-Action-Code": "View Enquiry Result",
        "X-Leds-Reference-Id": str(asking.linked or uuid4()),
        "X-Leds-Correlation-Id": str(uuid4()),
    }
    if asking.on_behalf_of:
        made["X-Leds-On-Behalf-Of"] = _said(asking.on_behalf_of, ON_BEHALF_OF, "on behalf of")
    if title:
        made["X-Leds-Page-Title"] = plain(title)[:LONGEST_TITLE]
    return made


def plain(text: str) -> str:
    """As a header can carry it: ASCII, one line. The ledger keeps it as it was written."""
    bare = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.encode("ascii", "replace").decode().split())


def _said(text: str, limits: tuple[int, int], what: str) -> str:
    least, most = limits
    made = plain(text)[:most].strip()
    if len(made) < least or not made.isprintable():
        raise Faulted(f"{what} is {least} to {most} characters long")
    return made


def refused(reply: Reply) -> NoAnswer:
    """What an answer that is none says. Types are matched by their end: some give whole addresses.

    Not asked, at fault, or failed are three things to an officer. What is not known failed.
    """
    said = f"answered {reply.status}"
    types = list(_types(members(reply)))
    if any(one.endswith(_DECLINED) for one in types):
        return Declined("may not be told to this officer for this reason")
    if any(part in one for one in types for part in _FAULTED):
        return Faulted(said)
    return NoAnswer(said)


def _types(problem: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(problem.get("type"), str):
        yield problem["type"]
    leds = problem.get("leds")
    errors = leds.get("errors") if isinstance(leds, dict) else None
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, dict) and isinstance(error.get("errorDetailType"), str):
            yield error["errorDetailType"]


def answer(kind: str, found: Mapping[str, Any]) -> Answer:
    """The records of a result. A restricted one is counted and not shown; `notice` goes with each.

    Raises NoAnswer for one we cannot read: it might be the one with the warning.
    """
    results = found.get("results")
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise NoAnswer("answered in a form we cannot read")
    shown = [one for one in results if one.get("restricted") is not True]
    notice = {"notice": found["notice"]} if isinstance(found.get("notice"), str) else {}
    try:
        records = [_RECORDS[kind](one, notice) for one in shown]
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise NoAnswer("answered in a form we cannot read") from error
    return Answer(records, withheld=len(results) - len(shown))


def _person(one: Document, notice: Document) -> Document:
    values = {
        **_named(one),
        "sex": one.get("sex"),
        "pnc_id": one.get("longPersonUrn"),
        "driver_number": one.get("driverNumber"),
        "address": [each["text"] for each in one.get("addresses") or []],
        "wanted": one.get("wanted"),
        "missing": one.get("missing"),
        "bail_conditions": one.get("bailConditions"),
        "disqualified_until": one.get("disqualifiedUntil"),
    }
    reports = [_report(name, one[name], one) for name in REPORTS if one.get(name)]
    return _record("person", one["personId"], one, values | notice, reports)


def _vehicle(one: Document, notice: Document) -> Document:
    keeper = one.get("keeper") or {}
    values = {
        "vrm": one["registrationNumber"],
        "vin": one.get("vin"),
        "make": one.get("make"),
        "model": one.get("model"),
        "colour": one.get("colour"),
        "keeper": keeper.get("name"),
        "keeper_address": keeper.get("address"),
        "insured": one.get("insured"),
        "reports": [f"{each['type']}: {each['text']}" for each in one.get("reports") or []],
    }
    stolen = [each for each in one.get("reports") or [] if each["type"] == "stolen"]
    reports = [_report("stolen", each["text"], one) for each in stolen]
    return _record("vehicle", one["registrationNumber"], one, values | notice, reports)


def _driver(one: Document, notice: Document) -> Document:
    values = {
        **_named(one),
        "driver_number": one["driverNumber"],
        "address": one.get("address"),
        "licence": one.get("status"),
        "entitlements": one.get("entitlements"),
        "endorsements": [
            f"{each['code']}, {each['points']} points" for each in one.get("endorsements") or []
        ],
        "disqualified_until": one.get("disqualifiedUntil"),
    }
    return _record("person", one["driverNumber"], one, values | notice, [])


_RECORDS = {"person": _person, "vehicle": _vehicle, "driver": _driver}


def _named(one: Document) -> Document:
    """Names as they are kept there, in capitals; `name` as people read it."""
    given = " ".join(one.get("givenNames") or [])
    whole = f"{given} {one['checkname']}".strip().title()
    names = {"name": whole, "surname": one["checkname"].title(), "forenames": given.title()}
    return names | {"dob": one.get("dateOfBirth")}


def _record(
    type: str, ref: str, one: Document, values: Document, reports: list[Document]
) -> Document:
    return {
        "ref": str(ref),
        "type": type,
        "as_of": one.get("lastUpdated"),
        "values": {name: said for name, said in values.items() if said not in (None, "", [])},
        "warnings": [*reports, *(_marker(each) for each in one.get("warningMarkers") or [])],
    }


def _marker(one: Document) -> Document:
    return {
        "code": one["code"],
        "label": one.get("meaning") or one["code"],
        "advice": one.get("advice") or "",
        "on": one.get("dateAdded") or "",
        "source": one.get("source") or "",
        "review_on": one.get("reviewDate") or "",
    }


def _report(name: str, text: Any, one: Document) -> Document:
    on = str(one.get("lastUpdated") or "")[:10]
    return {"code": name.upper(), "label": name.title(), "advice": str(text), "on": on}
