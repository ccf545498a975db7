"""What has just been taken in, as the watch list compares it."""

from collections.abc import Iterable, Sequence

from field_api.notebook.rules import Intent
from field_api.submissions.actions.standing import Case
from field_api.watch import actions as watch
from field_api.watch.actions import Seen, Where
from field_api.watch.rules import Source


def screened(cases: Iterable[Case]) -> None:
    """Compare what these cases were given, all by one statement. Belongs after they are written:
    an alert asks who may know of the entry it speaks of."""
    watch.screen([one for case in cases if not case.disposed for one in _seen(case)])


def _seen(case: Case) -> Sequence[Seen]:
    told = [one for one in case.added if one.intent != Intent.WITHDRAW.value]
    if not told:
        return ()
    read = [watch.of_body(case.form, one.body) for one in told]
    newest, submission = told[-1], case.submission
    return [
        Seen(
            source=Source.ENTRY,
            row=submission.pk,
            unit=submission.unit,
            at=newest.occurred_at,
            held=frozenset[str]().union(*(held for held, _ in read)),
            marking=submission.marking,
            groups=submission.groups,
            officer=submission.author,
            where=_where([where for _, where in read]),
            trusted=any(one.counts for one in told),
        )
    ]


def _where(places: Sequence[Where]) -> Where:
    """Where the newest says it was, or else the one before it."""
    return next((one for one in reversed(places) if one.text or one.latitude is not None), Where())
