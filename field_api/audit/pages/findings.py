"""/desk/audit/findings/: what was noticed, and what an auditor makes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from field_api.audit.actions import concluding
from field_api.audit.pages import frame
from field_api.audit.pages.forms import Conclusion
from field_api.audit.rules.words import STANDS, Concluded
from field_api.lib import clock


@frame.page
def findings(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("state", Concluded.OPEN.value)
    state = Concluded(asked) if asked in set(Concluded) else Concluded.OPEN
    rows = concluding.listed(by=frame.officer(request), state=state)
    context = {
        "rows": [_row(row) for row in rows],
        "states": [(one.value, label, one is state) for one, label in STANDS.items()],
    }
    return frame.shown(request, "findings", context, tab="findings")


@frame.page
def finding(request: HttpRequest, finding: int) -> HttpResponse:
    form = Conclusion(request.POST or None)
    by = frame.officer(request)
    if request.method == "POST" and form.is_valid():
        concluding.conclude(
            by=by,
            finding=finding,
            state=Concluded(form.cleaned_data["state"]),
            conclusion=form.cleaned_data["conclusion"],
        )
        messages.success(request, _("Kept in the ledger"))
        return HttpResponseRedirect(reverse("desk-findings"))
    found = concluding.one(by=by, finding=finding)
    context = {"row": _row(found), "event": frame.event(found["event"]), "form": form}
    status = 422 if form.errors else 200
    return frame.shown(request, "finding", context, tab="findings", status=status)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    numbers = [(name, frame.words(value)) for name, value in row["numbers"].items()]
    return {**row, "when": clock.parse(row["happened_at"]), "figures": numbers}
