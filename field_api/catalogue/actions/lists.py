"""Lists of codes too long for a form, or the same in several: versions side by side, like forms."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models.fields.json import KT

from field_api.catalogue import rules, shipped
from field_api.catalogue.actions.forms import SHIPPED_BY, Unfit, current_forms, digest
from field_api.catalogue.models import CodeList
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act

# Labels of published versions, by list and version. A version never changes; the newest is looked
# up each time, so that what one process publishes another reads at once.
_LABELS: dict[tuple[str, int], Mapping[str, str]] = {}
_KEPT = 32


class NoSuchList(LookupError):
    """No such version of such a list was ever published."""


class Overtaken(ValueError):
    """Another version was published since; what was decided was decided over the one before."""


@transaction.atomic
def publish_list(
    *, document: dict[str, Any], by: str, second: str = "", over: str | None = None
) -> CodeList:
    """Publish the next version of a list for ever. The same content as the newest changes nothing.

    `document` is {list, title, source, licence, unverified, codes: [[code, label, …], …]}; `by` and
    `second` are logins. Raises Unfit, and Overtaken unless `over`, where given, is the digest of
    the newest ("" for none). A code that falls away is offered to nobody and still read for ever.
    """
    if faults := list(rules.list_faults(document)):
        raise Unfit(faults)
    with connection.cursor() as cursor:  # readers go on; the next publisher waits for our commit
        cursor.execute("LOCK TABLE catalogue_codelist IN SHARE ROW EXCLUSIVE MODE")
    named = digest(document)
    newest = CodeList.objects.filter(name=document["list"]).order_by("-version").first()
    if over is not None and over != (newest.digest if newest else ""):
        raise Overtaken(f"{newest} was published since")
    if newest and newest.digest == named:
        return newest
    made = CodeList.objects.create(
        name=document["list"],
        version=newest.version + 1 if newest else 1,
        document=document,
        size=len(document["codes"]),
        digest=named,
        published_by=by,
    )
    actor = by if by == SHIPPED_BY else f"officer:{by}"
    details = {"published": named} | ({"second": second} if second else {})
    ledger.record(act=Act.DECISION, actor=actor, subject=f"list:{made}", details=details)
    return made


def publish_shipped_lists() -> list[CodeList]:
    """Publish what is shipped and not yet out; a list that a force has made its own stays so."""
    ours = dict(CodeList.objects.order_by("name", "version").values_list("name", "published_by"))
    return [
        publish_list(document=document, by=SHIPPED_BY)
        for document in shipped.lists()
        if ours.get(document["list"]) is None
    ]


def lists_on_offer() -> list[CodeList]:
    """The newest version of each list, by name, without its codes."""
    newest = CodeList.objects.order_by("name", "-version").distinct("name")
    return list(newest.defer("document"))


_HEAD = ("list", "title", "source", "licence", "unverified")


def head_of(name: str, version: int) -> dict[str, Any]:
    """What a version says of itself, without its codes. Raises NoSuchList."""
    rows = CodeList.objects.filter(name=name, version=version)
    found = rows.values_list(*(KT(f"document__{one}") for one in _HEAD)).first()
    if found is None:
        raise NoSuchList(f"{name}/{version}")
    head: dict[str, Any] = dict(zip(_HEAD, found, strict=True))
    return {**head, "unverified": head["unverified"] == "true"}


def versions_of(name: str) -> list[CodeList]:
    """Every version of a list, the newest first, without its codes; none where there is none."""
    return list(CodeList.objects.filter(name=name).order_by("-version").defer("document"))


def uses_of(name: str) -> list[rules.Form]:
    """The forms on offer in which a field takes its codes from this list."""
    return [form for form in current_forms() if name in rules.lists_in(form.schema)]


def list_of(name: str, version: int) -> CodeList:
    """One version with its codes. Raises NoSuchList."""
    try:
        return CodeList.objects.get(name=name, version=version)
    except CodeList.DoesNotExist:
        raise NoSuchList(f"{name}/{version}") from None


def label(name: str, code: str) -> str:
    """What a code is called: by the newest version that has it, or "" where none ever had."""
    versions = CodeList.objects.filter(name=name).order_by("-version")
    for version in versions.values_list("version", flat=True):
        if found := _labels(name, version).get(code):
            return found
    return ""


def _labels(name: str, version: int) -> Mapping[str, str]:
    known = _LABELS.get((name, version))
    if known is None:
        codes = list_of(name, version).document["codes"]
        known = {code: label for code, label, *_ in codes}
        transaction.on_commit(lambda: _keep((name, version), known))
    return known


def _keep(key: tuple[str, int], labels: Mapping[str, str]) -> None:
    if len(_LABELS) >= _KEPT:
        _LABELS.pop(next(iter(_LABELS)), None)
    _LABELS[key] = labels
