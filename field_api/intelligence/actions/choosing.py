"""What an author said of candidates as they wrote becomes judgements of theirs, when it is read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from field_api.intelligence.actions import judging
from field_api.intelligence.models import Judgement, JudgementQuerySet, Mention, Record
from field_api.intelligence.rules.links import chosen, refused, spoken_of
from field_api.lib.problems import Problem
from field_api.policy.rules import Action

LEFT_OUT = "Left out of a later version"
_SAME, _OTHER = Judgement.Says.SAME.value, Judgement.Says.DIFFERENT.value


class Said(NamedTuple):
    """Of one mention: which it is, taken in place of typing, and which it is not. `tells` are the
    judgements its version speaks of: there, what it leaves out is not so any more.
    """

    same: UUID | None = None
    others: Collection[UUID] = ()
    tells: Collection[str] = ()


def said(payload: Mapping[str, Any]) -> Callable[[str], Said]:
    """What a payload says of the entity under each key."""
    same, others = chosen(payload), refused(payload)
    spoken = zip((_SAME, _OTHER), spoken_of(payload), strict=True)
    tells = frozenset(says for says, told in spoken if told)
    return lambda key: Said(same.get(key), others.get(key, ()), tells)


def follow(record: Record, said: Sequence[tuple[Mention, Said]]) -> None:
    """Say so of each of the record's mentions, where the author may read the other now; and take
    back what a later version no longer says. What that does not speak of stands: it was written
    where nobody knew. What somebody took back is not said again.
    """
    wanted = {(one.pk, target): _OTHER for one, told in said for target in told.others}
    wanted |= {(one.pk, told.same): _SAME for one, told in said if told.same}
    mine = {one.pk: one for one, _ in said}
    tells = {one.pk: told.tells for one, told in said}
    for row in _chosen(record).standing().select_related("this", "that"):
        pair = (row.this_id, row.that_id) if row.this_id in mine else (row.that_id, row.this_id)
        now = wanted.get(pair)
        if now != row.says and (now or row.says in tells.get(pair[0], ())):
            judging.take_back(row, record.author, LEFT_OUT)
    if wanted:
        _say(record, mine, wanted)


def _say(
    record: Record, mine: Mapping[UUID, Mention], wanted: Mapping[tuple[UUID, UUID], str]
) -> None:
    targets = Mention.objects.visible_to(record.author, Action.RECOGNISE).exclude(record=record)
    found = targets.in_bulk([target for _, target in wanted])
    said = {(frozenset((row.this_id, row.that_id)), row.says) for row in _chosen(record)}
    for (one, target), says in sorted(wanted.items()):
        other = found.get(target)
        if other is None or other.type != mine[one].type:
            continue
        if (frozenset((one, target)), says) in said:
            continue
        try:
            judging.put(
                officer=record.author,
                first=mine[one],
                second=other,
                says=says,
                why="",
                chosen=True,
            )
        except Problem:
            continue  # somebody said otherwise: that stands until it is taken back


def _chosen(record: Record) -> JudgementQuerySet:
    of = Q(this__record=record) | Q(that__record=record)
    return Judgement.objects.filter(of, chosen=True, made_by=record.author)
