"""What the demonstration's systems are told: a developer's mapping where there is one, otherwise a
document beside this file, drafted and brought into use as a configurator would.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from field_api.catalogue import actions as catalogue
from field_api.catalogue import shipped
from field_api.connectors.models import System
from field_api.identity.models import Officer, Unit
from field_api.mapping import actions as mapping
from field_api.mapping import named, python
from field_api.mapping.actions import Released
from field_api.mapping.models import Mapping
from field_api.mapping.rules import Engine, MappingState
from field_api.submissions.actions.parcels import parcel
from field_api.submissions.models import Revision, Submission

DOCUMENTS = Path(__file__).parent / "mappings"

_SAMPLE = UUID("6f7b8c1e-3c52-4d0a-8f0e-0c5a7f1d2b90")
_WRITTEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def tell(*, system: System, kind: str, by: Officer) -> None:
    """See that a mapping is in use, where somebody wrote one: otherwise it is made from the form
    when the route is opened. One that a person brought into use stays.
    """
    versions = Mapping.objects.filter(system=system, kind=kind)
    now = versions.filter(state=MappingState.ACTIVE.value).first()
    file = DOCUMENTS / f"{system.code}.{kind}.json"
    if not file.exists():
        if now is None and _has_python(system.code, kind):
            mapping.install(system=system, kind=kind, call=system.code)
        return
    wanted = json.loads(file.read_text("utf-8"))
    wanted["value_maps"] |= named.rows(wanted.get("named_maps", ()))
    if now and (now.note != wanted["note"] or _content(now) == _given(wanted)):
        return
    made = mapping.draft(
        system=system,
        kind=kind,
        engine=Engine.JMESPATH.value,
        by=by,
        document=wanted["document"],
        maps=wanted["value_maps"],
        schema=wanted["schema"],
        note=wanted["note"],
    )
    mapping.activate(mapping=made, by=by, samples=samples(kind, by))


def _has_python(name: str, kind: str) -> bool:
    try:
        return bool(python.origins(name, kind))
    except KeyError:
        return False


def samples(kind: str, author: Officer) -> list[Released]:
    """The shipped examples as they would be released: nothing is kept yet to try a mapping on."""
    (version,) = (version for one, version, _ in catalogue.offered() if one == kind)
    form = catalogue.get(kind, version)
    submission = Submission(
        pk=_SAMPLE,
        reference=f"{author.force.code}/26/000000",
        force=author.force,
        unit=Unit(name="Response A"),
        author=author,
        kind=kind,
        marking=form.marking,
    )
    written = {"version": form.version, "occurred_at": _WRITTEN, "written_at": _WRITTEN}
    return [
        parcel(submission, Revision(pk=_SAMPLE, body=body, **written), form).released()
        for body in (shipped.example(kind, name) for name in ("valid", "minimal"))
    ]


def _content(version: Mapping) -> tuple[Any, ...]:
    return version.document, version.value_maps, version.schema


def _given(wanted: dict[str, Any]) -> tuple[Any, ...]:
    return wanted["document"], wanted["value_maps"], wanted["schema"]
