"""What the systems answer to people: what is held, what can be asked, and the fault switch."""

import hmac
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from field_api.connectors.sandbox import faults, markup, national
from field_api.connectors.sandbox.api import Api
from field_api.connectors.sandbox.exchange import Request, Response, as_page, moved
from field_api.connectors.sandbox.people import register
from field_api.connectors.sandbox.storage import ACCEPTED, REJECTED

SHOWN = 100
_CSS = Path(__file__).with_name("page.css").read_bytes()
_ENTRY = re.compile("/entries/([A-Z0-9]{2,8}-[0-9]{6,15})(/paper\\.pdf)?")


class Pages:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._form_token = secrets.token_urlsafe(16)

    def has(self, method: str, path: str) -> bool:
        if method == "POST":
            return path in ("/faults", "/decisions")
        return method == "GET" and (
            path in ("/", "/known", "/page.css") or path.startswith("/entries/")
        )

    def answer(self, request: Request) -> Response:
        if request.method == "POST":
            return self._posted(request)
        if request.path == "/":
            return as_page(200, self._overview())
        if request.path == "/known":
            part = self._api.part
            known = national.REGISTER if part.asked else register(part.name)
            return as_page(200, markup.known(part, known))
        if request.path == "/page.css":
            return Response(200, _CSS, "text/css; charset=utf-8")
        return self._entry(request.path)

    def _overview(self, problem: str = "") -> str:
        storage = self._api.storage
        return markup.overview(
            self._api.part,
            fault=self._api.switch.state(),
            form_token=self._form_token,
            problem=problem,
            door=self._api.door,
            total=storage.count(),
            entries=storage.entries(newest=SHOWN),
            searches=storage.searches(newest=10),
        )

    def _entry(self, path: str) -> Response:
        found = _ENTRY.fullmatch(path)
        entry = self._api.storage.by_reference(found[1]) if found else None
        if found and entry and found[2] and (pdf := self._api.part.paper(entry.body)):
            return Response(200, pdf, "application/pdf")
        if entry is None:
            return as_page(404, markup.nothing(self._api.part))
        return as_page(200, markup.entry(self._api.part, entry, self._form_token))

    def _posted(self, request: Request) -> Response:
        """The form carries a word only this page knows, so no other site can post it."""
        form = {name: values[-1].strip() for name, values in _fields(request.body).items()}
        if not hmac.compare_digest(form.get("form_token", ""), self._form_token):
            return as_page(403, self._overview("This form is out of date. Please try again."))
        return self._decide(form) if request.path == "/decisions" else self._switch(form)

    def _switch(self, form: Mapping[str, str]) -> Response:
        if form.get("do") == "off":
            self._api.switch.set(None)
            return moved("/")
        try:
            self._api.switch.set(faults.read(_fault(form)))
        except ValueError as error:
            return as_page(422, self._overview(f"That cannot be switched on: {error}."))
        return moved("/")

    def _decide(self, form: Mapping[str, str]) -> Response:
        outcome, message = form.get("do", ""), form.get("message", "")
        if outcome not in (ACCEPTED, REJECTED):
            return as_page(422, self._overview("Choose to accept or to reject it."))
        why = [(form.get("field", ""), message)] if message and outcome == REJECTED else []
        entry = self._api.storage.decide(form.get("key", ""), outcome, why)
        if entry is None:
            return as_page(404, markup.nothing(self._api.part))
        self._api.callback.tell(entry)
        return moved(f"/entries/{entry.reference}")


def _fields(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode("ascii"), max_num_fields=20)
    except ValueError:
        return {}


def _fault(form: Mapping[str, str]) -> dict[str, Any]:
    """The JSON form of what the page's form says. Raises ValueError."""
    fault: dict[str, Any] = {"on": form.get("on", "all")}
    match form.get("what"):
        case "slow":
            fault["latency_ms"] = _number(form, "latency_ms") or 0
        case "status":
            fault["status"] = _number(form, "status")
        case "hang_after_accept" | "pending" | "drip" | "oversize" | "reset" | "down" as flag:
            fault[flag] = True
        case _:
            raise ValueError("choose what should go wrong")
    fault["count"] = _number(form, "count")
    fault["seconds"] = _number(form, "seconds")
    percent = _number(form, "percent")
    fault["probability"] = 1.0 if percent is None else percent / 100
    return fault


def _number(form: Mapping[str, str], name: str) -> int | None:
    text = form.get(name, "")
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(f"{name} must be a whole number")
    return int(text)
