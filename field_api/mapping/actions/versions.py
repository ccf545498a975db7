"""Drafting a version of a mapping, and bringing it into use."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.mapping import python
from field_api.mapping.actions import ready
from field_api.mapping.actions.ready import Released
from field_api.mapping.actions.trials import Trial, failing
from field_api.mapping.models import Mapping
from field_api.mapping.rules import Engine, MappingState, value_maps
from field_api.mapping.rules.template import Unfit

HOUSE = "house"
"""The actor of what Fieldbook does by itself, such as when it is set up."""


class NotValid(ValueError):
    """It does not hold for what officers wrote. `trials` are those on which it fails."""

    def __init__(self, trials: list[Trial]) -> None:
        super().__init__(f"{len(trials)} of the entries it was tried on fail")
        self.trials = trials


class NotAllowed(ValueError):
    """The version does not stand where this could be done to it. The message is for a person."""


def install(*, system: System, kind: str, call: str) -> Mapping:
    """Use a developer's mapping for a kind and a system, as the next version unless it is in use.

    Raises KeyError for a mapping that does not exist.
    """
    python.find(call)
    document = {"call": call}
    with transaction.atomic():
        versions = _alone(system, kind)
        now = versions.filter(state=MappingState.ACTIVE.value).first()
        if now and (now.engine, now.document) == (Engine.PYTHON.value, document):
            return now
        made = _next(system, kind, engine=Engine.PYTHON.value, document=document)
        _use(made, None)
        return made


@transaction.atomic
def draft(
    *,
    system: System,
    kind: str,
    engine: str,
    document: dict[str, Any],
    by: Officer,
    maps: dict[str, dict[str, Any]] | None = None,
    schema: dict[str, Any] | None = None,
    note: str = "",
) -> Mapping:
    """The next version, not in use. A draft is never edited: what changes is the next draft.

    Raises Unfit; its faults point into {"document", "value_maps", "schema"}.
    """
    its_maps = {} if maps is None else maps
    content = {"engine": engine, "document": document, "value_maps": its_maps, "schema": schema}
    if faults := list(_faults(Mapping(system=system, kind=kind, **content))):
        raise Unfit(faults)
    _alone(system, kind)
    made = _next(system, kind, **content, note=note, made_by=by)
    _record(Act.ALTERATION, made, by, "draft")
    return made


def check(mapping: Mapping, *, samples: Iterable[Released] = ()) -> list[Trial]:
    """The entries on which this version must not be used: see `trials.failing`."""
    return failing(mapping, list(samples))


@transaction.atomic
def activate(*, mapping: Mapping, by: Officer, samples: Iterable[Released] = ()) -> Mapping:
    """Bring a version into use in place of the one that is. A retired one may come back.

    Raises Unfit when it can't be compiled, NothingToTry when there is neither a sample nor a kept
    entry, NotValid when it fails on any of them, and NotAllowed when it is in use.
    """
    versions = _alone(mapping.system, mapping.kind)
    mapping = versions.select_related("system").get(pk=mapping.pk)
    if mapping.state == MappingState.ACTIVE.value:
        raise NotAllowed("this version is in use")
    if faults := list(_faults(mapping)):
        raise Unfit(faults)
    given = list(samples)
    if failed := failing(mapping, given):
        raise NotValid(failed)
    _use(mapping, by)
    return mapping


def _alone(system: System, kind: str) -> QuerySet[Mapping]:
    """The versions for a kind and a system, while nobody else adds or activates any."""
    System.objects.select_for_update(no_key=True).get(pk=system.pk)
    return Mapping.objects.filter(system=system, kind=kind)


def _next(system: System, kind: str, **content: Any) -> Mapping:
    last = Mapping.objects.filter(system=system, kind=kind).aggregate(Max("version"))
    number = (last["version__max"] or 0) + 1
    return Mapping.objects.create(system=system, kind=kind, version=number, **content)


def _use(mapping: Mapping, by: Officer | None) -> None:
    standing = Mapping.objects.filter(system=mapping.system, kind=mapping.kind)
    standing.filter(state=MappingState.ACTIVE.value).update(state=MappingState.RETIRED.value)
    mapping.state, mapping.activated_at = MappingState.ACTIVE.value, clock.now()
    mapping.save(update_fields=["state", "activated_at"])
    _record(Act.DECISION, mapping, by, "activate")


def _faults(mapping: Mapping) -> Iterator[FieldFault]:
    if mapping.engine not in {engine.value for engine in Engine}:
        yield FieldFault("/engine", "is none we have")
        return
    yield from value_maps.faults(mapping.value_maps)
    try:
        ready.compiled(mapping)
    except Unfit as unfit:
        yield from (FieldFault(f"/document{one.pointer}", one.text) for one in unfit.faults)
    except (KeyError, TypeError):
        yield FieldFault("/document", 'names a developer\'s mapping: {"call": name}')
    except ValueError:
        yield FieldFault("/schema", "is no JSON Schema, or needs another from elsewhere")


def _record(act: Act, mapping: Mapping, by: Officer | None, verb: str) -> None:
    ledger.record(
        act=act,
        actor=by.actor if by else HOUSE,
        subject=mapping.subject,
        details={"verb": verb, "engine": mapping.engine},
    )
