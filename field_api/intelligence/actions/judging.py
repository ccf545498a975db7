"""Officers say that two mentions are of one, or are not; and take it back."""

from uuid import UUID

from django.db import IntegrityError, transaction

from field_api.identity.models import Officer
from field_api.intelligence.models import Judgement, Mention
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem

LONGEST_WHY = 500
Says = Judgement.Says


@transaction.atomic
def judge(*, officer: Officer, this: UUID, that: UUID, says: str, why: str) -> Judgement:
    """Say it of two mentions the officer may read. Said again it is the same judgement.

    Raises Problem 404 where they may not read both, 409 where the other thing stands of them, 422
    for a mention and itself, for two of different types, and without a reason.
    """
    first, second = _both(officer, this, that)
    _check(first, second, says, why)
    return put(officer=officer, first=first, second=second, says=says, why=why.strip())


def put(
    *, officer: Officer, first: Mention, second: Mention, says: str, why: str, chosen: bool = False
) -> Judgement:
    """The same for mentions that were looked up, in the caller's transaction."""
    low, high = sorted((first, second), key=lambda one: one.pk)
    standing = Judgement.objects.standing().filter(this=low, that=high)
    made = standing.first()
    if made is None:
        try:
            with transaction.atomic():
                made = Judgement.objects.create(
                    this=low, that=high, says=says, why=why, chosen=chosen, made_by=officer
                )
        except IntegrityError:  # somebody else judged the same two at the same moment
            made = standing.get()
        else:
            act = Act.COMBINATION if says == Says.SAME else Act.ALTERATION
            _record(act, officer, made, "same" if says == Says.SAME else "different")
    if made.says != says:
        detail = "Take that back first, if it is wrong."
        raise Problem(409, "already-judged", "The other thing was said of these two", detail)
    return made


@transaction.atomic
def reverse(*, officer: Officer, judgement: UUID, why: str) -> Judgement:
    """Take it back; it stays to be read. Taken back already, it is left as it is.

    Raises Problem 404 where the officer may not read both sides, 422 without a reason.
    """
    rows = Judgement.objects.visible_to(officer).filter(pk=judgement)
    row = rows.select_related("this", "that").select_for_update(of=("self",)).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if not 0 < len(why.strip()) <= LONGEST_WHY:
        raise _needs("/why", "Say why.")
    return take_back(row, officer, why.strip())


def take_back(row: Judgement, officer: Officer, why: str) -> Judgement:
    """The same for a row the caller holds."""
    if row.reversed_at is None:
        row.reversed_by, row.reversed_at, row.reversed_why = officer, clock.now(), why
        row.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
        _record(Act.ALTERATION, officer, row, "reverse")
    return row


def _both(officer: Officer, this: UUID, that: UUID) -> tuple[Mention, Mention]:
    found = Mention.objects.visible_to(officer).select_related("record").in_bulk([this, that])
    if this not in found or that not in found:
        raise Problem(404, "not-found", "Not found")
    return found[this], found[that]


def _check(first: Mention, second: Mention, says: str, why: str) -> None:
    if says not in Says.values:
        raise _needs("/says", "Say same or different.")
    if not 0 < len(why.strip()) <= LONGEST_WHY:
        raise _needs("/why", "Say why, in a few words.")
    if first.pk == second.pk:
        raise _needs("/that", "One mention is always the same as itself.")
    if first.type != second.type:
        raise _needs("/that", "Only two of one type can be the same.")


def _needs(pointer: str, detail: str) -> Problem:
    fault = Fault(pointer, "judgement-incomplete", detail)
    return Problem(422, "judgement-incomplete", "This can't be judged as it stands", errors=[fault])


def _record(act: Act, officer: Officer, row: Judgement, verb: str) -> None:
    """DPA 2018 s.62(1)(e): that two records were combined. Their ids, and never the reason: it may
    tell of people.
    """
    ledger.record(
        act=act,
        actor=officer.actor,
        subject=f"submission:{row.this.record_id}",
        purpose="recognition",
        details={
            "verb": verb,
            "judgement": str(row.pk),
            "mentions": [str(row.this_id), str(row.that_id)],
            "with": f"submission:{row.that.record_id}",
            "chosen": row.chosen,
        },
    )
