"""The numbers of a day once more, by plain Python over the rows, and by no word of its SQL."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from math import floor, log2
from typing import Any
from zoneinfo import ZoneInfo

from field_api.catalogue import actions as catalogue
from field_api.delivery.models import Attempt, Delivery, Task
from field_api.identity.models import Force
from field_api.insights.models import Day, EntityDay, FieldDay, RefusedDay, SystemDay
from field_api.intelligence.models import Judgement, Mention, MentionKey
from field_api.mapping.actions.reading import readers
from field_api.submissions.models import Revision, Step, Submission

LONDON = ZoneInfo("Europe/London")
BUCKETS = 28
SAYING = {"approve", "confirm", "send_back", "reject"}
EMPTY = (None, "", [], {})

Counts = dict[tuple[Any, ...], dict[str, Any]]


def stored(force: Force, day: date) -> dict[str, Counts]:
    """What was counted, by table: by key of its row the columns that are not nought."""
    keys: dict[Any, tuple[str, ...]] = {
        Day: (),
        FieldDay: ("version", "pointer"),
        SystemDay: ("system_id",),
        RefusedDay: ("system_id", "reason"),
        EntityDay: ("type",),
    }
    found = {}
    for model, more in keys.items():
        names = ("unit_id", "kind", *more)
        rows = model.objects.filter(force=force, day=day)
        skipped = {"id", "force_id", "day", *names}
        found[model.__name__] = {
            tuple(row[name] for name in names): _said(
                {name: value for name, value in row.items() if name not in skipped}
            )
            for row in rows.values()
        }
    return found


def counted(force: Force, day: date) -> dict[str, Counts]:
    """The same, from the work."""
    rows = [
        row
        for row in Submission.objects.filter(force=force).exclude(state="disposed")
        if row.created_at.astimezone(LONDON).date() == day
    ]
    tables: dict[str, Counts] = {}
    for name, each in _TABLES.items():
        sums: dict[tuple[Any, ...], dict[str, Any]] = defaultdict(lambda: defaultdict(int))
        for row in rows:
            for key, column, value in each(row):
                total = sums[row.unit_id, row.kind, *key]
                if isinstance(value, list):
                    before = total[column] or [0] * BUCKETS
                    total[column] = [one + other for one, other in zip(before, value, strict=True)]
                else:
                    total[column] += value
        tables[name] = {key: _said(total) for key, total in sums.items()}
    return tables


def _said(total: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in total.items() if value and value != [0] * BUCKETS}
    return {name: round(one) if isinstance(one, float) else one for name, one in said.items()}


Found = Iterator[tuple[tuple[Any, ...], str, Any]]


def _day(row: Submission) -> Found:
    steps = list(Step.objects.filter(submission=row).order_by("id"))
    decisions = [step for step in steps if step.officer_id and step.move in SAYING]
    yield (), "entries", 1
    if decisions:
        first = decisions[0]
        yield (), "reviewed", 1
        right = first.move in ("approve", "confirm") and not first.revision.parents
        yield (), "first_right", int(right)
        yield (), "returned", int(any(step.move == "send_back" for step in decisions))
        yield (), "rejected", int(any(step.move == "reject" for step in decisions))
        waited = max((first.made_at - row.created_at).total_seconds(), 0.0)
        yield (), "waited_s", waited
        yield (), "waits", _histogram(waited)
    elif (row.state, row.review_state) == ("released", "none"):
        yield (), "sampled_out", 1
    for revision in Revision.objects.filter(submission=row, counts=True):
        yield (), "revisions", 1
        if revision.typed is not None:
            yield (), "counted", 1
            for name in ("typed", "chosen", "reused", "filled"):
                yield (), name, getattr(revision, name)
    if row.head and row.head.intent == "submit":
        for name in _needed(row.head.kind, row.head.version):
            yield (), "required_all", 1
            yield (), "required_filled", int(row.head.body.get(name) not in EMPTY)


def _needed(kind: str, version: int) -> Iterator[str]:
    schema = catalogue.get(kind, version).schema
    for name, spec in schema["properties"].items():
        wanted = name in schema.get("required", ()) or spec.get("x-required-by")
        if wanted and "x-widget" in spec and not spec.get("x-show-when"):
            yield name


def _histogram(units: float) -> list[int]:
    at = 0 if units < 1 else min(floor(log2(units)) + 1, BUCKETS - 1)
    return [int(one == at) for one in range(BUCKETS)]


def _fields(row: Submission) -> Found:
    found = {
        (step.revision.version, _anywhere(comment["pointer"]), "returned")
        for step in Step.objects.filter(submission=row, move="send_back")
        for comment in step.comments
    }
    for task in Task.objects.filter(delivery__subject=row.pk, todo="correct"):
        version = Revision.objects.get(pk=task.delivery.revision).version
        found.add((version, _anywhere(task.pointer), "refused"))
    for version, pointer, how in {*found, *_corrected(row)}:
        if pointer:
            yield (version, pointer), how, 1


def _corrected(row: Submission) -> Iterator[tuple[int, str, str]]:
    submitted = Revision.objects.filter(submission=row, counts=True, intent="submit").in_bulk()
    for later in submitted.values():
        for earlier in (submitted[one] for one in later.parents if one in submitted):
            before, after = dict(_leaves(earlier.body)), dict(_leaves(later.body))
            for at in before.keys() | after.keys():
                if _told(before, at) != _told(after, at):
                    yield earlier.version, _anywhere(at), "corrected"


def _told(leaves: dict[str, Any], at: str) -> Any:
    return (at in leaves, repr(leaves.get(at)))


def _anywhere(pointer: str) -> str:
    return "/".join("*" if step.isdecimal() else step for step in pointer.split("/"))


def _leaves(body: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(body, dict):
        for name, value in body.items():
            yield from _leaves(value, f"{at}/{name}")
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from _leaves(value, f"{at}/{number}")
    else:
        yield at, body


_BECAME = {
    "delivered": "accepted",
    "rejected": "refused",
    **dict.fromkeys(("uncertain", "held", "expired", "poisoned"), "dead"),
    **dict.fromkeys(("due", "sending", "awaiting"), "waiting"),
}


def _systems(row: Submission) -> Found:
    rows = Delivery.objects.filter(subject=row.pk, intent="write").order_by(
        "lane_seq", "generation"
    )
    told: set[int] = set()
    for one in rows:
        if one.state == "cancelled":
            continue
        key = (one.system_id,)
        yield key, _BECAME[one.state], 1
        if one.state != "delivered":
            continue
        revision = Revision.objects.get(pk=one.revision)
        if one.generation == 1:
            tap = (one.settled_at - revision.written_at).total_seconds()
            here = (one.settled_at - revision.entry.received_at).total_seconds()
            yield key, "waits", _histogram(tap * 10)
            yield key, "here", _histogram(here * 10)
        if one.system_id not in told:
            told.add(one.system_id)
            yield key, "fields", sum(1 for _ in _answers(one, revision))


def _answers(one: Delivery, revision: Revision) -> Iterator[str]:
    """Questions of the form that the mapping in use reads and that were answered."""
    (reader,) = (each for each in readers(revision.kind) if each.mapping == one.mapping_id)
    form = catalogue.get(revision.kind, revision.version)
    yield from _asked(form.schema, revision.body, "", reader.fields)


def _asked(schema: Any, body: Any, at: str, read: frozenset[str]) -> Iterator[str]:
    for name, spec in schema.get("properties", {}).items():
        value, place = body.get(name), f"{at}/{name}"
        if spec.get("x-widget") == "repeat":
            for item in value or ():
                yield from _asked(spec["items"], item, f"{place}/*", read)
        elif "x-widget" in spec and value not in EMPTY:
            if place in read or any(one.startswith(f"{place}/") for one in read):
                yield place


def _refusals(row: Submission) -> Found:
    for one in Delivery.objects.filter(subject=row.pk, intent="write", state="rejected"):
        last = Attempt.objects.filter(delivery=one).order_by("-id").first()
        if last is None:
            reason = "unfit"
        elif last.outcome in ("delivered", "taken"):
            reason = "later"
        else:
            reason = "field" if one.faults else "entry"
        if last is not None and last.status:
            reason += f" {last.status}"
        yield (one.system_id, reason), "count", 1


_FIVE = {
    "given": ("given_names",),
    "surname": ("surname",),
    "born": ("dob",),
    "gender": ("gender", "sex"),
    "contact": ("address", "phone", "email"),
}
_LOOSE = {"called", "sounds", "about", "born", "address"}
_HINTS = {"place", "organisation", "doubtful", "ip-address"}


def _entities(row: Submission) -> Found:
    mentions = list(Mention.objects.filter(record=row.pk))
    for one in mentions:
        key = (one.type,)
        yield key, "mentions", 1
        yield key, "nameless", int(not MentionKey.objects.filter(mention=one).exists())
        yield key, "alone", int(len(mentions) == 1)
        if one.type != "person":
            continue
        has = {
            column: any(str(one.attributes.get(name) or "").strip() for name in names)
            for column, names in _FIVE.items()
        }
        for column, whether in has.items():
            yield key, column, int(whether)
        yield key, "whole", int(all(has.values()))
        yield key, "doubled", int(any(_earlier(row, one)))


def _earlier(row: Submission, one: Mention) -> Iterator[bool]:
    mine = {
        key.held
        for key in MentionKey.objects.filter(mention=one)
        if key.kind not in _LOOSE | _HINTS
    }
    for other in MentionKey.objects.filter(held__in=mine, mention__type="person"):
        there = Submission.objects.get(pk=other.mention.record_id)
        before = (there.created_at, there.pk) < (row.created_at, row.pk)
        if there.pk == row.pk or there.force_id != row.force_id or not before:
            continue
        this, that = sorted([one.pk, other.mention_id])
        yield not Judgement.objects.filter(this=this, that=that, reversed_at=None).exists()


_TABLES: dict[str, Any] = {
    "Day": _day,
    "FieldDay": _fields,
    "SystemDay": _systems,
    "RefusedDay": _refusals,
    "EntityDay": _entities,
}
