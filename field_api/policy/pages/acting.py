"""What the pages about people and groups share: one page, several small forms, each with a code."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django import forms
from django.http import Http404, HttpRequest

from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.lib.problems import Fault, Problem

Row = TypeVar("Row")


class Posted:
    """One of a page's forms as it came. `form` names it, so that a code that was spent for it
    counts there, and there alone, when the page comes back.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.post: Mapping[str, str] = request.POST
        self.by = administrator(request)
        self.verb, self.form = request.POST.get("verb", ""), request.POST.get("form", "")
        self._leave = Leave(b"", "")

    def do(self, acts: Mapping[str, Callable[["Posted", Row], str]], row: Row) -> str:
        """Do what was pressed, and give what to say of it. Raises Problem."""
        act = acts.get(self.verb)
        if act is None:
            raise Problem(422, "decision-incomplete", "Press one of the buttons below")
        return act(self, row)

    def leave(self, action: str, object: str, hash: str = "") -> Leave:
        """Raises Problem as `proving.leave`."""
        self._leave = proving.leave(self.request, action, [(object, hash)])
        return self._leave

    def read(self, form: type[forms.Form]) -> dict[str, Any]:
        """Raises Problem 422 naming what is wrong."""
        typed = form(self.request.POST)
        if typed.is_valid():
            return typed.cleaned_data
        faults = [
            Fault(f"/{name}", "invalid", f"{typed[name].label}: {' '.join(map(str, said))}")
            for name, said in typed.errors.items()
        ]
        raise Problem(422, "form-incomplete", "Nothing was done yet", errors=faults)

    def number(self, name: str) -> int:
        """Raises Http404 for what no row can have."""
        typed = self.post.get(name, "")
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise Http404
        return int(typed)

    def kept(self) -> dict[str, Any]:
        """For the page that comes back with a problem."""
        return {"failed": self.form, "typed": self.post, "grant": self._leave.secret}


def role_words(role: Role) -> str:
    """As officers say it."""
    return {Role.FORCE_ADMIN: "administrator", Role.INTEL: "intelligence"}.get(role, role.value)


def administrator(request: HttpRequest) -> Officer:
    """Who asks. Raises Http404 for anybody but an administrator of their own force."""
    officer = cast(Officer, request.user)
    if not officer.may_administer:
        raise Http404
    return officer
