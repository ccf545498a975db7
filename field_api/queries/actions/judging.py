"""Officers say that two subjects of an answer are one, or are not; and take it back."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from field_api.connectors.models import System
from field_api.feed import actions as feed
from field_api.feed.rules import Kind as News
from field_api.identity.models import Officer
from field_api.intelligence.rules.comparing import REASONS
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.queries.actions.found import found_by, judged_of
from field_api.queries.models import Judged, Judgement, Query
from field_api.queries.rules import merging
from field_api.queries.rules.clusters import Cluster
from field_api.queries.rules.linking import Ref, ref

LONGEST_WHY = 500
Says = Judgement.Says
Named = tuple[str, str]
"""A record of the answer: its system's code, and its reference there."""


def judge(
    *, officer: Officer, query: UUID, this: Named, that: Named, says: str, why: str
) -> Judgement:
    """Say it of the subjects of two records of the officer's own answer; of one subject that it is
    taken apart: `this` alone from the rest. Said again it is the same judgement.

    Raises Problem 404 where the answer holds no such records, 409 `already-judged` where the other
    thing stands, 409 `numbers-differ` where numbers that are for life say that they are two, and
    422 without a reason or for what can't be judged.
    """
    _needs(says in Says.values, "/says", "Say same or different.")
    _needs(0 < len(why.strip()) <= LONGEST_WHY, "/why", "Say why, in a few words.")
    with feed.work():
        asked = _locked(officer, query)
        sides = _sides(asked, this, that, says)
        made = _put(officer, sides, says, why.strip())
        _news(asked)
    return made


def reverse(*, officer: Officer, query: UUID, judgement: UUID, why: str) -> Judgement:
    """Take it back; it stays to be read. Taken back already, it is left as it is.

    Raises Problem 404 where the officer's answer does not hold both sides, 422 without a reason.
    """
    _needs(0 < len(why.strip()) <= LONGEST_WHY, "/why", "Say why.")
    with feed.work():
        asked = _locked(officer, query)
        row = Judgement.objects.visible_to(officer).select_for_update(of=("self",))
        made = row.filter(pk=judgement).first()
        if made is None or not _answered(asked, made):
            raise Problem(404, "not-found", "Not found")
        if made.reversed_at is None:
            made.reversed_by, made.reversed_at = officer, clock.now()
            made.reversed_why = why.strip()
            made.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
            _record(Act.ALTERATION, officer, made, "reverse")
        _news(asked)
    return made


def _locked(officer: Officer, query: UUID) -> Query:
    rows = Query.objects.visible_to(officer).select_related("asked_by")
    found = rows.select_for_update(of=("self",)).filter(pk=query).first()
    if found is None:
        raise Problem(404, "not-found", "No such query")
    return found


def _answered(query: Query, judgement: Judgement) -> bool:
    """Both sides are in this answer, so what is taken back is known to whoever takes it back."""
    here = {ref(record) for record in found_by([query.pk]).all}
    sides = judgement.sides.values_list("side", "system__code", "type", "ref")
    return len({side for side, *called in sides if tuple(called) in here}) == 2


def _sides(query: Query, this: Named, that: Named, says: str) -> tuple[set[Ref], set[Ref]]:
    found = found_by([query.pk])
    judged = judged_of(query.asked_by.force_id, found.all, spoken_of=found.spoken_of)
    clusters = merging.merge(found.all, judged)
    one, other = _holding(clusters, this), _holding(clusters, that)
    if one is other:
        return _taken_apart(one, this, says)
    if says == Says.SAME and (kind := merging.never(one, other)):
        number = REASONS[kind].removeprefix("Same ")
        raise Problem(
            409,
            "numbers-differ",
            "These are two by their numbers",
            f"Each bears another {number}. If one of them is wrong, it is put right in its system.",
        )
    mine, theirs = _called(one), _called(other)
    _needs(bool(mine and theirs), "/this", "A record without a reference can't be judged.")
    return mine, theirs


def _taken_apart(cluster: Cluster, this: Named, says: str) -> tuple[set[Ref], set[Ref]]:
    _needs(says == Says.DIFFERENT, "/that", "These are held to be one already.")
    every = _called(cluster)
    mine = {each for each in every if (each[0], each[2]) == this}
    _needs(bool(mine and every - mine), "/that", "Name a record that is to stay with the others.")
    return mine, every - mine


def _holding(clusters: Iterable[Cluster], named: Named) -> Cluster:
    for cluster in clusters:
        if any((record.system, record.ref) == named for record in cluster.records):
            return cluster
    raise Problem(404, "not-found", "No such record in this answer")


def _called(cluster: Cluster) -> set[Ref]:
    return {ref(record) for record in cluster.records if record.ref}


def _put(officer: Officer, sides: tuple[set[Ref], set[Ref]], says: str, why: str) -> Judgement:
    low, high = sorted(sides, key=min)
    pair = hashlib.sha256(repr((min(low), min(high))).encode()).hexdigest()
    standing = Judgement.objects.standing().filter(force=officer.force_id, pair=pair)
    made = standing.first()
    if made is None:
        try:
            with transaction.atomic():
                made = Judgement.objects.create(
                    force_id=officer.force_id, pair=pair, says=says, why=why, made_by=officer
                )
                Judged.objects.bulk_create([*_rows(made, "this", low), *_rows(made, "that", high)])
        except IntegrityError:  # somebody else judged the same two at the same moment
            made = standing.get()
        else:
            act = Act.COMBINATION if says == Says.SAME else Act.ALTERATION
            _record(act, officer, made, says)
    if made.says != says:
        detail = "Take that back first, if it is wrong."
        raise Problem(409, "already-judged", "The other thing was said of these two", detail)
    return made


def _rows(made: Judgement, side: str, refs: set[Ref]) -> Sequence[Judged]:
    systems = dict(System.objects.values_list("code", "pk"))
    return [
        Judged(judgement=made, side=side, system_id=systems[code], type=type, ref=called)
        for code, type, called in sorted(refs)
    ]


def _needs(met: bool, pointer: str, detail: str) -> None:
    if not met:
        fault = Fault(pointer, "judgement-incomplete", detail)
        title = "This can't be judged as it stands"
        raise Problem(422, "judgement-incomplete", title, errors=[fault])


def _news(query: Query) -> None:
    query.version += 1
    query.save(update_fields=["version"])
    feed.tell(recipients=[query.asked_by_id], kind=News.QUERY, doc=query.pk)


def _record(act: Act, officer: Officer, row: Judgement, verb: str) -> None:
    """DPA 2018 s.62(1)(e): that records were combined. Their references, and never the reason: it
    may tell of people.
    """
    sides = row.sides.order_by("side", "system__code", "ref")
    ledger.record(
        act=act,
        actor=officer.actor,
        subject=f"judgement:{row.pk}",
        purpose="what is known of one subject",
        details={
            "verb": verb,
            "records": [
                f"{side} {code}:{called}"
                for side, code, called in sides.values_list("side", "system__code", "ref")
            ],
        },
    )
