"""Publishing and retiring forms, and the compiled form an entry is read with."""

import json
import re
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Now

from field_api.catalogue import lint, rules, shipped
from field_api.catalogue.models import Form
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act

SHIPPED_BY = "fieldbook"

# A version never changes, so what is kept can't go stale; the oldest goes when it is full. Only
# what is committed is kept: a publishing that is rolled back frees its number for another document.
_COMPILED: dict[tuple[str, int], rules.Form] = {}
_KEPT = 128
_KIND = re.compile("[a-z][a-z0-9-]{0,39}")


class Unfit(ValueError):
    """The document is no form. `faults` says why, a sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class AlreadyPublished(ValueError):
    """That version stands with other content, or would not be the kind's newest."""


class NoSuchForm(LookupError):
    """No such version of such a kind was ever published."""


@transaction.atomic
def publish(*, document: dict[str, Any], by: str, second: str = "") -> Form:
    """Publish one version for ever. The same content again changes nothing.

    `by`, and `second` who approved it, are logins. Raises Unfit, and AlreadyPublished when the
    version stands with other content or an equal or newer one is out: officers must never be moved
    back to older questions.
    """
    if faults := lint.faults(document):
        raise Unfit(faults)
    _one_at_a_time()
    kind, version, named = document["kind"], document["version"], digest(document)
    standing = Form.objects.filter(kind=kind, version=version).first()
    if standing and standing.digest == named:
        return standing
    newest = Form.objects.filter(kind=kind).aggregate(newest=Max("version"))["newest"] or 0
    if version <= newest:
        raise AlreadyPublished(f"{kind} is at version {newest}")
    form = Form.objects.create(
        kind=kind, version=version, document=document, digest=named, published_by=by
    )
    _record(by, second, f"form:{form}", {"published": named})
    return form


def _one_at_a_time() -> None:
    """Several hosts migrate at once. Readers go on; the next publisher waits for our commit."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE catalogue_form IN SHARE ROW EXCLUSIVE MODE")


def publish_builtin() -> list[Form]:
    """Publish what is shipped and not yet out. Run after every migration; repeating is free.

    A version retired, or overtaken by a force's own newer one, is left as it stands.
    """
    newest = dict(Form.objects.values_list("kind").annotate(Max("version")))
    return [
        publish(document=document, by=SHIPPED_BY)
        for document in shipped.documents()
        if document["version"] > newest.get(document["kind"], 0)
    ]


@transaction.atomic
def retire(*, kind: str, version: int, by: str, second: str = "") -> None:
    """Offer this version to nobody any more. Entries written in it are still read with it."""
    offered = Form.objects.filter(kind=kind, version=version, retired_at=None)
    if offered.update(retired_at=Now(), retired_by=by):
        _record(by, second, f"form:{kind}/{version}", {})
    elif not Form.objects.filter(kind=kind, version=version).exists():
        raise NoSuchForm(f"{kind}/{version}")


def get(kind: object, version: object) -> rules.Form:
    """The form an entry names, retired or not: clients of every age may push.

    Takes whatever a payload claims. Raises NoSuchForm.
    """
    if not (isinstance(kind, str) and _KIND.fullmatch(kind) and type(version) is int):
        raise NoSuchForm("a form is named by a kind and a number")
    known = _COMPILED.get((kind, version))
    if known is not None:
        return known
    form = rules.compiled(_published(kind, version).document)
    transaction.on_commit(lambda: _keep(form))
    return form


def _published(kind: str, version: int) -> Form:
    try:
        return Form.objects.get(kind=kind, version=version)
    except Form.DoesNotExist:
        raise NoSuchForm(f"{kind}/{version}") from None


def _keep(form: rules.Form) -> None:
    if len(_COMPILED) >= _KEPT:
        _COMPILED.pop(next(iter(_COMPILED)), None)
    _COMPILED[form.kind, form.version] = form


def current_forms() -> list[rules.Form]:
    """The newest version on offer of each kind, by kind: what a handset shows."""
    return [get(kind, version) for kind, version, _ in offered()]


def offered() -> list[tuple[str, int, str]]:
    """(kind, version, digest) of each current form: names them all without reading a document."""
    standing = Form.objects.filter(retired_at=None).order_by("kind", "-version").distinct("kind")
    return list(standing.values_list("kind", "version", "digest"))


def tag() -> str:
    """An entity tag of all current forms and the lists of codes in them (RFC 9110 s.8.8.3)."""
    return f'"{sha256(repr(offered()).encode()).hexdigest()}"'


def digest(document: dict[str, Any]) -> str:
    """SHA-256 over the document with sorted members: jsonb does not keep their order."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


def _record(by: str, second: str, subject: str, details: dict[str, Any]) -> None:
    if second:
        details["second"] = _actor(second)
    ledger.record(act=Act.DECISION, actor=_actor(by), subject=subject, details=details)


def _actor(by: str) -> str:
    return by if by == SHIPPED_BY else f"officer:{by}"
