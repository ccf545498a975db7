"""How much of a mention a reader sees: what their ceiling and the agreement they read by allow."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from field_api.intelligence.models import Mention, Record
from field_api.intelligence.rules import Key, Known
from field_api.intelligence.rules.keys import NAMED
from field_api.policy import rules
from field_api.policy.actions import Names
from field_api.policy.actions.asking import selecting
from field_api.policy.rules import MARKINGS, Action, Actor, Shared, allowed

_OF_A_NAME = frozenset({"surname", "given_names", "dob"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A mention as one reader sees it. `known` has nothing that is marked above their ceiling."""

    mention: Mention
    known: Known
    under: Shared | None = None

    @property
    def record(self) -> Record:
        return self.mention.record


def shown(actor: Actor, ids: Collection[UUID], action: Action = Action.READ) -> dict[UUID, Shown]:
    """Of these mentions those the actor may read, or recognise by, each as far as they may."""
    may = selecting(actor, action, Names.under("record"))
    rows = Mention.objects.filter(may, pk__in=ids).select_related("record")
    found = (seen(actor, row, action) for row in rows)
    return {one.mention.pk: one for one in found if one is not None}


def seen(actor: Actor, row: Mention, action: Action) -> Shown | None:
    """None where there is nothing of it for this actor."""
    said = rules.can(actor, action, row.record.thing)
    if not said.allow:
        return None
    if said.reason == "own":
        return Shown(row, _known(row, MARKINGS))
    if said.under is None:
        return Shown(row, _known(row, allowed(actor.clearance)))
    # Under an agreement only what stands is shared; of two versions that stand none does.
    markings = set(allowed(actor.clearance)) & set(allowed(said.under.marking))
    if len(row.record.revisions) != 1:
        markings = set()
    return Shown(row, _known(row, markings), said.under)


def _known(row: Mention, markings: Collection[str]) -> Known:
    own = row.record.marking
    attributes = {
        name: value
        for name, value in row.attributes.items()
        if row.marks.get(name, own) in markings
    }
    return Known(row.type, attributes, frozenset(_keys(row, attributes)))


def _keys(row: Mention, attributes: Collection[str]) -> Iterable[Key]:
    for name, found in row.keys.items():
        for kind, value in found if name in attributes else ():
            # The one key of three attributes would tell of the two that may not be seen.
            if kind != NAMED or _OF_A_NAME <= set(attributes):
                yield Key(kind, value)
