"""One person, vehicle or number on a page: all that is held to be of it, and what may be."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from field_api.identity.models import Officer
from field_api.intelligence.actions import documents
from field_api.intelligence.actions.finding import candidates, proves, together
from field_api.intelligence.actions.looks import looked
from field_api.intelligence.actions.sight import Shown, shown
from field_api.intelligence.models import Judgement, Mention, MentionKey, Record
from field_api.intelligence.models.mentions import TYPES
from field_api.intelligence.rules import saying
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions import Names
from field_api.policy.actions.asking import selecting
from field_api.policy.rules import Action, Actor

Document = dict[str, Any]

_MOST = 200
_ROUNDS = 4
"""How far a card follows numbers and judgements from the mention it was opened at."""


def card(*, officer: Officer, mention: UUID) -> Document:
    """The mentions joined with this one by exact numbers or by judgements, every value with source
    and age; who else may be the same; and what was judged. Reading it is a consultation.

    Raises Problem 404 where the officer may not read it.
    """
    actor = policy.actor_of(officer)
    whole = _whole(actor, mention)
    if mention not in whole:
        raise Problem(404, "not-found", "Not found")
    mine = tuple(whole.values())
    maybe = [
        one
        for one in candidates(actor, whole[mention].known, most=20)
        if not any(each.mention.pk in whole for each in one.shown)
    ]
    looked(
        officer=officer,
        subject=f"mention:{mention}",
        purpose="recognition",
        shown=[*mine, *(each for one in maybe for each in one.shown)],
        details={},
    )
    titles = documents.titles()
    return {
        "id": str(mention),
        "type": whole[mention].mention.type,
        "type_label": saying.TYPES.get(whole[mention].mention.type, ""),
        "label": documents.label(mine),
        "marking": documents.marking(mine),
        "values": _values(mine, titles),
        "mentions": [_mention(one, titles) for one in mine],
        "maybe": [documents.candidate(one, titles) for one in maybe],
        "judgements": judgements(officer=officer, mentions=list(whole)),
    }


def judgements(*, officer: Officer, mentions: list[UUID]) -> list[Document]:
    """What was said of these, reversed or not, newest first, where the officer may read both."""
    visible = Judgement.objects.visible_to(officer)
    rows = visible.filter(Q(this__in=mentions) | Q(that__in=mentions))
    rows = rows.select_related("made_by", "reversed_by", "this__record", "that__record")
    return [_judgement(row) for row in rows.order_by("-made_at", "-pk")[:_MOST]]


def judged(*, officer: Officer, judgement: UUID) -> list[Document]:
    """The one, where the officer may read both sides."""
    rows = Judgement.objects.visible_to(officer).filter(pk=judgement)
    rows = rows.select_related("made_by", "reversed_by", "this__record", "that__record")
    return [_judgement(row) for row in rows]


def of_submission(*, officer: Officer, submission: UUID) -> Document:
    """The mentions of one submission, and what was judged of them. 404 as for the submission."""
    actor = policy.actor_of(officer)
    may = selecting(actor, Action.READ, Names.under("record"))
    ids = list(Mention.objects.filter(may, record=submission).values_list("pk", flat=True)[:_MOST])
    if not ids and not Record.objects.visible_to(officer).filter(pk=submission).exists():
        raise Problem(404, "not-found", "Not found")
    found = shown(actor, ids)
    looked(
        officer=officer,
        subject=f"submission:{submission}",
        purpose="recognition",
        shown=list(found.values()),
        details={},
    )
    titles = documents.titles()
    return {
        "mentions": [
            _mention(one, titles)
            for one in sorted(
                found.values(), key=lambda one: (TYPES.index(one.mention.type), one.mention.key)
            )
        ],
        "judgements": judgements(officer=officer, mentions=ids),
    }


def _whole(actor: Actor, mention: UUID) -> dict[UUID, Shown]:
    """What is joined with it, newest first: followed until nothing new comes, or far enough."""
    found = shown(actor, [mention])
    group = found
    for _ in range(_ROUNDS):
        held = [
            f"{key.kind}:{key.value}"
            for one in group.values()
            for key in one.known.keys
            if proves(one.mention.type, key)
        ]
        group = next(
            (
                some
                for some in together(actor, {**found, **_sharing(actor, held)})
                if mention in some
            ),
            {},
        )
        if len(group) in (len(found), 0) or len(group) >= _MOST:
            break
        found = group
    return group


def _sharing(actor: Actor, held: list[str]) -> dict[UUID, Shown]:
    if not held:
        return {}
    may = selecting(actor, Action.READ, Names.under("mention__record"))
    rows = MentionKey.objects.filter(may, held__in=held).order_by("-mention")
    return shown(actor, set(rows.values_list("mention", flat=True)[:_MOST]))


def _values(mine: tuple[Shown, ...], titles: documents.Titles) -> list[Document]:
    return [
        {
            "name": name,
            "label": saying.title(name),
            "values": [{**one, "text": saying.value(name, one["value"])} for one in values],
        }
        for name, values in documents.attributes(mine, titles).items()
    ]


def _mention(one: Shown, titles: documents.Titles) -> Document:
    at = one.record.occurred_at
    return {
        "id": str(one.mention.pk),
        "key": one.mention.key,
        "type": one.mention.type,
        "label": documents.label((one,)),
        "role": one.mention.role,
        "category": one.mention.category,
        "basis": one.mention.basis,
        "marking": documents.marking((one,)),
        "at": clock.iso(at) if at else None,
        "source": documents.source(one, titles),
    }


def _judgement(row: Judgement) -> Document:
    return {
        "id": str(row.pk),
        "this": str(row.this_id),
        "that": str(row.that_id),
        "references": [row.this.record.reference, row.that.record.reference],
        "says": row.says,
        "why": row.why,
        "chosen": row.chosen,
        "by": row.made_by.display_name,
        "at": clock.iso(row.made_at),
        "reversed_by": row.reversed_by.display_name if row.reversed_by else "",
        "reversed_at": clock.iso(row.reversed_at) if row.reversed_at else None,
        "reversed_why": row.reversed_why,
    }
