"""/console/systems/<code>/values/<kind>/: what a system calls our codes, and what it has no word
for. Read only: a table is changed by the next version of its mapping, over the API.
"""

from django.http import Http404, HttpRequest, HttpResponse

from field_api.catalogue.actions import form_drafts
from field_api.connectors.models import System
from field_api.oversight.actions import values as standing
from field_api.oversight.pages import frame

MOST = 200


@frame.page
def values(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    system = System.objects.visible_to(frame.officer(request)).filter(code=code).first()
    form = form_drafts.newest_of(kind)
    if system is None or form is None:
        return frame.missing(request, "table", tab="systems")
    if request.method == "POST":
        raise Http404
    mapping = standing.in_use(code, kind)
    context = {
        "row": system,
        "title": form.document["title"],
        "mapping": mapping,
        "maps": standing.value_maps(mapping) if mapping else [],
        "most": MOST,
    }
    return frame.shown(request, "values", context, tab="systems")
