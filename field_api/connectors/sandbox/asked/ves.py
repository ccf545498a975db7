"""A simulator of vehicle details, in the form of DVLA's Vehicle Enquiry Service (v1.2, public).

It is asked by registration alone, with an API key, and wants no purpose: what it knows of a vehicle
anybody may know. Five of its marks fail, under the names of the service's own test environment.
"""

import hmac
import json
import re
from dataclasses import dataclass
from typing import Any

from field_api.connectors.sandbox import national
from field_api.connectors.sandbox.exchange import Request, Response, as_json
from field_api.connectors.sandbox.storage import Storage

AT = "/vehicle-enquiry/"
_PATH = AT + "v1/vehicles"
_MARK = re.compile("[A-Z0-9]{2,7}")
_TITLES = {
    400: ("Bad Request", "Invalid format for field - vehicle registration number"),
    404: ("Vehicle Not Found", "Record for vehicle not found"),
    429: ("Too Many Requests", "Too many requests have been made"),
    500: ("Internal Server Error", "The service had a fault"),
    503: ("Service Unavailable", "The service is closed for maintenance"),
}
_FAILING = {"ER19BAD": 400, "ER19NFD": 404, "ER19THR": 429, "ER19ERR": 500, "ER19MNT": 503}


@dataclass(frozen=True, slots=True)
class Enquiries:
    storage: Storage
    token: str

    def answer(self, request: Request) -> Response:
        shown = request.headers.get("x-api-key", "")
        if not hmac.compare_digest(shown.encode(), self.token.encode()):
            return as_json(403, {"message": "Forbidden"})
        if (request.method, request.path) != ("POST", _PATH):
            return as_json(404, {"message": "Not Found"})
        mark = _mark(request.body)
        status = _FAILING.get(mark, 200 if _MARK.fullmatch(mark) else 400)
        found = national.DETAILS.get(mark)
        if status == 200 and found is None:
            status = 404
        asked = {"kind": "vehicle", "criteria": {"registrationNumber": mark}}
        self.storage.note_search(asked, int(found is not None))
        correlation = {"X-Correlation-Id": request.headers.get("x-correlation-id", "")}
        if status == 200:
            return as_json(200, found, **correlation)
        return as_json(status, {"errors": [_error(status)]}, **correlation)


def _mark(body: bytes) -> str:
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said = document.get("registrationNumber") if isinstance(document, dict) else None
    return said if isinstance(said, str) else ""


def _error(status: int) -> dict[str, str]:
    title, detail = _TITLES[status]
    return {"status": str(status), "code": str(status), "title": title, "detail": detail}


opened = Enquiries
